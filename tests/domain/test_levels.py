"""What a review of a level proposes, and when the next one is (R-4)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.levels import LOWER, UPPER, LevelGoal

GOAL = LevelGoal(rise=6, keep=2, months=12, review_months=6)
ORDER = (LOWER, UPPER)


@pytest.mark.parametrize(
    ("level", "count", "proposed"),
    [
        (LOWER, 6, UPPER), (LOWER, 5, LOWER), (UPPER, 6, UPPER), (UPPER, 5, UPPER),
        (UPPER, 2, UPPER), (UPPER, 1, LOWER), (LOWER, 0, LOWER),
    ],
)  # fmt: skip
def test_between_both_figures_the_level_stays(level: str, count: int, proposed: str) -> None:
    assert GOAL.proposed(level, count) == proposed


@given(
    rise=st.integers(1, 50), keep=st.integers(0, 50), count=st.integers(0, 100),
    level=st.sampled_from(ORDER),
)  # fmt: skip
def test_more_never_proposes_less(rise: int, keep: int, count: int, level: str) -> None:
    if keep > rise:
        with pytest.raises(ValueError, match="keep"):
            LevelGoal(rise, keep, 1, 1)
        return
    goal = LevelGoal(rise, keep, 1, 1)
    first, more = goal.proposed(level, count), goal.proposed(level, count + 1)
    assert ORDER.index(first) <= ORDER.index(more)
    assert goal.proposed(first, count) == first  # a review at once would change nothing


def test_days_of_reviews() -> None:
    assert GOAL.counts_after(date(2026, 11, 23)) == date(2025, 11, 23)
    assert GOAL.next_review(date(2026, 8, 31), None) == date(2027, 2, 28)
    assert GOAL.next_review(date(2026, 1, 1), date(2026, 7, 1)) == date(2027, 1, 1)
    assert GOAL.next_review(date(2026, 9, 1), date(2026, 7, 1)) == date(2027, 3, 1)
    with pytest.raises(ValueError, match="months"):
        LevelGoal(1, 0, 0, 6)
