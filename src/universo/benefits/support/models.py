"""The fund of support in selling, and the requests that use it. What moves in the fund is only added."""

from django.db import models

from universo.benefits.support.choices import EvidenceKind, Kind, MoveKind, RequestStatus
from universo.domain.sales_support import SupportRules as Rules
from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.partners.models import Partner
from universo.program.choices import Currency
from universo.rewards.refund_models import Refund


class SupportRules(models.Model):
    """The rules in force from a day on, until the next row; none is changed backwards."""

    valid_from = models.DateField(unique=True)
    campaign_bp = models.PositiveIntegerField()
    event_bp = models.PositiveIntegerField()
    material_bp = models.PositiveIntegerField()
    visit_bp = models.PositiveIntegerField()
    second_ars_minor = models.BigIntegerField()
    second_usd_minor = models.BigIntegerField()
    evidence_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=240, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from"]

    @property
    def rules(self) -> Rules:
        """The row as the domain judges by it."""
        return Rules(
            self.campaign_bp, self.event_bp, self.material_bp, self.visit_bp,
            self.second_ars_minor, self.second_usd_minor, self.evidence_days,
        )  # fmt: skip


class Allotment(models.Model):
    """One decision to grant: the same amount to one partner or to many. Rows are only added."""

    uid = models.UUIDField(unique=True)
    currency = models.CharField(max_length=3, choices=Currency.choices)
    amount_minor = models.BigIntegerField()  # to each
    expires_date = models.DateField()  # the last day on which it can be reserved
    reason = models.CharField(max_length=240)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Grant(models.Model):
    """A partner's part of an allotment. Its four amounts are kept by the database from its movements
    (trigger): nobody else changes them, and none is below zero."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="grants")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3, choices=Currency.choices)
    amount_minor = models.BigIntegerField()
    expires_date = models.DateField()
    free_minor = models.BigIntegerField(default=0)
    reserved_minor = models.BigIntegerField(default=0)
    used_minor = models.BigIntegerField(default=0)
    expired_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["expires_date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["allotment", "partner"], name="support_granted_once"),
            models.CheckConstraint(
                condition=models.Q(free_minor__gte=0)
                & models.Q(reserved_minor__gte=0)
                & models.Q(used_minor__gte=0)
                & models.Q(expired_minor__gte=0),
                name="support_never_below_zero",
            ),
        ]


class SupportRequest(models.Model):
    """A partner's request that Hasar pays a part of what it spends on selling."""

    uid = models.UUIDField(unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=100)
    purpose = models.CharField(max_length=600)
    place = models.CharField(max_length=120)
    from_date = models.DateField()
    to_date = models.DateField()
    currency = models.CharField(max_length=3, choices=Currency.choices)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=11, choices=RequestStatus.choices)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    rate_bp = models.PositiveIntegerField(default=0)  # of the rules of the day it was sent
    second_minor = models.BigIntegerField(default=0)  # the limit of that day
    evidence_days = models.PositiveSmallIntegerField(default=0)
    advised_at = models.DateTimeField(null=True)  # by the partner's executive
    advised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    advice = models.CharField(max_length=400, blank=True)
    is_recommended = models.BooleanField(null=True)
    approved_minor = models.BigIntegerField(default=0)  # what Hasar pays at most
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240, blank=True)  # of the latest no, or return
    lapses_date = models.DateField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    report = models.CharField(max_length=600, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    refund = models.OneToOneField(Refund, null=True, on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_date__gte=models.F("from_date")), name="support_days_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["DECLINED", "RETURNED"]) | ~models.Q(reason=""),
                name="support_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    status__in=["APPROVED", "CARRIED_OUT", "VERIFIED", "REIMBURSED"]
                )
                | models.Q(approved_minor__gt=0, lapses_date__isnull=False)
                & (
                    models.Q(approved_minor__lte=models.F("second_minor"))
                    | models.Q(second_by__isnull=False)
                ),
                name="support_above_the_limit_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True)
                | ~models.Q(second_by=models.F("decided_by")),
                name="support_second_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(booked_by__isnull=True)
                | ~models.Q(booked_by=models.F("verified_by")),
                name="support_booked_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(status="REIMBURSED", refund__isnull=False)
                | ~models.Q(status="REIMBURSED") & models.Q(refund__isnull=True),
                name="support_reimbursed_is_booked",
            ),
        ]

    @property
    def reference(self) -> str:
        """How people name it: `APO-00012`."""
        return f"APO-{self.pk:05d}"


class BudgetLine(models.Model):
    """A line of the budget; what was spent and what of it was accepted come later. Minor units."""

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    planned_minor = models.BigIntegerField()
    spent_minor = models.BigIntegerField(null=True)
    accepted_minor = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="support_line_place"),
            models.CheckConstraint(
                condition=models.Q(planned_minor__gt=0), name="support_line_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_minor__isnull=True)
                | models.Q(accepted_minor__gte=0, accepted_minor__lte=models.F("spent_minor")),
                name="support_accepted_within_spent",
            ),
        ]


class Movement(models.Model):
    """What moved in a grant; rows are only added, and keep the grant's amounts (triggers)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=11, choices=MoveKind.choices)
    amount_minor = models.BigIntegerField()
    on_date = models.DateField()  # local
    request = models.ForeignKey(
        SupportRequest, null=True, on_delete=models.PROTECT, related_name="movements"
    )
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="support_move_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["RESERVATION", "RELEASE", "USE", "RETURN"], request__isnull=False
                )
                | models.Q(kind__in=["GRANT", "EXPIRY"], request__isnull=True),
                name="support_move_of_a_request",
            ),
            models.UniqueConstraint(
                fields=["grant"], condition=models.Q(kind="GRANT"), name="support_grant_moves_once"
            ),
        ]


class Correction(models.Model):
    """A part, or all, of what was paid back is taken back by another person; rows are only added."""

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    request = models.OneToOneField(
        SupportRequest, on_delete=models.PROTECT, related_name="correction"
    )
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()  # taken back
    reason = models.CharField(max_length=240)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0) & ~models.Q(reason=""),
                name="support_taken_back_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(made_by=models.F("booked_by")),
                name="support_taken_back_by_another",
            ),
        ]


class Evidence(models.Model):
    """A file handed in: a supplier's invoice for a line, or a photo."""

    request = models.ForeignKey(SupportRequest, on_delete=models.PROTECT, related_name="files")
    line = models.ForeignKey(BudgetLine, null=True, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=7, choices=EvidenceKind.choices)
    stored_name = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            # The same invoice is paid back once, whoever hands it in again.
            models.UniqueConstraint(
                fields=["sha256"],
                condition=models.Q(kind="INVOICE"),
                name="support_invoice_handed_in_once",
            ),
        ]


from universo.benefits.support import (  # noqa: E402 - Django finds them here
    cobrand_models,  # noqa: F401
    visit_models,  # noqa: F401
)
