"""How rare a thing is in the base is evidence itself: an accountant's phone proves little."""

from typing import Protocol


class Rarity(Protocol):
    """Counts over the whole base that is searched."""

    @property
    def size(self) -> int:
        """How many companies the base holds."""

    def count(self, kind: str, text: str) -> int:
        """How many companies of the base carry this key (`Key.kind`, `Key.text`); 0 when none does."""


class Unknown:
    """A base of which nothing is known: everything is taken to be unique in it."""

    size = 50_000

    def count(self, kind: str, text: str) -> int:
        """Return 1."""
        return 1
