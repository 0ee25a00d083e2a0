"""What the demonstration units cost and bring: use by model, loans against notices won (R-2)."""

from dataclasses import dataclass
from datetime import date, timedelta

from universo.benefits.units.choices import HoldKind
from universo.benefits.units.models import DemoUnit, Loan, UnitHold
from universo.benefits.units.queries import is_keeper
from universo.identity.actor import Actor
from universo.program.models import Product
from universo.routing.models import Assignment, AssignmentStatus


@dataclass(slots=True)
class ModelUse:
    """A model over a stretch of days: units, days lent, in repair and in stock, loans and sales.

    `served` counts the loans that were asked for an opportunity, `won` those whose opportunity was
    won by now.
    """

    model: Product
    units: int = 0
    stock_days: int = 0
    lent_days: int = 0
    repair_days: int = 0
    loans: int = 0
    served: int = 0
    won: int = 0

    @property
    def use_bp(self) -> int:
        """Days lent of the days on which it could be, in basis points; 0 without any."""
        available = self.stock_days - self.repair_days
        return self.lent_days * 10_000 // available if available > 0 else 0


def use_of_models(actor: Actor, first: date, last: date) -> list[ModelUse]:
    """Return the use of each model from one day to another, both included; nothing for others.

    Days of loans are those on which the unit really was out, late ones too. Of a repair that goes on
    the days count up to the last.
    """
    if not (actor.sees_everything or is_keeper(actor)):
        return []
    found: dict[int, ModelUse] = {}
    for unit in DemoUnit.objects.select_related("product").order_by("product__name"):
        row = found.setdefault(unit.product_id, ModelUse(unit.product))
        row.units += not unit.gone
        row.stock_days += _overlap(unit.since_date, unit.gone_date, first, last)
    for hold in UnitHold.objects.filter(kind=HoldKind.REPAIR).select_related("unit"):
        end = None if hold.is_away else hold.during.upper
        row = found[hold.unit.product_id]
        row.repair_days += _overlap(hold.during.lower, end, first, last)
    _add_loans(found, first, last)
    return list(found.values())


def _add_loans(found: dict[int, ModelUse], first: date, last: date) -> None:
    loans = list(Loan.objects.filter(dispatched_date__isnull=False, dispatched_date__lte=last))
    won = set(
        Assignment.objects.filter(
            notice_id__in=[loan.notice_id for loan in loans if loan.notice_id],
            status=AssignmentStatus.WON,
        ).values_list("notice_id", flat=True)
    )
    for loan in loans:
        after = loan.ended_date + timedelta(days=1) if loan.ended_date else None
        days = _overlap(loan.dispatched_date, after, first, last)
        if not days:
            continue
        row = found[loan.product_id]
        row.lent_days += days
        row.loans += 1
        row.served += loan.notice_id is not None
        row.won += loan.notice_id in won


def _overlap(lower: date | None, upper: date | None, first: date, last: date) -> int:
    """Return how many days of [lower, upper) lie from `first` to `last`; no upper, no end."""
    if lower is None:
        return 0
    start = max(lower, first)
    end = min(upper, last + timedelta(days=1)) if upper else last + timedelta(days=1)
    return max(0, (end - start).days)
