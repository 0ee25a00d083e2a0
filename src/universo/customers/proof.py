"""When a changed row of a list is another company: then the date of its proof begins anew (R-8, check 4).

A list proves that somebody was a customer on the day he was written down. Whoever could turn an old row
into another company would have an old proof for a new customer: so a row is held against what it said
on that day, not against its last change, or small steps would lead anywhere.
"""

from typing import NamedTuple

from rapidfuzz.distance import OSA

from universo.matching.party import PartyFacts, prepare

_ALIKE = 0.8  # of the letters of the names, in the order of the words' alphabet


class Said(NamedTuple):
    """By what a row says who it is; without a name: nothing was kept."""

    name: str = ""
    cuit: str = ""


def is_another(recorded: Said, after: Said) -> bool:
    """Tell whether a row that said `recorded` on the day of its proof is another company now.

    Two valid CUITs decide, and one that was not there before proves nothing of that day. Otherwise the
    legal name does: typing, word order, legal form and accents may be corrected, one name may not
    become another.
    """
    before, now = (prepare(PartyFacts(legal_name=one.name, cuit=one.cuit))
                   for one in (recorded, after))  # fmt: skip
    if now.cuit:
        return before.cuit != now.cuit
    one, other = "".join(sorted(before.legal.words)), "".join(sorted(now.legal.words))
    return OSA.normalized_similarity(one, other) < _ALIKE


def weigh(kept: Said, before: Said, after: Said) -> tuple[bool, Said]:
    """Return whether a change begins a new proof, and what is to be kept of the day of the proof.

    `kept` is what was kept so far; nothing is, as long as the row says what it said on that day.
    """
    if before == after:
        return False, kept
    recorded = kept if kept.name else before
    if is_another(recorded, after):
        return True, Said()
    return False, recorded
