"""What a feed gives back: documents, collections, rejected rows. Amounts in minor units."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from universo.sales.feeds.codes import Caution

MIS_COMPROBANTES = "mis-comprobantes"
INVOICES = "invoices"
COLLECTIONS = "collections"

Params = dict[str, str | int]
DocumentKey = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class FeedWarning:
    """Something a person should know; the row or file was read all the same."""

    code: Caution
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A line of a document, positive as printed."""

    product: str
    description: str
    net_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """An invoice or note as one row of a file tells it. Amounts are positive as printed.

    A part is None where the file has no such column or no breakdown: it is never guessed. With a
    `line` the amounts are those of the line, and other rows may bring more lines of the document.
    """

    row: int
    issuer_cuit: str
    issue_date: date
    type_code: int
    point_of_sale: int
    number: int
    number_to: int
    authorisation_code: str | None  # no key: a CAEA repeats; None when Excel damaged it
    kind: str  # INVOICE, CREDIT_NOTE, DEBIT_NOTE
    sign: int
    receiver_doc_type: int
    receiver_doc: str
    receiver_name: str
    currency: str
    exchange_rate: Decimal | None
    net_taxed_minor: int | None
    non_taxed_minor: int | None
    exempt_minor: int | None
    other_taxes_minor: int | None
    vat_minor: int | None
    total_minor: int
    has_vat_breakdown: bool
    line: FeedLine | None = None
    document_total_minor: int | None = None  # what a row with a line says of the whole document
    warnings: tuple[FeedWarning, ...] = ()

    @property
    def net_minor(self) -> int | None:
        """The base of P-8: taxed, not taxed and exempt; None without a breakdown."""
        if not self.has_vat_breakdown:
            return None
        return (self.net_taxed_minor or 0) + (self.non_taxed_minor or 0) + (self.exempt_minor or 0)

    @property
    def key(self) -> DocumentKey:
        """Issuer, type, point of sale and number: what makes a document one."""
        return (self.issuer_cuit, self.type_code, self.point_of_sale, self.number)


@dataclass(frozen=True, slots=True)
class FeedCollection:
    """A receipt's part on one invoice by one means, or a reversal that takes one back (P-9).

    `item` tells apart the means of one receipt on one invoice; 0 where the row says none.
    """

    row: int
    receipt_number: str
    receipt_date: date
    issuer_cuit: str
    invoice_type: int | None
    invoice_point_of_sale: int | None
    invoice_number: int | None
    item: int
    means: str  # CASH, TRANSFER, CARD, CHEQUE, WITHHOLDING; "" on a reversal that names none
    amount_minor: int
    currency: str
    clearing_date: date | None = None
    instrument: str = ""
    certificate: str = ""
    regime: str = ""
    reverses_receipt: str = ""
    reason: str = ""
    warnings: tuple[FeedWarning, ...] = ()

    @property
    def is_reversal(self) -> bool:
        """Tell whether this takes back a receipt: a bounced cheque, a voided receipt."""
        return bool(self.reverses_receipt)

    @property
    def counts_from(self) -> date | None:
        """The day from which the debt is paid off; None while it is not (P-9)."""
        if self.means == "CHEQUE":
            return self.clearing_date
        if self.means == "WITHHOLDING" and not self.certificate:
            return None
        return self.receipt_date

    @property
    def invoice_key(self) -> DocumentKey | None:
        """The key of the invoice it pays, when the row names one."""
        if self.invoice_type is None or self.invoice_point_of_sale is None:
            return None
        if self.invoice_number is None:
            return None
        return (
            self.issuer_cuit,
            self.invoice_type,
            self.invoice_point_of_sale,
            self.invoice_number,
        )
