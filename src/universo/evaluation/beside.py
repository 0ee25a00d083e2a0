"""Two companies side by side: each field of both, what differs in it, and what is missing. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import combining, normalize

from universo.matching.party import Party, PartyFacts, prepare

EQUAL = "equal"  # the same thing, however it is written
ALIKE = "alike"  # something of it is shared
OTHER = "other"
MISSING = "missing"  # only one of them has it
ABSENT = "absent"  # neither has it
FIELDS = (
    "legal_name", "trade_name", "cuit", "phone", "email", "web",
    "street", "locality", "province", "contact",
)  # fmt: skip
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; `differs` when the other side does not have it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the two companies."""

    field: str
    left: tuple[Word, ...]
    right: tuple[Word, ...]
    state: str


def beside(left: PartyFacts, right: PartyFacts) -> list[Line]:
    """Return a line for each field, those that neither company has at their place too."""
    one, other = prepare(left), prepare(right)
    return [_line(field, (left, one), (right, other)) for field in FIELDS]


def _line(field: str, left: tuple[PartyFacts, Party], right: tuple[PartyFacts, Party]) -> Line:
    said, other = _typed(field, left[0]), _typed(field, right[0])
    state = _state(field, (said, left[1]), (other, right[1]))
    if state not in (ALIKE, OTHER):
        return Line(field, _plain(said), _plain(other), state)
    return Line(field, _marked(said, other), _marked(other, said), state)


def _typed(field: str, facts: PartyFacts) -> str:
    if field in ("phone", "email"):
        return " · ".join(getattr(facts, f"{field}s"))
    return str(getattr(facts, field))


def _state(field: str, left: tuple[str, Party], right: tuple[str, Party]) -> str:
    if not left[0] or not right[0]:
        return MISSING if left[0] or right[0] else ABSENT
    one, other = _meant(field, left[1]), _meant(field, right[1])
    if _bare(left[0]) == _bare(right[0]) or (one and one == other):
        return EQUAL
    if field in ("phone", "email") and set(one) & set(other):
        return EQUAL
    shared = set(_bare(left[0]).split()) & set(_bare(right[0]).split())
    return ALIKE if shared or set(one) & set(other) else OTHER


def _meant(field: str, party: Party) -> tuple[str, ...]:
    """What the matcher understands of a field; empty when it can make nothing of it."""
    found: dict[str, Iterable[str]] = {
        "legal_name": party.legal.words,
        "trade_name": party.trade.words,
        "cuit": (party.cuit,),
        "phone": party.phones,
        "email": party.mails,
        "web": party.domains,
        "street": (party.street, party.number),
        "locality": (party.locality,),
        "province": (party.province,),
        "contact": party.contact,
    }
    return tuple(part for part in found[field] if part)


def _bare(text: str) -> str:
    """Lower case, without accents and marks: what is left to tell two words apart."""
    plain = "".join(c for c in normalize("NFD", text.casefold()) if not combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


def _plain(text: str) -> tuple[Word, ...]:
    return (Word(text, False),) if text else ()


def _marked(text: str, other: str) -> tuple[Word, ...]:
    there = set(_bare(other).split())
    words = []
    for word in _WORD.findall(text):
        parts = _bare(word).split()
        words.append(Word(word, bool(parts) and not set(parts) <= there))
    return tuple(words)
