"""From what a sponsor typed to the content of a notice, or to a sentence at each field (R-7)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from universo.domain.contacts import normalise_email, phone_key
from universo.domain.eligibility import Family, assess_need
from universo.domain.money import AmountError, parse_amount
from universo.domain.tax_ids import check_cuit
from universo.errors import InvalidInput
from universo.opportunities.typed import as_typed
from universo.program.choices import Currency, Timeframe
from universo.program.queries import catalogue, provinces

LIMITS = {
    "legal_name": 160,
    "trade_name": 160,
    "locality": 120,
    "phone": 60,
    "email": 254,
    "web": 200,
    "contact_name": 120,
    "contact_role": 80,
    "need": 4_000,
}
SHORTEST_NEED = 15
_SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
CUIT_PROBLEMS = {
    "letters": _("A CUIT has digits only."),
    "length": _("A CUIT has eleven digits."),
    "prefix": _("No CUIT begins like this. Check the first two digits."),
    "placeholder": _("This number belongs to nobody. Type the company's own CUIT."),
}
CUIT_WRONG = _("The check digit does not match. Look at each digit again.")
AMOUNT_PROBLEMS = {
    "empty": _("Write the estimated budget; a round figure is enough."),
    "ambiguous": _("This amount can be read in two ways. Type it like 1.234,56."),
    "too_many_decimals": _("An amount has two decimals at most."),
    "too_large": _("The amount is too large."),
    "wrong_currency": _("The amount is in another currency."),
}
AMOUNT_WRONG = _("Type an amount like 1.234,56.")
REQUIRED = {
    "legal_name": _("Write the legal name of the customer."),
    "contact_name": _("Write who to talk to at the customer's."),
    "need": _("Tell what the customer needs."),
}


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """A notice that may be sent. `province` is a letter; families and products are codes."""

    legal_name: str
    contact_name: str
    need: str
    province: str
    budget_minor: int
    currency: str
    timeframe: str
    families: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    cuit: str = ""
    trade_name: str = ""
    locality: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    contact_role: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen: kinds of families by code, families of products by code, provinces."""

    kinds: Mapping[str, str]
    products: Mapping[str, str]
    provinces: frozenset[str]


@dataclass(slots=True)
class _Reading:
    """The fields read so far and what is wrong with them."""

    typed: Mapping[str, Any]
    errors: dict[str, list[Any]] = field(default_factory=dict)

    def refuse(self, name: str, sentence: Any) -> None:
        self.errors.setdefault(name, []).append(sentence)

    def text(self, name: str) -> str:
        raw = str(self.typed[name]).strip()
        text = raw if name == "need" else " ".join(raw.split())
        if len(text) > LIMITS[name]:
            self.refuse(name, _("At most %(limit)d characters.") % {"limit": LIMITS[name]})
        elif not text and name in REQUIRED:
            self.refuse(name, REQUIRED[name])
        return text


def current_offer() -> Offer:
    """Return what the catalogue and the map offer today."""
    families = list(catalogue())
    return Offer(
        kinds={family.code: family.kind for family in families},
        products={p.code: family.code for family in families for p in family.products.all()},
        provinces=frozenset(province.letter for province in provinces()),
    )


def read_notice(data: Mapping[str, Any], offer: Offer) -> NoticeContent:
    """Return the content of a notice as typed.

    Raises InvalidInput with a sentence per field: need, budget, term, a named contact, a way to
    reach him and his authorisation are what R-7 and the protection of personal data ask for.
    """
    reading = _Reading(as_typed(data))
    texts = {name: reading.text(name) for name in LIMITS}
    texts["cuit"] = _cuit(reading)
    _contact_ways(reading, texts)
    if texts["need"] and len(texts["need"]) < SHORTEST_NEED:
        reading.refuse("need", _("Tell it in a sentence, so that the executive can certify it."))
    province = _one_of(reading, "province", offer.provinces, _("Choose a province."))
    currency = _one_of(reading, "currency", Currency.values, _("Choose a currency."))
    budget_minor = _budget(reading, currency)
    timeframe = _one_of(reading, "timeframe", Timeframe.values, _("Choose an estimated term."))
    families, products = _items(reading, offer)
    if not reading.typed["consent"]:
        reading.refuse("consent", _("Without the contact's authorisation it cannot be sent."))
    if reading.errors:
        raise InvalidInput(reading.errors)
    return NoticeContent(
        **texts,
        province=province,
        currency=currency,
        budget_minor=budget_minor,
        timeframe=timeframe,
        families=families,
        products=products,
    )


def outside_level(
    level: str, families: Iterable[str], products: Iterable[str], offer: Offer
) -> tuple[str, ...]:
    """Return the codes of families asked for that this level may not notify (P-13)."""
    asked = [*families, *(offer.products.get(code, "") for code in products)]
    known = [Family(code, offer.kinds[code]) for code in asked if code in offer.kinds]
    return assess_need(level, known).outside_level


def _cuit(reading: _Reading) -> str:
    check = check_cuit(reading.typed["cuit"])
    if not check.ok and check.problem_code != "empty":
        reading.refuse("cuit", CUIT_PROBLEMS.get(check.problem_code, CUIT_WRONG))
    return check.normalised


def _contact_ways(reading: _Reading, texts: dict[str, str]) -> None:
    if not (texts["phone"] or texts["email"] or texts["web"]):
        reading.refuse("phone", _("Give a phone, an e-mail or a web site of the customer."))
    if texts["phone"] and phone_key(texts["phone"]) is None:
        reading.refuse("phone", _("Write the number with its area code, such as 011 4117-8900."))
    if texts["email"]:
        texts["email"] = normalise_email(texts["email"]) or texts["email"]
        try:
            validate_email(texts["email"])
        except ValidationError:
            reading.refuse("email", _("This is not an e-mail address."))
    if texts["web"] and not _SITE.fullmatch(texts["web"]):
        reading.refuse("web", _("Write a web address, such as empresa.com.ar."))


def _one_of(reading: _Reading, name: str, known: Iterable[str], sentence: Any) -> str:
    value = str(reading.typed[name]).strip()
    if value not in known:
        reading.refuse(name, sentence)
    return value


def _budget(reading: _Reading, currency: str) -> int:
    try:
        minor = parse_amount(reading.typed["budget"].strip(), currency or Currency.ARS)
    except AmountError as error:
        reading.refuse("budget", AMOUNT_PROBLEMS.get(error.code, AMOUNT_WRONG))
        return 0
    if minor <= 0:
        reading.refuse("budget", _("The budget must be more than zero."))
    return minor


def _items(reading: _Reading, offer: Offer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    families = tuple(reading.typed["families"])
    products = tuple(reading.typed["products"])
    if not families and not products:
        reading.refuse("families", _("Mark what comes closest to what the customer needs."))
    if any(f not in offer.kinds for f in families) or any(
        p not in offer.products for p in products
    ):
        reading.refuse("families", _("Something chosen is no longer in the catalogue."))
    return families, products
