"""The keys by which a company is found: two companies that may be the same share at least one.

Keys are symmetric: a company is found by the same ones under which it is kept. A search follows the
rare ones only (`following`), so common words cost nothing, and each common thing (a word, a street, a
surname) is also kept together with its town or with another word, which is rare again. What is typed
wrong in one place leaves other keys whole: ends of numbers, beginnings of words, their consonants.
"""

from functools import lru_cache
from itertools import combinations
from typing import NamedTuple
from zlib import crc32

from universo.matching.channels import ROLE_MAILBOXES, stem
from universo.matching.name_likeness import sound
from universo.matching.party import Party
from universo.matching.rarity import counted

# The number of a kind stands in the low bits of a key's number: never renumber, only add.
KINDS = {
    kind: place
    for place, kind in enumerate(
        ("size", "cuit", "cuit_start", "cuit_end", "document", "phone", "phone_end", "email", "domain",
         "joined", "name", "word", "word_place", "start_place", "two_words", "door", "door_place",
         "number_place", "block_place", "contact", "place")
    )
}  # fmt: skip
KIND_BITS = 5
ONLY_COUNTED = frozenset({"place"})  # how many live in a town is asked; nobody is searched by it
_WORDS = 5  # of a name, at most, are kept in pairs
_BASE = (1 << 64) - (1 << KIND_BITS)
_SPREAD = 0x9E3779B97F4A7C15  # odd, so no two numbers become one
_HALF, _WHOLE = 1 << 63, 1 << 64


class Key(NamedTuple):
    """One key: its kind (of KINDS) and its normalised text."""

    kind: str
    text: str

    @property
    def number(self) -> int:
        """A signed 64-bit number, the same in every process and on every engine."""
        return _number(self)


def _number(key: tuple[str, str]) -> int:
    # Two checksums, of the text and of its mirror image, and a product that spreads them: databases hash
    # a number by folding its halves onto each other, which would undo two checksums side by side.
    kind, text = key
    spelt = text.encode()
    place = KINDS[kind]
    both = (crc32(spelt, place) << 32 | crc32(spelt[::-1], ~place & 0xFFFF)) * _SPREAD
    mixed = (both ^ both >> 32) & _BASE | place
    return mixed - _WHOLE if mixed >= _HALF else mixed


def keys_of(party: Party) -> tuple[Key, ...]:
    """Return the keys by which a company is searched, each once, in a fixed order."""
    return tuple(key for key in all_keys_of(party) if key.kind not in ONLY_COUNTED)


def all_keys_of(party: Party) -> tuple[Key, ...]:
    """Return the keys under which a company is kept: those of `keys_of` and those only counted."""
    return tuple(Key(*one) for one in dict.fromkeys((*sorted(counted(party)), *_others(party))))


def numbers_of(party: Party) -> list[int]:
    """Return the numbers of `all_keys_of`, in order: what is stored."""
    return sorted({_number(one) for one in (*counted(party), *_others(party))})


def _others(party: Party) -> list[tuple[str, str]]:
    """The keys besides those whose holders are counted as evidence."""
    found = [("phone_end", number[-6:]) for number in party.phones]  # or its area code is wrong
    if cuit := party.cuit or party.wrong_cuit:
        found += (("cuit", cuit), ("cuit_start", cuit[:8]), ("cuit_end", cuit[-6:]))
    if party.dni:
        found.append(("document", party.dni))
    handles = [stem(domain) for domain in party.domains]
    handles += [box for mail in party.mails if (box := _own_box(mail))]
    words: dict[str, str] = {}
    for _, name in party.names:
        handles.append("".join(name.words))
        words.update((word, consonants(word)) for word in name.words)
        bones = sorted({words[word] for word in name.words[:_WORDS]})
        found += [("two_words", f"{a} {b}") for a, b in combinations(bones, 2)]
    found += [("joined", sound(handle)[:10]) for handle in handles if len(handle) > 5]
    if town := party.locality:
        found += [("word_place", f"{bones} {town}") for bones in words.values()]
        found += [("start_place", f"{word[:4]} {town}") for word in words if len(word) > 4]
        if party.number:
            found.append(("number_place", f"{party.number} {town}"))
            if party.street:
                last = consonants(party.street.rpartition(" ")[2])
                found.append(("block_place", f"{last} {party.number[:-2]} {town}"))
    return found


def _own_box(mail: str) -> str:
    box = mail.partition("@")[0]
    if box in ROLE_MAILBOXES:
        return ""
    return box.rstrip("0123456789").replace(".", "").replace("_", "").replace("-", "")


@lru_cache(maxsize=200_000)
def consonants(word: str) -> str:
    """The first letter and the consonants of a word by its sound: vowels are what slips most."""
    heard = sound(word)
    bones = heard[:1] + heard[1:].translate(_NO_VOWELS)
    return bones if len(bones) > 1 else heard


_NO_VOWELS = {ord(vowel): None for vowel in "aeiouy"}
