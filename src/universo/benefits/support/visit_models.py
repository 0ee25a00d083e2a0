"""Joint visits with an executive, and what a partner puts on co-branded material."""

from django.db import models

from universo.benefits.support.choices import VisitStatus
from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.partners.models import Partner


class Visit(models.Model):
    """A partner asks its executive to come along to a customer: proposed instants, then the one."""

    uid = models.UUIDField(unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    executive = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.CharField(max_length=120)
    place = models.CharField(max_length=160)
    purpose = models.CharField(max_length=400)
    minutes = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=VisitStatus.choices)
    asked_at = models.DateTimeField()
    begins_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=240, blank=True)
    changes = models.PositiveSmallIntegerField(default=0)  # the sequence of its calendar entry

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="CONFIRMED") | models.Q(begins_at__isnull=False),
                name="support_confirmed_for_an_instant",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="DECLINED") | ~models.Q(reason=""),
                name="support_visit_refused_with_reason",
            ),
        ]

    @property
    def reference(self) -> str:
        """How people name it: `VIS-00012`."""
        return f"VIS-{self.pk:05d}"


class ProposedTime(models.Model):
    """An instant at which the partner could go."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="proposed")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "at"], name="support_time_proposed_once")
        ]
