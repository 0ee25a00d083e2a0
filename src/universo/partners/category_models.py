"""Requests of partners to join another category or to leave one (R-1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import Category, SponsorLevel


class RequestKind(models.TextChoices):
    """What is asked for."""

    JOIN = "JOIN", _("Join a category")
    LEAVE = "LEAVE", _("Leave a category")


class RequestStatus(models.TextChoices):
    """The life of a request; a person answers it, or it is taken back."""

    WAITING = "WAITING", _("Waiting for an answer")
    ACCEPTED = "ACCEPTED", _("Accepted")
    DECLINED = "DECLINED", _("Declined")
    WITHDRAWN = "WITHDRAWN", _("Taken back")


class CategoryRequest(models.Model):
    """What a partner asked, with the terms that it accepted, and how Hasar answered."""

    uid = models.UUIDField(unique=True)  # made by the client: a second sending is the first one
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="category_requests")
    kind = models.CharField(max_length=5, choices=RequestKind.choices)
    category = models.CharField(max_length=8, choices=Category.choices)
    level = models.CharField(max_length=12, choices=SponsorLevel.choices, blank=True)
    from_date = models.DateField(null=True)  # asked for; of a leaving, the first day without it
    about = models.TextField(max_length=1000)
    terms_version = models.PositiveIntegerField(null=True)  # accepted at `asked_at`, to join
    status = models.CharField(max_length=9, choices=RequestStatus.choices)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=500, blank=True)
    effective_date = models.DateField(null=True)  # from when it holds, or does not any more

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "category"],
                condition=models.Q(status="WAITING"),
                name="partners_one_request_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="DECLINED") | ~models.Q(answer=""),
                name="partners_request_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ACCEPTED") | models.Q(effective_date__isnull=False),
                name="partners_request_accepted_from_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="JOIN") | models.Q(terms_version__isnull=False),
                name="partners_joining_accepts_terms",
            ),
        ]

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"CAT-{self.pk:06d}"

    @property
    def joins(self) -> bool:
        """Tell whether it asks to join; otherwise it asks to leave."""
        return self.kind == RequestKind.JOIN
