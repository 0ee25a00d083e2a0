"""The life of a loan, the rules of lending and the reminders, over days and calendars (R-2, P-1, P-2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.business_days import Calendar, Holiday
from universo.domain.lifecycle import IllegalMove, check_move
from universo.domain.unit_lending import (
    ENDED,
    LIVE,
    LOAN,
    Held,
    LoanStatus,
    Refusal,
    Rules,
    add_months,
    business_days_between,
    due_of,
    is_overdue,
    refusal,
    reminder,
)

RULES = Rules(units_at_a_time=1, months_between=6, longest_days=15, extension_days=5)
MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
HOLIDAYS = st.lists(st.dates(date(2026, 11, 1), date(2027, 3, 31)), max_size=12).map(
    lambda days: Calendar.of([Holiday.of(day, "Feriado", "feriado inamovible") for day in days])
)


def test_every_state_is_reached_and_every_end_stays() -> None:
    reached, waiting = set(LOAN.initial), list(LOAN.initial)
    while waiting:
        for state in LOAN.moves[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    assert reached == {state.value for state in LoanStatus}
    finals = {state for state in reached if LOAN.is_final(state)}
    assert finals == {"DECLINED", "WITHDRAWN", "CANCELLED", "RETURNED", "SOLD", "LOST"}
    assert finals.isdisjoint(LIVE)
    assert finals > ENDED
    assert LIVE | finals == reached


@given(st.sampled_from(LoanStatus), st.sampled_from(LoanStatus))
def test_what_left_was_approved_and_what_ended_had_left(old: LoanStatus, new: LoanStatus) -> None:
    try:
        check_move(LOAN, old, new)
    except IllegalMove:
        return
    assert (new == LoanStatus.OUT) == (old == LoanStatus.APPROVED and new != LoanStatus.CANCELLED)
    assert (new in ENDED) == (old == LoanStatus.OUT)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 7, 15), 6, date(2027, 1, 15)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(DAYS, st.integers(0, 60))
def test_months_later_is_in_that_month_and_keeps_the_order(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert add_months(day + timedelta(days=1), months) >= later


@given(st.lists(st.sampled_from(LoanStatus)), st.integers(1, 4), st.integers(1, 15))
def test_at_a_time_counts_what_is_asked_for_approved_or_out(
    states: list[LoanStatus], most: int, days: int
) -> None:
    rules = Rules(most, 0, 15, 0)
    found = refusal(rules, [Held(state) for state in states], MONDAY, days)
    too_many = sum(state in {"REQUESTED", "APPROVED", "OUT"} for state in states) >= most
    assert found == (Refusal("too_many", most=most) if too_many else None)


@given(st.lists(DAYS, min_size=1, max_size=4), DAYS, st.integers(0, 24))
def test_the_wait_begins_with_the_last_one_that_ended(
    ends: list[date], wanted: date, months: int
) -> None:
    rules = Rules(1, months, 15, 0)
    found = refusal(rules, [Held("RETURNED", end) for end in ends], wanted, 5)
    again = add_months(max(ends), months)
    assert found == (None if wanted >= again else Refusal("too_soon", again=again))


def test_the_longest_loan_is_allowed_and_one_day_more_is_not() -> None:
    assert refusal(RULES, [], MONDAY, 15) is None
    assert refusal(RULES, [], MONDAY, 16) == Refusal("too_long", most=15)


def test_what_never_left_makes_nobody_wait() -> None:
    never = [Held(state) for state in ("DECLINED", "WITHDRAWN", "CANCELLED")]
    assert refusal(RULES, never, MONDAY, 5) is None


@given(HOLIDAYS, st.dates(date(2026, 11, 1), date(2027, 1, 31)), st.integers(1, 15))
def test_the_last_day_is_the_nth_business_day(calendar: Calendar, first: date, days: int) -> None:
    due = due_of(calendar, first, days)
    assert calendar.is_business_day(due)
    assert business_days_between(calendar, first, due) == days
    assert business_days_between(calendar, first, due - timedelta(days=1)) == days - 1


def test_overdue_begins_the_day_after_and_only_while_it_is_out() -> None:
    next_day = MONDAY + timedelta(days=1)
    assert not is_overdue("OUT", MONDAY, MONDAY)
    assert is_overdue("OUT", MONDAY, next_day)
    assert not is_overdue("RETURNED", MONDAY, next_day)
    assert not is_overdue("APPROVED", MONDAY, next_day)


def test_reminders_of_a_loan_without_holidays() -> None:
    calendar = Calendar.of([])
    due = date(2026, 12, 4)  # a Friday
    words = {day: reminder(calendar, due, date(2026, 12, day)) for day in range(1, 19)}
    assert [words[day] for day in (1, 2, 3, 4)] == ["left3", "left3", "left1", "today"]
    assert (words[5], words[6], words[7]) == ("", "", "late1")  # a weekend makes nobody later
    assert (words[10], words[11], words[12], words[18]) == ("late1", "late5", "late5", "late10")
    assert reminder(calendar, due, date(2026, 11, 30)) == ""


@given(HOLIDAYS, st.dates(date(2026, 11, 10), date(2027, 1, 31)), st.integers(-40, 60))
def test_past_the_day_reminders_only_get_stronger(
    calendar: Calendar, due: date, shift: int
) -> None:
    order = ["", "left3", "left1", "today", "late1", *(f"late{n}" for n in range(5, 100, 5))]
    today = due + timedelta(days=shift)
    word = reminder(calendar, due, today)
    assert word in order
    assert word.startswith("late") == (business_days_between(calendar, due, today) > 0)
    if today > due:
        later = reminder(calendar, due, today + timedelta(days=1))
        assert order.index(later) >= order.index(word)
