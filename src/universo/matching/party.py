"""A company as written (`PartyFacts`) and as compared (`Party`): everything normalised once, and stored so."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

from universo.domain.names import take_apart
from universo.domain.tax_ids import check_cuit, check_digit
from universo.matching.spelling import (
    clean,
    contact_words,
    door_of,
    own_domains_of,
    phone_numbers,
    place_of,
    tidy_mail,
)

__all__ = ["PACK_VERSION", "Name", "Party", "PartyFacts", "prepare"]

PACK_VERSION = 4  # a stored text of another version, or kept under other keys, is prepared again
_VERSION = str(PACK_VERSION)
_FIELD, _ITEM = "\x1f", "\x1e"  # no cleaned text holds these


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is known of a prospect or a customer, as it was typed. Anything may be empty."""

    legal_name: str = ""
    trade_name: str = ""
    cuit: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    web: str = ""
    street: str = ""
    locality: str = ""
    province: str = ""
    contact: str = ""


_TEXTS = tuple(field.name for field in fields(PartyFacts))
_LISTS = frozenset({"phones", "emails"})


class Name(NamedTuple):
    """One name of a company: its telling words in order, its legal form, the owner it names."""

    words: tuple[str, ...]
    form: str = ""
    owner: tuple[str, ...] = ()


@dataclass(unsafe_hash=True)  # not frozen, for a million are made; nobody changes one
class Party:
    """A company made ready: no comparison normalises anything again. Texts are empty when unknown."""

    legal: Name
    trade: Name
    cuit: str  # eleven digits, valid
    dni: str  # the eight digits of the person inside a personal CUIT, or typed in its place
    wrong_cuit: str  # digits typed as a CUIT that are none
    phones: tuple[str, ...]  # ten digits, or the 6 to 8 of a number without its area code
    mails: tuple[str, ...]
    domains: tuple[str, ...]  # held by the company itself: no free mailers
    street: str
    number: str
    unit: str  # floor, office, shop
    locality: str
    province: str  # the letter of ISO 3166-2:AR
    contact: tuple[str, ...]  # sorted words
    raw: tuple[str, ...]  # the facts as typed, lists joined

    @cached_property
    def facts(self) -> PartyFacts:
        """What was typed."""
        legal, trade, cuit, phones, emails, *rest = self.raw
        return PartyFacts(legal, trade, cuit, _items(phones), _items(emails), *rest)

    @cached_property
    def names(self) -> tuple[tuple[str, Name], ...]:
        """The one or two different names, ("legal" or "trade", name)."""
        found = [("legal", self.legal)] if self.legal.words else []
        if self.trade.words and self.trade.words != self.legal.words:
            found.append(("trade", self.trade))
        return tuple(found)

    def pack(self) -> str:
        """Return a text that `unpack` reads back; it is stored beside the company."""
        parts = [_VERSION]
        for name in (self.legal, self.trade):
            parts += (" ".join(name.words), name.form, " ".join(name.owner))
        parts += (self.cuit, self.dni, self.wrong_cuit)
        parts += (" ".join(self.phones), " ".join(self.mails), " ".join(self.domains))
        parts += (self.street, self.number, self.unit, self.locality, self.province)
        parts += (" ".join(self.contact), *self.raw)
        return _FIELD.join(parts)

    @classmethod
    def unpack(cls, text: str) -> "Party":
        """Return the party of a stored text; ValueError when another version wrote it."""
        p = text.split(_FIELD)
        if p[0] != _VERSION:
            raise ValueError(f"a party packed by version {p[0][:8]!r}, not {PACK_VERSION}")
        legal = Name(_words(p[1]), p[2], _words(p[3]))
        trade = Name(_words(p[4]), p[5], _words(p[6])) if p[4] else _NO_NAME
        return cls(
            legal, trade, p[7], p[8], p[9], _words(p[10]), _words(p[11]), _words(p[12]),
            p[13], p[14], p[15], p[16], p[17], _words(p[18]), tuple(p[19:]),
        )  # fmt: skip


_NO_NAME = Name(())


def _items(text: str) -> tuple[str, ...]:
    return tuple(text.split(_ITEM)) if text else ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(" ")) if text else ()


def prepare(facts: PartyFacts) -> Party:
    """Normalise a company once. Total: any text whatever gives a party."""
    raw = tuple(
        _ITEM.join(cleaned for one in getattr(facts, name) if (cleaned := clean(one)))
        if name in _LISTS
        else clean(getattr(facts, name))
        for name in _TEXTS
    )
    phones, mails, sites = _channels(facts)
    street, number, unit = door_of(facts.street)
    locality, province = place_of(facts.locality, facts.province)
    cuit, dni, wrong = _tax_id(facts.cuit)
    return Party(
        legal=_name(facts.legal_name), trade=_name(facts.trade_name),
        cuit=cuit, dni=dni, wrong_cuit=wrong,
        phones=phones, mails=mails, domains=own_domains_of(mails, sites),
        street=street, number=number, unit=unit, locality=locality, province=province,
        contact=contact_words(facts.contact), raw=raw,
    )  # fmt: skip


def _name(text: str) -> Name:
    parts = take_apart(text) if text else None
    return Name(parts.tokens, parts.legal_form, parts.owner) if parts else Name(())


def _channels(facts: PartyFacts) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """Phones, addresses and sites, each recognised by its look: people type them in any box."""
    phones = [number for text in facts.phones if text for number in phone_numbers(text)]
    mails: list[str] = []
    sites: list[str] = []
    for text in (*facts.emails, facts.web, *facts.phones):
        if "@" in text:
            mails += [mail for part in text.split() if (mail := tidy_mail(part))]
        elif "." in text and text not in facts.phones:
            sites.append(text)
        elif text and text not in facts.phones:
            phones += phone_numbers(text)
    return tuple(dict.fromkeys(phones)), tuple(dict.fromkeys(mails)), sites


def _tax_id(text: str) -> tuple[str, str, str]:
    """The valid CUIT, the person's document in it (or typed alone), and digits that are neither."""
    if not text:
        return "", "", ""
    check = check_cuit(text)
    if check.ok:
        person = check.normalised[0] == "2"
        return check.normalised, check.normalised[2:10] if person else "", ""
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    if len(digits) in (7, 8):
        return "", digits.zfill(8), ""
    if len(digits) == 10 and check_digit(digits) is not None:
        digits += str(check_digit(digits))  # the last digit forgotten
    return "", "", digits if 9 <= len(digits) <= 13 else ""
