"""Courses with their versions, pages and files; who read what; sessions and their seats (R-2)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from universo.benefits.training.choices import SeatState
from universo.domain.learning import Exam
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.choices import Category
from universo.program.models import ProductFamily


class Course(models.Model):
    """A course of some product families, for some categories (none: for all), with its test's terms."""

    uid = models.UUIDField(unique=True)  # made by the client (protocol 5)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=400)
    families = models.ManyToManyField(ProductFamily, related_name="+")
    audience = ArrayField(models.CharField(max_length=8, choices=Category.choices), default=list)
    # 0 questions: no test. A certificate asks for the pages, the test and the session that there are.
    exam_questions = models.PositiveSmallIntegerField(default=0)
    pass_percent = models.PositiveSmallIntegerField(default=70)
    attempts = models.PositiveSmallIntegerField(default=3)
    wait_days = models.PositiveSmallIntegerField(default=7)
    minutes = models.PositiveSmallIntegerField(default=30)
    needs_attendance = models.BooleanField(default=False)
    gives_certificate = models.BooleanField(default=True)
    certificate_months = models.PositiveSmallIntegerField(default=24)  # 0: without end
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    pass_percent__gte=1, pass_percent__lte=100, attempts__gte=1, minutes__gte=1
                ),
                name="training_exam_terms",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def exam(self) -> Exam:
        """How it is tested, as the domain judges it."""
        return Exam(
            self.exam_questions, self.pass_percent, self.attempts, self.wait_days, self.minutes
        )


class CourseVersion(models.Model):
    """An edition of a course's contents; the published one with the highest number is read."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=240, blank=True)  # what is new
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="training_version_once"),
            models.UniqueConstraint(
                fields=["course"],
                condition=models.Q(published_at__isnull=True),
                name="training_one_draft",
            ),
        ]


class Page(models.Model):
    """A page of an edition: Markdown and perhaps a video by link. `sha256` tells what is read."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="pages")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    video = models.URLField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="training_page_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class CourseFile(models.Model):
    """A file that goes with a course; it is only ever given as an attachment."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="files")
    title = models.CharField(max_length=120)
    stored_name = models.CharField(max_length=80, unique=True)
    file_name = models.CharField(max_length=160)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]


class PageRead(models.Model):
    """A person read a page. In a later edition the same contents count as read."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "sha256"], name="training_page_read_once"
            )
        ]


class Session(models.Model):
    """A course given on a day at a place or by link, for so many people."""

    uid = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    trainer = models.CharField(max_length=120)
    place = models.CharField(max_length=160, blank=True)
    link = models.URLField(max_length=500, blank=True)  # for those who are enrolled
    places = models.PositiveSmallIntegerField()
    changes = models.PositiveIntegerField(default=0)  # the SEQUENCE of its calendar file
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at"), places__gte=1),
                name="training_session_lasts",
            ),
            models.CheckConstraint(
                condition=~models.Q(place="") | ~models.Q(link=""),
                name="training_session_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) | ~models.Q(cancelled_reason=""),
                name="training_cancelled_with_reason",
            ),
        ]


class Seat(models.Model):
    """A person and a session. Who is enrolled has a number, from 1 to the places and nobody else's:
    the database refuses another (the trigger of 0002 compares it with the places)."""

    uid = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=SeatState.choices)
    number = models.PositiveSmallIntegerField(null=True)
    asked_at = models.DateTimeField()
    promoted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True)
    marked_at = models.DateTimeField(null=True)
    marked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]  # given under the session's lock: the order in which they asked
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"],
                condition=models.Q(state="ENROLLED"),
                name="training_one_seat_each",
            ),
            models.UniqueConstraint(
                fields=["session", "user"],
                condition=~models.Q(state="CANCELLED"),
                name="training_person_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SeatState.ENROLLED, number__gte=1)
                | (~models.Q(state=SeatState.ENROLLED) & models.Q(number__isnull=True)),
                name="training_seat_of_enrolled",
            ),
        ]


from universo.benefits.training.exam_models import (  # noqa: E402 - Django finds them here
    Attempt,
    Certificate,
    Drawn,
    Question,
    QuestionVersion,
)
from universo.benefits.training.goal_models import (  # noqa: E402
    Goal,
    GoalGrant,
    GoalReached,
    Requirement,
)

__all__ = [
    "Attempt",
    "Certificate",
    "Course",
    "CourseFile",
    "CourseVersion",
    "Drawn",
    "Goal",
    "GoalGrant",
    "GoalReached",
    "Page",
    "PageRead",
    "Question",
    "QuestionVersion",
    "Requirement",
    "Seat",
    "Session",
]
