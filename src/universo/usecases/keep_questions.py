"""Hasar keeps the bank of questions of a course; a change is a new version (R-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.training import typed
from universo.benefits.training.choices import QuestionKind
from universo.benefits.training.models import Course, Question, QuestionVersion
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.usecases.keep_courses import locked, note

MOST_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class QuestionData:
    """What a question says: its options and, by their indices, the right ones."""

    kind: str
    text: str
    options: Sequence[str]
    right: Sequence[int]


@transaction.atomic
def add_question(
    *, actor: Actor, now: datetime, uid: UUID, course_id: int, data: QuestionData
) -> Question:
    """Add a question; the same `uid` gives the first again. Raises NotPermitted, InvalidInput (`text`,
    `options`, `right`), Conflict when `uid` is another's."""
    course, values = locked(actor, course_id), _checked(data)
    known = Question.objects.filter(uid=uid).first()
    if known is not None:
        if known.course_id != course.pk:
            raise Conflict(_("From this page something else was already recorded."))
        return known
    made = Question.objects.create(uid=uid, course=course, created_at=now)
    _add_version(actor, now, made, 1, values)
    note(actor, now, "benefits.question.added", course, question=values["text"])
    return made


@transaction.atomic
def edit_question(*, actor: Actor, now: datetime, question_id: int, data: QuestionData) -> Question:
    """Let a question say something else in tests to come. Raises as `add_question`."""
    found, course = _locked(actor, question_id)
    values, last = _checked(data), found.versions.order_by("-number")[0]
    if values != {name: getattr(last, name) for name in values}:
        _add_version(actor, now, found, last.number + 1, values)
        note(actor, now, "benefits.question.edited", course, question=values["text"])
    return found


@transaction.atomic
def set_retired(*, actor: Actor, now: datetime, question_id: int, retired: bool) -> Question:
    """Let a question be drawn no more, or again. Raises NotPermitted."""
    found, course = _locked(actor, question_id)
    if (found.retired_at is not None) != retired:
        found.retired_at = now if retired else None
        found.save(update_fields=["retired_at"])
        name = "retired" if retired else "offered_again"
        text = found.versions.order_by("-number")[0].text
        note(actor, now, f"benefits.question.{name}", course, question=text)
    return found


def _locked(actor: Actor, question_id: int) -> tuple[Question, Course]:
    found = Question.objects.filter(pk=question_id).first()
    if found is None:
        raise NotPermitted("")
    return found, locked(actor, found.course_id)


def _add_version(
    actor: Actor, now: datetime, found: Question, number: int, values: dict[str, Any]
) -> None:
    QuestionVersion.objects.create(
        question=found, number=number, created_at=now, created_by_id=actor.user_id or 0, **values
    )


def _checked(data: QuestionData) -> dict[str, Any]:
    text, options = typed.line(data.text), [typed.line(one) for one in data.options]
    right = sorted(set(data.right))
    faults = typed.lengths({"text": text}, {"text": (5, 600)})
    if data.kind not in QuestionKind.values:
        faults["kind"] = [_("Choose one of the list.")]
    if not 2 <= len(options) <= MOST_OPTIONS or any(not 1 <= len(one) <= 300 for one in options):
        faults["options"] = [_("Write from 2 to 8 options, of 300 characters at most.")]
    elif len({one.casefold() for one in options}) < len(options):
        faults["options"] = [_("Two options say the same.")]
    if any(not 0 <= one < len(options) for one in right) or not right:
        faults["right"] = [_("Mark the right answer.")]
    elif data.kind == QuestionKind.SINGLE and len(right) != 1:
        faults["right"] = [_("Mark one right answer only, or choose several right answers.")]
    if faults:
        raise InvalidInput(faults)
    return {"kind": data.kind, "text": text, "options": options, "right": right}
