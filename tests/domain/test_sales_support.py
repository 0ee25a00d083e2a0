"""The life of a request for support, and its last day (R-2)."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.business_days import Calendar
from universo.domain.lifecycle import IllegalMove, check_move
from universo.domain.sales_support import (
    REQUEST,
    RequestStatus,
    SupportRules,
    has_lapsed,
    last_day,
    needs_second,
)

RULES = SupportRules(5_000, 5_000, 6_000, 4_000, 100_000_00, 100_00, 15)
CALENDAR = Calendar.of([])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SUBMITTED", "VERIFIED"), ("SUBMITTED", "REIMBURSED"), ("APPROVED", "REIMBURSED"),
        ("CARRIED_OUT", "REIMBURSED"), ("CARRIED_OUT", "LAPSED"), ("CARRIED_OUT", "CANCELLED"),
        ("REIMBURSED", "VERIFIED"), ("LAPSED", "APPROVED"), ("DRAFT", "APPROVED"),
        ("SECOND", "SUBMITTED"),
    ],
)  # fmt: skip
def test_no_step_is_skipped_and_nothing_ended_comes_back(old: str, new: str) -> None:
    with pytest.raises(IllegalMove):
        check_move(REQUEST, old, new)


def test_the_way_to_the_money_is_there() -> None:
    way = ["DRAFT", "SUBMITTED", "SECOND", "APPROVED", "CARRIED_OUT", "VERIFIED", "REIMBURSED"]
    for old, new in pairwise(way):
        check_move(REQUEST, old, new)


def test_the_limit_itself_needs_no_second_person() -> None:
    assert not needs_second(100, 100)
    assert needs_second(101, 100)
    assert RULES.second_minor("USD") == 10_000
    assert RULES.second_minor("ARS") == 10_000_000
    assert [RULES.rate_bp(k) for k in ("CAMPAIGN", "EVENT", "MATERIAL", "VISIT")] == [
        5_000, 5_000, 6_000, 4_000
    ]  # fmt: skip


@given(st.dates(date(2026, 11, 1), date(2027, 3, 1)), st.dates(date(2026, 11, 1), date(2027, 3, 1)))
def test_evidence_has_its_days_after_the_activity_and_after_today(end: date, today: date) -> None:
    found = last_day(CALENDAR, end, today, 15)
    assert found > max(end, today)
    between = (
        max(end, today).toordinal() + n for n in range(1, (found - max(end, today)).days + 1)
    )
    assert sum(date.fromordinal(n).weekday() < 5 for n in between) == 15


def test_it_lapses_the_day_after_and_only_while_approved() -> None:
    day = date(2026, 12, 1)
    assert not has_lapsed("APPROVED", day, day)
    assert has_lapsed("APPROVED", day, date(2026, 12, 2))
    assert not has_lapsed("CARRIED_OUT", day, date(2026, 12, 2))
    assert RequestStatus.LAPSED in set(RequestStatus)
