"""A person takes the test of a course: drawn once, answered in its time, marked here (R-2)."""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.queries import require_benefit
from universo.benefits.training import exam_queries, queries
from universo.benefits.training.models import Attempt, Course, Drawn, QuestionVersion
from universo.domain.decision_clock import local_date
from universo.domain.learning import (
    Refused,
    again_on,
    draw,
    is_late,
    mark,
    may_renew,
    renewal_day,
    shuffled,
)
from universo.errors import Conflict, DomainError
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.earn_certificate import earn

SENTENCES = {
    Refused.NO_TEST: _("This course has no test today."),
    Refused.UNREAD: _("Read all the pages first."),
    Refused.CERTIFIED: _("You have the certificate, which has no end."),
}


def refusal(actor: Actor, course: Course, now: datetime) -> tuple[Refused, date | None] | None:
    """Return why the actor may not begin the test of a course now, with the day it waits for; or None."""
    user_id, today = actor.user_id or 0, local_date(now)
    if not course.exam_questions or len(exam_queries.drawable(course.pk)) < course.exam_questions:
        return Refused.NO_TEST, None
    if queries.reading(user_id, course, now).left:
        return Refused.UNREAD, None
    held = exam_queries.own_in_force(user_id, actor.partner_id or 0, course.pk, today)
    if held is not None and not may_renew(held.expires_date, course.certificate_months, today):
        ends, months = held.expires_date, course.certificate_months
        return Refused.CERTIFIED, renewal_day(ends, months) if ends else None
    again = again_on(exam_queries.failed_days(user_id, course.pk, now), course.exam)
    if again is not None and today < again:
        return Refused.WAIT, again
    return None


@transaction.atomic
def begin_test(*, actor: Actor, now: datetime, uid: UUID, course_id: int) -> Attempt:
    """Draw the questions and start the clock; one that runs is given again.

    Raises NotPermitted, DomainError when it may not be begun now.
    """
    require_benefit(actor, Service.TRAINING, local_date(now))
    course = queries.course(actor, course_id)
    User.objects.select_for_update().get(pk=actor.user_id or 0)  # one at a time for each person
    known = Attempt.objects.filter(uid=uid, user_id=actor.user_id or 0).first()
    if known is not None:
        return known
    running = _running(actor.user_id or 0, course_id, now)
    if running is not None:
        return running
    refused = refusal(actor, course, now)
    if refused is not None:
        raise DomainError(sentence_of(*refused))
    version = queries.edition(course_id)
    assert version is not None  # there are pages, and they were read
    made = Attempt.objects.create(
        uid=uid, user_id=actor.user_id or 0, partner_id=actor.partner_id or 0, course=course,
        version=version, seed=secrets.randbits(62), pass_percent=course.pass_percent,
        started_at=now, due_at=now + timedelta(minutes=course.minutes),
    )  # fmt: skip
    _draw(made, course)
    _note(actor, now, "benefits.test.begun", made)
    return made


@transaction.atomic
def hand_in(
    *, actor: Actor, now: datetime, attempt_id: int, answers: Mapping[int, Collection[int]]
) -> Attempt:
    """Mark a test: `answers` are the places of the chosen options, as shown, by the question's position.

    Handed in before, the result of then. After its time nothing counts. Who passes and has done the
    rest gets the certificate. Raises NotPermitted, Conflict for an option that there is not.
    """
    require_benefit(actor, Service.TRAINING, local_date(now))
    User.objects.select_for_update().get(pk=actor.user_id or 0)
    found = exam_queries.own_attempt(actor, attempt_id)
    if found.ended_at is not None:
        return found
    if is_late(found.due_at, now):
        _end_late(found)
        return found
    for row in found.drawn.all():
        shown = set(answers.get(row.position, ()))
        if any(not 0 <= one < len(row.order) for one in shown):
            raise Conflict(_("Look at the page again: something on it is not an answer."))
        row.chosen = sorted(row.order[one] for one in shown)
        row.save(update_fields=["chosen"])
    _mark(found, now)
    name = "benefits.test.passed" if found.passed else "benefits.test.failed"
    _note(actor, now, name, found, right=found.right, of=len(found.drawn.all()))
    if found.passed:
        earn(actor=actor, now=now, user_id=found.user_id, partner_id=found.partner_id,
             course_id=found.course_id, attempt=found)  # fmt: skip
    return found


def sentence_of(refused: Refused, again: date | None) -> str:
    """Return why a test may not be begun, for people."""
    if refused is Refused.WAIT and again is not None:
        return str(_("You may try again from %(day)s on.") % {"day": again.strftime("%d/%m/%Y")})
    if refused is Refused.CERTIFIED and again is not None:
        said = _("You have the certificate; it may be renewed from %(day)s on.")
        return str(said % {"day": again.strftime("%d/%m/%Y")})
    return str(SENTENCES[refused])


def _running(user_id: int, course_id: int, now: datetime) -> Attempt | None:
    """Return the person's test that still runs; one whose time is over is ended."""
    found = exam_queries.attempts_of(user_id, course_id).filter(ended_at__isnull=True).first()
    if found is None or not is_late(found.due_at, now):
        return found
    _end_late(found)
    return None


def _draw(made: Attempt, course: Course) -> None:
    versions = exam_queries.drawable(course.pk)
    drawn = draw(made.seed, list(versions), course.exam_questions)
    said = QuestionVersion.objects.in_bulk([versions[one] for one in drawn])
    Drawn.objects.bulk_create(
        Drawn(
            attempt=made,
            position=position,
            version_id=versions[one],
            order=shuffled(made.seed, one, len(said[versions[one]].options)),
        )
        for position, one in enumerate(drawn, 1)
    )


def _mark(found: Attempt, now: datetime) -> None:
    rows = list(found.drawn.all())
    marked = mark(
        [row.version.right for row in rows], [row.chosen for row in rows], found.pass_percent
    )
    found.ended_at, found.passed = now, marked.passed
    found.right, found.score_bp = marked.right, marked.score_bp
    found.save(update_fields=["ended_at", "passed", "right", "score_bp"])


def _end_late(found: Attempt) -> None:
    found.ended_at, found.passed, found.is_late = found.due_at, False, True
    found.right, found.score_bp = 0, 0
    found.save(update_fields=["ended_at", "passed", "is_late", "right", "score_bp"])


def _note(actor: Actor, now: datetime, name: str, found: Attempt, **data: Any) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="course", subject_id=found.course_id,
        course=found.course.title, **data,
    )  # fmt: skip
