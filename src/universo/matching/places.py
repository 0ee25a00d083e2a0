"""Doors, towns and people of two companies: what they say about each other."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from universo.domain.places import QUARTERS
from universo.matching.name_likeness import sound
from universo.matching.party import Party
from universo.matching.rarity import Rarity, door_place_text, door_text, place_text
from universo.matching.seen import Seen, holder_step, share_step


def see_address(one: Party, other: Party, rarity: Rarity) -> Seen | None:
    """Street, door and unit."""
    if not (one.street and other.street):
        return None
    left, right = one.facts.street, other.facts.street
    if not alike_streets(one.street, other.street):
        return Seen("address", "different", 0, left, right)
    if not (one.number and other.number):
        return Seen("address", "street", 0, left, right)
    if one.number == other.number:
        if one.locality and other.locality:
            count = max(rarity.count("door_place", door_place_text(one)), 1)
        else:
            count = max(rarity.count("door", door_text(one)), 1)
        detail = "door"
        if one.unit and other.unit:
            detail = "unit" if one.unit == other.unit else "other_unit"
        return Seen("address", detail, holder_step(count), left, right, count)
    detail = "near_door" if _near_numbers(one.number, other.number) else "street"
    return Seen("address", detail, 0, left, right)


@lru_cache(maxsize=50_000)
def alike_streets(one: str, other: str) -> bool:
    """The same street but for typing, or but for the given name of who it is called after."""
    if one == other:
        return True
    a, b = one.split(), other.split()
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len("".join(short)) > 4 and short == long[-len(short) :]:
        return True
    if (
        OSA.normalized_similarity(one, other, score_cutoff=0.8) > 0
        and min(len(one), len(other)) > 4
    ):
        return True
    return sound(one) == sound(other)


def _near_numbers(one: str, other: str) -> bool:
    a, b = int(one[:9]), int(other[:9])
    if abs(a - b) <= 12 or (a // 100 == b // 100 and (a % 100 == 0 or b % 100 == 0)):
        return True
    return len(one) == len(other) > 2 and OSA.distance(one, other) <= 1


def see_place(one: Party, other: Party, rarity: Rarity) -> Seen | None:
    """Town and province. The capital and its province are confounded by many: that says nothing."""
    left = one.facts.locality or one.facts.province
    right = other.facts.locality or other.facts.province
    provinces = one.province, other.province
    same_province = provinces[0] == provinces[1] or not all(provinces)
    around = set(provinces) == {"B", "C"}
    if one.locality and other.locality:
        likeness = alike_towns(one.locality, other.locality)
        if likeness and (same_province or around):
            count = max(
                rarity.count("place", place_text(one)), rarity.count("place", place_text(other))
            )
            detail = "town" if likeness == 2 else "near_town"
            return Seen("place", detail, share_step(count, rarity.size), left, right, count)
        if _in_capital(one) and _in_capital(other):
            return Seen("place", "city", 0, left, right)
        if around:
            return None
        detail = "other_town" if same_province else "other_province"
        return Seen("place", detail, 0, left, right)
    if not all(provinces) or around:
        return None
    if provinces[0] == provinces[1]:
        return Seen("place", "province", 1 if provinces[0] in "BC" else 0, left, right)
    return Seen("place", "other_province", 0, left, right)


def _in_capital(party: Party) -> bool:
    return party.province == "C" or (party.province == "" and party.locality in QUARTERS)


@lru_cache(maxsize=50_000)
def alike_towns(one: str, other: str) -> int:
    """2 for the same town, 1 for the same but for typing or a part left out, 0 for another."""
    if one == other:
        return 2
    short, long = sorted((one, other), key=len)
    if len(short) > 3 and OSA.distance(one, other) <= (1 if len(short) < 8 else 2):
        return 1
    if sound(one) == sound(other):
        return 1
    return 1 if len(short) > 5 and (long.startswith(short) or long.endswith(short)) else 0


def see_contact(one: Party, other: Party, rarity: Rarity) -> Seen | None:
    """The person to talk to; a first name alone is everybody's."""
    a, b = one.contact, other.contact
    left, right = one.facts.contact, other.facts.contact
    if len(a) > 1 and len(b) > 1:
        if a == b:
            count = rarity.count("contact", " ".join(a))
            return Seen("contact", "equal", holder_step(count), left, right, count)
        if near_people(a, b):
            return Seen("contact", "near", 0, left, right)
    for person, party, turned in ((a, other, False), (b, one, True)):
        if len(person) > 1:
            for mail in party.mails:
                if _in_mailbox(person, mail.partition("@")[0]):
                    pair = (mail, right) if turned else (left, mail)
                    return Seen("contact", "mailbox", 0, *pair)
    if len(a) > 1 and len(b) > 1:
        return Seen("contact", "shared" if set(a) & set(b) else "different", 0, left, right)
    return None


@lru_cache(maxsize=50_000)
def near_people(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same person but for typing or a second given name left out."""
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and set(short) <= set(long):
        return True
    left, right = " ".join(one), " ".join(other)
    return OSA.distance(left, right) <= (1 if len(left) < 10 else 2)


def _in_mailbox(person: tuple[str, ...], box: str) -> bool:
    return len(box) > 6 and all(word in box for word in person if len(word) > 2)
