"""The time to decide, to the microsecond (R-9, R-10, P-1, P-3)."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.data import holiday_rows
from universo.domain.business_days import (
    Calendar,
    CalendarError,
    Holiday,
    ReceiptRule,
    read_holidays,
)
from universo.domain.decision_clock import (
    BUENOS_AIRES,
    EARLIER_TABLE,
    TickState,
    business_days_left,
    compute_due,
    end_of_day,
    has_lapsed,
    local_date,
    meter,
)

HOLIDAYS = read_holidays(holiday_rows())
TABLE = Calendar.of(HOLIDAYS)
MICROSECOND = timedelta(microseconds=1)
instants = st.integers(0, 1034 * 24 * 3600 * 10**6).map(
    lambda microseconds: datetime(2024, 1, 2, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BUENOS_AIRES)


@given(instants, st.integers(1, 30), st.sampled_from(ReceiptRule))
def test_the_term_is_half_open(received: datetime, days: int, rule: ReceiptRule) -> None:
    due = compute_due(received, days, TABLE, rule)
    assert has_lapsed(due.due_at, due.due_at)
    assert not has_lapsed(due.due_at, due.due_at - MICROSECOND)
    assert local_date(due.due_at - MICROSECOND) == due.due_date
    assert due.due_at.astimezone(BUENOS_AIRES).time().isoformat() == "00:00:00"
    assert due.received_at == received < due.due_at


def test_the_day_is_that_of_buenos_aires() -> None:
    at_home = local("2026-09-01T23:59:59.999999")
    assert compute_due(at_home.astimezone(UTC), 15, TABLE).due_date == date(2026, 9, 22)
    assert compute_due(at_home + MICROSECOND, 15, TABLE).due_date == date(2026, 9, 23)


def test_instants_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        compute_due(datetime(2026, 9, 1), 15, TABLE)  # noqa: DTZ001 - the naive instant is the case


@pytest.mark.parametrize(
    "received", [datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
)
def test_the_ends_of_the_calendar_are_refused(received: datetime) -> None:
    with pytest.raises(CalendarError, match="date_out_of_range"):
        compute_due(received, 15, TABLE)


def test_a_midnight_that_did_not_exist_is_the_next_instant() -> None:
    # 19/10/2008 began at 01:00 in Buenos Aires.
    assert end_of_day(date(2008, 10, 18)) == datetime(2008, 10, 19, 3, tzinfo=UTC)


@given(instants, st.integers(0, 40 * 24))
def test_meter_and_days_left_agree(received: datetime, hours: int) -> None:
    due = compute_due(received, 15, TABLE)
    now = received + timedelta(hours=hours)
    shown = meter(received, due.due_at, now, TABLE, counted=due.counted)
    assert [tick.day for tick in shown.ticks] == list(due.counted)
    assert shown.skipped == due.skipped
    assert shown.lapsed == has_lapsed(due.due_at, now)
    assert shown.days_left == business_days_left(now, due.due_date, TABLE, counted=due.counted)
    states = [tick.state for tick in shown.ticks]
    order = [TickState.USED, TickState.TODAY, TickState.LEFT]
    assert states == sorted(states, key=order.index)
    assert states.count(TickState.TODAY) <= 1
    assert shown.days_left == len(states) - states.count(TickState.USED)


@given(instants, st.integers(0, 40 * 24), st.sampled_from(ReceiptRule))
def test_meter_without_stored_days_counts_again(
    received: datetime, hours: int, rule: ReceiptRule
) -> None:
    due = compute_due(received, 15, TABLE, rule)
    now = received + timedelta(hours=hours)
    stored = meter(
        received, due.due_at, now, TABLE, counted=due.counted, skipped=due.skipped, rule=rule
    )
    assert meter(received, due.due_at, now, TABLE, rule=rule) == stored
    assert stored.skipped == due.skipped


def test_days_left_through_a_term() -> None:
    due = compute_due(local("2026-11-24T10:00"), 15, TABLE)
    assert due.due_date == date(2026, 12, 17)

    def left(now: str) -> int:
        return business_days_left(local(now), due.due_date, TABLE, counted=due.counted)

    assert left("2026-11-24T23:59") == 15  # the day of receipt does not count
    assert left("2026-11-25T00:00") == 15
    assert left("2026-11-26T00:00") == 14
    assert left("2026-12-05T12:00") == 7  # a Saturday before two holidays
    assert left("2026-12-17T23:59") == 1
    assert left("2026-12-18T00:00") == 0


def test_days_left_by_the_calendar_alone() -> None:
    assert business_days_left(local("2026-11-23T10:00"), date(2026, 11, 25), TABLE) == 2
    assert business_days_left(local("2026-11-24T10:00"), date(2026, 11, 25), TABLE) == 2
    assert business_days_left(local("2026-11-26T10:00"), date(2026, 11, 25), TABLE) == 0


def test_states_of_the_ticks() -> None:
    due = compute_due(local("2026-12-04T17:30"), 15, TABLE)
    shown = meter(due.received_at, due.due_at, local("2026-12-10T09:00"), TABLE)
    assert [tick.state for tick in shown.ticks[:3]] == ["used", "today", "left"]
    assert [item.day.day for item in shown.ticks[0].skipped_before] == [7, 8]
    over = meter(due.received_at, due.due_at, due.due_at, TABLE)
    assert over.lapsed
    assert {tick.state for tick in over.ticks} == {TickState.USED}


def test_a_later_table_moves_nothing() -> None:
    due = compute_due(local("2026-12-04T17:30"), 15, TABLE)
    now = local("2026-12-10T09:00")
    fewer = Calendar.of([h for h in HOLIDAYS if h.day != date(2026, 12, 7)])
    more = Calendar.of([*HOLIDAYS, Holiday.of(date(2026, 12, 11), "Nuevo", "feriado_especial")])
    for changed in (fewer, more):
        shown = meter(due.received_at, due.due_at, now, changed, counted=due.counted)
        assert [tick.day for tick in shown.ticks] == list(due.counted)
        assert business_days_left(now, due.due_date, changed, counted=due.counted) == 14
    reasons = {
        item.day: item.reason
        for item in meter(due.received_at, due.due_at, now, fewer, counted=due.counted).skipped
    }
    assert reasons[date(2026, 12, 7)] == EARLIER_TABLE
    kept = meter(due.received_at, due.due_at, now, fewer, counted=due.counted, skipped=due.skipped)
    assert kept.skipped == due.skipped


def test_a_lengthened_term_has_more_ticks() -> None:
    due = compute_due(local("2026-11-02T10:00"), 15, TABLE)
    later = TABLE.add_business_days(due.due_date, 2)
    shown = meter(
        due.received_at,
        end_of_day(later.due_date),
        local("2026-11-03T10:00"),
        TABLE,
        counted=due.counted,
        skipped=due.skipped,
    )
    assert [tick.day for tick in shown.ticks] == [*due.counted, *later.counted]
    assert shown.skipped == due.skipped + later.skipped
    assert shown.days_left == 17
    assert (
        business_days_left(local("2026-11-03T10:00"), later.due_date, TABLE, counted=due.counted)
        == 17
    )


def test_without_a_time_zone_database_the_law_of_today_holds() -> None:
    code = (
        "from datetime import date;"
        "from universo.domain.decision_clock import BUENOS_AIRES, end_of_day;"
        "print(type(BUENOS_AIRES).__name__, end_of_day(date(2026, 12, 28)).isoformat())"
    )
    environment = {**os.environ, "PYTHONTZPATH": "", "PYTHONPATH": "src"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    zone, due_at = done.stdout.split()
    assert zone in {"timezone", "ZoneInfo"}  # ZoneInfo where the tzdata package is installed
    assert due_at == "2026-12-29T00:00:00-03:00"
