"""Periods and progress of goals (R-2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.achievement import PERIODS, Progress, period_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.sampled_from(PERIODS))
def test_each_day_lies_in_one_period_and_they_follow_each_other(day: date, months: int) -> None:
    found = period_of(day, months)
    assert found.first <= day < found.after
    assert period_of(found.after - timedelta(days=1), months) == found
    assert period_of(found.after, months).first == found.after
    assert (found.first.day, (found.first.month - 1) % months) == (1, 0)


def test_periods_divide_the_year() -> None:
    assert period_of(date(2026, 11, 23), 3) == period_of(date(2026, 10, 1), 3)
    assert period_of(date(2026, 12, 31), 12).after == date(2027, 1, 1)
    with pytest.raises(ValueError, match="months"):
        period_of(date(2026, 1, 1), 5)


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**15))
def test_a_hundred_percent_means_reached(value: int, goal: int) -> None:
    found = Progress(value, goal)
    assert found.reached == (found.percent == 100) == (found.left == 0)
    assert 0 <= found.percent <= 100
