"""What is read of rates: families and products by levels on a day, what was and what is to come, and
the proposals. Administrators and auditors; the rates of a day, whoever may read rates."""

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.db.models import F, Prefetch, Q, QuerySet

from universo.identity.actor import Actor
from universo.program.administration import families, one, visible
from universo.program.choices import SponsorLevel
from universo.program.models import (
    Product,
    ProductFamily,
    RateChange,
    RateChangeStatus,
    RateProposal,
    RewardRate,
)
from universo.program.operations import RateKey
from universo.program.queries import READ_RATES

Table = dict[RateKey, RewardRate]


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


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which a rate began: from `before` (None: there was none) to what it is from then on."""

    rate: RewardRate
    before: int | None


def key_of(row: RewardRate | RateChange) -> RateKey:
    """Return what the row is the rate of."""
    return RateKey(row.family_id, row.product_id, row.level)


def table_on(actor: Actor, on: date) -> Table:
    """Return the rates in force on a local day by what they are of, planned ones included (R-13)."""
    rows = RewardRate.objects.filter(valid__contains=on).select_related("product")
    return {key_of(row): row for row in rows} if _reads(actor) else {}


def offered(actor: Actor) -> QuerySet[ProductFamily]:
    """Return the families with rates or that may get them; `products.all()` are those offered."""
    products = Product.objects.filter(is_active=True).order_by("name")
    rows = ProductFamily.objects.filter(is_active=True).order_by("kind", "name")
    found = rows.prefetch_related(Prefetch("products", queryset=products))
    return found if _reads(actor) else found.none()


def _reads(actor: Actor) -> bool:
    return actor.sees_everything or actor.has(*READ_RATES)


def rate_board(actor: Actor, on: date) -> list[RateRow]:
    """Return families by levels with the rates of a local day and the next change (R-13)."""
    rates = list(
        RewardRate.objects.filter(Q(valid__contains=on) | Q(valid__startswith__gt=on))
        .select_related("product")
        .order_by("valid")
    )
    waiting = list(waiting_changes(actor))
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
    return visible(actor, related.order_by(F("product__name").asc(nulls_first=True), "-valid"))


def turns(actor: Actor) -> list[Turn]:
    """Return every day on which a rate began, the latest first: what is to come stands on top."""
    rows = visible(actor, RewardRate.objects.select_related("family", "product", "created_by"))
    ordered = sorted(
        rows, key=lambda r: (r.family_id, r.product_id or 0, r.level, r.valid.lower, r.pk)
    )
    found = [Turn(row, None) for row in ordered[:1]]
    for before, row in pairwise(ordered):
        follows = key_of(before) == key_of(row) and before.valid.upper == row.valid.lower
        found.append(Turn(row, before.rate_bp if follows else None))
    return sorted(found, key=lambda t: (t.rate.valid.lower, t.rate.pk), reverse=True)


def proposals(actor: Actor, status: str = "") -> QuerySet[RateProposal]:
    """Return proposals with their changes, the latest first; `status` empty for all."""
    changes = RateChange.objects.select_related("family", "product")
    rows = RateProposal.objects.select_related("proposed_by", "confirmed_by", "withdrawn_by")
    related = rows.prefetch_related(Prefetch("changes", queryset=changes))
    return visible(actor, related.filter(status=status) if status else related)


def proposal(actor: Actor, proposal_id: int) -> RateProposal:
    """Return one proposal. Raises NotPermitted."""
    return one(proposals(actor), proposal_id)


def waiting_changes(actor: Actor) -> QuerySet[RateChange]:
    """Return the rates that wait for a second person."""
    rows = RateChange.objects.filter(proposal__status=RateChangeStatus.PROPOSED)
    return visible(actor, rows.select_related("family", "product", "proposal"))
