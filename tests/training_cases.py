"""Courses, sessions, tests and certificates, made the short way by the use cases."""

from datetime import datetime, timedelta
from typing import Any

import builders
from cast import Cast
from universo.benefits.training import exam_queries, queries
from universo.benefits.training.models import Attempt, Certificate, Course, Seat, Session
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.usecases.enrol_in_session import enrol
from universo.usecases.follow_course import read_page
from universo.usecases.hold_sessions import SessionData, add_session, mark_attendance
from universo.usecases.keep_courses import CourseData, add_course
from universo.usecases.keep_editions import publish_edition, save_page
from universo.usecases.keep_questions import QuestionData, add_question
from universo.usecases.take_test import begin_test, hand_in

NOON = builders.NOON
TODAY = local_date(NOON)
DAY = timedelta(days=1)
RIGHT = "La correcta"


def data(cast: Cast, **changes: Any) -> CourseData:
    """Return what a course is, with a test of three questions unless told otherwise."""
    values: dict[str, Any] = {
        "title": "Punto de venta: demostración", "summary": "Cómo mostrarlo en diez minutos.",
        "family_ids": [cast.families["GESTION"].pk], "exam_questions": 3, **changes,
    }  # fmt: skip
    return CourseData(**values)


def course(
    cast: Cast, pages: int = 2, bank: int = 6, at: datetime = NOON, **changes: Any
) -> Course:
    """Publish a course with pages and a bank of questions whose right option is known."""
    made = add_course(actor=cast.admin, now=at, uid=builders.new_uid(), data=data(cast, **changes))
    for number in range(1, pages + 1):
        save_page(
            actor=cast.admin, now=at, course_id=made.pk, title=f"Página {number}",
            body=f"# Título\n\nTexto **{number}**.",
        )  # fmt: skip
    publish_edition(actor=cast.admin, now=at, course_id=made.pk, news="")
    for number in range(bank if made.exam_questions else 0):
        question(cast, made, f"¿Cuál es la respuesta {number}?", at)
    return made


def question(cast: Cast, of: Course, text: str, at: datetime = NOON) -> Any:
    """Add a question with one right option."""
    said = QuestionData("SINGLE", text, [RIGHT, "Otra", "Ninguna"], [0])
    return add_question(
        actor=cast.admin, now=at, uid=builders.new_uid(), course_id=of.pk, data=said
    )


def read_all(actor: Actor, found: Course, at: datetime = NOON) -> None:
    """Read all pages of a course."""
    for page in queries.reading(actor.user_id or 0, found, at).left:
        read_page(actor=actor, now=at, page_id=page.pk)


def begun(actor: Actor, found: Course, at: datetime = NOON) -> Attempt:
    """Begin a test; the pages must have been read."""
    return begin_test(actor=actor, now=at, uid=builders.new_uid(), course_id=found.pk)


def answers(actor: Actor, attempt: Attempt, good: int) -> dict[int, list[int]]:
    """Return answers of which so many are right, as places on the page."""
    rows = exam_queries.own_attempt(actor, attempt.pk).drawn.all()
    return {row.position: [row.order.index(0 if row.position <= good else 1)] for row in rows}


def taken(actor: Actor, found: Course, good: int = 3, at: datetime = NOON) -> Attempt:
    """Read what is left, begin a test and hand it in with so many right answers."""
    read_all(actor, found, at)
    made = begun(actor, found, at)
    given = answers(actor, made, good)
    return hand_in(actor=actor, now=at + DAY / 1440, attempt_id=made.pk, answers=given)


def certified(actor: Actor, found: Course, at: datetime = NOON) -> Certificate:
    """Pass the test of a course and return the certificate."""
    return Certificate.objects.get(attempt=taken(actor, found, at=at))


def session(
    cast: Cast, of: Course, places: int = 2, at: datetime = NOON, **changes: Any
) -> Session:
    """Announce a session in three days."""
    values: dict[str, Any] = {
        "starts_at": at + 3 * DAY, "ends_at": at + 3 * DAY + DAY / 12, "trainer": "Ana Docente",
        "places": places, "place": "Sala 1", "link": "https://reunion.example/abc", **changes,
    }  # fmt: skip
    return add_session(
        actor=cast.admin,
        now=at,
        uid=builders.new_uid(),
        course_id=of.pk,
        data=SessionData(**values),
    )


def seat(actor: Actor, of: Session, at: datetime = NOON) -> Seat:
    """Take a seat, or a place on the waiting list."""
    return enrol(actor=actor, now=at, uid=builders.new_uid(), session_id=of.pk)


def attended(cast: Cast, actor: Actor, of: Course, at: datetime = NOON) -> datetime:
    """Take a seat in a session of a course and be there; return the instant at which it ended."""
    found = session(cast, of, at=at)
    held = seat(actor, found, at)
    mark_attendance(
        actor=cast.admin, now=found.ends_at, session_id=found.pk, present={held.pk: True}
    )
    return found.ends_at
