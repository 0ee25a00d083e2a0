"""What the mention of partners brings: who is shown where, who looks, and who does not use it (R-2)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Sum

from universo.benefits.choices import Service
from universo.benefits.directory import public
from universo.benefits.directory.choices import Kind
from universo.benefits.directory.models import Consent, DailyCount, Version
from universo.benefits.directory.queries import reads_all
from universo.benefits.queries import allowed_of
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.program.models import Province


@dataclass(slots=True)
class Seen:
    """A partner's page over some days: looks at it, and ways to reach the partner that were used."""

    name: str
    slug: str
    views: int = 0
    contacts: dict[str, int] = field(default_factory=dict)

    @property
    def contacted(self) -> int:
        """How often any way to reach the partner was used."""
        return sum(self.contacts.values())


@dataclass(frozen=True, slots=True)
class Mentions:
    """How many partners are shown: in all, by category, by province, and in all of the country."""

    total: int
    national: int
    categories: dict[str, int]
    provinces: list[tuple[Province, int]]


def mentions(actor: Actor, day: date) -> Mentions:
    """Return how many partners are shown on a local day; a national one counts in no province.

    All zero for people who do not run the directory.
    """
    rows = list(public.with_parts(public.shown(day))) if reads_all(actor) else []
    categories: Counter[str] = Counter()
    provinces: Counter[str] = Counter()
    for row in rows:
        told = public.membership_of(row.listing.partner, day)
        categories.update(spell.category for spell in told.held)
        if not row.is_national:
            provinces.update({place.province_id for place in row.places.all()})
    named = {row.pk: row for row in Province.objects.all()}
    return Mentions(
        total=len(rows),
        national=sum(row.is_national for row in rows),
        categories=dict(categories),
        provinces=[(named[letter], times) for letter, times in provinces.most_common()],
    )


def seen(actor: Actor, first: date, last: date) -> list[Seen]:
    """Return what was counted of each page from a day to another, both included; the most seen first."""
    if not reads_all(actor):
        return []
    rows = (
        DailyCount.objects.filter(day__gte=first, day__lte=last)
        .values_list(
            "listing__slug", "kind", "listing__partner__trade_name", "listing__partner__legal_name"
        )
        .annotate(Sum("times"))
    )
    found: dict[str, Seen] = {}
    for slug, kind, trade_name, legal_name, times in rows:
        row = found.setdefault(slug, Seen(trade_name or legal_name, slug))
        _add(row, kind, times)
    return sorted(found.values(), key=lambda row: (-row.views, -row.contacted, row.name))


def own(actor: Actor, first: date, last: date) -> Seen:
    """Return what was counted of the page of the actor's own partner."""
    rows = DailyCount.objects.filter(
        listing__partner_id=actor.partner_id or 0, day__gte=first, day__lte=last
    )
    found = Seen(actor.partner_name, "")
    for kind, times in rows.values_list("kind").annotate(Sum("times")).order_by():
        _add(found, kind, times)
    return found


def _add(row: Seen, kind: str, times: int) -> None:
    if kind == Kind.VIEW:
        row.views += times
    else:
        row.contacts[kind] = row.contacts.get(kind, 0) + times


def not_mentioned(actor: Actor, day: date) -> list[Partner]:
    """Return the partners that may be mentioned on a local day and are not, by name.

    Each has `consented` and `has_page` (one was published): what is still missing.
    """
    if not reads_all(actor):
        return []
    consented = Consent.objects.filter(listing__partner=OuterRef("pk"), until_at__isnull=True)
    published = Version.objects.filter(listing__partner=OuterRef("pk"), status="PUBLISHED")
    rows = Partner.objects.filter(is_active=True).annotate(
        consented=Exists(consented), has_page=Exists(published)
    )
    missing = [
        p for p in rows.select_related("account_executive") if not (p.consented and p.has_page)
    ]
    allowed = allowed_of([row.pk for row in missing], Service.DIRECTORY, day)
    return [row for row in missing if row.pk in allowed]
