"""The sentence for each code of a feed: English here, Spanish in `feeds.po`.

The only module of the feeds that knows Django.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import lazy
from django.utils.translation import gettext

from universo.domain.money import format_amount
from universo.sales.feeds.codes import Caution, Refusal, Rejection

Params = Mapping[str, str | int]


def _(msgid: str) -> str:
    return msgid  # marks a sentence to translate; `reason_text` does it when it is read


REFUSALS: dict[Refusal, str] = {
    Refusal.RECEIVED: _("These are received documents. Export the issued ones instead."),
    Refusal.LAYOUT_UNKNOWN: _("The columns of the file were not recognised. Use an example file."),
    Refusal.COLUMNS_MISSING: _("These columns are missing from the file: %(missing)s."),
    Refusal.COLUMN_REPEATED: _("The column «%(column)s» appears more than once in the file."),
    Refusal.ISSUER_UNKNOWN: _("State which company issued these documents."),
    Refusal.ISSUER_MISMATCH: _(
        "The file belongs to CUIT %(file)s, but the company chosen has CUIT %(given)s."
    ),
    Refusal.OTHER_LAYOUT: _("This file is «%(found)s». Choose that, or let it be recognised."),
}
REJECTIONS: dict[Rejection, str] = {
    Rejection.ROW_SHORT: _("The row has %(found)s columns; %(expected)s were expected."),
    Rejection.ROW_LONG: _(
        "The row has more columns than the header (%(expected)s). Check for separators in a name."
    ),
    Rejection.MISSING: _("«%(column)s» is missing."),
    Rejection.DATE: _("«%(column)s» is not a valid date: %(value)s."),
    Rejection.NUMBER: _("«%(column)s» is not a valid number: %(value)s."),
    Rejection.AMOUNT: _("«%(column)s» is not a valid amount: %(value)s."),
    Rejection.AMOUNT_AMBIGUOUS: _(
        "«%(column)s» can be read in two ways: %(value)s. Write it as 1.234,56."
    ),
    Rejection.AMOUNT_NEGATIVE: _("Negative amounts are not accepted in this row."),
    Rejection.AMOUNT_ZERO: _("«%(column)s» must be greater than zero."),
    Rejection.AMOUNT_TOO_LARGE: _("«%(column)s» is too large: %(value)s."),
    Rejection.RATE: _("«%(column)s» is not a valid exchange rate: %(value)s."),
    Rejection.CURRENCY: _("The currency is neither pesos nor US dollars: %(value)s."),
    Rejection.TYPE_UNKNOWN: _("The document type does not exist: %(value)s."),
    Rejection.TYPE_WITHOUT_EFFECT: _("This type of document neither bills nor credits: %(value)s."),
    Rejection.DOES_NOT_ADD_UP: _("The parts do not add up to the total; the gap is %(gap)s."),
    Rejection.DUPLICATE: _("The same document or receipt is already in row %(first)s."),
    Rejection.CUIT: _("«%(column)s» is not a valid CUIT: %(value)s."),
    Rejection.ISSUER: _("The row belongs to another issuer: CUIT %(value)s."),
    Rejection.LINES_DISAGREE: _("Row %(row)s has other data for the same document."),
    Rejection.SIBLING: _("Another line of this document was rejected, in row %(row)s."),
    Rejection.MEANS: _("The means of payment was not recognised: %(value)s."),
    Rejection.REVERSAL: _("State in «%(column)s» which receipt is taken back."),
    Rejection.FUTURE: _("The date is in the future."),
    Rejection.BEFORE_RECEIPT: _("The date is before the receipt's."),
    Rejection.TOO_MANY_LINES: _("The document has more than %(most)s lines."),
}
CAUTIONS: dict[Caution, str] = {
    Caution.ROUNDING: _("The parts differ from the total by %(gap)s, for rounding."),
    Caution.NO_BREAKDOWN: _(
        "There is no VAT breakdown, so the net amount must be entered by hand."
    ),
    Caution.OTHER_TAXES_UNKNOWN: _(
        "%(gap)s of the total are not explained; they may be other taxes."
    ),
    Caution.CODE_DAMAGED: _("Excel damaged the authorisation code; it was left empty."),
    Caution.NEGATIVE_CREDIT_NOTE: _("The credit note came negative; it was read as positive."),
    Caution.NUMBER_RANGE: _("The row covers several documents, from %(first)s to %(last)s."),
    Caution.RECEIVER_CUIT: _("The customer's CUIT is not valid: %(value)s."),
    Caution.FOREIGN_CURRENCY: _("Rows in US dollars: %(count)s. They are not converted."),
    Caution.NOT_CLEARED: _("The cheque has not cleared: it does not count as collected yet."),
    Caution.NO_CERTIFICATE: _("Without its certificate the withholding does not count yet."),
}
_SENTENCES: dict[str, str] = {
    code.value: sentence
    for table in (REFUSALS.items(), REJECTIONS.items(), CAUTIONS.items())
    for code, sentence in table
}


def _fill(code: StrEnum, params: Params) -> str:
    shown: dict[str, str | int] = dict(params)
    gap = shown.pop("gap_minor", None)
    if isinstance(gap, int):
        shown["gap"] = format_amount(gap)
    return gettext(_SENTENCES[code.value]) % shown


_lazy_fill = lazy(_fill, str)


def reason_text(code: Refusal | Rejection | Caution, params: Params) -> str:
    """The sentence for a code, filled, in the reader's language. Lazy."""
    return _lazy_fill(code, params)
