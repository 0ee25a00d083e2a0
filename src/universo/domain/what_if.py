"""What would have been booked under other rates (PROGRAMME.md section 3), from the rows that were booked."""

from collections.abc import Iterable
from dataclasses import dataclass

from universo.domain.reward_math import target


@dataclass(frozen=True, slots=True)
class BookedRow:
    """One row of a line in the ledger: n, T and C as they were, in minor units.

    `undone`: the link of the invoice was undone, so everything was taken back.
    """

    base_minor: int
    total_minor: int
    collected_minor: int
    undone: bool = False


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
