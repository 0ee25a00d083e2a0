"""Integrations of software companies with Hasar's products, and their certification (R-1)."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from universo.benefits.integrations.choices import CertificationStatus
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.models import Product, ProductFamily


class Checklist(models.Model):
    """What is looked at to certify, from a day on: of a family, or of all that have none of their own."""

    family = models.ForeignKey(ProductFamily, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    points = ArrayField(models.CharField(max_length=240))
    months = models.PositiveSmallIntegerField()  # for which a certification holds
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "valid_from"],
                nulls_distinct=False,
                name="integrations_one_checklist_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(points__len__gt=0, months__gt=0),
                name="integrations_checklist_asks_something",
            ),
        ]


class Integration(models.Model):
    """Software of a partner that works with a product of Hasar, or with a whole family."""

    uid = models.UUIDField(unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    software = models.CharField(max_length=120)
    summary = models.CharField(max_length=600)
    family = models.ForeignKey(ProductFamily, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    is_public = models.BooleanField(default=False)  # may be told in the public directory
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["software", "pk"]

    @property
    def works_with(self) -> str:
        """The name of the product, or of the whole family."""
        return str(self.product or self.family)


class Certification(models.Model):
    """A version that a partner asks to certify, with the checklist of that day and Hasar's answer."""

    uid = models.UUIDField(unique=True)
    integration = models.ForeignKey(
        Integration, on_delete=models.PROTECT, related_name="certifications"
    )
    version = models.CharField(max_length=40)
    works_with_version = models.CharField(max_length=80, blank=True)  # firmware or SDK of Hasar's
    notes = models.TextField(max_length=2000, blank=True)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    passed = ArrayField(models.PositiveSmallIntegerField(), default=list)  # places of its points
    status = models.CharField(max_length=9, choices=CertificationStatus.choices)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=500, blank=True)
    expires_date = models.DateField(null=True)  # exclusive

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["integration"],
                condition=models.Q(status="REQUESTED"),
                name="integrations_one_review_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="CERTIFIED") | models.Q(expires_date__isnull=False),
                name="integrations_certified_until_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["DECLINED", "REVOKED"]) | ~models.Q(answer=""),
                name="integrations_refused_with_reason",
            ),
        ]

    def in_force(self, day: date) -> bool:
        """Tell whether it is certified on a local day."""
        return (
            self.status == CertificationStatus.CERTIFIED
            and self.expires_date is not None
            and day < self.expires_date
        )


class Evidence(models.Model):
    """A file that the partner sent to show that a version works."""

    certification = models.ForeignKey(
        Certification, on_delete=models.PROTECT, related_name="evidence"
    )
    stored_name = models.CharField(max_length=60, unique=True)
    file_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
