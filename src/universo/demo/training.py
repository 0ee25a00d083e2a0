"""Training of the demo: three courses, sessions past and to come, certificates, requirements, goals."""

from collections.abc import Callable
from datetime import datetime, timedelta

from universo.benefits.training import exam_queries, queries
from universo.benefits.training.models import Course, Seat, Session
from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.demo.training_texts import COURSES, Lesson
from universo.domain.decision_clock import local_date
from universo.program.models import ProductFamily
from universo.usecases.enrol_in_session import enrol
from universo.usecases.follow_course import read_page
from universo.usecases.hold_sessions import SessionData, add_session, mark_attendance
from universo.usecases.keep_courses import CourseData, add_course
from universo.usecases.keep_editions import publish_edition, save_page
from universo.usecases.keep_goals import GoalData, add_goal, change_requirement
from universo.usecases.keep_questions import QuestionData, add_question
from universo.usecases.record_goals import record_goals
from universo.usecases.take_test import begin_test, hand_in

PDV, FISCAL, VENTA = (lesson.title for lesson in COURSES)
HOUR = timedelta(hours=1)
Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]


def training_steps(add: Add, moments: Moments) -> None:
    """Add the steps of courses, who followed them, sessions, and the rules of goals."""
    for number, lesson in enumerate(COURSES):
        add(moments.at(60 - number, 10), _write(lesson))
    add(moments.at(52, 10), _announce(FISCAL, 10, 12, "Villa Martelli, sala 2"))
    add(moments.at(51, 11), _seats(FISCAL, ("norma", "sergio")))
    add(moments.at(40, 17), _attended(FISCAL, ("norma", "sergio")))
    add(moments.at(44, 15), _certify(PDV, "sergio", 4))
    add(moments.at(37, 15), _certify(FISCAL, "norma", 4))
    add(moments.at(33, 16), _certify(PDV, "lucia", 2))  # not passed
    add(moments.at(27, 16), _certify(PDV, "lucia", 4))
    add(moments.at(9, 11), _rules)
    add(moments.at(4, 10), _announce(PDV, 18, 3, ""))
    add(moments.at(3, 9), _seats(PDV, ("lucia", "norma", "sergio", "tomas")))
    add(moments.at(1, 7), record_goals)


def _write(lesson: Lesson) -> Act:
    def act(now: datetime) -> None:
        carla = do.colleague("carla")
        families = ProductFamily.objects.filter(code__in=lesson.families)
        data = CourseData(
            title=lesson.title, summary=lesson.summary, family_ids=[row.pk for row in families],
            exam_questions=4 if lesson.questions else 0, pass_percent=75,
            needs_attendance=lesson.needs_attendance, minutes=20, wait_days=5,
        )  # fmt: skip
        made = add_course(actor=carla, now=now, uid=do.uid("course", lesson.title), data=data)
        for title, body in lesson.pages:
            save_page(actor=carla, now=now, course_id=made.pk, title=title, body=body)
        publish_edition(actor=carla, now=now, course_id=made.pk, news="Primera edición")
        for text, options, right in lesson.questions:
            kind = "SINGLE" if len(right) == 1 else "MULTIPLE"
            said = QuestionData(kind, text, options, right)
            uid = do.uid("question", text)
            add_question(actor=carla, now=now, uid=uid, course_id=made.pk, data=said)

    return act


def _certify(title: str, person: str, good: int) -> Act:
    """Read all pages of a course and take its test, so many answers right."""

    def act(now: datetime) -> None:
        who, course = do.partner_person(person), Course.objects.get(title=title)
        for page in queries.reading(who.user_id or 0, course, now).left:
            read_page(actor=who, now=now, page_id=page.pk)
        uid = do.uid("test", title, person, now.date())
        made = begin_test(actor=who, now=now, uid=uid, course_id=course.pk)
        rows = exam_queries.own_attempt(who, made.pk).drawn.all()
        answers = {
            row.position: [row.order.index(one) for one in row.version.right]
            for row in rows
            if row.position <= good
        }
        hand_in(actor=who, now=now + HOUR / 5, attempt_id=made.pk, answers=answers)

    return act


def _announce(title: str, days: int, places: int, place: str) -> Act:
    """Announce a session so many days later; without a place, by link."""

    def act(now: datetime) -> None:
        starts_at = (now + timedelta(days=days)).replace(minute=0)
        data = SessionData(
            starts_at, starts_at + 3 * HOUR, "Ing. Paula Iriarte", places, place,
            "" if place else "https://reuniones.example/punto-de-venta",
        )  # fmt: skip
        course = Course.objects.get(title=title)
        uid = do.uid("session", title, now.date())
        add_session(actor=do.colleague("carla"), now=now, uid=uid, course_id=course.pk, data=data)

    return act


def _seats(title: str, people: tuple[str, ...]) -> Act:
    def act(now: datetime) -> None:
        session = Session.objects.filter(course__title=title).latest("starts_at")
        for person in people:
            uid = do.uid("seat", title, person, now.date())
            enrol(actor=do.partner_person(person), now=now, uid=uid, session_id=session.pk)

    return act


def _attended(title: str, people: tuple[str, ...]) -> Act:
    def act(now: datetime) -> None:
        session = Session.objects.filter(course__title=title).latest("starts_at")
        there = {do.partner_person(person).user_id for person in people}
        present = {seat.pk: seat.user_id in there for seat in Seat.objects.filter(session=session)}
        mark_attendance(
            actor=do.colleague("carla"), now=now, session_id=session.pk, present=present
        )

    return act


def _rules(now: datetime) -> None:
    adriana, today = do.colleague("adriana"), local_date(now)
    for code, people in (("SW-PDV", 1), ("HW-FISCAL", 2)):
        change_requirement(
            actor=adriana, now=now, family_id=ProductFamily.objects.get(code=code).pk,
            people=people, from_date=today, reason="Cada venta necesita quien la explique.",
        )  # fmt: skip
    goals = (
        GoalData("Dos ventas por semestre", "WON", 2, 6, "FUND",
                 "Fondo adicional de $ 300.000 para una acción con clientes."),
        GoalData("Facturación del año", "SALES", 10_000_000_00, 12, "REVIEW",
                 "Revisión del nivel y de sus porcentajes.", currency="ARS",
                 category="SPONSOR"),
        GoalData("Un equipo certificado", "CERTIFIED", 1, 3, "PRIZE",
                 "Un lector de códigos para la sala de ventas."),
    )  # fmt: skip
    for data in goals:
        uid = do.uid("goal", data.title)
        add_goal(actor=adriana, now=now, uid=uid, data=data, from_date=today)
