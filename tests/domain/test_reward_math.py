"""Reward arithmetic, exact to the centavo (R-12, P-8, P-9, PROGRAMME.md section 3)."""

import json
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.money import round_half_up_div
from universo.domain.reward_math import (
    Basis,
    Collection,
    Event,
    FactsError,
    Line,
    LineChange,
    Note,
    Reversal,
    replay,
    steps,
    target,
    targets,
)

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "data/cobranzas_casos.json").read_text("utf-8"))
}
minor = st.integers(0, 10**12)
rates = st.integers(0, 10_000)


def pay(name: str, amount: int) -> Collection:
    return Collection(name, amount)


def by_line(
    lines: list[Line], total: int, events: list[Event], basis: Basis = Basis.NET
) -> dict[str, int]:
    sums = Counter({line.id: 0 for line in lines})
    for accrual in replay(lines, total, events, basis):
        assert accrual.amount_minor != 0
        sums[accrual.line] += accrual.amount_minor
    return dict(sums)


def targets_of(
    lines: list[Line], total: int, events: list[Event], basis: Basis = Basis.NET
) -> dict[str, int]:
    return targets(
        lines,
        total,
        [e for e in events if isinstance(e, Note)],
        [e for e in events if isinstance(e, Collection)],
        [e for e in events if isinstance(e, Reversal)],
        basis=basis,
    )


@st.composite
def invoices(draw: st.DrawFn) -> tuple[list[Line], int]:
    parts = draw(st.lists(st.tuples(minor, st.integers(0, 10**11), rates), min_size=1, max_size=4))
    lines = [Line(f"L{i}", net, net + tax, rate) for i, (net, tax, rate) in enumerate(parts)]
    return lines, sum(line.gross_minor for line in lines) + draw(st.integers(0, 10**6))


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Line], int, list[Event]]:
    """An invoice with collections, reversals of some and notes, in the order of the drawing."""
    lines, total = draw(invoices())
    amounts = draw(st.lists(st.integers(0, 2 * total + 1), max_size=6))
    events: list[Event] = [pay(f"c{i}", amount) for i, amount in enumerate(amounts)]
    bounced = draw(st.sets(st.integers(0, max(0, len(amounts) - 1)), max_size=len(amounts)))
    events += [Reversal(f"r{i}", f"c{i}") for i in sorted(bounced)]
    for i in range(draw(st.integers(0, 3))):
        sign = draw(st.sampled_from([-1, 1]))
        changes = draw(
            st.lists(st.tuples(st.sampled_from(lines), minor, minor), max_size=3).map(
                lambda rows, sign=sign: tuple(
                    LineChange(line.id, sign * net, sign * (net + tax)) for line, net, tax in rows
                )
            )
        )
        events.append(Note(f"n{i}", sign * draw(minor), changes))
    return lines, total, events


LINE = [Line("L", 10_000_000, 12_100_000, 500)]


def test_the_example_of_the_programme() -> None:
    events = [pay("1", 4_000_000), pay("2", 8_100_000), Reversal("3", "1")]
    accruals = [a.amount_minor for a in replay(LINE, 12_100_000, events, Basis.NET)]
    assert accruals == [165_289, 334_711, -165_289]


def test_basis_total_uses_the_gross_amount() -> None:
    assert by_line(LINE, 12_100_000, [pay("1", 12_100_000)], Basis.TOTAL) == {"L": 605_000}


@given(minor, rates, st.integers(0, 10**12), st.integers(-(10**12), 2 * 10**12))
def test_the_target_is_the_formula_rounded_once(n: int, r: int, t: int, k: int) -> None:
    reward = target(n, r, t, k)
    if t == 0:
        assert reward == 0
        return
    exact = Fraction(n * r * max(0, min(k, t)), 10_000 * t)
    assert abs(reward - exact) <= Fraction(1, 2)
    assert exact - reward != Fraction(1, 2), "a half goes up"


@pytest.mark.parametrize(
    ("n", "t", "k"), [(100, 0, 100), (100, -50, 100), (-100, 100, 100), (100, 100, -1)]
)
def test_what_is_credited_or_not_collected_earns_nothing(n: int, t: int, k: int) -> None:
    assert target(n, 10_000, t, k) == 0


@given(minor, rates, st.integers(1, 10**12), minor, minor)
def test_more_collected_is_never_less_reward(n: int, r: int, t: int, k: int, more: int) -> None:
    assert target(n, r, t, k) <= target(n, r, t, k + more) <= target(n, r, t, t)


@given(invoices(), st.data())
def test_partial_collections_add_up_to_the_reward_of_the_whole(
    invoice: tuple[list[Line], int], data: st.DataObject
) -> None:
    lines, total = invoice
    cuts = sorted(data.draw(st.lists(st.integers(0, total), max_size=6)))
    edges = [0, *cuts, total]
    events: list[Event] = [pay(str(i), b - a) for i, (a, b) in enumerate(pairwise(edges))]
    whole = {ln.id: round_half_up_div(ln.net_minor * ln.rate_bp, 10_000) for ln in lines}
    if total == 0:
        whole = dict.fromkeys(whole, 0)
    assert by_line(lines, total, events) == whole


@given(stories(), st.sampled_from(Basis))
def test_accruals_add_up_to_the_target_of_the_facts(
    story: tuple[list[Line], int, list[Event]], basis: Basis
) -> None:
    lines, total, events = story
    assert by_line(lines, total, events, basis) == targets_of(lines, total, events, basis)


@given(stories(), st.data())
def test_order_and_repetition_of_documents_do_not_matter(
    story: tuple[list[Line], int, list[Event]], data: st.DataObject
) -> None:
    lines, total, events = story
    repeated = events + data.draw(
        st.lists(st.sampled_from(events), max_size=6) if events else st.just([])
    )
    shuffled = data.draw(st.permutations(repeated))
    assert by_line(lines, total, shuffled) == by_line(lines, total, events)


@given(stories())
def test_a_repeated_event_accrues_nothing(story: tuple[list[Line], int, list[Event]]) -> None:
    lines, total, events = story
    once = replay(lines, total, events, Basis.NET)
    assert replay(lines, total, events + events, Basis.NET) == once
    twice_each = [event for event in events for _ in range(2)]
    assert replay(lines, total, twice_each, Basis.NET) == once


@given(stories(), st.integers(0, 10**13))
def test_a_reversal_returns_exactly_what_it_gave(
    story: tuple[list[Line], int, list[Event]], amount: int
) -> None:
    lines, total, events = story
    accruals = replay(lines, total, [*events, pay("x", amount), Reversal("back", "x")], Basis.NET)
    gave = {a.line: a.amount_minor for a in accruals if a.event == "x"}
    took = {a.line: -a.amount_minor for a in accruals if a.event == "back"}
    assert gave == took


@given(stories())
def test_never_a_reward_on_what_is_not_collected(
    story: tuple[list[Line], int, list[Event]],
) -> None:
    lines, total, events = story
    rewards = targets_of(lines, total, events)
    bounced = {e.reverses for e in events if isinstance(e, Reversal)}
    collected = sum(
        e.amount_minor for e in events if isinstance(e, Collection) and e.id not in bounced
    )
    notes = [e for e in events if isinstance(e, Note)]
    total += sum(note.amount_minor for note in notes)
    for line in lines:
        net = line.net_minor + sum(
            c.net_minor for note in notes for c in note.changes if c.line == line.id
        )
        if total <= 0 or net <= 0:
            assert rewards[line.id] == 0
        else:
            share = Fraction(min(collected, total), total)
            assert rewards[line.id] <= net * Fraction(line.rate_bp, 10_000) * share + Fraction(1, 2)


def test_a_reversal_that_comes_before_its_collection_takes_from_nobody_else() -> None:
    events = [pay("other", 8_100_000), Reversal("back", "late"), pay("late", 4_000_000)]
    accruals = replay(LINE, 12_100_000, events, Basis.NET)
    assert [(a.event, a.amount_minor) for a in accruals] == [("other", 334_711)]


def test_what_a_credit_note_leaves_over_counts_again_when_the_total_grows() -> None:
    credit = Note("nc", -6_050_000, (LineChange("L", -5_000_000, -6_050_000),))
    debit = Note("nd", 6_050_000, (LineChange("L", 5_000_000, 6_050_000),))
    accruals = replay(LINE, 12_100_000, [pay("1", 12_100_000), credit, debit], Basis.NET)
    assert [a.amount_minor for a in accruals] == [500_000, -250_000, 250_000]


def test_what_is_left_over_counts_when_a_receipt_is_reversed() -> None:
    credit = Note("nc", -6_050_000, (LineChange("L", -5_000_000, -6_050_000),))
    events = [pay("1", 6_050_000), pay("2", 6_050_000), credit, Reversal("3", "1")]
    accruals = replay(LINE, 12_100_000, events, Basis.NET)
    assert [a.amount_minor for a in accruals] == [250_000, 250_000, -250_000]


def test_a_debit_note_can_bring_a_line_of_its_own() -> None:
    lines = [*LINE, Line("extra", 0, 0, 1_000)]
    debit = Note("nd", 1_210_000, (LineChange("extra", 1_000_000, 1_210_000),))
    assert by_line(lines, 12_100_000, [debit, pay("1", 13_310_000)]) == {
        "L": 500_000,
        "extra": 100_000,
    }


def test_a_note_without_lines_changes_the_total_alone() -> None:
    events = [pay("1", 10_000_000), Note("nc", -2_100_000)]
    accruals = [a.amount_minor for a in replay(LINE, 12_100_000, events, Basis.NET)]
    assert accruals == [413_223, 86_777]


@pytest.mark.parametrize(
    ("events", "code", "index", "field"),
    [
        ([Reversal("r", "x")], "unknown_collection", 0, "reverses"),
        ([Note("n", 1), Reversal("r", "n")], "unknown_collection", 1, "reverses"),
        (
            [pay("c", 1), Reversal("r", "c"), Reversal("s", "c")],
            "reversed_twice",
            2,
            "reverses",
        ),
        ([pay("c", 1), Reversal("r", "c", 2)], "amount_differs", 1, "amount_minor"),
        ([pay("c", 1), pay("c", 2)], "id_conflict", 1, "id"),
        ([pay("c", 1), Note("c", 1)], "id_conflict", 1, "id"),
        ([Note("n", 1, (LineChange("X", 1, 1),))], "unknown_line", 0, "lines[0].id"),
    ],
)
def test_contradictions_are_named(events: list[Event], code: str, index: int, field: str) -> None:
    with pytest.raises(FactsError) as caught:
        replay(LINE, 12_100_000, events, Basis.NET)
    assert (caught.value.code, caught.value.index, caught.value.field) == (code, index, field)


def test_a_line_stands_once_in_an_invoice() -> None:
    with pytest.raises(FactsError, match="repeated_line"):
        replay([*LINE, *LINE], 1, [], Basis.NET)


def cents(text: str) -> int:
    return int(text.replace(".", ""))


INVOICE = [Line("L", cents("1500000.00"), cents("1815000.00"), 10_000)]
TOTAL = cents("1815000.00")
CREDIT_PART = Note("nc", -36_300_000, (LineChange("L", -30_000_000, -36_300_000),))
CREDIT_ALL = Note("nc", -TOTAL, (LineChange("L", -INVOICE[0].net_minor, -TOTAL),))
WITHHELD = [
    pay("transfer", 159_134_000),
    pay("iva", 15_750_000),
    pay("ganancias", 2_866_000),
    pay("iibb", 3_750_000),
]
STORIES: dict[str, list[Event]] = {
    "C1": [pay("1", TOTAL)],
    "C2": list(WITHHELD),
    "C3": list(WITHHELD[:3]),
    "C4": [],
    "C5": [pay("1", TOTAL)],
    "C6": [pay("1", TOTAL), Reversal("2", "1")],
    "C7": [pay("1", TOTAL // 2)],
    "C8": [pay(str(i), 60_500_000) for i in range(3)],
    "C9": [CREDIT_PART, pay("1", 145_200_000)],
    "C10": [pay("1", TOTAL), CREDIT_ALL],
    "C11": [pay("1", 190_000_000)],
}


@pytest.mark.parametrize("name", STORIES)
def test_worked_collection_case(name: str) -> None:
    """At a rate of 100 % the reward is the base that counts."""
    case = CASES[name]
    assert by_line(INVOICE, TOTAL, STORIES[name]) == {"L": cents(case["base_neta"])}
    for amount, accrual in zip(
        case.get("incrementos", []), replay(INVOICE, TOTAL, STORIES[name], Basis.NET), strict=False
    ):
        assert accrual.amount_minor == cents(amount)


def test_worked_collection_case_in_dollars() -> None:
    line = [Line("L", 218_400, 264_264, 10_000)]
    assert by_line(line, 264_264, [pay("1", 132_132)]) == {"L": cents(CASES["C12"]["base_neta"])}


def test_worked_collection_case_of_thirds() -> None:
    case = CASES["C13"]
    line = [Line("L", cents(case["base_neta"]), 100_000, 10_000)]
    events: list[Event] = [pay("1", 33_333), pay("2", 33_333), pay("3", 33_334)]
    accruals = [a.amount_minor for a in replay(line, 100_000, events, Basis.NET)]
    assert accruals == [cents(text) for text in case["incrementos"]]


@given(
    base=st.integers(1, 10**9),
    rate=rates,
    parts=st.lists(st.integers(1, 10**9), min_size=1, max_size=6),
    cut=st.integers(0, 6),
)
def test_steps_go_on_from_what_is_booked_as_if_all_had_come_at_once(
    base: int, rate: int, parts: list[int], cut: int
) -> None:
    lines = [Line("a", base, base, rate), Line("b", 2 * base, 2 * base, rate)]
    events = [pay(str(n), amount) for n, amount in enumerate(parts)]
    whole = steps(lines, 3 * base, (), events, {}, Basis.NET)
    first = steps(lines, 3 * base, (), events[:cut], {}, Basis.NET)
    booked = Counter[str]()
    for step in first:
        booked[step.line] += step.amount_minor
    rest = steps(lines, 3 * base, events[:cut], events[cut:], booked, Basis.NET)
    assert first + rest == whole
    assert all(step.amount_minor for step in whole)


def test_a_step_keeps_the_arithmetic_that_it_was_taken_with() -> None:
    (step,) = steps(
        [Line("a", 1_000, 1_210, 500)],
        1_210,
        [pay("1", 600)],
        [pay("2", 900)],
        {"a": 25},
        Basis.NET,
    )
    assert (step.base_minor, step.rate_bp, step.total_minor, step.counted_minor) == (
        1_000, 500, 1_210, 1_210,
    )  # fmt: skip
    assert (step.target_minor, step.already_minor, step.amount_minor) == (50, 25, 25)
