"""The figures of Hasar's own home: read only, across rooms."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet, Sum

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.insights.queries import Amount
from universo.opportunities.models import Notice, NoticeStatus
from universo.rewards.choices import Account
from universo.rewards.models import Entry

MONTHS_SHOWN = 6
HALF_YEAR = timedelta(days=182)
EVERYBODYS = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER, StaffRole.FINANCE)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Notices received in a local month, by what became of them until now."""

    first_day: date
    accepted: int
    declined: int
    lapsed: int
    open: int


@dataclass(frozen=True, slots=True)
class Answering:
    """How the programme answers, over half a year: shares in percent, days in business days."""

    received: int
    acceptance_percent: int | None
    lapse_percent: int | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Money:
    """Totals of the ledger by account."""

    accrued: tuple[Amount, ...]
    payable: tuple[Amount, ...]
    paid: tuple[Amount, ...]


def answered_by(actor: Actor) -> QuerySet[Notice]:
    """Return the sent notices whose answering the actor is shown: an executive his own, the others all."""
    sent = Notice.objects.exclude(status=NoticeStatus.DRAFT)
    if actor.sees_everything or actor.has(*EVERYBODYS):
        return sent
    if actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        mine = Q(executive_id=actor.user_id) | Q(partner__account_executive_id=actor.user_id)
        return sent.filter(mine)
    return sent.none()


def outcomes(actor: Actor, now: datetime) -> list[Outcomes]:
    """Return the last six local months by the month of receipt, this one included, oldest first."""
    first_days = _first_days(local_date(now))
    counted: Counter[tuple[date, str]] = Counter()
    rows = answered_by(actor).filter(received_at__gte=now - timedelta(days=31 * MONTHS_SHOWN))
    for status, received_at, due_at in rows.values_list("status", "received_at", "due_at"):
        if received_at is None or due_at is None:
            continue
        month = local_date(received_at).replace(day=1)
        counted[month, _outcome(status, due_at, now)] += 1
    return [
        Outcomes(
            first_day=day,
            accepted=counted[day, NoticeStatus.ACCEPTED],
            declined=counted[day, NoticeStatus.DECLINED],
            lapsed=counted[day, NoticeStatus.LAPSED],
            open=counted[day, NoticeStatus.SUBMITTED],
        )
        for day in first_days
    ]


def _outcome(status: str, due_at: datetime, now: datetime) -> str:
    """What is past due reads as lapsed, whether or not a job recorded it (R-10)."""
    if status == NoticeStatus.SUBMITTED and due_at <= now:
        return NoticeStatus.LAPSED
    return status


def _first_days(today: date) -> list[date]:
    days = [today.replace(day=1)]
    while len(days) < MONTHS_SHOWN:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    return days[::-1]


def answering(actor: Actor, now: datetime) -> Answering:
    """Return acceptance, lapses and the median of business days to a decision, over half a year."""
    rows = answered_by(actor).filter(received_at__gte=now - HALF_YEAR)
    states: Counter[str] = Counter()
    days = []
    for status, received_at, due_at, decided_at, counted in rows.values_list(
        "status", "received_at", "due_at", "decided_at", "counted_dates"
    ):
        if received_at is None or due_at is None:
            continue
        state = _outcome(status, due_at, now)
        states[state] += 1
        if state in (NoticeStatus.ACCEPTED, NoticeStatus.DECLINED) and decided_at:
            days.append(_business_days(received_at, decided_at, counted))
    ended = sum(
        states[s] for s in (NoticeStatus.ACCEPTED, NoticeStatus.DECLINED, NoticeStatus.LAPSED)
    )
    return Answering(
        received=sum(states.values()),
        acceptance_percent=_percent(states[NoticeStatus.ACCEPTED], ended),
        lapse_percent=_percent(states[NoticeStatus.LAPSED], ended),
        median_days=median(days) if days else None,
    )


def _business_days(received_at: datetime, decided_at: datetime, counted: list[str]) -> int:
    """Count the ticks of the notice's own meter that had begun when it was decided (P-1)."""
    decided = local_date(decided_at).isoformat()
    return sum(1 for day in counted if day <= decided)


def _percent(part: int, whole: int) -> int | None:
    return None if whole == 0 else (200 * part + whole) // (2 * whole)


def money(actor: Actor) -> Money | None:
    """Return what finance looks at first; None for those who do not read the ledger."""
    if not (actor.sees_everything or actor.has(StaffRole.FINANCE)):
        return None
    return Money(
        accrued=_balance(Account.ACCRUED),
        payable=_balance(Account.PAYABLE),
        paid=_balance(Account.PAID),
    )


def _balance(account: str) -> tuple[Amount, ...]:
    rows = Entry.objects.filter(account=account).order_by()
    return _amounts(rows.values_list("posting__currency").annotate(n=Sum("amount_minor")))


def _amounts(rows: Iterable[tuple[Any, ...]]) -> tuple[Amount, ...]:
    return tuple(Amount(total, currency) for currency, total in sorted(rows) if total)
