"""Lending demonstration units: the life of a loan, the programme's rules for it, its reminders (R-2).

Days are local days. A loan of `n` business days begins on a day that does not count and ends with
the n-th business day after it (P-1, P-2).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from universo.domain.business_days import Calendar
from universo.domain.lifecycle import Machine

EARLY = (1, 3)  # business days before the end at which a partner is reminded
EVERY = 5  # and, past it, on the first business day and every so many


class LoanStatus(StrEnum):
    """A loan of one unit to one partner."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"  # a unit is reserved for its days
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"  # by the partner, before it was decided
    CANCELLED = "CANCELLED"  # approved, and never handed over
    OUT = "OUT"  # the partner has it
    RETURNED = "RETURNED"
    SOLD = "SOLD"  # it stayed with a buyer
    LOST = "LOST"


_S = LoanStatus
_MOVES = {
    _S.REQUESTED: {_S.APPROVED, _S.DECLINED, _S.WITHDRAWN},
    _S.APPROVED: {_S.OUT, _S.CANCELLED},
    _S.OUT: {_S.RETURNED, _S.SOLD, _S.LOST},
}
LOAN = Machine(
    "loan",
    frozenset({_S.REQUESTED.value}),
    {state.value: frozenset(_MOVES.get(state, ())) for state in LoanStatus},
)
LIVE = frozenset({_S.REQUESTED, _S.APPROVED, _S.OUT})  # one that counts as had at the same time
ENDED = frozenset({_S.RETURNED, _S.SOLD, _S.LOST})  # one after which the wait begins


@dataclass(frozen=True, slots=True)
class Rules:
    """What the programme allows from a day on: units of a model at a time, months between two loans
    of it, the longest loan and the longest extension in business days."""

    units_at_a_time: int
    months_between: int
    longest_days: int
    extension_days: int


@dataclass(frozen=True, slots=True)
class Held:
    """Another loan of the same model to the same partner; `ended` once it is over."""

    status: str
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the rules refuse a loan: `too_long` (most days), `too_many` (most units), `too_soon` (from)."""

    code: str
    most: int = 0
    again: date | None = None


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month where it has no such day."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def refusal(rules: Rules, others: Iterable[Held], from_date: date, days: int) -> Refusal | None:
    """Return why a loan of `days` business days from `from_date` is against the rules; None if not.

    `others` are the partner's other loans of the same model, whatever their state.
    """
    if days > rules.longest_days:
        return Refusal("too_long", most=rules.longest_days)
    known = list(others)
    if sum(1 for one in known if one.status in LIVE) >= rules.units_at_a_time:
        return Refusal("too_many", most=rules.units_at_a_time)
    ends = [one.ended for one in known if one.status in ENDED and one.ended]
    if not ends:
        return None
    again = add_months(max(ends), rules.months_between)
    return Refusal("too_soon", again=again) if from_date < again else None


def due_of(calendar: Calendar, from_date: date, days: int) -> date:
    """Return the last day of a loan that begins on `from_date`. Raises CalendarError."""
    return calendar.add_business_days(from_date, days).due_date


def business_days_between(calendar: Calendar, after: date, until: date) -> int:
    """Return how many business days lie after one day and up to another, that one included."""
    span = (until - after).days
    return sum(
        calendar.is_business_day(after + timedelta(days=step)) for step in range(1, span + 1)
    )


def is_overdue(status: str, due: date | None, today: date) -> bool:
    """Tell whether the partner still has a unit after the last day of its loan."""
    return status == LoanStatus.OUT and due is not None and today > due


def reminder(calendar: Calendar, due: date, today: date) -> str:
    """Return which reminder of a unit that is out belongs to this day; "" for none.

    `left3`, `left1`, `today`; past the end `late1`, then `late5`, `late10` and so on. The same word
    comes on several days in a row, so that a run that was missed is made up for by the next one.
    """
    if today <= due:
        left = business_days_between(calendar, today, due)
        if today == due or left == 0:
            return "today"
        return next((f"left{days}" for days in EARLY if left <= days), "")
    late = business_days_between(calendar, due, today)
    if late < EVERY:
        return "late1" if late else ""
    return f"late{late // EVERY * EVERY}"
