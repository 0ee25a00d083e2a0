"""What is said of a row of an imported file, beyond what reading it said."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext

from universo.domain.money import format_amount
from universo.sales.feeds.codes import Caution, Refusal, Rejection
from universo.sales.feeds.reasons import reason_text


def _(msgid: str) -> str:
    return msgid  # marks a sentence to translate; `remark_text` does it when it is read


class Remark(StrEnum):
    """Why a row is not applied, or what it completes."""

    DIFFERS = "differs"
    LINES_DIFFER = "lines_differ"
    NO_INVOICE = "no_invoice"
    WAITS = "waits_for_invoice"
    CANCELLED = "cancelled"
    NOT_AN_INVOICE = "not_an_invoice"
    CURRENCY = "currency_differs"
    CLEARS = "cheque_clears"
    CERTIFIES = "certificate_comes"
    TAKEN_BACK = "taken_back"
    RECEIPT_UNKNOWN = "receipt_unknown"
    RECEIPT_SEVERAL = "receipt_several"
    RECEIPT_AMOUNT = "receipt_amount"
    NOTE_TO_ASSIGN = "note_to_assign"
    FAMILY_UNKNOWN = "family_unknown"
    ISSUER_KNOWN = "issuer_known"


SENTENCES: dict[str, str] = {
    Remark.DIFFERS: _("%(field)s: registered %(stored)s, the file says %(file)s."),
    Remark.LINES_DIFFER: _("Its lines are registered with other amounts."),
    # Only of a row that takes a receipt back: the receipt itself waits for its invoice.
    Remark.NO_INVOICE: _(
        "Neither the receipt that it takes back nor its invoice is registered: %(invoice)s. Once the"
        " receipt is, upload this row again."
    ),
    Remark.WAITS: _("Its invoice is not registered yet: %(invoice)s."),
    Remark.CANCELLED: _("It was cancelled on %(day)s while it waited for its invoice."),
    Remark.NOT_AN_INVOICE: _("Collections are registered on invoices, not on notes."),
    Remark.CURRENCY: _("The invoice is in another currency: %(stored)s."),
    Remark.CLEARS: _("The cheque cleared on %(day)s."),
    Remark.CERTIFIES: _("The certificate came: %(certificate)s."),
    Remark.TAKEN_BACK: _("This collection was already taken back."),
    Remark.RECEIPT_UNKNOWN: _(
        "The receipt that it takes back is not registered: %(receipt)s. Once it is, upload this row again."
    ),
    Remark.RECEIPT_SEVERAL: _("Receipt %(receipt)s has several parts; say which one."),
    Remark.RECEIPT_AMOUNT: _("Receipt %(receipt)s has another amount: %(stored)s."),
    Remark.NOTE_TO_ASSIGN: _("Once imported, say which invoice it corrects."),
    Remark.FAMILY_UNKNOWN: _("The product is not in the catalogue: %(product)s."),
    Remark.ISSUER_KNOWN: _(
        "Documents that were registered already as issued by %(issuer)s: %(count)s. They are taken as"
        " the same ones."
    ),
}
FIELDS: dict[str, str] = {
    "issue_date": _("Date"),
    "receiver_name": _("Customer's name"),
    "exchange_rate": _("Exchange rate"),
    "exempt_minor": _("Exempt"),
    "non_taxed_minor": _("Not taxed"),
    "authorisation_code": _("CAE or CAEA"),
    "receiver_doc": _("Customer's document"),
    "currency": _("Currency"),
    "net_minor": _("Net amount"),
    "vat_minor": _("VAT"),
    "other_taxes_minor": _("Other taxes"),
    "total_minor": _("Total"),
    "means": _("Means of payment"),
    "amount_minor": _("Amount"),
    "received_date": _("Date"),
    "cleared_date": _("Clearing date"),
    "certificate": _("Certificate"),
}
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FEEDS: dict[str, Any] = {
    code.value: code for kind in (Refusal, Rejection, Caution) for code in kind
}


def remark(code: str, **params: str | int) -> dict[str, Any]:
    """Return a remark as it is stored with its row."""
    return {"code": str(code), "params": params}


def _fill(code: str, params: Mapping[str, str | int]) -> str:
    if code in _FEEDS:
        return str(reason_text(_FEEDS[code], params))
    shown = dict(params)
    if "field" in shown:
        named = str(shown["field"])
        shown |= {side: _shown(named, shown[side]) for side in ("stored", "file")}
        shown["field"] = gettext(FIELDS[named])
    if "day" in shown:
        shown["day"] = _shown("", shown["day"])
    return gettext(SENTENCES[code]) % shown


def _shown(field: str, value: str | int) -> str:
    """A stored value as people write it: amounts, days, means."""
    text = str(value)
    if field.endswith("_minor") and text.lstrip("-").isdigit():
        return format_amount(int(text))
    if match := _DAY.fullmatch(text):
        return f"{match[3]}/{match[2]}/{match[1]}"
    return text or "—"


_lazy_fill = lazy(_fill, str)


def remark_text(found: Mapping[str, Any]) -> str:
    """The sentence of a stored remark, in the reader's language. Lazy."""
    return _lazy_fill(found["code"], found["params"])
