"""A company as written (`PartyFacts`) and as compared (`Party`): everything normalised once, and stored so."""

import json
from dataclasses import asdict, dataclass

from universo.domain.matching import PartyFacts

__all__ = ["Party", "PartyFacts", "prepare"]


@dataclass(frozen=True, slots=True)
class Party:
    """A company made ready: no comparison normalises anything again."""

    facts: PartyFacts

    def pack(self) -> str:
        """Return a text that `unpack` reads back; it is stored beside the company."""
        return json.dumps(asdict(self.facts), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpack(cls, text: str) -> "Party":
        """Return the party of a stored text."""
        values = json.loads(text)
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return cls(PartyFacts(**values))


def prepare(facts: PartyFacts) -> Party:
    """Normalise a company once. Total: any text whatever gives a party."""
    return Party(facts)
