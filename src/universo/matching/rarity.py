"""How rare a thing is in the base is evidence itself: an accountant's phone proves little.

What a comparison may ask for is what `counted` returns for either company. A base counts, for every
pair of kind and text, the companies that carry it (each once). A word is asked for on both sides (the
other company's spelling tells whether the query's is a slip); all other kinds only where both carry
them, so the query's own are enough.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from universo.matching.party import Party


class Rarity(Protocol):
    """Counts over the whole base that is searched."""

    @property
    def size(self) -> int:
        """How many companies the base holds."""

    def count(self, kind: str, text: str) -> int:
        """How many companies of the base carry this text under this kind; 0 when none does."""


class Unknown:
    """A base of which nothing is known: everything is taken to be unique in it."""

    size = 50_000

    def count(self, kind: str, text: str) -> int:
        """Return 1."""
        return 1


class Counted:
    """Counts held in memory, of a base that was read whole."""

    def __init__(self, parties: "Iterable[Party]") -> None:
        """Count what the companies carry."""
        self.size = 0
        self._counts: dict[tuple[str, str], int] = {}
        for party in parties:
            self.size += 1
            for one in counted(party):
                self._counts[one] = self._counts.get(one, 0) + 1

    def count(self, kind: str, text: str) -> int:
        """Return the companies that carry it."""
        return self._counts.get((kind, text), 0)


def counted(party: "Party") -> set[tuple[str, str]]:
    """Everything of a company whose rarity a comparison may ask for: (kind, text)."""
    found = {("word", word) for _, name in party.names for word in name.words}
    found |= {("name", name_text(name.words)) for _, name in party.names}
    found |= {("phone", number) for number in party.phones if len(number) == 10}
    found |= {("email", mail) for mail in party.mails}
    found |= {("domain", domain) for domain in party.domains}
    if party.street and party.number:
        found.add(("door", door_text(party)))
        if party.locality:
            found.add(("door_place", door_place_text(party)))
    if party.locality:
        found.add(("place", place_text(party)))
    if len(party.contact) > 1:
        found.add(("contact", " ".join(party.contact)))
    return found


def name_text(words: tuple[str, ...]) -> str:
    """A name whatever the order of its words."""
    return " ".join(sorted(words))


def door_text(party: "Party") -> str:
    """Street and number, wherever it is."""
    return f"{party.street} {party.number}"


def door_place_text(party: "Party") -> str:
    """Street and number in their town."""
    return f"{party.street} {party.number} {party.locality}"


def place_text(party: "Party") -> str:
    """The town; homonymous towns count together, for the province is often left out."""
    return party.locality
