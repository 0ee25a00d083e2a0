"""Reading courses: which a person may follow, what is left to read, their files (R-2)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from universo.benefits.training.models import (
    Certificate,
    Course,
    CourseFile,
    CourseVersion,
    Page,
    PageRead,
)
from universo.domain.decision_clock import local_date
from universo.domain.learning import may_renew, renewal_opens
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole

KEEPERS = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of the edition in force, and the ids of those that the person has read."""

    pages: list[Page] = field(default_factory=list)
    read: frozenset[int] = frozenset()

    @property
    def left(self) -> list[Page]:
        """The pages to read, in order."""
        return [page for page in self.pages if page.pk not in self.read]

    @property
    def next(self) -> Page | None:
        """The first page to read."""
        return next(iter(self.left), None)


def is_keeper(actor: Actor) -> bool:
    """Tell whether the actor runs the training."""
    return actor.has(*KEEPERS)


def courses_visible_to(actor: Actor) -> QuerySet[Course]:
    """Return all courses for keepers and auditors; for partners those published for their categories."""
    rows = Course.objects.prefetch_related("families")
    if actor.sees_everything or is_keeper(actor):
        return rows
    if actor.partner_id is None:
        return rows.none()
    published = CourseVersion.objects.filter(course=OuterRef("pk"), published_at__isnull=False)
    return rows.filter(
        Q(audience=[]) | Q(audience__overlap=sorted(actor.partner_categories)),
        Exists(published),
        withdrawn_at__isnull=True,
    )


def course(actor: Actor, course_id: int) -> Course:
    """Return one course; NotPermitted if out of sight."""
    found = courses_visible_to(actor).filter(pk=course_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def board(actor: Actor) -> QuerySet[Course]:
    """Return the visible courses with `bank`, how many questions may be drawn."""
    return courses_visible_to(actor).annotate(
        bank=Count("questions", filter=Q(questions__retired_at__isnull=True), distinct=True)
    )


def edition(course_id: int) -> CourseVersion | None:
    """Return the edition in force: the published one with the highest number."""
    rows = CourseVersion.objects.filter(course_id=course_id, published_at__isnull=False)
    return rows.order_by("-number").first()


def editions(courses: Iterable[Course]) -> dict[int, CourseVersion]:
    """Return the edition in force of each course that has one, with its pages."""
    rows = (
        CourseVersion.objects.filter(course__in=list(courses), published_at__isnull=False)
        .order_by("course_id", "-number")
        .distinct("course_id")
        .prefetch_related(Prefetch("pages", Page.objects.order_by("position")))
    )
    return {row.course_id: row for row in rows}


def counts_from(user_id: int, courses: Collection[Course], now: datetime) -> dict[int, datetime]:
    """Return after which instant reading counts for each course that is to be done once more.

    Of a course without a test only reading it, or being there, renews what ends: what was done for the
    last certificate does not count for the next one, once that may be earned.
    """
    rows = Certificate.objects.filter(
        user_id=user_id, course__in=courses, course__exam_questions=0,
        expires_date__isnull=False, revoked_at__isnull=True,
    ).order_by("expires_date")  # fmt: skip
    last = {row.course_id: row for row in rows}
    months = {course.pk: course.certificate_months for course in courses}
    return {
        course_id: max(renewal_opens(row.expires_date, months[course_id]), row.issued_at)
        for course_id, row in last.items()
        if row.expires_date is not None
        and may_renew(row.expires_date, months[course_id], local_date(now))
    }


def readings(user_id: int, courses: Collection[Course], now: datetime) -> dict[int, Reading]:
    """Return what a person has read of each of these courses, as it counts at an instant."""
    since = counts_from(user_id, courses, now)
    rows = PageRead.objects.filter(user_id=user_id, course__in=courses)
    known = {
        (course_id, sha256)
        for course_id, sha256, read_at in rows.values_list("course_id", "sha256", "read_at")
        if course_id not in since or read_at > since[course_id]
    }
    found = {}
    for course_id, version in editions(courses).items():
        pages = list(version.pages.all())
        read = frozenset(page.pk for page in pages if (course_id, page.sha256) in known)
        found[course_id] = Reading(pages, read)
    return found


def reading(user_id: int, found: Course, now: datetime) -> Reading:
    """Return what a person has read of one course; nothing without an edition in force."""
    return readings(user_id, [found], now).get(found.pk, Reading())


def draft(course_id: int) -> CourseVersion | None:
    """Return the edition that is being written, if there is one."""
    return CourseVersion.objects.filter(course_id=course_id, published_at__isnull=True).first()


def page_of(actor: Actor, page_id: int) -> Page:
    """Return a page: for partners one of the edition in force, for keepers any; else NotPermitted."""
    found = Page.objects.select_related("version__course").filter(pk=page_id).first()
    if found is None:
        raise NotPermitted("")
    course(actor, found.version.course_id)
    if actor.partner_id is not None:
        now = edition(found.version.course_id)
        if now is None or now.pk != found.version_id:
            raise NotPermitted("")
    return found


def files_of(found: Course) -> QuerySet[CourseFile]:
    """Return the files that go with a course today."""
    return found.files.filter(removed_at__isnull=True)


def course_file(actor: Actor, file_id: int) -> CourseFile:
    """Return a file of a visible course; NotPermitted if out of sight or taken out."""
    found = CourseFile.objects.filter(pk=file_id, removed_at__isnull=True).first()
    if found is None:
        raise NotPermitted("")
    course(actor, found.course_id)
    return found
