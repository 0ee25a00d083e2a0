"""Every code a feed can answer with. The sentence for each stands in `reasons`."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a table is not read; why a file is no table, `universo.tabular` says."""

    RECEIVED = "received_documents"
    LAYOUT_UNKNOWN = "layout_unknown"
    COLUMNS_MISSING = "columns_missing"
    COLUMN_REPEATED = "column_repeated"
    ISSUER_UNKNOWN = "issuer_unknown"
    ISSUER_MISMATCH = "issuer_mismatch"
    OTHER_LAYOUT = "other_layout"


class Rejection(StrEnum):
    """Why one row is not read; the others are."""

    ROW_SHORT = "row_short"
    ROW_LONG = "row_long"
    MISSING = "value_missing"
    DATE = "date_unreadable"
    NUMBER = "number_unreadable"
    AMOUNT = "amount_unreadable"
    AMOUNT_AMBIGUOUS = "amount_ambiguous"
    AMOUNT_NEGATIVE = "amount_negative"
    AMOUNT_ZERO = "amount_zero"
    AMOUNT_TOO_LARGE = "amount_too_large"
    RATE = "rate_unreadable"
    CURRENCY = "currency_unknown"
    TYPE_UNKNOWN = "type_unknown"
    TYPE_WITHOUT_EFFECT = "type_without_effect"
    DOES_NOT_ADD_UP = "amounts_do_not_add_up"
    DUPLICATE = "duplicate_in_file"
    CUIT = "cuit_invalid"
    ISSUER = "other_issuer"
    LINES_DISAGREE = "lines_disagree"
    SIBLING = "another_line_rejected"
    TOO_MANY_LINES = "too_many_lines"
    MEANS = "means_unknown"
    REVERSAL = "reversal_without_receipt"
    FUTURE = "date_in_the_future"
    BEFORE_RECEIPT = "before_the_receipt"


class Caution(StrEnum):
    """What a person should know about a row or a file that was read."""

    ROUNDING = "rounding_difference"
    NO_BREAKDOWN = "no_vat_breakdown"
    OTHER_TAXES_UNKNOWN = "other_taxes_unknown"
    CODE_DAMAGED = "authorisation_code_damaged"
    NEGATIVE_CREDIT_NOTE = "credit_note_came_negative"
    NUMBER_RANGE = "number_range"
    RECEIVER_CUIT = "receiver_cuit_invalid"
    FOREIGN_CURRENCY = "foreign_currency"
    NOT_CLEARED = "cheque_not_cleared"
    NO_CERTIFICATE = "certificate_missing"


class FileRefused(Exception):
    """A file that is not read at all. `code` is a Refusal, `params` fill its sentence."""

    def __init__(self, code: Refusal, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: dict[str, str | int] = dict(params)


class CellError(Exception):
    """A cell that cannot be read; it becomes the rejection of its row."""

    def __init__(self, code: Rejection, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: dict[str, str | int] = dict(params)
