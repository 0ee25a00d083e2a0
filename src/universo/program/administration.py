"""What the programme's administrators read to keep it: the whole catalogue, rates with their past and
future, versions of terms and of the holiday table. Auditors read it too."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Max, Min, Model, Q, QuerySet

from universo.domain.business_days import Calendar
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import SponsorLevel
from universo.program.clock import calendar_of
from universo.program.models import (
    CalendarVersion,
    Holiday,
    Product,
    ProductFamily,
    RateChange,
    RateChangeStatus,
    RewardRate,
    Terms,
)

Row = TypeVar("Row", bound=Model)


def may_read(actor: Actor) -> bool:
    """Tell whether the actor reads how the programme is kept."""
    return actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN)


def may_keep(actor: Actor) -> bool:
    """Tell whether the actor keeps the programme."""
    return actor.has(StaffRole.PROGRAM_ADMIN)


def _visible(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows if may_read(actor) else rows.none()


def families(actor: Actor) -> QuerySet[ProductFamily]:
    """Return all families, those out of the offer last, with their products."""
    rows = ProductFamily.objects.prefetch_related("products")
    return _visible(actor, rows.order_by("-is_active", "kind", "name"))


def family(actor: Actor, family_id: int) -> ProductFamily:
    """Return one family. Raises NotPermitted."""
    return _one(families(actor), family_id)


def product(actor: Actor, product_id: int) -> Product:
    """Return one product with its family. Raises NotPermitted."""
    return _one(_visible(actor, Product.objects.select_related("family")), product_id)


def _one(rows: QuerySet[Row], pk: int) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotPermitted("")
    return found


@dataclass(frozen=True, slots=True)
class RateCell:
    """What a level earns of a family: the rate of today, the next change, what waits."""

    level: str
    now: RewardRate | None = None
    upcoming: RewardRate | None = None
    waiting: list[RateChange] = field(default_factory=list)
    of_products: list[RewardRate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RateRow:
    """A family with a cell for each level, in the order of `SponsorLevel`."""

    family: ProductFamily
    cells: list[RateCell]


def rate_board(actor: Actor, on: date) -> list[RateRow]:
    """Return families by levels with the rates of a local day and the next change (R-13)."""
    rates = list(
        RewardRate.objects.filter(Q(valid__contains=on) | Q(valid__startswith__gt=on))
        .select_related("product")
        .order_by("valid")
    )
    waiting = list(changes(actor, RateChangeStatus.PROPOSED))
    return [
        RateRow(row, [_cell(row, level, rates, waiting, on) for level in SponsorLevel.values])
        for row in families(actor)
    ]


def _cell(
    row: ProductFamily, level: str, rates: list[RewardRate], waiting: list[RateChange], on: date
) -> RateCell:
    own = [r for r in rates if r.family_id == row.pk and r.level == level]
    whole = [r for r in own if r.product_id is None]
    return RateCell(
        level=level,
        now=next((r for r in whole if r.valid.lower <= on), None),
        upcoming=next((r for r in whole if r.valid.lower > on), None),
        waiting=[c for c in waiting if c.family_id == row.pk and c.level == level],
        of_products=[r for r in own if r.product_id is not None and r.valid.lower <= on],
    )


def rate_history(actor: Actor, family_id: int, level: str) -> QuerySet[RewardRate]:
    """Return all the rates of a family and level, its products' too, the latest first."""
    rows = RewardRate.objects.filter(family_id=family_id, level=level)
    related = rows.select_related("product", "created_by")
    return _visible(actor, related.order_by("product__name", "-valid"))


def changes(actor: Actor, status: str = "") -> QuerySet[RateChange]:
    """Return proposed changes of rates, the latest first; `status` empty for all."""
    rows = RateChange.objects.select_related("family", "product", "proposed_by", "confirmed_by")
    return _visible(actor, rows.filter(status=status) if status else rows)


def change(actor: Actor, change_id: int) -> RateChange:
    """Return one proposed change. Raises NotPermitted."""
    return _one(changes(actor), change_id)


def terms_versions(actor: Actor) -> QuerySet[Terms]:
    """Return all versions of the terms, the latest first."""
    return _visible(actor, Terms.objects.select_related("created_by").order_by("-version"))


def terms_version(actor: Actor, number: int) -> Terms:
    """Return one version of the terms by its number. Raises NotPermitted."""
    found = terms_versions(actor).filter(version=number).first()
    if found is None:
        raise NotPermitted("")
    return found


def calendar_versions(actor: Actor) -> QuerySet[CalendarVersion]:
    """Return all versions of the holiday table, the newest first."""
    rows = CalendarVersion.objects.select_related("created_by")
    return _visible(actor, rows.order_by("-number"))


def calendar_version(actor: Actor, number: int | None = None) -> CalendarVersion:
    """Return a version of the holiday table, the newest without a number. Raises NotPermitted."""
    rows = calendar_versions(actor)
    found = (rows.filter(number=number) if number is not None else rows).first()
    if found is None:
        raise NotPermitted("")
    return found


def days_of(version: CalendarVersion, year: int) -> QuerySet[Holiday]:
    """Return the days of a year in a version of the table, by date."""
    return version.days.filter(date__year=year).order_by("date", "scope", "name")


def holiday(actor: Actor, day_id: int) -> Holiday:
    """Return a day of the newest version of the table. Raises NotPermitted."""
    newest = calendar_version(actor)
    return _one(_visible(actor, Holiday.objects.filter(calendar=newest)), day_id)


def years_of(version: CalendarVersion) -> list[int]:
    """Return the years that a version of the table covers."""
    span: dict[str, Any] = version.days.aggregate(first=Min("date"), last=Max("date"))
    if span["first"] is None:
        return []
    return list(range(span["first"].year, span["last"].year + 1))


def read_calendar(version: CalendarVersion, policy: str) -> Calendar:
    """Return a version of the table as the clock reads it under a policy (P-2)."""
    return calendar_of(version, policy)
