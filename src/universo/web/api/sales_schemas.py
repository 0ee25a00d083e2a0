"""Documents and collections as they are sent and answered; texts are message ids.

Amounts are whole numbers of minor units (centavos), always positive as printed.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from universo.domain.money import MAX_MINOR
from universo.web.api.schemas import Fault

Name = Annotated[str, StringConstraints(max_length=240, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")]
Minor = Annotated[int, Field(ge=0, le=MAX_MINOR)]
Signed = int
Rate = Annotated[Decimal, Field(gt=0, lt=10**9, max_digits=15, decimal_places=6)]


class DocumentKey(Schema):
    """What makes a document one."""

    model_config = ConfigDict(extra="forbid")

    issuer_cuit: Code = Field(description=_("CUIT of our company that issued it."))
    type_code: int = Field(
        ge=0, le=999, description=_("Official code of its type: 1 is an invoice A.")
    )
    point_of_sale: int = Field(ge=1, le=99_999)
    number: int = Field(ge=1, le=99_999_999)


class LineIn(Schema):
    """A line of a document."""

    model_config = ConfigDict(extra="forbid")

    description: Name = ""
    family: Code = Field(
        default="", description=_("Code of the product family; empty earns nothing.")
    )
    product: Code = Field(default="", description=_("Code of the product, of that family."))
    net_minor: Minor = Field(description=_("Without VAT and other taxes, in centavos."))
    gross_minor: Minor = Field(description=_("With VAT, without other taxes, in centavos."))
    changes: int | None = Field(
        default=None, ge=1, le=10_000,
        description=_("On a note: the position of the invoice's line that it changes."),
    )  # fmt: skip


class DocumentIn(DocumentKey):
    """An invoice or a note, as printed."""

    issue_date: date
    receiver_doc_type: int = Field(default=80, ge=0, le=99, description=_("80 is a CUIT."))
    receiver_doc: Code = Field(default="", description=_("The customer's CUIT or document."))
    receiver_name: Name
    currency: Literal["ARS", "USD"]
    exchange_rate: Rate | None = None
    net_minor: Minor | None = Field(
        default=None, description=_("Null when the paper has no breakdown; then it has no lines.")
    )
    exempt_minor: Minor | None = Field(default=None, description=_("Part of the net amount."))
    non_taxed_minor: Minor | None = Field(default=None, description=_("Part of the net amount."))
    vat_minor: Minor = 0
    other_taxes_minor: Minor = 0
    total_minor: Minor
    authorisation_code: Code = Field(default="", max_length=20, description=_("CAE or CAEA."))
    lines: list[LineIn] = Field(default=[], max_length=1_000)
    corrects: DocumentKey | None = Field(
        default=None, description=_("On a note: the invoice that it corrects, if it is known.")
    )


class LineOut(Schema):
    """A line as stored."""

    position: int
    description: str
    family: str
    product: str
    net_minor: int
    gross_minor: int


class DocumentOut(DocumentKey):
    """A document as stored, with where it stands."""

    id: int
    title: str
    kind: Literal["INVOICE", "CREDIT_NOTE", "DEBIT_NOTE"]
    issue_date: date
    receiver_doc_type: int
    receiver_doc: str
    receiver_name: str
    currency: str
    exchange_rate: str | None
    net_minor: int | None
    exempt_minor: int | None
    non_taxed_minor: int | None
    vat_minor: int
    other_taxes_minor: int
    total_minor: int
    authorisation_code: str
    corrects_id: int | None
    version: int = Field(description=_("Grows when a person lets other content replace it."))
    origin: str
    recorded_at: datetime
    after_notes_minor: Signed = Field(description=_("Total after credit and debit notes."))
    collected_minor: int = Field(description=_("What counts as collected, reversals taken off."))
    opportunities: list[str] = Field(
        description=_("References of the opportunities it belongs to.")
    )
    lines: list[LineOut]


class DocumentPage(Schema):
    """Some documents and where the next ones begin."""

    items: list[DocumentOut]
    next_cursor: str | None


class StoredRow(Schema):
    """What happened to a row of a batch."""

    row: int
    id: int | None = Field(description=_("Its number here; null when it was rejected or waits."))
    waiting_id: int | None = Field(
        description=_("Of a collection that waits for its invoice: its number meanwhile.")
    )
    outcome: Literal["new", "same", "waiting", "conflict", "rejected"]
    errors: list[Fault]


class StoredCounts(Schema):
    """How many rows ended how."""

    new: int
    same: int
    waiting: int
    conflict: int
    rejected: int


class StoredBatch(Schema):
    """What happened to each row of a batch."""

    counts: StoredCounts
    rows: list[StoredRow]


class CollectionIn(Schema):
    """A receipt, or the part of it that one means pays of one invoice."""

    model_config = ConfigDict(extra="forbid")

    uid: UUID | None = Field(
        default=None,
        description=_(
            "Your own id of it: sent again, it is the same one. Or send Idempotency-Key."
        ),
    )
    invoice: DocumentKey
    receipt_number: Code
    item: int = Field(default=1, ge=1, le=999, description=_("Another one for each means."))
    means: Literal["CASH", "TRANSFER", "CARD", "CHEQUE", "WITHHOLDING"]
    amount_minor: int = Field(ge=1, le=MAX_MINOR)
    received_date: date
    cleared_date: date | None = Field(
        default=None, description=_("Cheques only. Without it the cheque does not count yet.")
    )
    certificate: Code = Field(default="", description=_("Withholdings only: their certificate."))


class ReversalOut(Schema):
    """What took a collection back."""

    on_date: date
    reason: str


class CollectionOut(Schema):
    """A collection as stored."""

    id: int
    uid: UUID
    document_id: int
    receipt_number: str
    item: int
    means: str
    amount_minor: int
    received_date: date
    cleared_date: date | None
    certificate: str
    counts: bool = Field(description=_("Whether it pays off the debt already."))
    reversal: ReversalOut | None


class WaitingOut(Schema):
    """A collection whose invoice is not registered yet."""

    waiting_id: int
    uid: UUID | None = Field(description=_("Null of one that a file brought."))
    invoice: DocumentKey
    receipt_number: str
    item: int
    means: str
    amount_minor: int = Field(description=_("In the currency of its invoice."))
    received_date: date
    cleared_date: date | None
    certificate: str
    state: Literal["WAITING", "REFUSED", "CANCELLED"] = Field(
        description=_(
            "REFUSED: it does not fit its invoice, and a person decides. CANCELLED: it never counts."
        )
    )
    problems: list[str] = Field(description=_("Why it does not fit its invoice."))
    reversal: ReversalOut | None


class ReversalIn(Schema):
    """A bounced cheque, a voided receipt: the whole collection is taken back."""

    model_config = ConfigDict(extra="forbid")

    uid: UUID
    on_date: date
    reason: Name


class ClearingIn(Schema):
    """A cheque was paid."""

    model_config = ConfigDict(extra="forbid")

    cleared_date: date


class CertificateIn(Schema):
    """The certificate of a withholding came."""

    model_config = ConfigDict(extra="forbid")

    certificate: Code
