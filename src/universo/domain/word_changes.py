"""What changed between two texts, word by word, for whoever has to approve it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "SAME"
    GONE = "GONE"
    NEW = "NEW"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, blanks included, and what became of them."""

    text: str
    change: Change


def changes(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in order: those SAME and GONE are `before`, SAME and NEW `after`."""
    old, new = _words(before), _words(after)
    found: list[Piece] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("".join(old[i1:i2]), Change.SAME))
            continue
        if i2 > i1:
            found.append(Piece("".join(old[i1:i2]), Change.GONE))
        if j2 > j1:
            found.append(Piece("".join(new[j1:j2]), Change.NEW))
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
