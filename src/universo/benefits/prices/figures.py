"""What special prices cost and bring: lists, who looked, quotes and the sales of who was quoted (R-2 b)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Max, QuerySet, Sum

from universo.benefits.prices.models import Look, PriceList, Quote, QuoteLine
from universo.benefits.prices.queries import enrolled_on, in_force, reads_all, with_until
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.routing.models import Assignment, AssignmentStatus


@dataclass(slots=True)
class Use:
    """A partner's use in some days: people and days that looked, quotes and their net sums by currency.

    `spread` is what his prices leave to him below the public ones, of the articles he quoted; `won` the
    sales won to customers that he had quoted before.
    """

    partner: Partner
    people: int = 0
    days: int = 0
    last: date | None = None
    quotes: int = 0
    net: dict[str, int] = field(default_factory=dict)
    spread: dict[str, int] = field(default_factory=dict)
    won: int = 0


def lists_in_force(actor: Actor, day: date) -> list[tuple[PriceList, int]]:
    """Return the lists of a local day with how many partners each is for; nothing to others than keepers."""
    if not reads_all(actor):
        return []
    held = list(
        enrolled_on(day).filter(partner__is_active=True)
        .values_list("partner_id", "category", "level").distinct()
    )  # fmt: skip
    found = []
    for row in in_force(with_until(PriceList.objects.all()), day):
        partners = {
            pk for pk, category, level in held
            if category == row.category and row.level in ("", level)
        }  # fmt: skip
        found.append((row, len(partners)))
    return found


def use_by_partner(actor: Actor, first: date, last: date) -> list[Use]:
    """Return the use of each partner that looked or quoted from `first` to `last`, most quotes first."""
    if not reads_all(actor):
        return []
    found: dict[int, Use] = {}
    partners = Partner.objects.in_bulk()
    looks = Look.objects.filter(day__gte=first, day__lte=last).values("partner_id")
    for row in looks.annotate(
        people=Count("user", distinct=True), days=Count("day", distinct=True), at=Max("day")
    ):
        use = found.setdefault(row["partner_id"], Use(partners[row["partner_id"]]))
        use.people, use.days, use.last = row["people"], row["days"], row["at"]
    _add_quotes(found, partners, first, last)
    return sorted(found.values(), key=lambda use: (-use.quotes, -use.days, str(use.partner)))


def _add_quotes(
    found: dict[int, Use], partners: dict[int, Partner], first: date, last: date
) -> None:
    issued = Quote.objects.filter(issued_date__gte=first, issued_date__lte=last)
    for row in (
        issued.order_by()
        .values("partner_id", "currency")
        .annotate(n=Count("pk"), net=Sum("net_minor"))
    ):
        use = found.setdefault(row["partner_id"], Use(partners[row["partner_id"]]))
        use.quotes += row["n"]
        use.net[row["currency"]] = row["net"]
    lines = QuoteLine.objects.filter(quote__in=issued, own_minor__isnull=False).order_by()
    saved = Sum((F("public_minor") - F("own_minor")) * F("quantity"))
    sums = lines.values_list("quote__partner_id", "quote__currency").annotate(spread=saved)
    for partner_id, currency, spread in sums:
        found[partner_id].spread[currency] = spread
    for partner_id, won in _won(issued).items():
        found[partner_id].won = won


def _won(issued: QuerySet[Quote]) -> dict[int, int]:
    """Return by partner how many sales were won to customers after it quoted them, known by CUIT."""
    first: dict[tuple[int, str], datetime] = {}
    quoted = issued.exclude(customer_cuit="").order_by("-issued_at")
    for partner_id, cuit, at in quoted.values_list("partner_id", "customer_cuit", "issued_at"):
        if at is not None:
            first[partner_id, cuit] = at
    sales = Assignment.objects.filter(
        status=AssignmentStatus.WON, notice__prospect__cuit__in={cuit for _partner, cuit in first}
    ).values_list(
        "notice_id",
        "notice__partner_id",
        "channel__partner_id",
        "notice__prospect__cuit",
        "closed_at",
    )
    won: dict[int, set[int]] = {}
    for notice_id, sponsor, channel, cuit, closed_at in sales:
        for partner_id in {sponsor, channel}:
            at = first.get((partner_id, cuit))
            if at is not None and closed_at is not None and closed_at >= at:
                won.setdefault(partner_id, set()).add(notice_id)
    return {partner_id: len(notices) for partner_id, notices in won.items()}
