"""The bank of questions, tests taken, and the certificates that they give (R-2)."""

from datetime import date
from typing import Any

from django.db import models

from universo.benefits.training.choices import QuestionKind
from universo.benefits.training.models import Course, CourseVersion
from universo.identity.models import User
from universo.partners.models import Partner


class Question(models.Model):
    """A question of a course's bank; what it says is its latest version."""

    uid = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="questions")
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    latest: "QuestionVersion"  # where queries filled it

    class Meta:
        ordering = ["id"]


class QuestionVersion(models.Model):
    """What a question said from an instant on; rows are only added, so a taken test keeps its own."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=QuestionKind.choices)
    text = models.CharField(max_length=600)
    options: Any = models.JSONField()  # texts
    right: Any = models.JSONField()  # indices of the right ones; never sent to a partner's browser
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="training_question_version")
        ]


class Attempt(models.Model):
    """A test of one person: drawn by its seed, with the terms of its day."""

    uid = models.UUIDField(unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)  # nothing arrived in its time
    right = models.PositiveSmallIntegerField(null=True)
    score_bp = models.PositiveIntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"],
                condition=models.Q(ended_at__isnull=True),
                name="training_one_test_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, passed__isnull=True)
                | models.Q(ended_at__isnull=False, passed__isnull=False),
                name="training_ended_is_marked",
            ),
            models.CheckConstraint(
                condition=models.Q(score_bp__isnull=True) | models.Q(score_bp__lte=10_000),
                name="training_score_at_most_all",
            ),
        ]


class Drawn(models.Model):
    """A question drawn for a test, in the version of that moment, and what was answered."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="drawn")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    order: Any = models.JSONField()  # the options' indices as they are shown
    chosen: Any = models.JSONField(null=True)  # the options' own indices

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="training_drawn_once"),
        ]


class Certificate(models.Model):
    """What a person of a partner knows; in force on the days issued_date <= day < expires_date."""

    code = models.CharField(max_length=24, unique=True)  # nobody could guess it
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    attempt = models.OneToOneField(
        Attempt, null=True, on_delete=models.PROTECT, related_name="certificate"
    )
    holder = models.CharField(max_length=120)  # as they were called on that day
    title = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    issued_date = models.DateField()
    expires_date = models.DateField(null=True)
    renews = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="renewed_by"
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        indexes = [models.Index(fields=["partner", "course"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_date__isnull=True)
                | models.Q(expires_date__gt=models.F("issued_date")),
                name="training_certificate_lasts",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | (
                    models.Q(revoked_at__isnull=False, revoked_by__isnull=False)
                    & ~models.Q(revoked_reason="")
                ),
                name="training_revoked_with_reason",
            ),
        ]

    @property
    def reference(self) -> str:
        """The number as people write it."""
        return f"CERT-{self.pk:06d}"

    def in_force(self, day: date) -> bool:
        """Tell whether it counts on a local day."""
        if self.revoked_at is not None or day < self.issued_date:
            return False
        return self.expires_date is None or day < self.expires_date
