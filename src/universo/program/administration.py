"""What the programme's administrators read to keep it: the whole catalogue, versions of terms and of the
holiday table (rates: `rate_board`). Auditors read it too."""

from typing import Any, TypeVar

from django.db.models import Max, Min, Model, QuerySet

from universo.domain.business_days import Calendar
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.clock import calendar_of
from universo.program.models import (
    CalendarVersion,
    Holiday,
    Product,
    ProductFamily,
    Terms,
)

Row = TypeVar("Row", bound=Model)


def may_read(actor: Actor) -> bool:
    """Tell whether the actor reads how the programme is kept."""
    return actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN)


def may_keep(actor: Actor) -> bool:
    """Tell whether the actor keeps the programme."""
    return actor.has(StaffRole.PROGRAM_ADMIN)


def visible(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows if may_read(actor) else rows.none()


def families(actor: Actor) -> QuerySet[ProductFamily]:
    """Return all families, those out of the offer last, with their products."""
    rows = ProductFamily.objects.prefetch_related("products")
    return visible(actor, rows.order_by("-is_active", "kind", "name"))


def family(actor: Actor, family_id: int) -> ProductFamily:
    """Return one family. Raises NotPermitted."""
    return one(families(actor), family_id)


def offered() -> tuple[QuerySet[Product], QuerySet[ProductFamily]]:
    """Return the products and families of the offer, by name, for whoever chooses among them."""
    products = Product.objects.filter(is_active=True, family__is_active=True)
    return products.order_by("name"), ProductFamily.objects.filter(is_active=True)


def product(actor: Actor, product_id: int) -> Product:
    """Return one product with its family. Raises NotPermitted."""
    return one(visible(actor, Product.objects.select_related("family")), product_id)


def one(rows: QuerySet[Row], pk: int) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotPermitted("")
    return found


def terms_versions(actor: Actor) -> QuerySet[Terms]:
    """Return all versions of the terms, the latest first."""
    return visible(actor, Terms.objects.select_related("created_by").order_by("-version"))


def terms_version(actor: Actor, number: int) -> Terms:
    """Return one version of the terms by its number. Raises NotPermitted."""
    found = terms_versions(actor).filter(version=number).first()
    if found is None:
        raise NotPermitted("")
    return found


def calendar_versions(actor: Actor) -> QuerySet[CalendarVersion]:
    """Return all versions of the holiday table, the newest first."""
    rows = CalendarVersion.objects.select_related("created_by")
    return visible(actor, rows.order_by("-number"))


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
    return one(visible(actor, Holiday.objects.filter(calendar=newest)), day_id)


def years_of(version: CalendarVersion) -> list[int]:
    """Return the years that a version of the table covers."""
    span: dict[str, Any] = version.days.aggregate(first=Min("date"), last=Max("date"))
    if span["first"] is None:
        return []
    return list(range(span["first"].year, span["last"].year + 1))


def read_calendar(version: CalendarVersion, policy: str) -> Calendar:
    """Return a version of the table as the clock reads it under a policy (P-2)."""
    return calendar_of(version, policy)
