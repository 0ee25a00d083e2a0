"""From a closed settlement to the money: the partner's invoice, payment batches, payments (P-11)."""

from django.db import models

from universo.identity.models import User
from universo.partners.bank_models import BankAccount
from universo.program.choices import Currency
from universo.rewards.choices import (
    INVOICE_TYPES,
    BatchStatus,
    InvoiceStatus,
    OrderStatus,
    WithholdingKind,
)
from universo.rewards.models import Posting, Settlement


class PartnerInvoice(models.Model):
    """The invoice with which a partner bills one settlement; its file is in the uploads folder."""

    uid = models.UUIDField(unique=True)
    settlement = models.ForeignKey(
        Settlement, on_delete=models.PROTECT, related_name="partner_invoices"
    )
    issuer_cuit = models.CharField(max_length=11)
    receiver_cuit = models.CharField(max_length=11)
    type_code = models.PositiveSmallIntegerField()
    point_of_sale = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()
    issue_date = models.DateField()
    currency = models.CharField(max_length=3, choices=Currency.choices)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    other_taxes_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    file_name = models.CharField(max_length=160, blank=True)  # as the partner called it
    stored_name = models.CharField(max_length=80, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=9, choices=InvoiceStatus.choices)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["settlement"],
                condition=~models.Q(status="REJECTED"),
                name="rewards_invoice_one_of_settlement",
            ),
            models.UniqueConstraint(
                fields=["issuer_cuit", "type_code", "point_of_sale", "number"],
                condition=~models.Q(status="REJECTED"),
                name="rewards_invoice_used_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    total_minor=models.F("net_minor")
                    + models.F("vat_minor")
                    + models.F("other_taxes_minor")
                ),
                name="rewards_invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="REJECTED") | ~models.Q(reason=""),
                name="rewards_invoice_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(status="SUBMITTED")
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="rewards_invoice_decided_by_somebody",
            ),
        ]

    @property
    def label(self) -> str:
        """The number as people quote it, `A 00002-00000147`."""
        letter = INVOICE_TYPES.get(self.type_code, str(self.type_code))
        return f"{letter} {self.point_of_sale:05d}-{self.number:08d}"


class PaymentBatch(models.Model):
    """Payments of one currency that two people let out of the house; one of one, by hand."""

    uid = models.UUIDField(unique=True)
    currency = models.CharField(max_length=3, choices=Currency.choices)
    by_hand = models.BooleanField(
        default=False
    )  # without a file, without a bank account if need be
    status = models.CharField(max_length=9, choices=BatchStatus.choices)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    file_text = models.TextField(blank=True)  # as it was approved
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("prepared_by")),
                name="rewards_batch_by_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["APPROVED", "DONE"])
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="rewards_batch_approved_by_somebody",
            ),
        ]

    @property
    def reference(self) -> str:
        """The number that people quote, `PAGO-000012`."""
        return f"PAGO-{self.pk:06d}"


class PaymentOrder(models.Model):
    """One settlement in a batch. Of a settlement only one order lives at a time: nobody is paid twice."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="orders")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="orders")
    invoice = models.ForeignKey(PartnerInvoice, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(BankAccount, null=True, on_delete=models.PROTECT, related_name="+")
    # The settlement's total, and the VAT and other taxes of the partner's invoice.
    amount_minor = models.BigIntegerField()
    taxes_minor = models.BigIntegerField()
    withheld_minor = models.BigIntegerField(default=0)
    status = models.CharField(max_length=9, choices=OrderStatus.choices)
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["settlement"],
                condition=models.Q(status__in=["PENDING", "PAID"]),
                name="rewards_order_one_of_settlement",
            ),
            models.CheckConstraint(
                condition=models.Q(withheld_minor__gte=0)
                & models.Q(withheld_minor__lte=models.F("amount_minor") + models.F("taxes_minor")),
                name="rewards_order_withheld_within_total",
            ),
        ]

    @property
    def transfer_minor(self) -> int:
        """What the bank is told to send: the invoice less the taxes withheld."""
        return self.amount_minor + self.taxes_minor - self.withheld_minor


class Withholding(models.Model):
    """A tax withheld from one payment, with its certificate."""

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="withholdings")
    kind = models.CharField(max_length=8, choices=WithholdingKind.choices)
    regime = models.CharField(max_length=60, blank=True)
    certificate = models.CharField(max_length=60)
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="rewards_withholding_positive"
            )
        ]


class PaymentReturn(models.Model):
    """Money that came back after it was recorded as paid: the settlement is payable again."""

    uid = models.UUIDField(unique=True)
    payment = models.OneToOneField(
        "rewards.Payment", on_delete=models.PROTECT, related_name="returned"
    )
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="+")
    on_date = models.DateField()
    reason = models.CharField(max_length=240)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
