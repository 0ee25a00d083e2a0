"""Which keys of a company are followed: its rare ones, the rarest first, until enough are in sight.

One rule for the live search, `match` and `cross-match`; the last says it as a relational expression
with the same two constants (a test compares them).
"""

from collections.abc import Iterable

from universo.matching.keys import Key

MOST_HOLDERS = 40  # a key that more companies of the base carry is not followed by itself
ENOUGH = 16  # holders in sight, of all keys followed together but the rarest, which always is


def follow(counted: Iterable[tuple[Key, int]]) -> list[Key]:
    """Return the keys to follow among keys with their number of holders in the base.

    The rarest first, of equally rare ones the smaller number first, until the next one would bring
    more than ENOUGH holders into sight; the rarest one however many hold it. A key that nobody holds
    leads nowhere and is left out.
    """
    rare = [(count, key.number, key) for key, count in counted if 0 < count <= MOST_HOLDERS]
    found: list[Key] = []
    in_sight = 0
    for count, _, key in sorted(rare, key=lambda one: one[:2]):
        in_sight += count
        if found and in_sight > ENOUGH:
            break
        found.append(key)
    return found
