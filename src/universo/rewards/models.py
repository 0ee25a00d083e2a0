"""The ledger of rewards, its accruals, and the monthly settlements. Ledger rows are only added (triggers).

Where `db_constraint` is off, what is referred to can be neither changed nor removed (triggers of its own),
and a trigger looks at each statement's new rows at once instead of at one row after the other.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.partners.models import Partner
from universo.program.choices import Currency, RewardBasis
from universo.program.models import Terms
from universo.rewards.choices import Account, AccrualTrigger
from universo.sales.models import Collection, Document, DocumentLine, OpportunityLink


class Posting(models.Model):
    """A balanced set of entries with its cause; a cause is booked once (unique key)."""

    cause = models.CharField(max_length=120)
    at = models.DateTimeField()
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # the index below serves
    currency = models.CharField(max_length=3, choices=Currency.choices)
    actor = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["partner", "currency"])]
        constraints = [
            # For equality and for what starts with a kind: one index where Django's own would be two.
            models.UniqueConstraint(
                fields=["cause"], name="rewards_posting_once", opclasses=["varchar_pattern_ops"]
            )
        ]


class Entry(models.Model):
    """One side of a posting; the entries of a posting add up to zero (deferred trigger)."""

    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, related_name="entries", db_constraint=False
    )
    account = models.CharField(max_length=8, choices=Account.choices)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_minor=0), name="rewards_entry_not_zero"
            )
        ]


class Accrual(models.Model):
    """The arithmetic of one accrual, kept with its posting: reward_to_date − already accrued (§3)."""

    posting = models.OneToOneField(
        Posting, on_delete=models.PROTECT, related_name="accrual", db_constraint=False
    )
    link = models.ForeignKey(
        OpportunityLink, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )  # the link's: it refers to it
    line = models.ForeignKey(
        DocumentLine, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    trigger = models.CharField(max_length=12, choices=AccrualTrigger.choices)
    collection = models.ForeignKey(
        Collection, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    note = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    occurred_date = models.DateField()  # the day of the fact: the settlement's month (P-11)
    basis = models.CharField(max_length=5, choices=RewardBasis.choices)
    base_minor = models.BigIntegerField()  # n, after notes
    rate_bp = models.PositiveIntegerField()  # r, frozen (P-7)
    total_minor = models.BigIntegerField()  # T, after notes
    collected_minor = models.BigIntegerField()  # C = max(0, min(K, T))
    target_minor = models.BigIntegerField()  # reward_to_date
    already_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    amount_minor=models.F("target_minor") - models.F("already_minor")
                ),
                name="rewards_accrual_is_target_less_already",
            )
        ]
        indexes = [
            models.Index(
                fields=["note"], name="rewards_accrual_note",
                condition=models.Q(note__isnull=False),
            )
        ]  # fmt: skip


class TakenFact(models.Model):
    """A fact that the accruals of a link already take into account, also where it moved no amount.

    So a fact is taken once, and a repeated call with nothing new books nothing (protocol 6).
    """

    link = models.ForeignKey(
        OpportunityLink, on_delete=models.PROTECT, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    key = models.CharField(max_length=60)  # facts.Fact.key
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "key"], name="rewards_fact_taken_once")
        ]


class SettlementStatus(models.TextChoices):
    """A closed settlement never changes but for its payment."""

    CLOSED = "CLOSED", _("Closed, to be paid")
    PAID = "PAID", _("Paid")


class Settlement(models.Model):
    """A partner's rewards of a month in one currency (P-11)."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3, choices=Currency.choices)
    period = models.DateField()  # first day of the month
    number = models.PositiveIntegerField(unique=True)
    status = models.CharField(max_length=6, choices=SettlementStatus.choices)
    total_minor = models.BigIntegerField()
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="+")
    # What was prepared and approved; empty for settlements of before there were runs.
    run = models.ForeignKey(
        "rewards.SettlementRun", null=True, on_delete=models.PROTECT, related_name="settlements"
    )
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-period", "partner"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "currency", "period"], name="rewards_settlement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(total_minor__gt=0), name="rewards_settlement_positive"
            ),
        ]

    @property
    def reference(self) -> str:
        """The number that people quote, `LIQ-000012`."""
        return f"LIQ-{self.number:06d}"

    @property
    def payment(self) -> "Payment | None":
        """The payment that stands; one that came back from the bank does not."""
        if self.status != SettlementStatus.PAID:
            return None
        return self.payments.filter(returned__isnull=True).select_related("recorded_by").last()


class SettlementLine(models.Model):
    """An accrual in a settlement; each accrual is settled once."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="lines")
    accrual = models.OneToOneField(Accrual, on_delete=models.PROTECT, related_name="settled_in")


class Payment(models.Model):
    """The payment of a settlement, against the partner's own invoice (P-11)."""

    uid = models.UUIDField(unique=True)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="payments")
    # What two people let out; empty for payments of before there were batches.
    order = models.OneToOneField(
        "rewards.PaymentOrder", null=True, on_delete=models.PROTECT, related_name="payment"
    )
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="+")
    partner_invoice = models.CharField(max_length=40)
    paid_date = models.DateField()
    amount_minor = models.BigIntegerField()  # the settlement's total: rewards extinguished
    taxes_minor = models.BigIntegerField(default=0)  # of the partner's invoice, paid besides
    withheld_minor = models.BigIntegerField(default=0)  # taxes withheld from it, with certificate
    withholding_note = models.CharField(max_length=240, blank=True)
    reference = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withheld_minor__gte=0)
                & models.Q(withheld_minor__lte=models.F("amount_minor") + models.F("taxes_minor")),
                name="rewards_withheld_within_total",
            ),
            models.CheckConstraint(
                condition=models.Q(withheld_minor=0) | ~models.Q(withholding_note=""),
                name="rewards_withheld_with_note",
            ),
        ]

    @property
    def transferred_minor(self) -> int:
        """What the partner received: its invoice less the taxes withheld."""
        return self.amount_minor + self.taxes_minor - self.withheld_minor


class Reconciliation(models.Model):
    """One comparison of the ledger with the documents, row by row: what it looked at and found."""

    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField()
    # Empty: the nightly job.
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    postings = models.BigIntegerField()
    lines = models.BigIntegerField()  # invoice lines of links whose reward was recomputed
    difference_count = models.PositiveIntegerField()
    differences = models.JSONField(default=list)  # the first 1,000, as reconciliation.Difference

    class Meta:
        ordering = ["-begun_at", "-id"]


from universo.rewards import (  # noqa: E402 - Django finds them here
    payment_models,  # noqa: F401
    refund_models,  # noqa: F401
    run_models,  # noqa: F401
)
