"""What a company types to join (R-5), and whether it can be taken."""

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from universo.domain.contacts import phone_key
from universo.domain.tax_ids import FOREIGN_PREFIXES, check_cuit
from universo.errors import InvalidInput
from universo.program.choices import Category, SponsorLevel
from universo.program.models import Province

CUIT_PROBLEMS = {  # the same sentences as the pages' own field shows while one types
    "empty": _("A CUIT has eleven digits."),
    "letters": _("A CUIT has digits only."),
    "length": _("A CUIT has eleven digits."),
    "prefix": _("No CUIT begins like this. Check the first two digits."),
    "placeholder": _("This number belongs to nobody. Type the company's own CUIT."),
    "no_digit_exists": _("The check digit does not match. Look at each digit again."),
    "check_digit": _("The check digit does not match. Look at each digit again."),
}
LIMITS = {"legal_name": 160, "contact_name": 120, "email": 254, "phone": 40}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class ApplicationData:
    """An application as typed; `clean` gives it back ready to be stored."""

    legal_name: str
    cuit: str
    contact_name: str
    email: str
    phone: str
    province: str
    categories: tuple[str, ...]
    sponsor_level: str = ""
    accepts_terms: bool = False
    terms_version: int = 0
    client_ip: str = ""


def cuit_problem(text: str) -> Any:
    """Return the sentence that says what is wrong with a CUIT as typed; "" if it is right."""
    verdict = check_cuit(text)
    if verdict.ok and verdict.normalised[:2] in FOREIGN_PREFIXES:
        return CUIT_PROBLEMS["prefix"]
    return CUIT_PROBLEMS[verdict.problem_code] if not verdict.ok else ""


def phone_problem(text: str) -> Any:
    """Return what is wrong with an Argentine phone as typed; "" if it can be dialled."""
    if phone_key(text) is None:
        return _("Write the phone with its area code, for example 011 4117-8900.")
    return ""


def clean(data: ApplicationData) -> ApplicationData:
    """Return the data normalised. Raises InvalidInput with a sentence for each wrong field."""
    tidy = replace(
        data,
        legal_name=_line(data.legal_name),
        contact_name=_line(data.contact_name),
        email=data.email.strip().lower(),
        phone=_line(data.phone),
        categories=tuple(name for name in Category.values if name in data.categories),
        sponsor_level=data.sponsor_level if "SPONSOR" in data.categories else "",
    )
    errors = _errors(tidy, unknown=set(data.categories) - set(Category.values))
    if errors:
        raise InvalidInput(errors)
    return replace(tidy, cuit=check_cuit(data.cuit).normalised)


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _errors(data: ApplicationData, unknown: set[str]) -> dict[str, list[Any]]:
    found: dict[str, Any] = {
        "cuit": cuit_problem(data.cuit),
        "email": _mail_problem(data.email),
        "phone": phone_problem(data.phone),
        "province": ""
        if Province.objects.filter(pk=data.province).exists()
        else _("Choose the province."),
        "categories": "" if data.categories and not unknown else _("Choose at least one category."),
        "accepts_terms": ""
        if data.accepts_terms
        else _("To join, the terms of the programme must be accepted."),
    }
    if "SPONSOR" in data.categories and data.sponsor_level not in SponsorLevel.values:
        found["sponsor_level"] = _("Choose the level of sponsor.")
    if len(data.legal_name) < 2:
        found["legal_name"] = _("Write the company's legal name.")
    if len(data.contact_name) < 2:
        found["contact_name"] = _("Write your name.")
    for name, limit in LIMITS.items():
        if len(getattr(data, name)) > limit:
            found[name] = _("It is too long.")
    return {name: [sentence] for name, sentence in found.items() if sentence}


def _mail_problem(address: str) -> Any:
    try:
        validate_email(address)
    except ValidationError:
        return _("Write a complete e-mail address, for example nombre@empresa.com.ar.")
    return ""


def new_token() -> tuple[str, str]:
    """Return a secret for a link and the hash under which it is stored."""
    token = secrets.token_urlsafe(32)
    return token, token_hash(token)


def confirmation_token(uid: UUID) -> str:
    """Return the secret of an application's link; sent again it is the same, so both mails work."""
    return salted_hmac("universo.partners.application", str(uid), algorithm="sha256").hexdigest()


def token_hash(token: str) -> str:
    """Return the SHA-256 of a link's secret, hexadecimal: only that is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
