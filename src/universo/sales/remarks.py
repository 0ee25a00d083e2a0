"""What is said of a row of an imported file, beyond what reading it said."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext

from universo.sales.feeds.codes import Caution, Refusal, Rejection
from universo.sales.feeds.reasons import reason_text


def _(msgid: str) -> str:
    return msgid  # marks a sentence to translate; `remark_text` does it when it is read


class Remark(StrEnum):
    """Why a row is not applied, or what it completes."""

    DIFFERS = "differs"
    LINES_DIFFER = "lines_differ"
    NO_INVOICE = "no_invoice"
    NOT_AN_INVOICE = "not_an_invoice"
    CURRENCY = "currency_differs"
    CLEARS = "cheque_clears"
    CERTIFIES = "certificate_comes"
    FUTURE = "date_in_the_future"
    BEFORE_RECEIPT = "before_the_receipt"
    TAKEN_BACK = "taken_back"
    RECEIPT_UNKNOWN = "receipt_unknown"
    RECEIPT_SEVERAL = "receipt_several"
    RECEIPT_AMOUNT = "receipt_amount"
    NOTE_TO_ASSIGN = "note_to_assign"
    FAMILY_UNKNOWN = "family_unknown"
    TOO_MANY_LINES = "too_many_lines"


SENTENCES: dict[str, str] = {
    Remark.DIFFERS: _("%(field)s: registered %(stored)s, the file says %(file)s."),
    Remark.LINES_DIFFER: _("Its lines are registered with other amounts."),
    Remark.NO_INVOICE: _("The invoice is not registered: %(invoice)s."),
    Remark.NOT_AN_INVOICE: _("Collections are registered on invoices, not on notes."),
    Remark.CURRENCY: _("The invoice is in another currency: %(stored)s."),
    Remark.CLEARS: _("The cheque cleared on %(day)s."),
    Remark.CERTIFIES: _("The certificate came: %(certificate)s."),
    Remark.FUTURE: _("The date is in the future."),
    Remark.BEFORE_RECEIPT: _("The date is before the receipt's."),
    Remark.TAKEN_BACK: _("This collection was already taken back."),
    Remark.RECEIPT_UNKNOWN: _("The receipt that it takes back is not registered: %(receipt)s."),
    Remark.RECEIPT_SEVERAL: _("Receipt %(receipt)s has several parts; say which one."),
    Remark.RECEIPT_AMOUNT: _("Receipt %(receipt)s has another amount: %(stored)s."),
    Remark.NOTE_TO_ASSIGN: _("Once imported, say which invoice it corrects."),
    Remark.FAMILY_UNKNOWN: _("The product is not in the catalogue: %(product)s."),
    Remark.TOO_MANY_LINES: _("The document has more than %(most)s lines."),
}
FIELDS: dict[str, str] = {
    "issue_date": _("Date"),
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
        shown["field"] = gettext(FIELDS[str(shown["field"])])
    return gettext(SENTENCES[code]) % shown


_lazy_fill = lazy(_fill, str)


def remark_text(found: Mapping[str, Any]) -> str:
    """The sentence of a stored remark, in the reader's language. Lazy."""
    return _lazy_fill(found["code"], found["params"])
