"""Price lists compared, exact, in minor units; on which days a list counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.price_lists import (
    Change,
    Price,
    change_bp,
    compare,
    discount_bp,
    state_on,
)

AMOUNTS = st.integers(1, 10**12)
PRICES = st.builds(
    Price,
    public_minor=AMOUNTS,
    partner_minor=AMOUNTS,
    vat_bp=st.sampled_from((1050, 2100)),
    text=st.just("x"),
)
LISTS = st.dictionaries(st.text("ABC", min_size=1, max_size=3), PRICES, max_size=12)


@pytest.mark.parametrize(
    ("public", "partner", "expected"),
    [(10_000, 7_500, 2_500), (10_000, 10_000, 0), (3, 2, 3_333), (30_000, 29_999, 0), (20_000, 19_999, 1)],
)  # fmt: skip
def test_the_discount_is_rounded_half_up_in_basis_points(
    public: int, partner: int, expected: int
) -> None:
    assert discount_bp(public, partner) == expected


@given(AMOUNTS, AMOUNTS)
def test_a_change_and_its_sign(old: int, new: int) -> None:
    found = change_bp(old, new)
    assert abs(found * old - (new - old) * 10_000) * 2 <= old  # the nearest basis point
    assert change_bp(old, old) == 0


def test_each_article_is_told_once_with_what_became_of_it() -> None:
    old = {
        "A": Price(200, 100, 2100, "a"), "B": Price(200, 100, 2100, "b"),
        "C": Price(200, 100, 2100, "c"), "D": Price(200, 100, 2100, "d"),
        "E": Price(200, 100, 2100, "e"),
    }  # fmt: skip
    new = {
        "A": Price(200, 151, 2100, "a"), "B": Price(200, 99, 2100, "b"),
        "C": Price(300, 100, 2100, "c"), "E": Price(200, 100, 2100, "e"),
        "F": Price(10, 5, 1050, "f"),
    }  # fmt: skip
    found = {row.code: row for row in compare(old, new, outlier_bp=5_000)}
    assert {code: row.kind for code, row in found.items()} == {
        "A": Change.UP, "B": Change.DOWN, "C": Change.OTHER, "D": Change.REMOVED,
        "E": Change.SAME, "F": Change.NEW,
    }  # fmt: skip
    assert (found["A"].partner_bp, found["A"].is_outlier) == (5_100, True)
    assert (found["B"].partner_bp, found["B"].is_outlier) == (-100, False)
    assert (found["C"].public_bp, found["C"].is_outlier) == (5_000, True)  # 50 % is pointed out
    assert not found["F"].is_outlier


@given(LISTS, LISTS, st.integers(1, 10_000))
def test_nothing_is_lost_between_two_lists(
    old: dict[str, Price], new: dict[str, Price], limit: int
) -> None:
    rows = compare(old, new, outlier_bp=limit)
    assert sorted(row.code for row in rows) == sorted(old.keys() | new.keys())
    for row in rows:
        assert (row.old, row.new) == (old.get(row.code), new.get(row.code))
        assert (row.kind is Change.SAME) == (row.old == row.new)
        if row.kind is Change.UP:
            assert row.new is not None
            assert row.old is not None
            assert row.new.partner_minor > row.old.partner_minor


def test_a_list_counts_from_its_day_to_the_day_before_the_next() -> None:
    first, follower = date(2026, 12, 1), date(2027, 1, 1)
    assert state_on(date(2026, 11, 30), first, follower, None) == "SCHEDULED"
    assert state_on(date(2026, 12, 1), first, follower, None) == "IN_FORCE"
    assert state_on(date(2026, 12, 31), first, follower, None) == "IN_FORCE"
    assert state_on(date(2027, 1, 1), first, follower, None) == "PAST"
    assert state_on(date(2027, 1, 1), first, None, None) == "IN_FORCE"
    assert state_on(date(2027, 1, 1), first, None, date(2026, 11, 1)) == "WITHDRAWN"
