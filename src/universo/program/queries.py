"""Reading the programme: catalogue, rates (for those who joined, R-13), terms and places."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Func, Prefetch, Q, QuerySet, Value

from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.models import (
    CalendarVersion,
    Locality,
    Product,
    ProductFamily,
    Province,
    RewardRate,
    Terms,
)

SUGGESTIONS = 400
READ_RATES = (
    StaffRole.PROGRAM_ADMIN,
    StaffRole.ACCOUNT_EXECUTIVE,
    StaffRole.FINANCE,
    StaffRole.AUDITOR,
)


@dataclass(frozen=True, slots=True)
class RateInForce:
    """A percentage in force on a day, of a family or a product of it; `until` is exclusive."""

    family_id: int
    family_code: str
    family: str
    kind: str
    product_id: int | None
    product: str
    rate_bp: int
    since: date
    until: date | None
    is_demo: bool


def terms_on(on: date) -> Terms:
    """Return the terms in force on a local day. Raises Terms.DoesNotExist before the first."""
    found = Terms.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if found is None:
        raise Terms.DoesNotExist(f"no terms in force on {on}")
    return found


def latest_calendar() -> CalendarVersion:
    """Return the newest version of the holiday table (P-2)."""
    return CalendarVersion.objects.order_by("-number").first() or CalendarVersion.objects.get()


def catalogue() -> QuerySet[ProductFamily]:
    """Return the families offered; the `products.all()` of each are those offered, by name."""
    products = Product.objects.filter(is_active=True)
    return ProductFamily.objects.filter(is_active=True).prefetch_related(
        Prefetch("products", queryset=products)
    )


def provinces() -> QuerySet[Province]:
    """Return the 24 provinces by name, as a dictionary orders them: accents change nothing."""
    plain = Func(F("name"), Value("áéíóúÁÉÍÓÚ"), Value("aeiouAEIOU"), function="translate")
    return Province.objects.order_by(plain)


def locality_names(province: str, prefix: str = "") -> list[str]:
    """Return names of localities of a province (by its letter) for suggesting, by alphabet."""
    letter, start = province[:1].replace("\x00", ""), prefix[:80].replace("\x00", "")
    rows = Locality.objects.filter(province_id=letter, name__istartswith=start)
    return list(rows.values_list("name", flat=True).distinct().order_by("name")[:SUGGESTIONS])


def rates_in_force(level: str, on: date) -> list[RateInForce]:
    """Return the rates of a sponsor level on a local day, by family, the family's own rate first.

    For rules, such as freezing them with an acceptance (P-7); pages ask `rates_for`.
    """
    rows = (
        RewardRate.objects.filter(level=level, valid__contains=on)
        .filter(Q(product__isnull=True) | Q(product__is_active=True), family__is_active=True)
        .select_related("family", "product")
        .order_by("family__kind", "family__name", F("product__name").asc(nulls_first=True))
    )
    return [_in_force(row) for row in rows]


def rates_for(actor: Actor, on: date, level: str | None = None) -> list[RateInForce]:
    """Return the rates this actor may read: a sponsor those of his own level, staff any (R-13)."""
    if actor.sponsor_level:
        return rates_in_force(actor.sponsor_level, on)
    if level and (actor.sees_everything or actor.has(*READ_RATES)):
        return rates_in_force(level, on)
    return []


def _in_force(row: RewardRate) -> RateInForce:
    valid = row.valid
    return RateInForce(
        family_id=row.family_id,
        family_code=row.family.code,
        family=row.family.name,
        kind=row.family.kind,
        product_id=row.product_id,
        product=row.product.name if row.product else "",
        rate_bp=row.rate_bp,
        since=valid.lower,
        until=valid.upper,
        is_demo=row.is_demo,
    )
