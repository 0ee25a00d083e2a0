"""Tests drawn and marked, waits, expiry of certificates (R-2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.decision_clock import end_of_day
from universo.domain.learning import (
    Exam,
    add_months,
    again_on,
    draw,
    expiry,
    is_late,
    mark,
    may_renew,
    reminder,
    renewal_day,
    renewal_opens,
    shuffled,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
EXAM = Exam(questions=5, pass_percent=70, attempts=3, wait_days=7, minutes=30)


@given(st.integers(), st.lists(st.integers(1, 10**6), unique=True, min_size=1), st.data())
def test_the_seed_alone_says_what_is_drawn(seed: int, bank: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(bank)))
    drawn = draw(seed, bank, count)
    assert len(set(drawn) & set(bank)) == count == len(drawn)
    assert drawn == draw(seed, list(reversed(bank)), count)
    assert sorted(shuffled(seed, drawn[0], 6)) == list(range(6))


def test_the_draw_varies_with_the_seed_and_reaches_every_question() -> None:
    seen = {one for seed in range(200) for one in draw(seed, range(1, 21), 5)}
    assert seen == set(range(1, 21))
    with pytest.raises(ValueError, match="fewer"):
        draw(1, [1, 2], 3)


@given(st.integers(1, 100), st.data())
def test_a_test_passes_exactly_from_its_mark_on(pass_percent: int, data: st.DataObject) -> None:
    of = data.draw(st.integers(1, 50))
    good = data.draw(st.integers(0, of))
    found = mark([{1}] * of, [{1}] * good + [{0}] * (of - good), pass_percent)
    assert (found.right, found.of, found.score_bp) == (good, of, good * 10_000 // of)
    assert found.passed == (good / of >= pass_percent / 100 - 1e-12)


def test_a_question_of_several_is_right_only_as_a_whole() -> None:
    right = [{0, 2}, {0, 2}, {0, 2}, {1}]
    found = mark(right, [{0, 2}, {0}, {0, 1, 2}, set()], 50)
    assert (found.right, found.passed) == (1, False)
    with pytest.raises(ValueError, match="as many"):
        mark([], [], 50)


def test_attempts_come_in_rounds_with_a_wait() -> None:
    first = date(2026, 11, 2)
    failed = [first, first, first + timedelta(days=1)]
    assert again_on([], EXAM) is None
    assert again_on(failed[:2], EXAM) is None
    assert again_on(failed, EXAM) == date(2026, 11, 10)
    assert again_on([*failed, date(2026, 11, 10)], EXAM) is None


def test_thirty_seconds_are_allowed_for_the_way() -> None:
    due = datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert not is_late(due, due + timedelta(seconds=30))
    assert is_late(due, due + timedelta(seconds=30, microseconds=1))


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_months_are_added_in_any_order_from_the_first(day: date, one: int, two: int) -> None:
    first = day.replace(day=1)
    assert add_months(add_months(first, one), two) == add_months(first, one + two)
    later = add_months(day, one)
    assert (later.year - day.year) * 12 + later.month - day.month == one
    assert later.day == day.day or later.day in {28, 29, 30}


def test_who_renews_early_loses_no_days() -> None:
    assert expiry(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert expiry(date(2026, 11, 23), 0) is None
    assert expiry(date(2026, 11, 23), 12, date(2027, 1, 10)) == date(2028, 1, 10)
    assert expiry(date(2026, 11, 23), 12, date(2026, 1, 10)) == date(2027, 11, 23)


@given(DAYS, st.integers(-5, 120))
def test_each_reminder_comes_on_the_days_after_its_own_until_the_next(day: date, left: int) -> None:
    found = reminder(day + timedelta(days=left), day)
    if left <= 0 or left > 60:
        assert found is None
    else:
        assert found == (7 if left <= 7 else 30 if left <= 30 else 60)
    assert reminder(None, day) is None


def test_a_certificate_is_renewed_in_its_last_ninety_days() -> None:
    end = date(2027, 6, 1)
    assert not may_renew(end, 12, end - timedelta(days=91))
    assert may_renew(end, 12, end - timedelta(days=90))
    assert may_renew(end, 0, end - timedelta(days=90))
    assert not may_renew(None, 0, end)


@given(DAYS, st.integers(1, 120))
def test_one_that_was_just_renewed_is_never_renewed_again_at_once(
    issued: date, months: int
) -> None:
    """Not even on the last day of the one before, from whose end the new one lasts."""
    first = expiry(issued, months)
    assert first is not None
    opens = renewal_day(first, months)
    assert issued < opens < first
    for day in (opens, first - timedelta(days=1)):
        assert not may_renew(expiry(day, months, first), months, day)
    assert renewal_opens(first, months) == end_of_day(opens - timedelta(days=1))
