"""Which companies a search brings: those under the most telling keys of the one looked for.

One rule for the live search, `match` and `cross-match`; the last says it as a relational expression
with the same constants (a test compares them).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from universo.matching.keys import ONLY_COUNTED, Key

MOST_HOLDERS = 40  # a key that more companies of the base carry is not followed by itself
ENOUGH = 20  # holders in sight, of all keys followed together but the first, which always is
# Kinds whose holders are the company looked for less than once in five, among a million: pieces put
# together from what companies share by chance. A holder of one of these takes the place of LOOSELY.
LOOSE = frozenset(
    {"two_words", "word_place", "start_place", "joined", "cuit_start", "number_place"}
)
LOOSELY = 4
# Who shares less than one in so many of the rare keys that the nearest one shares is left out.
SHARE = 3
Ref = TypeVar("Ref")


def follow(counted: Iterable[tuple[Key, int]]) -> list[Key]:
    """Return the keys to follow among keys with their number of holders in the base.

    Those that bring the fewest holders first (of a LOOSE kind each counts LOOSELY), of equal ones the
    smaller number first, until the next one would bring more than ENOUGH into sight; the first one
    however many hold it. A key that nobody holds leads nowhere and is left out.
    """
    rare = [
        (count * (LOOSELY if key.kind in LOOSE else 1), key.number, key)
        for key, count in counted
        if 0 < count <= MOST_HOLDERS and key.kind not in ONLY_COUNTED
    ]
    found: list[Key] = []
    in_sight = 0
    for cost, _, key in sorted(rare, key=lambda one: one[:2]):
        in_sight += cost
        if found and in_sight > ENOUGH:
            break
        found.append(key)
    return found


def bring(held: Mapping[Key, Sequence[Ref]]) -> list[Ref]:
    """Return the companies to compare among the holders of each key of the one looked for.

    Of those under the followed keys, the ones that share at least one SHAREth of the rare keys that
    the nearest of them shares: where one company shares twelve, another that shares two is chance.
    Of a key with more than MOST_HOLDERS any number beyond that many may be given.
    """
    brought = dict.fromkeys(
        chain.from_iterable(held[key] for key in follow((k, len(v)) for k, v in held.items()))
    )
    if len(brought) < 2:
        return list(brought)
    shared = Counter(
        chain.from_iterable(
            holders
            for key, holders in held.items()
            if len(holders) <= MOST_HOLDERS and key.kind not in ONLY_COUNTED
        )
    )
    most = max(shared[ref] for ref in brought)
    return [ref for ref in brought if shared[ref] * SHARE >= most]
