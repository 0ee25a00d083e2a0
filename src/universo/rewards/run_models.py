"""Closing a month in two steps: drafts of all statements, then the approval of a second person (P-11)."""

from django.db import models

from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import Currency
from universo.program.models import Terms
from universo.rewards.choices import RunStatus


class SettlementRun(models.Model):
    """The drafts of a month for all partners; nothing of it is booked before its approval."""

    period = models.DateField()  # first day of the month
    before_date = models.DateField()  # exclusive: facts of this day and later stay out
    early = models.BooleanField()  # the month was not over
    status = models.CharField(max_length=9, choices=RunStatus.choices)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # The run that was made in its place, when the amounts had moved.
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=models.Q(status="PREPARED"),
                name="rewards_run_one_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("prepared_by")),
                name="rewards_run_by_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="APPROVED")
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="rewards_run_approved_by_somebody",
            ),
        ]


class DraftStatement(models.Model):
    """What a run would settle of a partner in one currency, or why it would not."""

    run = models.ForeignKey(SettlementRun, on_delete=models.PROTECT, related_name="drafts")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3, choices=Currency.choices)
    total_minor = models.BigIntegerField()
    minimum_minor = models.BigIntegerField()
    count = models.PositiveIntegerField()  # rewards and clawbacks in it
    since_date = models.DateField()  # the oldest fact in it
    outcome = models.CharField(max_length=13)  # settling.Outcome
    content_md5 = models.CharField(max_length=32)  # of the ids of its accruals, which never change
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    hold_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "partner", "currency"], name="rewards_draft_once"
            ),
            models.CheckConstraint(
                condition=models.Q(held_at__isnull=True, held_by__isnull=True, hold_reason="")
                | (
                    models.Q(held_at__isnull=False, held_by__isnull=False)
                    & ~models.Q(hold_reason="")
                ),
                name="rewards_draft_held_with_reason",
            ),
        ]
