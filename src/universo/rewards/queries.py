"""Reading rewards, settlements and the ledger. What the actor may not see does not exist for him."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import Currency
from universo.program.queries import terms_on
from universo.rewards.models import (
    Accrual,
    Settlement,
    SettlementLine,
    SettlementStatus,
)
from universo.rewards.refund_models import Refund
from universo.rewards.settling import Candidate, candidates, cutoff, first_day, next_month

STATES = ("accrued", "settled", "paid")


def visible_to(actor: Actor) -> QuerySet[Accrual]:
    """Return the accruals of the actor's organisation; all of them for finance and auditors (§4)."""
    rows = Accrual.objects.all()
    if reads_all(actor):
        return rows
    return rows.filter(posting__partner_id=actor.partner_id or 0)


def settlements_visible_to(actor: Actor) -> QuerySet[Settlement]:
    """Return the settlements of the actor's organisation; all for finance and auditors (§4)."""
    rows = Settlement.objects.select_related("partner", "closed_by", "run__prepared_by")
    if not reads_all(actor):
        rows = rows.filter(partner_id=actor.partner_id or 0)
    return rows.order_by("-period", "-number")


def reads_all(actor: Actor) -> bool:
    return actor.sees_everything or actor.has(StaffRole.FINANCE)


def accrual(actor: Actor, accrual_id: int) -> Accrual:
    """Return one accrual; NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=accrual_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def settlement(actor: Actor, settlement_id: int) -> Settlement:
    """Return one settlement; NotPermitted if out of sight."""
    found = settlements_visible_to(actor).filter(pk=settlement_id).first()
    if found is None:
        raise NotPermitted("")
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """What a partner's rewards in one currency stand at, in minor units (P-10)."""

    currency: str
    accrued_minor: int = 0  # in no settlement yet; negative: it owes
    payable_minor: int = 0
    paid_minor: int = 0

    @property
    def earned_minor(self) -> int:
        """All that was ever earned, less what was clawed back."""
        return self.accrued_minor + self.payable_minor + self.paid_minor


def totals(actor: Actor, notice_id: int | None = None) -> list[Totals]:
    """Return accrued, settled and paid by currency, of what the actor sees or of one notice of it.

    Support that is paid back counts in the whole, and in no notice.
    """
    rows = visible_to(actor)
    if notice_id is not None:
        rows = rows.filter(notice_id=notice_id)
    found = {row[0]: list(row[1:]) for row in _sums(rows)}
    if notice_id is None:
        for currency, *amounts in _sums(refunds_visible_to(actor)):
            before = found.get(currency, [0, 0, 0])
            found[currency] = [a + b for a, b in zip(before, amounts, strict=True)]
    return [Totals(currency, *found[currency]) for currency in sorted(found)]


def refunds_visible_to(actor: Actor) -> QuerySet[Refund]:
    """Return the refunds of the actor's organisation; all of them for finance and auditors (§4)."""
    rows = Refund.objects.all()
    return rows if reads_all(actor) else rows.filter(posting__partner_id=actor.partner_id or 0)


def _sums(rows: QuerySet[Any]) -> Any:
    return (
        rows.order_by()
        .values_list("posting__currency")
        .annotate(
            accrued=Sum("amount_minor", filter=Q(settled_in__isnull=True), default=0),
            payable=Sum("amount_minor", filter=_in_state("settled"), default=0),
            paid=Sum("amount_minor", filter=_in_state("paid"), default=0),
        )
    )


def _in_state(state: str) -> Q:
    if state == "accrued":
        return Q(settled_in__isnull=True)
    status = SettlementStatus.PAID if state == "paid" else SettlementStatus.CLOSED
    return Q(settled_in__settlement__status=status)


def search(
    actor: Actor,
    *,
    text: str = "",
    state: str = "",
    currency: str = "",
    month: date | None = None,
    partner_id: int | None = None,
) -> QuerySet[Accrual]:
    """Return visible accruals, the latest fact first; `state` is one of STATES or empty (all)."""
    rows = visible_to(actor)
    if state in STATES:
        rows = rows.filter(_in_state(state))
    if currency in Currency.values:
        rows = rows.filter(posting__currency=currency)
    if month is not None:
        rows = rows.filter(occurred_date__gte=month, occurred_date__lt=next_month(month))
    if partner_id is not None:
        rows = rows.filter(posting__partner_id=partner_id)
    words = text.strip()[:120].replace("\x00", "")
    if words:
        rows = rows.filter(_speaks_of(words))
    return rows.order_by("-occurred_date", "-id")


def _speaks_of(words: str) -> Q:
    found = (
        Q(notice__prospect__legal_name__icontains=words)
        | Q(notice__prospect__trade_name__icontains=words)
        | Q(line__document__receiver_name__icontains=words)
        | Q(collection__receipt_number__icontains=words)
    )
    number = words.upper().removeprefix("OP-").split("-")[-1].lstrip("0")
    if number.isascii() and number.isdigit() and len(number) <= 12:
        found |= Q(notice__number=int(number)) | Q(link__document__number=int(number))
    return found


def months_with_rewards(actor: Actor) -> list[date]:
    """Return the first days of the months in which the visible accruals occurred, newest first."""
    days = visible_to(actor).order_by().dates("occurred_date", "month", order="DESC")
    return list(days)


def search_settlements(
    actor: Actor,
    *,
    status: str = "",
    currency: str = "",
    period: date | None = None,
    partner_id: int | None = None,
) -> QuerySet[Settlement]:
    """Return visible settlements, the latest month first, each with `rewards`: how many it holds."""
    rows = settlements_visible_to(actor)
    if status in SettlementStatus.values:
        rows = rows.filter(status=status)
    if currency in Currency.values:
        rows = rows.filter(currency=currency)
    if period is not None:
        rows = rows.filter(period=period)
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    return rows.annotate(
        rewards=Count("lines", distinct=True) + Count("refund_lines", distinct=True)
    )


@dataclass(slots=True)
class MonthSums:
    """The settlements of a month in one currency; amounts in minor units."""

    period: date
    currency: str
    count: int = 0
    closed_minor: int = 0
    paid_minor: int = 0
    unpaid: int = 0


def settlement_months(actor: Actor) -> list[MonthSums]:
    """Return the visible settlements added up by month and currency, the latest month first."""
    months: dict[tuple[date, str], MonthSums] = {}
    for row in settlements_visible_to(actor):
        found = months.setdefault((row.period, row.currency), MonthSums(row.period, row.currency))
        found.count += 1
        if row.status == SettlementStatus.PAID:
            found.paid_minor += row.total_minor
        else:
            found.closed_minor += row.total_minor
            found.unpaid += 1
    return sorted(months.values(), key=lambda m: (-m.period.toordinal(), m.currency))


def lines_of(found: Settlement) -> QuerySet[Accrual]:
    """Return the accruals of a settlement that the actor was already shown, in order of fact."""
    held = SettlementLine.objects.filter(settlement=found, accrual=OuterRef("pk"))
    return Accrual.objects.filter(Exists(held)).order_by("occurred_date", "id")


def open_months(actor: Actor, today: date) -> list[date]:
    """Return the months that may be closed, newest first: from the oldest open reward to today's."""
    oldest = [
        rows.filter(settled_in__isnull=True).aggregate(Min("occurred_date"))["occurred_date__min"]
        for rows in (visible_to(actor), refunds_visible_to(actor))
    ]
    month, months = first_day(min((day for day in oldest if day), default=today)), []
    while month <= today:
        months.append(month)
        month = next_month(month)
    return months[::-1]


def preview(actor: Actor, period: date, today: date) -> list[Candidate]:
    """Return what closing `period` today would do, under the terms in force; nothing for others."""
    if not reads_all(actor):
        return []
    return candidates(period, cutoff(period, today), terms_on(today))
