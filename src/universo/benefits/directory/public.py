"""What anybody may see of partners: pages that are shown today, and whether a badge is in force (R-2).

Everything is judged at the moment of asking: consent, approval, membership and entitlement. Nothing is
stored about it, so nothing is late.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from universo.benefits.choices import Service
from universo.benefits.directory.choices import PageStatus
from universo.benefits.directory.models import Badge, Consent, Place, Skill, Version
from universo.benefits.queries import allowed_of, benefit_of_partner
from universo.domain.contacts import phone_key
from universo.domain.membership import Membership, Spell, membership_on
from universo.partners.models import Enrolment, Partner
from universo.program.models import Locality

MOST_WORDS = 8
NAME = Coalesce(
    NullIf(F("listing__partner__trade_name"), Value("")), F("listing__partner__legal_name")
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for; empty is everything. Codes are those of addresses."""

    words: str = ""
    category: str = ""
    province: str = ""  # its letter
    locality: str = ""
    family: str = ""
    skill: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether nothing narrows the list."""
        return self == Wanted()


class BadgeState(StrEnum):
    """What a badge is worth at the moment of asking."""

    IN_FORCE = "IN_FORCE"
    NOT_NOW = "NOT_NOW"  # why is nobody's business
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to a badge's code: whose it is, whether it is in force, and the days of its categories.

    `since` begins the days without interruption; `ended` is the first day without any category.
    """

    code: str
    name: str
    state: BadgeState
    membership: Membership
    since: date | None
    ended: date | None


def shown(day: date) -> QuerySet[Version]:
    """Return the pages that are shown on a local day, by the names shown, accents forgiven."""
    consented = Consent.objects.filter(listing=OuterRef("listing"), until_at__isnull=True)
    rows = Version.objects.filter(
        Exists(consented), status=PageStatus.PUBLISHED, listing__partner__is_active=True
    )
    wanted = list(rows.values_list("listing__partner_id", flat=True))
    rows = rows.filter(listing__partner_id__in=allowed_of(wanted, Service.DIRECTORY, day))
    plain = Lower(Func(NAME, function="public.unaccent"), output_field=TextField())
    return rows.annotate(name=NAME, plain_name=plain).order_by("plain_name", "pk")


def with_parts(rows: QuerySet[Version]) -> QuerySet[Version]:
    """Add what a page shows of each version, with a handful of queries for all."""
    return rows.select_related("listing__partner", "logo").prefetch_related(
        "families", "skills", "places__province", "listing__partner__enrolments"
    )


def search(wanted: Wanted, day: date) -> QuerySet[Version]:
    """Return the shown pages that fit: each word in the name or the headline, accents forgiven."""
    rows = shown(day)
    for word in wanted.words.replace("\0", " ").split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(name__unaccent__icontains=word) | Q(headline__unaccent__icontains=word)
        )
    if wanted.category:
        held = Enrolment.objects.filter(
            Q(until_date__isnull=True) | Q(until_date__gt=day),
            partner=OuterRef("listing__partner"),
            category=wanted.category,
            since_date__lte=day,
        )
        rows = rows.filter(Exists(held))
    if wanted.family:
        rows = rows.filter(families__code=wanted.family)
    if wanted.skill:
        rows = rows.filter(skills__code=wanted.skill)
    if wanted.province or wanted.locality:
        rows = rows.filter(Q(is_national=True) | Exists(_places(wanted)))
    return rows


def _places(wanted: Wanted) -> QuerySet[Place]:
    """Return the places of a version that take in the zone: the locality, or all of its province."""
    places = Place.objects.filter(version=OuterRef("pk"))
    if wanted.province:
        places = places.filter(province_id=wanted.province)
    if not wanted.locality:
        return places
    whole = Q(locality="")
    if not wanted.province:
        there = Locality.objects.filter(name__unaccent__iexact=wanted.locality)
        whole &= Q(province__in=there.values("province"))
    return places.filter(whole | Q(locality__unaccent__iexact=wanted.locality))


def page_of(slug: str, day: date) -> Version | None:
    """Return the page under an address if it is shown today; None says nothing about why not."""
    return with_parts(shown(day)).filter(listing__slug=slug).first()


def skills() -> QuerySet[Skill]:
    """Return the skills by which people look for partners, by name."""
    return Skill.objects.filter(is_active=True)


def membership_of(partner: Partner, day: date) -> Membership:
    """Return in which categories a partner is on a local day, since when, and which ended (R-1)."""
    return membership_on(_spells(partner), day)


def _spells(partner: Partner) -> list[Spell]:
    rows = partner.enrolments.all()
    return [Spell(row.category, row.since_date, row.until_date) for row in rows]


def verify(code: str, day: date) -> Verified | None:
    """Return what a badge's code is worth now; None for one that never was or was replaced."""
    badge = Badge.objects.filter(code=code, ended_at__isnull=True).select_related("partner").first()
    if badge is None:
        return None
    partner = badge.partner
    told = membership_of(partner, day)
    whole = membership_on([Spell("", s.since, s.until) for s in _spells(partner)], day)
    state = BadgeState.NOT_NOW
    if told.ended is not None:
        state = BadgeState.ENDED
    elif partner.is_active and benefit_of_partner(partner.pk, Service.DIRECTORY, day).allowed:
        state = BadgeState.IN_FORCE
    stretch = whole.held or whole.past[-1:]
    since = stretch[0].since if stretch else None
    return Verified(code, str(partner), state, told, since, told.ended)


def dialled(phone: str) -> str:
    """Return the ten digits of a phone that was checked when it was typed."""
    return phone_key(phone) or ""
