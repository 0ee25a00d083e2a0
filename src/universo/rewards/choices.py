"""The fixed vocabularies of the ledger (§3), and of closing and paying, as domain.lifecycle has them (P-11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Letters of the types with which a partner may bill its rewards (ARGENTINA.md §3.5).
INVOICE_TYPES = {1: "A", 11: "C", 51: "M", 201: "A FCE", 211: "C FCE"}


class Account(models.TextChoices):
    """Accounts per partner and currency (domain.ledger). REWARDS is the programme's side."""

    ACCRUED = "ACCRUED", _("Accrued")
    PAYABLE = "PAYABLE", _("Settled, to be paid")
    PAID = "PAID", _("Paid")
    REWARDS = "REWARDS", _("Programme")


class AccrualTrigger(models.TextChoices):
    """The fact after which the target of a line was taken afresh."""

    COLLECTION = "COLLECTION", _("Collection")
    REVERSAL = "REVERSAL", _("Bounced or voided collection")
    CREDIT_NOTE = "CREDIT_NOTE", _("Credit note")
    DEBIT_NOTE = "DEBIT_NOTE", _("Debit note")
    UNLINK = "UNLINK", _("Link undone")
    CORRECTION = "CORRECTION", _("Document replaced")


class RunStatus(models.TextChoices):
    """As domain.lifecycle.RunStatus."""

    PREPARED = "PREPARED", _("Waiting for a second person")
    APPROVED = "APPROVED", _("Approved")
    DISCARDED = "DISCARDED", _("Discarded")


class InvoiceStatus(models.TextChoices):
    """As domain.lifecycle.PartnerInvoiceStatus."""

    SUBMITTED = "SUBMITTED", _("To be checked")
    ACCEPTED = "ACCEPTED", _("Accepted")
    REJECTED = "REJECTED", _("Rejected")


class BatchStatus(models.TextChoices):
    """As domain.lifecycle.BatchStatus."""

    PREPARED = "PREPARED", _("Waiting for a second person")
    APPROVED = "APPROVED", _("Approved, to be transferred")
    DONE = "DONE", _("Answered by the bank")
    DISCARDED = "DISCARDED", _("Discarded")


class OrderStatus(models.TextChoices):
    """As domain.lifecycle.OrderStatus."""

    PENDING = "PENDING", _("To be paid")
    PAID = "PAID", _("Paid")
    REJECTED = "REJECTED", _("Refused by the bank")
    RETURNED = "RETURNED", _("Came back from the bank")
    DISCARDED = "DISCARDED", _("Taken out")


class WithholdingKind(models.TextChoices):
    """The taxes that may be withheld from a payment; never computed here."""

    INCOME = "INCOME", _("Income tax (Ganancias)")
    VAT = "VAT", _("VAT (IVA)")
    TURNOVER = "TURNOVER", _("Turnover tax (Ingresos Brutos)")
    SOCIAL = "SOCIAL", _("Social security (SUSS)")
    OTHER = "OTHER", _("Other tax")
