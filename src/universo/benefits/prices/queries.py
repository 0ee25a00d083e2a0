"""Reading price lists: a partner those of his categories, at the lowest price of each article (R-2 b)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from universo.benefits.prices.models import PriceFile, PriceLine, PriceList, PriceRules
from universo.domain.names import fold
from universo.domain.price_lists import Price
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.models import Enrolment

KEEPERS = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of articles is asked for; empty is everything."""

    words: str = ""
    family: str = ""
    currency: str = ""


def is_keeper(actor: Actor) -> bool:
    """Tell whether the actor publishes and withdraws price lists."""
    return actor.user_id is not None and actor.has(*KEEPERS)


def reads_all(actor: Actor) -> bool:
    """Tell whether the actor reads the lists of all categories."""
    return actor.sees_everything or actor.has(*KEEPERS)


def with_until(rows: QuerySet[PriceList]) -> QuerySet[PriceList]:
    """Add `until`, the first day of the list that follows; None while there is none."""
    after = PriceList.objects.filter(follows=OuterRef("pk"), withdrawn_at__isnull=True)
    return rows.annotate(until=Subquery(after.values("from_date")[:1]))  # type: ignore[no-redef]


def enrolled_on(day: date) -> QuerySet[Enrolment]:
    """Return the memberships of a local day."""
    rows = Enrolment.objects.filter(since_date__lte=day)
    return rows.filter(Q(until_date__isnull=True) | Q(until_date__gt=day))


def lists_visible_to(actor: Actor, day: date) -> QuerySet[PriceList]:
    """Return published lists, with `until`: partners those of the categories and the level they hold.

    Of these, those in force at some time since they joined, and those to come; not the withdrawn ones.
    That a partner may use prices at all is `benefits.queries.benefit_of`'s to say.
    """
    rows = with_until(PriceList.objects.select_related("published_by", "follows"))
    if reads_all(actor):
        return rows
    if actor.partner_id is None:
        return rows.none()
    own = Q(pk__in=[])
    for held in enrolled_on(day).filter(partner_id=actor.partner_id):
        since = Q(until__isnull=True) | Q(until__gt=held.since_date)
        own |= Q(category=held.category, level__in=("", held.level)) & since
    return rows.filter(own, withdrawn_at__isnull=True)


def in_force(rows: QuerySet[PriceList], day: date) -> QuerySet[PriceList]:
    """Return those of some lists with `until` that count on a local day."""
    begun = rows.filter(from_date__lte=day, withdrawn_at__isnull=True)
    return begun.filter(Q(until__isnull=True) | Q(until__gt=day))


def upcoming(rows: QuerySet[PriceList], day: date) -> QuerySet[PriceList]:
    """Return those of some lists that begin after a local day, the next first."""
    return rows.filter(from_date__gt=day, withdrawn_at__isnull=True).order_by("from_date", "pk")


def find_list(actor: Actor, list_id: int, day: date) -> PriceList:
    """Return one list. Raises NotPermitted if out of sight."""
    found = lists_visible_to(actor, day).filter(pk=list_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def own_prices(actor: Actor, day: date) -> QuerySet[PriceLine]:
    """Return each article of the actor's lists of a local day once in each currency, at its lowest price.

    Of equal prices, that of the list published first. Currencies are never compared (P-10).
    """
    if actor.partner_id is None:
        return PriceLine.objects.none()
    lists = in_force(lists_visible_to(actor, day), day)
    best = (
        PriceLine.objects.filter(price_list__in=lists.values("pk"))
        .order_by("code", "price_list__currency", "partner_minor", "price_list_id")
        .distinct("code", "price_list__currency")
    )
    return PriceLine.objects.filter(pk__in=best.values("pk")).select_related("price_list")


def narrowed(rows: QuerySet[PriceLine], wanted: Wanted) -> QuerySet[PriceLine]:
    """Return the lines that fit: all words, whatever their case and accents, in code, words or family."""
    for word in fold(wanted.words.replace("\0", "")).split()[:MOST_WORDS]:
        rows = rows.filter(found_by__contains=word)
    if wanted.family:
        rows = rows.filter(family=wanted.family)
    if wanted.currency:
        rows = rows.filter(price_list__currency=wanted.currency)
    return rows.order_by("family", "text", "code", "price_list__currency")


def families_of(rows: QuerySet[PriceLine]) -> list[str]:
    """Return the families of some lines, by name."""
    found = rows.order_by("family").values_list("family", flat=True).distinct()
    return [name for name in found if name]


def history_of(actor: Actor, code: str, currency: str, day: date) -> QuerySet[PriceLine]:
    """Return an article on all lists that the actor may read, the latest first; those to come too."""
    lists = lists_visible_to(actor, day).filter(currency=currency)
    rows = PriceLine.objects.filter(code=code, price_list__in=lists.values("pk"))
    return rows.select_related("price_list").order_by("-price_list__from_date", "-price_list_id")


def prices_of(found: PriceList | None) -> dict[str, Price]:
    """Return the articles of a list as they are compared; nothing of no list."""
    if found is None:
        return {}
    return {
        row.code: Price(
            row.public_minor, row.partner_minor, row.vat_bp, f"{row.text}\n{row.family}"
        )
        for row in PriceLine.objects.filter(price_list=found).iterator()
    }


def own_by_code(
    actor: Actor, codes: Iterable[str], currency: str, day: date
) -> Mapping[str, PriceLine]:
    """Return the actor's price of each of these articles in a currency on a local day."""
    rows = own_prices(actor, day).filter(code__in=list(codes), price_list__currency=currency)
    return {row.code: row for row in rows}


def latest_of(category: str, level: str, currency: str) -> PriceList | None:
    """Return the last list of a category, level and currency that was not withdrawn."""
    rows = PriceList.objects.filter(
        category=category, level=level, currency=currency, withdrawn_at__isnull=True
    )
    return rows.order_by("-from_date").first()


def files_visible_to(actor: Actor) -> QuerySet[PriceFile]:
    """Return the files of prices, for keepers and auditors."""
    rows = PriceFile.objects.select_related("created_by", "base", "price_list")
    return rows if reads_all(actor) else rows.none()


def find_file(actor: Actor, file_id: int) -> PriceFile:
    """Return one file. Raises NotPermitted if out of sight."""
    found = files_visible_to(actor).filter(pk=file_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def rules_on(day: date) -> PriceRules:
    """Return the rules in force on a local day. Raises PriceRules.DoesNotExist before the first."""
    return PriceRules.objects.filter(valid_from__lte=day).order_by("-valid_from")[:1].get()


def all_rules() -> QuerySet[PriceRules, Any]:
    """Return the rules of all times, the newest first."""
    return PriceRules.objects.select_related("created_by")
