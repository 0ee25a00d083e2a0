"""How alike two names are, and how many companies of the base would be so by accident."""

from collections.abc import Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from universo.domain.names import ABBREVIATIONS
from universo.matching.rarity import Rarity, name_text

# Best first. `wider`: one name has more words; `clash`: both have words the other lacks.
LEVELS = (
    "exact", "near", "padded", "wider_light", "near_known", "wider", "clash_light", "clash", "resembling",
    "different",
)  # fmt: skip
(_EXACT, _NEAR, _PADDED, _WIDER_LIGHT, _NEAR_KNOWN, _WIDER, _CLASH_LIGHT, _CLASH, _RESEMBLING,
 _DIFFERENT) = range(10)  # fmt: skip
# Words put beside any name without making it another one.
_PADDED_BY = """
    argentina sucursal suc casa central matriz grupo compania cia ex cliente empresa firma razon social
    sociedad soc local nro num numero anonima responsabilidad limitada simplificada
"""
_PADDING = frozenset(_PADDED_BY.split())
Words = tuple[str, ...]
_LIGHT = 200  # a word that more than one company in so many bears tells little


class Likeness(NamedTuple):
    """The level (an index of LEVELS) and the expected number of accidental partners."""

    level: int
    accidents: float


NOTHING = Likeness(_DIFFERENT, 1e9)


def liken(one: Words, other: Words, places: frozenset[str], rarity: Rarity) -> Likeness:
    """Compare two names; words of their `places` tell nothing when only one name has them."""
    if one == other or sorted(one) == sorted(other):
        holders = rarity.count("name", name_text(one))
        return Likeness(_EXACT, max(0, holders - 1) + _accidents([(w, 1.0) for w in one], rarity))
    pairs, left, right = align(one, other)
    if (
        (left or right)
        and _as_one_string(one, other)
        and _as_one_string(*_unequal(one, other), 0.6)
    ):
        return Likeness(_NEAR, _accidents([(w, 2.0) for w in one], rarity))
    shared = [(_commoner(a, b, rarity), _slips(a, b)) for a, b in pairs]
    accidents = _accidents(shared, rarity) if shared else 1e9
    if accidents > rarity.size / 15 and (left or right):
        return Likeness(_RESEMBLING if _resemble(one, other) else _DIFFERENT, accidents)
    if left or right:
        return Likeness(_left_over(left, right, places, rarity), accidents)
    known = any(
        a != b and len(min(a, b, key=len)) > 1 and _both_known(a, b, rarity) for a, b in pairs
    )
    return Likeness(_NEAR_KNOWN if known else _NEAR, accidents)


def _left_over(left: list[str], right: list[str], places: frozenset[str], rarity: Rarity) -> int:
    """The level of two names that share words, by the words they do not share."""
    left = [word for word in left if not _is_padding(word, places)]
    right = [word for word in right if not _is_padding(word, places)]
    if not left and not right:
        return _PADDED
    if left and right:
        a, b = sound("".join(left)), sound("".join(right))
        return _CLASH_LIGHT if Indel.normalized_similarity(a, b) >= 0.5 else _CLASH
    light = all(rarity.count("word", word) * _LIGHT > rarity.size for word in left or right)
    return _WIDER_LIGHT if light else _WIDER


def align(one: Words, other: Words) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pair equal words, then alike ones; return the pairs and the words left over on each side."""
    pairs: list[tuple[str, str]] = []
    left: list[str] = []
    right = list(other)
    for word in one:
        if word in right:
            right.remove(word)
            pairs.append((word, word))
        else:
            left.append(word)
    if left and right:
        scored = sorted(
            (-score, a, b) for a in left for b in right if (score := word_likeness(a, b)) > 0
        )
        for _, a, b in scored:
            if a in left and b in right:
                left.remove(a)
                right.remove(b)
                pairs.append((a, b))
    return pairs, left, right


@lru_cache(maxsize=100_000)
def word_likeness(one: str, other: str) -> float:
    """0 for different words; above, the surer the higher: typing, sound, abbreviation."""
    short, long = sorted((one, other), key=len)
    size = len(long)
    if len(short) < 2:
        return 0.4 if long.startswith(short) else 0.0
    allowed = 1 if size < 7 else 2 if size < 11 else 3
    distance = OSA.distance(one, other, score_cutoff=allowed)
    slip = distance <= allowed and (size > 3 or (distance == 1 and one[0] == other[0]))
    if slip and (size > 4 or one[0] == other[0] or one[-2:] == other[-2:]):
        return 1 - distance / size
    if sound(one) == sound(other) and len(short) > 2:
        return 0.8
    if len(short) >= 3 and long.startswith(short) and (len(short) < 6 or size - len(short) < 4):
        return 0.5
    if 3 <= len(short) <= 6 and any(
        OSA.distance(short, abbr) == 1 for abbr in _SHORTENED.get(long, ())
    ):
        return 0.4
    return 0.0


_SHORTENED: dict[str, list[str]] = {}
for _short, _whole in ABBREVIATIONS.items():
    if len(_short) > 2:
        _SHORTENED.setdefault(_whole, []).append(_short)


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Spellings that sound alike in Argentina get one form: z and s, v and b, ll and y, mute h."""
    for letters, one in _SOUNDS:
        word = word.replace(letters, one)
    plain = word[:1]
    for letter in word[1:]:
        if letter != plain[-1]:
            plain += letter
    return plain


_SOUNDS = (
    ("qu", "k"), ("ch", "1"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("q", "k"), ("1", "ch"),
    ("z", "s"), ("x", "s"), ("v", "b"), ("w", "u"), ("ll", "y"), ("ge", "je"), ("gi", "ji"),
    ("ph", "f"), ("h", ""),
)  # fmt: skip


def _slips(one: str, other: str) -> float:
    """Roughly how many words are as near to a word as these two are to each other."""
    if one == other:
        return 1.0
    if sound(one) == sound(other):
        return 2.0
    size = min(len(one), len(other))
    return 20.0 if size < 5 else 8.0 if size < 7 else 4.0 if size < 9 else 2.0


def _resemble(one: Words, other: Words) -> bool:
    a, b = sound("".join(sorted(one))), sound("".join(sorted(other)))
    if min(len(a), len(b)) < 4:
        return False
    if Indel.normalized_similarity(a, b, score_cutoff=0.72) > 0:
        return True
    a, b = sound("".join(one)), sound("".join(other))
    return bool(Indel.normalized_similarity(a, b, score_cutoff=0.72) > 0)


def _unequal(one: Words, other: Words) -> tuple[list[str], list[str]]:
    return [w for w in one if w not in other], [w for w in other if w not in one]


def _as_one_string(one: Sequence[str], other: Sequence[str], least: float = 0.86) -> bool:
    """Tell whether two names are the same letters, however they are divided into words."""
    a, b = "".join(one), "".join(other)
    if not a or not b:
        return len(a or b) < 4
    if abs(len(a) - len(b)) > (1 - least) * max(len(a), len(b)):
        return False
    return bool(OSA.normalized_similarity(a, b, score_cutoff=least) > 0)


def _commoner(one: str, other: str, rarity: Rarity) -> str:
    if one == other:
        return one
    return max(one, other, key=lambda word: (rarity.count("word", word), word))


def _both_known(one: str, other: str, rarity: Rarity) -> bool:
    few, many = sorted((rarity.count("word", one), rarity.count("word", other)))
    return few >= max(3, many / 50)


def _is_padding(word: str, places: frozenset[str]) -> bool:
    return word in places or word in _PADDING or len(word) < 2 or word.isdigit()


def _accidents(words: list[tuple[str, float]], rarity: Rarity) -> float:
    """Companies expected to share all these words; words that go together make it more."""
    size = max(rarity.size, 1)
    chances = sorted(
        min(1.0, max(0.1, rarity.count("word", word) - 0.9) * factor / size)
        for word, factor in words
    )
    expected = float(size)
    for place, chance in enumerate(chances):
        expected *= chance if place == 0 else chance**0.8
    return expected


def telling(words: Words, rarity: Rarity) -> float:
    """How much a name tells, in nats."""
    return -log(max(1e-12, _accidents([(w, 1.0) for w in words], rarity) / max(rarity.size, 1)))
