"""A document as a person or a program states it, before it is stored. Amounts in minor units."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class LineData:
    """A line, positive as printed; `gross_minor` is net and VAT, without other taxes.

    `family_code` empty: outside the programme, it earns nothing (P-8). On a note, `changes_line_id`
    is the line of the invoice that this one changes.
    """

    description: str
    family_code: str
    net_minor: int
    gross_minor: int
    product_code: str = ""
    changes_line_id: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentData:
    """An invoice or note, positive as printed; its kind comes from the official type.

    `net_minor` None: the paper has no breakdown, so there are no lines yet. `exempt_minor` and
    `non_taxed_minor` are parts of it, None when not told. `corrects_id` is the invoice of a note.
    """

    issuer_cuit: str
    type_code: int
    point_of_sale: int
    number: int
    issue_date: date
    receiver_doc: str
    receiver_name: str
    currency: str
    net_minor: int | None
    vat_minor: int
    other_taxes_minor: int
    total_minor: int
    lines: tuple[LineData, ...]
    exchange_rate: Decimal | None = None
    receiver_doc_type: int = 80
    authorisation_code: str = ""
    corrects_id: int | None = None
    exempt_minor: int | None = None
    non_taxed_minor: int | None = None

    @property
    def identity(self) -> dict[str, str | int]:
        """What makes a document one; never the CAE, since a CAEA repeats."""
        return {
            "issuer_cuit": self.issuer_cuit,
            "type_code": self.type_code,
            "point_of_sale": self.point_of_sale,
            "number": self.number,
        }


def plain(data: DocumentData) -> dict[str, Any]:
    """Return all that a document states in values that JSON knows (`DocumentConflict.stated`)."""
    rate = None if data.exchange_rate is None else format(data.exchange_rate.normalize(), "f")
    lines = [asdict(line) for line in data.lines]
    return {
        **asdict(data),
        "issue_date": data.issue_date.isoformat(),
        "exchange_rate": rate,
        "lines": lines,
    }


def from_plain(found: Mapping[str, Any]) -> DocumentData:
    """Return the document of `plain`; what is absent is not stated."""
    given = {each.name: found[each.name] for each in fields(DocumentData) if each.name in found}
    rate = given.get("exchange_rate")
    given |= {
        "issue_date": date.fromisoformat(given["issue_date"]),
        "exchange_rate": None if rate in (None, "") else Decimal(str(rate)),
        "lines": tuple(LineData(**line) for line in given.get("lines") or ()),
        "vat_minor": given.get("vat_minor") or 0,
        "other_taxes_minor": given.get("other_taxes_minor") or 0,
        "net_minor": given.get("net_minor"),
    }
    return DocumentData(**given)


def content_sha256(data: DocumentData) -> str:
    """Return the hash of all that a document states; equal content, equal hash (protocol 5)."""
    text = json.dumps(plain(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
