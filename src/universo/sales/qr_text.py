"""What the QR of an electronic invoice says (RG 4892): to fill a form in, never as proof.

It is signed by nobody and holds no net amount: a person states lines and checks the rest.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_lazy as _

from universo.domain.money import MAX_MINOR
from universo.errors import DomainError
from universo.sales.feeds.doc_types import document_types

HOSTS = frozenset({"www.afip.gob.ar", "afip.gob.ar", "www.arca.gob.ar", "arca.gob.ar"})
PLACE = "/fe/qr"
MOST_TEXT = 4_000  # characters; a full code has about 400
CURRENCIES = {"PES": "ARS", "DOL": "USD"}
NO_DOC = 99
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_DIGITS = re.compile(r"[0-9]{1,20}")


class QrRefused(DomainError):
    """The text is not the code of an electronic invoice; `code`: empty, host, base64, json, value."""


@dataclass(frozen=True, slots=True)
class QrDocument:
    """What a code says of its invoice; amounts in minor units of `currency`, positive as printed."""

    issue_date: date
    issuer_cuit: str
    point_of_sale: int
    type_code: int
    number: int
    total_minor: int
    currency: str
    exchange_rate: Decimal | None
    receiver_doc_type: int
    receiver_doc: str
    authorisation_code: str


def read_qr(text: str) -> QrDocument:
    """Read a code as scanned or pasted: its address, its JSON, or only the coded part of the address.

    Raises QrRefused.
    """
    words = text.strip()
    if not words:
        raise QrRefused(_("Paste what the code says."), field="text", code="empty")
    if len(words) > MOST_TEXT:
        raise QrRefused(
            _("That is too long for the code of an invoice."), field="text", code="host"
        )
    return _document(_fields(words if words.startswith("{") else _decoded(_coded(words))))


def _coded(words: str) -> str:
    if "/" not in words.split("?", 1)[0] and "." not in words:
        return words  # only the coded part
    try:
        parts = urlsplit(words)
        host = parts.hostname
    except ValueError:
        host = None
    if host not in HOSTS or parts.scheme not in {"http", "https"}:
        raise QrRefused(
            _("It is not the code of an electronic invoice: its address is not the tax office's."),
            field="text",
            code="host",
        )
    given = parse_qs(parts.query, keep_blank_values=True).get("p", [""])
    if not parts.path.startswith(PLACE):
        given = [""]
    return given[0]


def _decoded(coded: str) -> str:
    # A plus sign of the standard alphabet reads as a space in an address.
    plain = coded.strip().replace(" ", "+").replace("-", "+").replace("_", "/")
    try:
        if not _BASE64.fullmatch(plain):
            raise ValueError(plain)
        bare = plain.rstrip("=")
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
    except ValueError:
        raise QrRefused(
            _("The code is damaged or cut short. Scan it again."), field="text", code="base64"
        ) from None


def _fields(words: str) -> dict[str, Any]:
    try:
        found = json.loads(words, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise QrRefused(
            _("The code holds no data of an invoice."), field="text", code="json"
        ) from None
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _document(found: dict[str, Any]) -> QrDocument:
    type_code = _whole(found, "tipoCmp", 999)
    known = document_types().get(type_code)
    if known is None or not known.kind:
        raise _wrong("tipoCmp")
    currency = CURRENCIES.get(str(found.get("moneda", "")).strip().upper())
    if currency is None:
        raise _wrong("moneda")
    issuer = _digits(found, "cuit")
    if len(issuer) != 11:
        raise _wrong("cuit")
    doc_type, doc = NO_DOC, ""
    if found.get("nroDocRec") not in (None, "", 0, "0"):
        doc_type, doc = _whole(found, "tipoDocRec", 99), _digits(found, "nroDocRec")
    rate = _number(found, "ctz") if found.get("ctz") not in (None, "") else None
    return QrDocument(
        issue_date=_day(found),
        issuer_cuit=issuer,
        point_of_sale=_whole(found, "ptoVta", 99_999),
        type_code=type_code,
        number=_whole(found, "nroCmp", 99_999_999),
        total_minor=_minor(found),
        currency=currency,
        exchange_rate=rate if rate is not None and currency != "ARS" else None,
        receiver_doc_type=doc_type,
        receiver_doc=doc,
        authorisation_code=_digits(found, "codAut") if found.get("codAut") else "",
    )


def _wrong(name: str) -> QrRefused:
    return QrRefused(
        _("In the code, «%(field)s» has no value that can be used.") % {"field": name},
        field="text",
        code="value",
    )


def _digits(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**20:
        value = int(value)
    words = str(value).strip() if isinstance(value, int | str) else ""
    if isinstance(value, bool) or not _DIGITS.fullmatch(words):
        raise _wrong(name)
    return words


def _whole(found: dict[str, Any], name: str, most: int) -> int:
    value = int(_digits(found, name))
    if not 1 <= value <= most:
        raise _wrong(name)
    return value


def _number(found: dict[str, Any], name: str) -> Decimal:
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise _wrong(name)
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise _wrong(name) from None
    if not number.is_finite() or not 0 <= number < 10**15:
        raise _wrong(name)
    return number


def _minor(found: dict[str, Any]) -> int:
    exact = _number(found, "importe") * 100
    minor = int(exact.to_integral_value())
    # Some issuers write binary fractions: what is off by less than a millionth is meant.
    if abs(exact - minor) > Decimal("0.0001") or not 0 < minor <= MAX_MINOR:
        raise _wrong("importe")
    return minor


def _day(found: dict[str, Any]) -> date:
    try:
        return date.fromisoformat(str(found.get("fecha", ""))[:10])
    except ValueError:
        raise _wrong("fecha") from None
