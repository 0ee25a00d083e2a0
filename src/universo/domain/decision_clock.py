"""The time to decide: the due instant, the days left, whether it has lapsed (R-9, R-10, P-1, P-3).

The zone is the system's `America/Argentina/Buenos_Aires`. On a machine without a time-zone
database, and without the `tzdata` package, it is UTC-03:00 all year, which is what the law has
been since March 2009.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from universo.domain.business_days import (
    ONE_DAY,
    Calendar,
    CalendarError,
    ReceiptRule,
    Skipped,
    ticks,
)

DECISION_DAYS = 15
EARLIER_TABLE = "inhábil según la tabla vigente al recibirse"
_INSTANT = timedelta(microseconds=1)


def _zone() -> tzinfo:
    try:
        return ZoneInfo("America/Argentina/Buenos_Aires")
    except ZoneInfoNotFoundError:
        return timezone(timedelta(hours=-3), "-03")


BUENOS_AIRES = _zone()


def local_date(instant: datetime) -> date:
    """Return the day in Buenos Aires of an aware instant; raises ValueError on a naive one."""
    if instant.tzinfo is None:
        raise ValueError("the instant has no time zone")
    return instant.astimezone(BUENOS_AIRES).date()


def end_of_day(day: date) -> datetime:
    """Return the instant at which `day` is over in Buenos Aires: its 24:00, exclusive (P-1)."""
    midnight = datetime.combine(day + ONE_DAY, time(), tzinfo=BUENOS_AIRES)
    # By way of UTC, since a midnight skipped by a change of hour has no instant of its own.
    return midnight.astimezone(UTC).astimezone(BUENOS_AIRES)


@dataclass(frozen=True, slots=True)
class Due:
    """The term of one receipt. `due_at` is exclusive, in Buenos Aires; days are local days."""

    received_at: datetime
    due_at: datetime
    due_date: date
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    provisional: bool


def compute_due(
    received_at: datetime,
    days: int,
    calendar: Calendar,
    rule: ReceiptRule = ReceiptRule.A,
) -> Due:
    """Compute the term of a receipt, once and for storing (R-9, P-1, P-3).

    Raises ValueError when `received_at` is naive, CalendarError when the count cannot be made.
    """
    try:
        count = calendar.add_business_days(local_date(received_at), days, rule)
        due_at = end_of_day(count.due_date)
    except OverflowError:
        raise CalendarError("date_out_of_range", "start") from None
    return Due(
        received_at=received_at.astimezone(BUENOS_AIRES),
        due_at=due_at,
        due_date=count.due_date,
        counted=count.counted,
        skipped=count.skipped,
        provisional=count.provisional,
    )


def has_lapsed(due_at: datetime, now: datetime) -> bool:
    """Return whether the term is over: at `due_at` it is, a microsecond before it is not (R-10)."""
    return now >= due_at


def business_days_left(
    now: datetime, due_date: date, calendar: Calendar, *, counted: Sequence[date] = ()
) -> int:
    """Return the counted days that are not over yet, today among them; 1 on the due date itself.

    With the stored `counted` days nothing but them counts, so the day of receipt does not, and a
    later change of the table moves nothing (P-3). Without them the calendar decides, and today
    counts when it is a business day.
    """
    today = local_date(now)
    stored = sum(1 for day in counted if today <= day <= due_date)
    start = max(today, counted[-1] + ONE_DAY) if counted else today
    return stored + len(_business_days(start, due_date, calendar))


def _business_days(first: date, last: date, calendar: Calendar) -> list[date]:
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in span if calendar.is_business_day(day)]


class TickState(StrEnum):
    """Where a counted day stands against the time of asking."""

    USED = "used"
    TODAY = "today"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class MeterTick:
    """One tick of the meter: its day, its state, the weekday holidays passed over before it."""

    day: date
    state: TickState
    skipped_before: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """The term as people see it. `days_left` counts the ticks that are not used up."""

    ticks: tuple[MeterTick, ...]
    skipped: tuple[Skipped, ...]
    days_left: int
    lapsed: bool


def meter(
    received_at: datetime,
    due_at: datetime,
    now: datetime,
    calendar: Calendar,
    *,
    counted: Sequence[date] = (),
    skipped: Sequence[Skipped] | None = None,
    rule: ReceiptRule = ReceiptRule.A,
) -> Meter:
    """Return one tick per counted day, fifteen as a rule, and the days passed over with reasons.

    Give the stored `counted` (and `skipped`) days where there are any: then a later change of the
    table moves nothing (P-3). A term made longer by an act adds the calendar's days at the end.
    """
    day_zero = calendar.day_zero(local_date(received_at), rule)
    due_date = local_date(due_at - _INSTANT)
    last = counted[-1] if counted else day_zero
    days = [*counted, *_business_days(last + ONE_DAY, due_date, calendar)]
    explained_to = day_zero if skipped is None else last
    off = [*(skipped or ()), *_passed_over(explained_to, days, calendar)]
    today = local_date(now)
    marks = tuple(
        MeterTick(tick.day, _state(tick.day, today), tick.skipped_before)
        for tick in ticks(days, off)
    )
    left = sum(1 for mark in marks if mark.state is not TickState.USED)
    return Meter(marks, tuple(off), left, has_lapsed(due_at, now))


def _passed_over(after: date, days: Sequence[date], calendar: Calendar) -> list[Skipped]:
    """Return the days between `after` and the last tick that are not ticks, each with a reason."""
    if not days:
        return []
    taken = set(days)
    span = (after + timedelta(days=offset) for offset in range(1, (days[-1] - after).days))
    return [
        Skipped(day, calendar.reason_off(day) or EARLIER_TABLE) for day in span if day not in taken
    ]


def _state(day: date, today: date) -> TickState:
    if day < today:
        return TickState.USED
    return TickState.TODAY if day == today else TickState.LEFT
