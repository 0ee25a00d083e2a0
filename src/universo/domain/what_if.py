"""What would have been booked under other rates (PROGRAMME.md section 3): from the facts in the order in
which they were taken, or from the rows that were booked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from universo.domain.reward_math import Basis, Event, Line, steps, target


@dataclass(frozen=True, slots=True)
class BookedRow:
    """One row of a line in the ledger: n, T and C as they were, in minor units.

    `undone`: the link of the invoice was undone, so everything was taken back.
    """

    base_minor: int
    total_minor: int
    collected_minor: int
    undone: bool = False


def from_facts(
    lines: Sequence[Line],
    rates: Mapping[str, int],
    total_minor: int,
    events: Sequence[Event],
    basis: Basis,
    *,
    undone: bool,
) -> list[tuple[str, str, int]]:
    """Return (event, line, amount) under `rates` in basis points by line, in the order of `events`.

    With `undone`, what all of them gave is taken back at the end, by the event "".
    """
    rated = [replace(line, rate_bp=rates[line.id]) for line in lines]
    made = [
        (step.event, step.line, step.amount_minor)
        for step in steps(rated, total_minor, (), events, {}, basis)
    ]
    if not undone:
        return made
    sums: dict[str, int] = {}
    for _event, line, amount in made:
        sums[line] = sums.get(line, 0) + amount
    return made + [("", line, -amount) for line, amount in sums.items() if amount]


def from_rows(rows: Iterable[BookedRow], rate_bp: int) -> list[int]:
    """Return the amount of each booked row of one line, in their order, had the rate been another."""
    amounts, already = [], 0
    for row in rows:
        reward = 0
        if not row.undone:
            reward = target(row.base_minor, rate_bp, row.total_minor, row.collected_minor)
        amounts.append(reward - already)
        already = reward
    return amounts
