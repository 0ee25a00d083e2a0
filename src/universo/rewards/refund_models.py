"""Money that goes to a partner through the settlement without a sale: support in selling paid back.

Rows are only added (triggers). What caused it belongs to another room, which is named by `uid`.
"""

from django.db import models

from universo.rewards.models import Posting, Settlement


class Refund(models.Model):
    """What a partner spent, the part of it that Hasar pays back, and the posting that books it.

    The amount is base × rate, rounded half up, and never more than the limit that was approved. One
    that corrects another takes back a part of it, or all: the database knows that it is not more.
    """

    uid = models.UUIDField(unique=True)  # of what is paid back: booked once
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="refund")
    reference = models.CharField(max_length=20)  # how people name what is paid back
    title = models.CharField(max_length=120)
    occurred_date = models.DateField()  # the day of the booking: the settlement's month (P-11)
    # The company of Hasar to which the partner bills the settlement.
    billed_cuit = models.CharField(max_length=11)
    base_minor = models.BigIntegerField()
    rate_bp = models.PositiveIntegerField()
    limit_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()  # below zero: what it takes back of `corrects`
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.CharField(max_length=240, blank=True)  # of a correction

    class Meta:
        ordering = ["occurred_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    corrects__isnull=True, reason="", amount_minor__gt=0,
                    amount_minor__lte=models.F("limit_minor"),
                )
                | models.Q(corrects__isnull=False, amount_minor__lt=0) & ~models.Q(reason=""),
                name="rewards_refund_within_limit",
            ),
            models.CheckConstraint(
                condition=models.Q(rate_bp__gt=0) & models.Q(rate_bp__lte=10_000),
                name="rewards_refund_rate",
            ),
        ]  # fmt: skip


class RefundLine(models.Model):
    """A refund in a settlement; each is settled once."""

    settlement = models.ForeignKey(
        Settlement, on_delete=models.PROTECT, related_name="refund_lines"
    )
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, related_name="settled_in")
