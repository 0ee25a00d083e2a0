"""Everything two companies have to say about each other, before it is weighed."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from universo.matching.channels import see_domains, see_mails, see_phones, see_spelt_name
from universo.matching.name_likeness import LEVELS, NOTHING, Likeness, align, liken
from universo.matching.party import Name, Party
from universo.matching.places import see_address, see_contact, see_place
from universo.matching.rarity import Rarity
from universo.matching.seen import Seen, accident_step

BASE = Seen("base", "base")
_KINDS = {"legallegal": "legal_name", "tradetrade": "trade_name"}


def observe(query: Party, other: Party, rarity: Rarity) -> list[Seen]:
    """Return what is seen, in reading order. Nothing is said of what either side leaves empty.

    The two are looked at in one fixed order, so nothing depends on who asks about whom.
    """
    if query.raw <= other.raw:
        return _observe(query, other, rarity)
    turned = _observe(other, query, rarity)
    return [
        Seen(kind, detail, step, right, left, holders)
        for kind, detail, step, left, right, holders in turned
    ]


def _observe(query: Party, other: Party, rarity: Rarity) -> list[Seen]:
    names = see_names(query, other, rarity)
    seen = [BASE, see_cuit(query, other), *names, _see_form(query, other), _see_owner(query, other)]
    phones = see_phones(query, other, rarity)
    mails = see_mails(query, other, rarity)
    domains = see_domains(query, other, rarity)
    unlike = names and names[0].detail not in _GOOD
    if unlike and (domains is None or domains.detail == "different"):
        domains = see_spelt_name(query, other) or domains
    address = see_address(query, other, rarity)
    place = see_place(query, other, rarity)
    contact = see_contact(query, other, rarity)
    seen += [phones, mails, domains, address, place, contact]
    found = [one for one in seen if one is not None]
    return found + see_together(names[0].detail if names else "", found)


# (kind, detail) -> the channel, and the last step of rarity at which it is the company's own.
_CHANNELS = {
    ("phone", "equal"): ("phone", 2), ("phone", "local"): ("phone", 2), ("phone", "near"): ("phone", 0),
    ("email", "equal"): ("net", 0), ("email", "near"): ("net", 0), ("domain", "equal"): ("net", 0),
    ("address", "door"): ("door", 1), ("address", "unit"): ("door", 1),
    ("address", "near_door"): ("door", 0),
    ("contact", "equal"): ("contact", 5), ("contact", "mailbox"): ("contact", 0),
}  # fmt: skip
_AGAINST = frozenset(
    {("phone", "different"), ("email", "different"), ("domain", "different"), ("address", "different"),
     ("contact", "different"), ("place", "other_town"), ("place", "other_province"),
     ("other_name", "different"), ("address", "street")}
)  # fmt: skip
_NAMES = {
    "exact": "good_name", "near": "good_name", "padded": "good_name", "near_known": "wider_name",
    "wider_light": "wider_name",
    "wider": "wider_name", "clash_light": "clashing_name", "clash": "clashing_name",
    "resembling": "wider_name", "different": "strange_name",
}  # fmt: skip


def see_together(name: str, seen: list[Seen]) -> list[Seen]:
    """What the name and the ways to reach the companies mean together.

    Companies of one house share telephone, mail and door: with another name these are one witness and
    not three. A good name that nothing else supports is worth less the more speaks against it.
    """
    if not name:
        return []
    channels = set()
    for one in seen:
        channel, last = _CHANNELS.get((one.kind, one.detail), ("", -1))
        if one.step <= last:
            channels.add(channel)
    group = _NAMES[name]
    if channels:
        count = min(len(channels), 4)
        return [Seen("together", group, count - 1, holders=count)]
    against = sum((one.kind, one.detail) in _AGAINST for one in seen)
    if group == "good_name" and against:
        return [Seen("together", "name_alone", min(against, 5) - 1, holders=against)]
    return []


_GOOD = frozenset({"exact", "near", "padded"})


def see_cuit(one: Party, other: Party) -> Seen | None:
    """The tax number."""
    if one.cuit and other.cuit:
        if one.cuit == other.cuit:
            return Seen("cuit", "equal", 0, one.cuit, other.cuit)
        if one.dni and one.dni == other.dni:
            return Seen("cuit", "document", 0, one.cuit, other.cuit)
        return Seen("cuit", "different", 0, one.cuit, other.cuit)
    if one.dni and one.dni == other.dni:
        return Seen("cuit", "document", 0, one.facts.cuit, other.facts.cuit)
    typed = one.wrong_cuit or one.cuit, other.wrong_cuit or other.cuit
    if not all(typed):
        return None
    detail = "slip" if near_numbers(*typed) else "different"
    return Seen("cuit", detail, 0 if detail == "slip" else 1, *typed)


def near_numbers(one: str, other: str) -> bool:
    """One digit wrong, missing or too many, or two neighbours changed."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def see_names(query: Party, other: Party, rarity: Rarity) -> list[Seen]:
    """The best pair of names and, if both have another, what that says."""
    light = _place_words(query) | _place_words(other)
    best: tuple[Likeness, str, str, Name, Name] | None = None
    for role, one in query.names:
        for other_role, name in other.names:
            found = liken(one.words, name.words, light, rarity)
            if best is None or found < best[0]:
                best = (found, role, other_role, one, name)
    if best is None:
        return []
    found, role, other_role, one, name = best
    kind = _KINDS.get(role + other_role, "crossed_name")
    count = min(999_999, round(found.accidents)) if found != NOTHING else 0
    step = accident_step(found.accidents) if LEVELS[found.level] != "different" else 0
    seen = [
        Seen(kind, LEVELS[found.level], step, _text(query, role), _text(other, other_role), count)
    ]
    rest = [n for n in query.names if n[1] is not one], [n for n in other.names if n[1] is not name]
    if rest[0] and rest[1]:
        second = liken(rest[0][0][1].words, rest[1][0][1].words, light, rarity)
        detail = "alike" if second.level < 3 else "partly" if second.level < 6 else "different"
        texts = _text(query, rest[0][0][0]), _text(other, rest[1][0][0])
        seen.append(Seen("other_name", detail, 0, *texts))
    return seen


def _text(party: Party, role: str) -> str:
    return party.facts.legal_name if role == "legal" else party.facts.trade_name


def _place_words(party: Party) -> frozenset[str]:
    return _words_of_town(party.locality, party.province == "C")


_CAPITAL_WORDS = ["ciudad", "autonoma", "buenos", "aires", "caba"]


@lru_cache(maxsize=20_000)
def _words_of_town(town: str, in_capital: bool) -> frozenset[str]:
    return frozenset(town.split() + (_CAPITAL_WORDS if in_capital else []))


def _see_form(one: Party, other: Party) -> Seen | None:
    a, b = one.legal.form or one.trade.form, other.legal.form or other.trade.form
    if not (a and b):
        return None
    return Seen("legal_form", "equal" if a == b else "different", 0, a, b)


def _see_owner(one: Party, other: Party) -> Seen | None:
    for a, b, turned in ((one, other, False), (other, one, True)):
        owner = a.legal.owner or a.trade.owner
        if not owner:
            continue
        shown = " ".join(owner)
        candidates = [b.contact, b.legal.owner, b.trade.owner, *(name.words for _, name in b.names)]
        for words in candidates:
            if len(words) > 1 and not any(align(owner, words)[1:]):
                pair = (" ".join(words), shown) if turned else (shown, " ".join(words))
                return Seen("owner", "equal", 0, *pair)
        named = b.legal.owner or b.trade.owner
        if named and not set(named) & set(owner):
            return Seen("owner", "different", 0, shown, " ".join(named))
    return None
