"""What a partner types for its page, tidied and checked; each fault is said at its field."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from universo.domain.contacts import phone_key
from universo.domain.names import words_of
from universo.domain.places import PROVINCES
from universo.errors import InvalidInput
from universo.partners.application_data import phone_problem
from universo.program.models import Locality, Province

MOST_LOCALITIES = 60
_MOBILE = "549"  # the country, and the mark of mobiles as WhatsApp wants it


@dataclass(frozen=True, slots=True)
class PageData:
    """What a partner writes. `localities` has one a line; `keeps_logo` False takes the picture away."""

    headline: str
    text: str
    website: str = ""
    email: str = ""
    phone: str = ""
    whatsapp: str = ""
    is_national: bool = False
    provinces: Sequence[str] = ()
    localities: str = ""
    family_ids: Sequence[int] = ()
    skill_ids: Sequence[int] = ()
    logo_alt: str = ""
    keeps_logo: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """A whole province (by its letter), or one locality of it."""

    province: str
    locality: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The tidied fields of a version, by name, and where the partner works."""

    values: dict[str, Any]
    reach: tuple[Reach, ...]


def read_page(data: PageData, *, has_logo: bool) -> Page:
    """Return what was typed, tidied. Raises InvalidInput with a sentence for each wrong field."""
    errors: dict[str, list[Any]] = {}
    values = {
        "headline": _line(data.headline),
        "text": _paragraphs(data.text),
        "website": _website(data.website, errors),
        "email": data.email.strip().lower(),
        "phone": _line(data.phone),
        "whatsapp": _whatsapp(data.whatsapp, errors),
        "is_national": data.is_national,
        "logo_alt": _line(data.logo_alt) if has_logo else "",
    }
    _check_lengths(values, errors, has_logo)
    _check_contacts(values, errors)
    reach = () if data.is_national else _reach(data.provinces, data.localities, errors)
    if not (data.is_national or reach or {"provinces", "localities"} & errors.keys()):
        errors["provinces"] = [_("Say where you work: the whole country, provinces or localities.")]
    if errors:
        raise InvalidInput(errors)
    return Page(values, reach)


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _paragraphs(text: str) -> str:
    """Return the text with one blank line between paragraphs and none around."""
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    parts = (re.sub(r"[^\S\n]+", " ", part).strip() for part in re.split(r"\n\s*\n", plain))
    return "\n\n".join(part for part in parts if part)


def _check_lengths(values: dict[str, Any], errors: dict[str, list[Any]], has_logo: bool) -> None:
    limits = [("headline", 10, 160), ("text", 40, 2000)]
    if has_logo:
        limits.append(("logo_alt", 3, 160))
    for name, least, most in limits:
        if not least <= len(values[name]) <= most:
            errors[name] = [
                _("Write from %(least)d to %(most)d characters.") % {"least": least, "most": most}
            ]


def _check_contacts(values: dict[str, Any], errors: dict[str, list[Any]]) -> None:
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError:
            errors["email"] = [_("Write a mail address such as ventas@empresa.com.ar.")]
    if values["phone"] and (problem := phone_problem(values["phone"])):
        errors["phone"] = [problem]
    ways = ("website", "email", "phone", "whatsapp")
    if not any(values[name] or name in errors for name in ways):
        errors["website"] = [
            _("Leave at least one way to reach you: site, mail, phone or WhatsApp.")
        ]


def _website(typed: str, errors: dict[str, list[Any]]) -> str:
    """Return the whole address; people leave out the beginning."""
    bare = typed.replace("\0", "").strip()
    if not bare:
        return ""
    address = bare if re.match(r"[a-z][a-z0-9+.\-]*:", bare, re.IGNORECASE) else f"https://{bare}"
    try:
        URLValidator(schemes=["http", "https"])(address)
        fits = len(address) <= 200 and "@" not in urlsplit(address).netloc
    except (ValidationError, ValueError):
        fits = False
    if not fits:
        errors["website"] = [
            _("Write the address of the site, such as https://www.empresa.com.ar.")
        ]
        return bare[:200]
    return address


def _whatsapp(typed: str, errors: dict[str, list[Any]]) -> str:
    bare = _line(typed)
    if not bare:
        return ""
    key = phone_key(bare)
    if key is None or key.startswith(("800", "810", "600", "610", "822")):
        errors["whatsapp"] = [
            _("Write the mobile with its area code, for example 11 15-4117-8900.")
        ]
        return ""
    return _MOBILE + key


def _reach(provinces: Sequence[str], typed: str, errors: dict[str, list[Any]]) -> tuple[Reach, ...]:
    known = set(Province.objects.values_list("letter", flat=True))
    if not set(provinces) <= known:
        errors["provinces"] = [_("Choose one of the list.")]
    whole = [Reach(letter) for letter in sorted(set(provinces) & known)]
    lines = [line for line in (_line(raw) for raw in typed.splitlines()) if line]
    if len(lines) > MOST_LOCALITIES:
        errors["localities"] = [
            _("At most %(most)d localities: tick the province instead.") % {"most": MOST_LOCALITIES}
        ]
        return tuple(whole)
    found: dict[Reach, None] = {}
    for line in lines:
        place, problem = _locality(line)
        if problem:
            errors.setdefault("localities", []).append(problem)
        elif place and place.province not in provinces:
            found[place] = None
    return (*whole, *found)


def _locality(line: str) -> tuple[Reach | None, Any]:
    """Find `Locality` or `Locality, Province`, accents forgiven; or say what is wrong.

    The table has not every locality of the country: one that it lacks is taken as written, with its
    province.
    """
    name, _comma, after = line.partition(",")
    rows = Locality.objects.filter(name__unaccent__iexact=name.strip())
    letter = PROVINCES.get(" ".join(words_of(after)), "")
    if after.strip() and not letter:
        return None, _("“%(line)s”: that province is not known.") % {"line": line[:80]}
    if letter:
        known = rows.filter(province_id=letter).values_list("name", flat=True).first()
        return Reach(letter, known or name.strip()[:120]), None
    found = sorted(set(rows.values_list("province_id", "name")))
    if len({one for one, _name in found}) != 1:
        said = _("“%(line)s”: write it with its province, as Locality, Province.")
        return None, said % {"line": line[:80]}
    return Reach(*found[0]), None
