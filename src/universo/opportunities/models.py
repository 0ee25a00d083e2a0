"""The notice: what a sponsor reports in writing (R-7), its receipt, its clock and its decision."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.customers.models import Prospect
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import Currency, RewardBasis, SponsorLevel, Timeframe
from universo.program.models import CalendarVersion, Product, ProductFamily, Terms


class NoticeStatus(models.TextChoices):
    """The stored status; whether a SUBMITTED notice has lapsed is computed from `due_at` (§5)."""

    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Under review")
    ACCEPTED = "ACCEPTED", _("Accepted")
    DECLINED = "DECLINED", _("Declined")
    LAPSED = "LAPSED", _("Dismissed: term expired")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class DeclineReason(models.TextChoices):
    """Why a notice is declined: one of the four checks of R-8, or another reason."""

    DATA = "DATA", _("The data could not be validated")
    ALREADY_NOTIFIED = "ALREADY_NOTIFIED", _("The customer had already been notified")
    NEED = "NEED", _("The need does not fit the products offered")
    KNOWN_CUSTOMER = "KNOWN_CUSTOMER", _("It is already a customer")
    OTHER = "OTHER", _("Another reason")


class SigningKey(models.Model):
    """The public half of a key that signed receipts; kept for ever, so old receipts stay verifiable."""

    key_id = models.CharField(max_length=16, primary_key=True)
    public_pem = models.TextField()
    created_at = models.DateTimeField()


class Notice(models.Model):
    """A formal opportunity notice. A draft holds what was typed; sending fixes everything else."""

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=NoticeStatus.choices)
    draft = models.JSONField(default=dict)  # as typed, also when it is not valid yet
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    # Set once, when it is sent.
    executive = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=SponsorLevel.choices, blank=True)  # P-12
    prospect = models.OneToOneField(
        Prospect, null=True, on_delete=models.PROTECT, related_name="notice"
    )
    need = models.TextField(blank=True)
    budget_minor = models.BigIntegerField(null=True)
    budget_currency = models.CharField(max_length=3, choices=Currency.choices, blank=True)
    estimated_timeframe = models.CharField(max_length=12, choices=Timeframe.choices, blank=True)
    number = models.BigIntegerField(null=True, unique=True)  # the journal's sequence (P-5)
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # exclusive instant (P-1)
    due_date = models.DateField(null=True)
    counted_dates = models.JSONField(default=list)  # ISO dates of the fifteen ticks
    skipped_dates = models.JSONField(default=list)  # [{"date", "reason"}]
    due_is_provisional = models.BooleanField(default=False)
    calendar = models.ForeignKey(
        CalendarVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    terms = models.ForeignKey(Terms, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.TextField(blank=True)  # canonical JSON that the receipt's hash covers
    # Hides the prospect's contact inside the hashed content; erased together with it (protocol 10).
    content_salt = models.CharField(max_length=64, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=120, blank=True)  # base64 Ed25519
    signing_key = models.ForeignKey(
        SigningKey, null=True, on_delete=models.PROTECT, related_name="+"
    )

    # The decision.
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)
    decision_note = models.TextField(blank=True)  # what the sponsor reads
    withdrawn_at = models.DateTimeField(null=True)
    lapse_recorded_at = models.DateTimeField(null=True)
    protected_until_date = models.DateField(null=True)  # P-6, exclusive
    frozen_basis = models.CharField(max_length=5, choices=RewardBasis.choices, blank=True)  # P-7

    class Meta:
        indexes = [
            models.Index(fields=["partner", "-number"]),
            models.Index(fields=["status", "due_at"]),
            models.Index(fields=["executive", "status", "due_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=NoticeStatus.values),
                name="opportunities_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="DRAFT", number__isnull=True)
                | models.Q(
                    number__isnull=False,
                    received_at__isnull=False,
                    due_at__isnull=False,
                    prospect__isnull=False,
                    executive__isnull=False,
                    signing_key__isnull=False,
                ),
                name="opportunities_sent_is_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["ACCEPTED", "DECLINED"])
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="opportunities_decided_by_somebody",
            ),
            # an acceptance at or after the due instant cannot be stored.
            models.CheckConstraint(
                condition=~models.Q(status="ACCEPTED")
                | models.Q(decided_at__lt=models.F("due_at")),
                name="opportunities_accepted_in_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="DECLINED") | ~models.Q(decline_reason=""),
                name="opportunities_declined_with_reason",
            ),
        ]

    @property
    def reference(self) -> str:
        """The number that people quote, `OP-000123`; empty for a draft."""
        return "" if self.number is None else f"OP-{self.number:06d}"


class NoticeItem(models.Model):
    """A family or a product of the catalogue that the prospect asks for."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")


class FrozenRate(models.Model):
    """A rate as it stood when the notice was accepted (P-7); the whole table of the level is copied."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="frozen_rates")
    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    rate_bp = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "family", "product"],
                nulls_distinct=False,
                name="opportunities_frozen_once",
            )
        ]


class Clarification(models.Model):
    """A question of the executive to the sponsor; the clock keeps running (P-4)."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="clarifications")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class PresalesKind(models.TextChoices):
    """Joint activities of sponsor and Hasar (R-4, R-6)."""

    INTRODUCTION = "INTRODUCTION", _("Introduction of the key people")
    MEETING = "MEETING", _("Meeting")
    CALL = "CALL", _("Call")
    VISIT = "VISIT", _("Visit to the customer")
    DEMO = "DEMO", _("Demonstration")
    PROPOSAL = "PROPOSAL", _("Joint proposal")


class PresalesActivity(models.Model):
    """An entry of the joint log of an opportunity; rows are only added."""

    uid = models.UUIDField(unique=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="presales")
    kind = models.CharField(max_length=12, choices=PresalesKind.choices)
    on_date = models.DateField()
    people = models.CharField(max_length=240, blank=True)
    note = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["on_date", "id"]
