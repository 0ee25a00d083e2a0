"""Hasar keeps courses: what they are, how they are tested, the files that go with them (R-2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.training import files, queries, typed
from universo.benefits.training.models import Course, CourseFile, CourseVersion
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.choices import Category
from universo.program.models import ProductFamily

LIMITS = {
    "exam_questions": (0, 100),
    "pass_percent": (1, 100),
    "attempts": (1, 20),
    "wait_days": (0, 365),
    "minutes": (1, 480),
    "certificate_months": (0, 120),
}


@dataclass(frozen=True, slots=True)
class CourseData:
    """What a course is and how it is tested; families by id, no audience is everybody's."""

    title: str
    summary: str
    family_ids: Sequence[int] = ()
    audience: Sequence[str] = ()
    exam_questions: int = 0
    pass_percent: int = 70
    attempts: int = 3
    wait_days: int = 7
    minutes: int = 30
    needs_attendance: bool = False
    gives_certificate: bool = True
    certificate_months: int = 24


@transaction.atomic
def add_course(*, actor: Actor, now: datetime, uid: UUID, data: CourseData) -> Course:
    """Begin a course with an empty draft; the same `uid` gives the first one again.

    Raises NotPermitted, InvalidInput (fields of CourseData), Conflict when `uid` is of another title.
    """
    require_keeper(actor)
    known = Course.objects.filter(uid=uid).first()
    values = _checked(data)
    if known is not None:
        if known.title != values["title"]:
            raise Conflict(_("From this page something else was already recorded."))
        return known
    made = Course.objects.create(
        uid=uid, created_at=now, created_by_id=actor.user_id or 0, **values
    )
    made.families.set(data.family_ids)
    CourseVersion.objects.create(
        course=made, number=1, created_at=now, created_by_id=actor.user_id or 0
    )
    note(actor, now, "benefits.course.added", made)
    return made


@transaction.atomic
def edit_course(*, actor: Actor, now: datetime, course_id: int, data: CourseData) -> Course:
    """Change what a course is and how it will be tested; tests begun keep their terms.

    Raises NotPermitted, InvalidInput (fields of CourseData).
    """
    found, values = locked(actor, course_id), _checked(data)
    before = {name: getattr(found, name) for name in values}
    families = set(found.families.values_list("pk", flat=True))
    if before == values and families == set(data.family_ids):
        return found
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=list(values))
    found.families.set(data.family_ids)
    note(actor, now, "benefits.course.edited", found)
    return found


@transaction.atomic
def set_withdrawn(*, actor: Actor, now: datetime, course_id: int, withdrawn: bool) -> Course:
    """Take a course from the partners' list, or put it back. Certificates stay. Raises NotPermitted."""
    found = locked(actor, course_id)
    if (found.withdrawn_at is not None) != withdrawn:
        found.withdrawn_at = now if withdrawn else None
        found.save(update_fields=["withdrawn_at"])
        name = "withdrawn" if withdrawn else "offered_again"
        note(actor, now, f"benefits.course.{name}", found)
    return found


def add_file(
    *, actor: Actor, now: datetime, course_id: int, title: str, name: str, chunks: Iterable[bytes]
) -> CourseFile:
    """Add a file to a course. Raises NotPermitted, InvalidInput (`title`), DomainError (`file`)."""
    require_keeper(actor)
    tidy = typed.line(title)
    faults = typed.lengths({"title": tidy}, {"title": (3, 120)})
    if faults:
        raise InvalidInput(faults)
    kept = files.keep(name, chunks)
    try:
        with transaction.atomic():
            found = locked(actor, course_id)
            made = CourseFile.objects.create(
                course=found, title=tidy, stored_name=kept.stored_name, file_name=kept.file_name,
                size_bytes=kept.size_bytes, sha256=kept.sha256, added_at=now,
                added_by_id=actor.user_id or 0,
            )  # fmt: skip
            note(actor, now, "benefits.course.file_added", found, file=tidy, sha256=kept.sha256)
    except BaseException:
        files.drop(kept)
        raise
    return made


@transaction.atomic
def remove_file(*, actor: Actor, now: datetime, file_id: int) -> None:
    """Take a file from its course; what is stored stays. Raises NotPermitted."""
    require_keeper(actor)
    found = CourseFile.objects.select_for_update(of=("self",)).filter(pk=file_id).first()
    if found is None:
        raise NotPermitted("")
    if found.removed_at is None:
        found.removed_at = now
        found.save(update_fields=["removed_at"])
        note(actor, now, "benefits.course.file_removed", found.course, file=found.title)


def require_keeper(actor: Actor) -> None:
    """Raise NotPermitted unless the actor runs the training."""
    if actor.user_id is None or not queries.is_keeper(actor):
        raise NotPermitted("")


def locked(actor: Actor, course_id: int) -> Course:
    """Lock a course for those who run the training. Raises NotPermitted."""
    require_keeper(actor)
    found = Course.objects.select_for_update(of=("self",)).filter(pk=course_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def note(actor: Actor, now: datetime, name: str, found: Course, **data: Any) -> None:
    """Tell the timeline of a course."""
    record(
        actor=actor, now=now, name=name, subject_kind="course", subject_id=found.pk,
        course=found.title, **data,
    )  # fmt: skip


def _checked(data: CourseData) -> dict[str, Any]:
    texts = {"title": typed.line(data.title), "summary": typed.line(data.summary)}
    values = {name: getattr(data, name) for name in LIMITS}
    faults = typed.lengths(texts, {"title": (3, 120), "summary": (3, 400)})
    faults |= typed.numbers(values, LIMITS)
    if set(data.audience) - set(Category.values):
        faults["audience"] = [_("Choose one of the list.")]
    families = set(ProductFamily.objects.values_list("pk", flat=True))
    if not data.family_ids or set(data.family_ids) - families:
        faults["family_ids"] = [_("Choose at least one of the list.")]
    if faults:
        raise InvalidInput(faults)
    return {
        **texts,
        **values,
        "audience": sorted(set(data.audience)),
        "needs_attendance": data.needs_attendance,
        "gives_certificate": data.gives_certificate,
    }
