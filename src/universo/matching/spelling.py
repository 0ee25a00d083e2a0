"""Doors, places, phones and mailboxes as people write them, brought to what can be compared."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from universo.domain.contacts import (
    FREE_MAIL_DOMAINS,
    SHARED_HOSTS,
    normalise_email,
    phone_key,
    registered_domain,
    web_domain,
)
from universo.domain.names import plain_words, words_of
from universo.domain.places import (
    CAPITAL,
    PROVINCES,
    QUARTERS,
    STREET_WORDS,
    UNIT_WORDS,
    capital_names,
    is_capital,
)

_CONTROLS = {code: " " for code in (*range(32), 127)}


def clean(text: str) -> str:
    """The text without control characters and surplus blanks at its ends."""
    return text.translate(_CONTROLS).strip()


@lru_cache(maxsize=20_000)
def contact_words(text: str) -> tuple[str, ...]:
    """The words of a person's name, sorted: people write the surname first or last."""
    return tuple(sorted(word for word in plain_words(text) if word not in _TITLES))


_UNTELLING = "sr sra srta dr dra ing lic cdor cra cr don dona arq de del la y"
_TITLES = frozenset(_UNTELLING.split())


# Streets called by a number: behind these words, a number is the name and not the door.
_NUMBERED = {
    **dict.fromkeys(
        ("calle", "c", "callee", "cale", "av", "avda", "avenida", "diag", "diagonal"), "calle"
    ),
    **dict.fromkeys(("ruta", "rta", "rp", "rn", "r"), "ruta"),
}


def door_of(text: str) -> tuple[str, str, str]:
    """Street, door number and unit: `Av. San Martín Nº 345 Piso 3 Of. 7` is san martin, 345, 3 7."""
    if not text:
        return "", "", ""
    street: list[str] = []
    number = ""
    unit: list[str] = []
    before = ""
    for word in plain_words(text):
        if not number:
            if word.isdigit() and not street and before in _NUMBERED:
                street.append(f"{_NUMBERED[before]} {word.lstrip('0')}")
            elif word.isdigit() and (street or len(word) > 2):
                number = word.lstrip("0") or word
            elif word not in STREET_WORDS:
                street.append(word)
            before = before if before in _NUMBERED and word in STREET_WORDS else word
        elif word in ("esq", "esquina", "entre", "e"):
            break
        elif word not in UNIT_WORDS and (word.isdigit() or len(word) <= 2) and word != number:
            unit.append(word.lstrip("0") or word)
    if street and not number and street[-1] == "sn":
        street.pop()
    return " ".join(street), number, " ".join(unit)


@lru_cache(maxsize=50_000)
def place_of(locality: str, province: str) -> tuple[str, str]:
    """The locality in one spelling and the letter of the province; the capital is both."""
    town = " ".join(words_of(locality))
    letter = _letter_of(" ".join(words_of(province)))
    if is_capital(town) or (letter in _AROUND and _nearly_capital(town)):
        return CAPITAL, "C"
    if town in QUARTERS and letter in _AROUND:
        letter = "C" if letter == "C" else ""
    return town, letter


_AROUND = ("", "B", "C")  # what the province box says of the capital, in practice
_LONG_CAPITAL = [name for name in capital_names() if len(name) > 8] + ["buenos aires"]


def _nearly_capital(town: str) -> bool:
    if len(town) < 9 or town[0] not in "bc":
        return False
    return any(OSA.distance(town, name, score_cutoff=2) <= 2 for name in _LONG_CAPITAL)


@lru_cache(maxsize=10_000)
def _letter_of(province: str) -> str:
    if not province:
        return ""
    if province in PROVINCES:
        return PROVINCES[province]
    if len(province) < 4:
        return ""
    near = process.extractOne(
        province, list(PROVINCES), scorer=OSA.normalized_similarity, score_cutoff=0.75
    )
    return PROVINCES[near[0]] if near else ""


def phone_numbers(text: str) -> list[str]:
    """The numbers in a text: ten digits each, or the 6 to 8 of one written without its area code."""
    key = phone_key(text)
    if key:
        return [key]
    digits = "".join(c for c in text if c.isascii() and c.isdigit()).lstrip("0")
    if digits.startswith("15") and 8 <= len(digits) <= 10:
        digits = digits[2:]
    return [digits] if 6 <= len(digits) <= 8 and len(set(digits)) > 1 else []


def tidy_mail(text: str) -> str:
    """An address in lower case, or "" if it is none."""
    return normalise_email(text.strip(" <>,;()\"'"))


def own_domains_of(mails: Iterable[str], sites: Iterable[str]) -> tuple[str, ...]:
    """The registered domains a company holds itself, from its addresses and web sites."""
    held: list[str] = []
    for host in (*(mail.rpartition("@")[2] for mail in mails), *map(web_domain, sites)):
        if host and host not in FREE_MAIL_DOMAINS:
            own = registered_domain(host)
            if own not in FREE_MAIL_DOMAINS and own not in SHARED_HOSTS:
                held.append(own)
    return tuple(dict.fromkeys(held))
