"""The fields of a document as stored and as it came, in words."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from universo.sales.comparing import Contrast
from universo.sales.document_data import LineData
from universo.web.shared.formatting import cuit, day, money, quote

NAMES: dict[str, Any] = {
    "issue_date": _("Date"),
    "receiver_doc": _("Customer's document"),
    "receiver_name": _("Customer's name"),
    "currency": _("Currency"),
    "exchange_rate": _("Exchange rate"),
    "net_minor": _("Net amount"),
    "exempt_minor": _("Exempt, of the net amount"),
    "non_taxed_minor": _("Not taxed, of the net amount"),
    "vat_minor": _("VAT"),
    "other_taxes_minor": _("Other taxes"),
    "total_minor": _("Total"),
    "authorisation_code": _("CAE or CAEA"),
    "lines": _("Lines"),
}


def contrast_rows(found: Iterable[Contrast], currency: str) -> list[dict[str, Any]]:
    """Return a row for each field that either side states, with both in words."""
    rows = []
    for each in found:
        if each.name not in NAMES or (_empty(each.stored) and _empty(each.stated)):
            continue
        rows.append(
            {
                "label": NAMES[each.name],
                "stored": _shown(each.name, each.stored, currency),
                "stated": _shown(each.name, each.stated, currency),
                "differs": each.differs,
            }
        )
    return rows


def _empty(value: Any) -> bool:
    return value in (None, "", ())


def _shown(name: str, value: Any, currency: str) -> list[str]:
    if _empty(value):
        return ["—"]
    if isinstance(value, tuple):
        return [_line(line, currency) for line in value]
    if name == "receiver_doc" and len(value) == 11:
        return [cuit(value)]
    if isinstance(value, date):
        return [day(value)]
    if isinstance(value, Decimal):
        return [quote(value)]
    if isinstance(value, int):
        return [money(value, currency)]
    return [str(value)]


def _line(line: LineData, currency: str) -> str:
    amount = money(line.net_minor, currency)
    named = line.description or line.family_code
    return f"{named}: {amount}" if named else amount


def came_with(document: Any) -> list[Any]:
    """Return the line that opens the history of a document that a file brought; [] for others.

    It is told from the document itself: a million rows need no line each in the timeline's table.
    """
    if document.batch is None or document.version > 1:
        return []
    who = document.recorded_by.full_name if document.recorded_by else gettext("The console")
    data = {"document": document.title, "file": document.batch.file_name}
    return [
        SimpleNamespace(
            name="sales.document.imported", at=document.recorded_at, actor_name=who, data=data
        )
    ]
