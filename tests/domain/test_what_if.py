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
from universo.domain.what_if import BookedRow, from_facts, from_rows

LINE = Line("a", 10_000_000, 12_100_000, 500)
HALF = [Collection("1", 4_000_000), Collection("2", 8_100_000), Reversal("3", "1")]


def test_twice_the_rate_twice_the_reward_rounded_for_itself() -> None:
    found = from_facts([LINE], {"a": 1000}, 12_100_000, HALF, Basis.NET, undone=False)
    assert found == [("1", "a", 330_579), ("2", "a", 669_421), ("3", "a", -330_579)]


def test_undone_everything_is_taken_back() -> None:
    found = from_facts([LINE], {"a": 1000}, 12_100_000, HALF, Basis.NET, undone=True)
    assert found[-1] == ("", "a", -669_421)


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
    again = from_facts(
        lines, {line.id: line.rate_bp for line in lines}, total, events, basis, undone=False
    )
    assert again == [(s.event, s.line, s.amount_minor) for s in booked]
    for line in lines:
        rows = [BookedRow(s.base_minor, s.total_minor, s.counted_minor)
                for s in booked if s.line == line.id]  # fmt: skip
        wanted = [s.amount_minor for s in booked if s.line == line.id]
        assert from_rows(rows, line.rate_bp) == wanted


@given(histories(), rates)
def test_with_other_rates_the_sum_is_the_reward_to_date(
    history: tuple[list[Line], int, list[Event]], rate: int
) -> None:
    lines, total, events = history
    made = from_facts(
        lines, {line.id: rate for line in lines}, total, events, Basis.NET, undone=False
    )
    gone = {e.reverses for e in events if isinstance(e, Reversal)}
    paid = sum(e.amount_minor for e in events if isinstance(e, Collection) and e.id not in gone)
    t = total + sum(e.amount_minor for e in events if isinstance(e, Note))
    for line in lines:
        assert sum(amount for _e, of, amount in made if of == line.id) == target(
            line.net_minor, rate, t, paid
        )
