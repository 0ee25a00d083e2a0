"""R-1, R-2 (d): since when, and until when, somebody is a partner."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from universo.domain.membership import Spell, membership_on, spells

START = date(2026, 1, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


def test_a_change_of_level_does_not_begin_a_new_membership() -> None:
    rows = [Spell("SPONSOR", on(10), None), Spell("SPONSOR", on(0), on(10))]
    assert spells(rows) == [Spell("SPONSOR", on(0), None)]


def test_a_gap_does() -> None:
    rows = [Spell("SPONSOR", on(0), on(10)), Spell("SPONSOR", on(11), None)]
    assert spells(rows) == rows
    told = membership_on(rows, on(20))
    assert told.held == (rows[1],)
    assert told.past == (rows[0],)
    assert told.ended is None


def test_the_last_day_is_the_one_before_the_end() -> None:
    rows = [Spell("ISV", on(0), on(10))]
    assert membership_on(rows, on(9)).in_force
    told = membership_on(rows, on(10))
    assert (told.in_force, told.ended) == (False, on(10))


def test_what_begins_tomorrow_is_not_told_today() -> None:
    told = membership_on([Spell("ISV", on(5))], on(4))
    assert (told.held, told.past, told.ended) == ((), (), None)


def test_who_left_on_the_day_of_joining_never_was() -> None:
    told = membership_on([Spell("ISV", on(5), on(5))], on(6))
    assert (told.held, told.past, told.ended) == ((), (), None)


def test_the_end_is_the_last_of_all_categories() -> None:
    rows = [Spell("ISV", on(0), on(5)), Spell("RESELLER", on(0), on(8))]
    assert membership_on(rows, on(9)).ended == on(8)
    assert membership_on(rows, on(6)).ended is None


_rows = st.lists(
    st.builds(
        lambda category, since, length: Spell(
            category, on(since), None if length is None else on(since + length)
        ),
        st.sampled_from(["ISV", "SPONSOR"]),
        st.integers(0, 20),
        st.none() | st.integers(0, 8),
    ),
    max_size=8,
)


@given(_rows, st.integers(-1, 40))
def test_a_category_is_held_exactly_when_a_row_of_it_is(rows: list[Spell], at: int) -> None:
    day = on(at)
    told = membership_on(rows, day)
    assert {s.category for s in told.held} == {row.category for row in rows if row.holds(day)}
    for spell in told.held:
        days = [spell.since + timedelta(days=n) for n in range((day - spell.since).days + 1)]
        assert all(
            any(row.holds(d) for row in rows if row.category == spell.category) for d in days
        )
        before = spell.since - timedelta(days=1)
        assert not any(row.holds(before) for row in rows if row.category == spell.category)


@given(_rows)
def test_spells_of_a_category_never_touch(rows: list[Spell]) -> None:
    for category in ("ISV", "SPONSOR"):
        own = [spell for spell in spells(rows) if spell.category == category]
        for one, next_one in pairwise(own):
            assert one.until is not None
            assert one.until < next_one.since
