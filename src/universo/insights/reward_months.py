"""What was accrued and what was paid by month: a sponsor's own, for finance everybody's (R-12, P-11)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from universo.identity.actor import Actor
from universo.program.choices import Currency
from universo.rewards.models import Payment
from universo.rewards.queries import visible_to
from universo.sales.queries import may_read


@dataclass(frozen=True, slots=True)
class MoneyMonths:
    """Amounts of one currency by month, the oldest first, in minor units."""

    currency: str
    months: tuple[date, ...]
    accrued: tuple[int, ...]  # by the day of the fact; less what was taken back
    paid: tuple[int, ...]  # by the day of the payment


def last_months(today: date, count: int) -> tuple[date, ...]:
    """Return the first days of the last `count` months, this one included, the oldest first."""
    days = [today.replace(day=1)]
    while len(days) < count:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(days))


def money_months(actor: Actor, today: date, count: int = 12) -> list[MoneyMonths]:
    """Return accrued and paid by month for each currency that has any in these months."""
    months = last_months(today, count)
    accrued = (
        visible_to(actor)
        .filter(occurred_date__gte=months[0])
        .order_by()
        .annotate(month=TruncMonth("occurred_date"))
        .values_list("posting__currency", "month")
        .annotate(sum=Sum("amount_minor"))
    )
    payments = Payment.objects.filter(paid_date__gte=months[0])
    if not may_read(actor):
        payments = payments.filter(settlement__partner_id=actor.partner_id or 0)
    paid = (
        payments.order_by()
        .annotate(month=TruncMonth("paid_date"))
        .values_list("settlement__currency", "month")
        .annotate(sum=Sum("amount_minor"))
    )
    earned = {(row[0], row[1]): row[2] for row in accrued}
    given = {(row[0], row[1]): row[2] for row in paid}
    return [
        MoneyMonths(
            currency,
            months,
            tuple(earned.get((currency, month), 0) for month in months),
            tuple(given.get((currency, month), 0) for month in months),
        )
        for currency in Currency.values
        if any((currency, month) in rows for rows in (earned, given) for month in months)
    ]
