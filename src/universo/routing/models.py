"""The executing channel, picked at Hasar's exclusive discretion (R-11), and how the sale went."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.partners.models import Partner
from universo.program.choices import CustomerProfile, ProductKind


class ExecutingChannel(models.Model):
    """A distributor or reseller of the group, or Hasar's own sales staff (`partner` empty)."""

    name = models.CharField(max_length=160)
    partner = models.OneToOneField(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    provinces = ArrayField(models.CharField(max_length=1), default=list)  # letters; empty = all
    profiles = ArrayField(
        models.CharField(max_length=12, choices=CustomerProfile.choices), default=list
    )
    kinds = ArrayField(models.CharField(max_length=8, choices=ProductKind.choices), default=list)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(partner__isnull=True),
                nulls_distinct=False,
                name="routing_own_staff_once",
            )
        ]


class AssignmentStatus(models.TextChoices):
    """The life of an assignment (§5)."""

    OFFERED = "OFFERED", _("Offered")
    ACTIVE = "ACTIVE", _("In progress")
    DECLINED = "DECLINED", _("Declined by the channel")
    WON = "WON", _("Won")
    LOST = "LOST", _("Lost")


class LossReason(models.TextChoices):
    """Why a lead is closed as lost; a reason is required."""

    NO_BUDGET = "NO_BUDGET", _("No budget")
    COMPETITOR = "COMPETITOR", _("Bought from a competitor")
    NO_NEED = "NO_NEED", _("The need went away")
    NO_CONTACT = "NO_CONTACT", _("The customer could not be reached")
    OTHER = "OTHER", _("Another reason")


class Assignment(models.Model):
    """An accepted notice in the hands of an executing channel."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(ExecutingChannel, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=AssignmentStatus.choices)
    profile = models.CharField(max_length=12, choices=CustomerProfile.choices, blank=True)
    ranking = models.JSONField(default=list)  # what was suggested, with reasons, at that moment
    note = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Set when the programme took it back to give it to another: then nobody "declined" it.
    taken_back_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Set when its reseller left the category: the system took it back.
    is_channel_gone = models.BooleanField(default=False)
    loss_reason = models.CharField(max_length=12, choices=LossReason.choices, blank=True)
    outcome_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=models.Q(status__in=["OFFERED", "ACTIVE", "WON"]),
                name="routing_one_channel_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="LOST") | ~models.Q(loss_reason=""),
                name="routing_lost_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["OFFERED", "ACTIVE"], closed_at__isnull=True)
                | models.Q(status__in=["DECLINED", "WON", "LOST"], closed_at__isnull=False),
                name="routing_closed_has_its_instant",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_by__isnull=True, is_channel_gone=False)
                | models.Q(status="DECLINED"),
                name="routing_taken_back_is_closed",
            ),
        ]

    @property
    def was_taken_back(self) -> bool:
        """Tell whether it was taken from the channel, which then did not decline it."""
        return self.taken_back_by_id is not None or self.is_channel_gone


class Progress(models.Model):
    """What the channel reports on a lead; rows are only added."""

    uid = models.UUIDField(unique=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="progress")
    note = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
