"""What was invoiced and what was collected, as it arrived (R-12).

Where `db_constraint` is off, what is referred to is never removed (triggers of its own), and a trigger
looks at each statement's new rows at once instead of at one row after the other.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User
from universo.program.choices import Currency
from universo.program.models import Product, ProductFamily
from universo.sales.feeds.doc_types import document_types
from universo.sales.import_models import (
    ImportBatch,
    ImportKind,
    ImportSource,
    ImportStatus,
    Outcome,
)
from universo.sales.link_models import LinkedLine, LinkingRule, OpportunityLink
from universo.sales.waiting_models import WaitingCollection, WaitingStatus

__all__ = [
    "Collection",
    "ConflictStatus",
    "Document",
    "DocumentConflict",
    "DocumentKind",
    "DocumentLine",
    "ImportBatch",
    "ImportKind",
    "ImportSource",
    "ImportStatus",
    "LinkedLine",
    "LinkingRule",
    "Means",
    "OpportunityLink",
    "Origin",
    "Outcome",
    "Reversal",
    "WaitingCollection",
    "WaitingStatus",
]


class DocumentKind(models.TextChoices):
    """What a document does to the debt."""

    INVOICE = "INVOICE", _("Invoice")
    CREDIT_NOTE = "CREDIT_NOTE", _("Credit note")
    DEBIT_NOTE = "DEBIT_NOTE", _("Debit note")


class Origin(models.TextChoices):
    """By which way a document came in."""

    FILE = "FILE", _("File")
    MANUAL = "MANUAL", _("Typed in")
    QR = "QR", _("QR code")
    API = "API", _("API")


class Document(models.Model):
    """An invoice or a note. Amounts are positive as printed; the kind gives the sign.

    Identity: issuer CUIT, official type, point of sale and number. Never the CAE (a CAEA repeats).
    """

    issuer_cuit = models.CharField(max_length=11)
    type_code = models.PositiveSmallIntegerField()
    point_of_sale = models.PositiveIntegerField()
    number = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    issue_date = models.DateField()
    receiver_doc_type = models.PositiveSmallIntegerField(default=80)
    receiver_doc = models.CharField(max_length=20, blank=True)
    receiver_name = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices)
    exchange_rate = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    net_minor = models.BigIntegerField(null=True)  # null: the file has no breakdown, never guessed
    vat_minor = models.BigIntegerField(default=0)
    # Of the net amount, what VAT does not reach; null where the source does not tell.
    exempt_minor = models.BigIntegerField(null=True)
    non_taxed_minor = models.BigIntegerField(null=True)
    other_taxes_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    authorisation_code = models.CharField(max_length=20, blank=True)
    # For a note: the invoice it corrects. Said by a person, since files do not say it.
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="notes", db_index=False
    )
    content_sha256 = models.CharField(max_length=64)
    # Grows when a person lets other content replace what was stored (DocumentConflict).
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    origin = models.CharField(
        max_length=6, choices=Origin.choices, default=Origin.FILE, db_default=Origin.FILE
    )
    batch = models.ForeignKey(
        ImportBatch,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    recorded_at = models.DateTimeField()
    # Empty: the console (`./universo import`), whose line of the timeline says so.
    recorded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-issue_date", "-id"]
        indexes = [
            # For equality and for what starts with: one index where Django's own would be two.
            models.Index(
                fields=["receiver_doc"], name="sales_document_receiver",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(
                fields=["corrects"], name="sales_document_corrects",
                condition=models.Q(corrects__isnull=False),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_cuit", "type_code", "point_of_sale", "number"],
                name="sales_document_once",
            ),
            models.CheckConstraint(
                condition=models.Q(total_minor__gte=0)
                & (models.Q(net_minor__isnull=True) | models.Q(net_minor__gte=0)),
                name="sales_document_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(kind="INVOICE"),
                name="sales_only_notes_correct",
            ),
        ]

    @property
    def sign(self) -> int:
        """−1 for a credit note, +1 for invoices and debit notes."""
        return -1 if self.kind == DocumentKind.CREDIT_NOTE else 1

    @property
    def label(self) -> str:
        """Point of sale and number as printed, `00003-00001045`."""
        return f"{self.point_of_sale:05d}-{self.number:08d}"

    @property
    def type_name(self) -> str:
        """The official name of its type, `Factura A`."""
        known = document_types().get(self.type_code)
        return known.name if known else str(self.type_code)

    @property
    def title(self) -> str:
        """Official name and number, `Factura A 00003-00001045`."""
        return f"{self.type_name} {self.label}"


class DocumentLine(models.Model):
    """A line of a document; `family` says which rate applies. A note's line names the line it changes."""

    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="lines",
        db_index=False,
        db_constraint=False,
    )  # the constraint's index serves
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=240, blank=True)
    family = models.ForeignKey(
        ProductFamily, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    net_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    changes = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="changed_by", db_index=False
    )

    class Meta:
        ordering = ["document", "position"]
        indexes = [
            models.Index(
                fields=["changes"], name="sales_line_changes",
                condition=models.Q(changes__isnull=False),
            )
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="sales_line_once")
        ]


class ConflictStatus(models.TextChoices):
    """What became of a document that came again with other content."""

    OPEN = "OPEN", _("To be decided")
    KEPT = "KEPT", _("What was stored stays")
    REPLACED = "REPLACED", _("Replaced")


class DocumentConflict(models.Model):
    """A document that came again, by whatever way, saying something else: a person decides (protocol 6).

    `stated` is what came, as `DocumentData` in plain values; `before` what it replaced, once replaced.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="conflicts")
    stated = models.JSONField()
    stated_sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(null=True)  # the row in the file
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=ConflictStatus.choices)
    before = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [
            # The same other content again is the same conflict, decided once.
            models.UniqueConstraint(
                fields=["document", "stated_sha256"], name="sales_conflict_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status="OPEN")
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="sales_conflict_decided_by_somebody",
            ),
        ]


class Means(models.TextChoices):
    """How a debt was paid off (P-9)."""

    CASH = "CASH", _("Cash")
    TRANSFER = "TRANSFER", _("Bank transfer")
    CARD = "CARD", _("Card")
    CHEQUE = "CHEQUE", _("Cheque")
    WITHHOLDING = "WITHHOLDING", _("Withholding certificate")


class Collection(models.Model):
    """A receipt, or the part of it applied to one invoice (P-9).

    A cheque counts from the day it clears, a withholding once its certificate is registered.
    """

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="collections",
        db_index=False,
        db_constraint=False,
    )  # the constraint's index serves
    receipt_number = models.CharField(max_length=40)
    item = models.PositiveSmallIntegerField(default=1)  # means of one receipt on one invoice
    means = models.CharField(max_length=12, choices=Means.choices)
    amount_minor = models.BigIntegerField()
    received_date = models.DateField()
    # The day from which it counts: of a cheque, when it cleared (empty until then); of a withholding
    # whose certificate came later than its receipt, that day.
    cleared_date = models.DateField(null=True)
    certificate = models.CharField(max_length=40, blank=True)
    # As the receipt says: number of the cheque or of the operation, regime of the withholding.
    instrument = models.CharField(max_length=40, blank=True, db_default="")
    regime = models.CharField(max_length=40, blank=True, db_default="")
    batch = models.ForeignKey(
        ImportBatch,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    recorded_at = models.DateTimeField()
    # Empty: the console (`./universo import`), whose line of the timeline says so.
    recorded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["received_date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "receipt_number", "item"], name="sales_collection_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="sales_collection_positive"
            ),
        ]

    @property
    def counts_as_collected(self) -> bool:
        """Tell whether the debt is paid off: not by a cheque that has not cleared, nor by a
        withholding without its certificate (P-9)."""
        if self.means == Means.CHEQUE:
            return self.cleared_date is not None
        return self.means != Means.WITHHOLDING or self.certificate != ""


class Reversal(models.Model):
    """A bounced cheque or a voided receipt: takes back one whole collection (P-9)."""

    uid = models.UUIDField(unique=True)
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="reversal")
    on_date = models.DateField()
    reason = models.CharField(max_length=240)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
