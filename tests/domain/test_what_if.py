"""Replayed under its own rates, a sale gives what was booked; under others, the reward of those."""

from hypothesis import given
from hypothesis import strategies as st

from universo.domain.reward_math import (
    Basis,
    Collection,
    Event,
    Line,
    Note,
    Reversal,
    steps,
    target,
)
from universo.domain.what_if import BookedRow, from_rows


def test_rows_alone_give_the_same() -> None:
    rows = [
        BookedRow(10_000_000, 12_100_000, 4_000_000),
        BookedRow(10_000_000, 12_100_000, 12_100_000),
        BookedRow(10_000_000, 12_100_000, 8_100_000),
        BookedRow(10_000_000, 12_100_000, 8_100_000, undone=True),
    ]
    assert from_rows(rows, 1000) == [330_579, 669_421, -330_579, -669_421]


amounts = st.integers(1, 10**10)
rates = st.integers(0, 10_000)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Line], int, list[Event]]:
    lines = [
        Line(str(at), net, net + tax, rate)
        for at, (net, tax, rate) in enumerate(
            draw(st.lists(st.tuples(amounts, st.integers(0, 10**9), rates), min_size=1, max_size=3))
        )
    ]
    events: list[Event] = []
    for at in range(draw(st.integers(0, 8))):
        paid = [e.id for e in events if isinstance(e, Collection)]
        taken = {e.reverses for e in events if isinstance(e, Reversal)}
        open_ones = [key for key in paid if key not in taken]
        kind = draw(st.integers(0, 3))
        if kind == 0 and open_ones:
            events.append(Reversal(str(at), draw(st.sampled_from(open_ones))))
        elif kind == 1:
            events.append(Note(str(at), draw(st.integers(-(10**9), 10**9))))
        else:
            events.append(Collection(str(at), draw(amounts)))
    return lines, sum(line.gross_minor for line in lines), events


@given(histories(), st.sampled_from(list(Basis)))
def test_with_its_own_rates_it_gives_exactly_what_was_booked(
    history: tuple[list[Line], int, list[Event]], basis: Basis
) -> None:
    lines, total, events = history
    booked = steps(lines, total, (), events, {}, basis)
    for line in lines:
        rows = [BookedRow(s.base_minor, s.total_minor, s.counted_minor)
                for s in booked if s.line == line.id]  # fmt: skip
        wanted = [s.amount_minor for s in booked if s.line == line.id]
        assert from_rows(rows, line.rate_bp) == wanted


@given(histories(), rates)
def test_with_another_rate_the_sum_is_the_reward_to_date(
    history: tuple[list[Line], int, list[Event]], rate: int
) -> None:
    lines, total, events = history
    for line in lines:
        booked = [s for s in steps(lines, total, (), events, {}, Basis.NET) if s.line == line.id]
        rows = [BookedRow(s.base_minor, s.total_minor, s.counted_minor) for s in booked]
        if booked:
            last = booked[-1]
            wanted = target(last.base_minor, rate, last.total_minor, last.counted_minor)
            assert sum(from_rows(rows, rate)) == wanted
