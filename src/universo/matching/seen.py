"""What a comparison sees before it is weighed, and the steps in which rarity is counted."""

from bisect import bisect_right
from typing import NamedTuple

# Other companies of the base that agree by accident: fewer than 0.02, 0.1, … 100 or more.
ACCIDENTS = (0.02, 0.1, 0.5, 2.0, 10.0, 50.0)
# Holders of a phone, mailbox, domain or door in the base: 1, 2, 3-4, 5-9, 10-29, 30 or more.
HOLDERS = (2, 3, 5, 10, 30)
# Share of the base that lives in one town.
SHARES = (0.0003, 0.001, 0.005, 0.03)


class Seen(NamedTuple):
    """One observation: its code, the step of its rarity (0: rarest), and what it was seen on."""

    kind: str
    detail: str
    step: int = 0
    left: str = ""
    right: str = ""
    holders: int = 0


def accident_step(expected: float) -> int:
    """The step of a number of expected accidental partners."""
    return bisect_right(ACCIDENTS, expected)


def holder_step(count: int) -> int:
    """The step of a number of holders."""
    return bisect_right(HOLDERS, count)


def share_step(count: int, size: int) -> int:
    """The step of a town's share of the base."""
    return bisect_right(SHARES, count / max(size, 1))
