"""Hasar's pages of training: writing a course, its bank, sessions, certificates, rules, figures."""

import html
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import builders
import routing_cases
import training_cases as cases
from cast import Cast
from training_cases import DAY, NOON, TODAY
from universo.benefits.training import exam_queries, queries
from universo.benefits.training.models import (
    Certificate,
    Course,
    CourseFile,
    Goal,
    GoalReached,
    Page,
    Requirement,
    Seat,
    Session,
)
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.level_queries import level_of
from universo.usecases.keep_goals import GoalData, add_goal
from universo.usecases.record_goals import record_goals


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "uid": builders.new_uid(), "title": "Balanzas", "summary": "Cómo elegirlas.",
        "family_ids": [cast.families["GESTION"].pk], "exam_questions": 1, "pass_percent": 60,
        "minutes": 20, "attempts": 2, "wait_days": 5, "certificate_months": 12,
        "gives_certificate": "on", **changes,
    }  # fmt: skip


def test_a_course_is_written_tested_and_published_from_its_pages(cast: Cast) -> None:
    window = browser(cast.channel_manager)
    refused = window.post(reverse("backoffice:training_new"), typed(cast, pass_percent=0))
    assert refused.status_code == 422
    assert 'value="Balanzas"' in text_of(refused)
    here = window.post(reverse("backoffice:training_new"), typed(cast)).headers["Location"]
    course = Course.objects.get()
    page = {"title": "Capacidades", "body": "Hasta **30 kg**.", "video": "", "position": ""}
    empty = window.post(
        reverse("backoffice:training_page_new", args=[course.pk]), {**page, "body": ""}
    )
    assert "Escriba un texto o indique un video." in text_of(empty)
    window.post(reverse("backoffice:training_page_new", args=[course.pk]), page)
    shown = window.get(reverse("backoffice:training_page", args=[Page.objects.get().pk]))
    assert "<strong>30 kg</strong>" in text_of(shown)
    file = SimpleUploadedFile("tabla.xlsx", b"PK..")
    window.post(here, {"action": "file", "title": "Tabla", "file": file})
    assert CourseFile.objects.get().file_name == "tabla.xlsx"
    assert "nadie puede rendirlo" in text_of(window.get(here))
    question = {
        "uid": builders.new_uid(), "text": "¿Cuánto pesa?", "kind": "SINGLE",
        "options": "10 kg\n\n30 kg", "right": ["2"],
    }  # fmt: skip
    url = reverse("backoffice:training_question_new", args=[course.pk])
    assert window.post(url, {**question, "right": ["1"]}).status_code == 422  # the empty line
    window.post(url, question)
    stored = exam_queries.bank(course.pk)[0]
    assert (stored.latest.options, stored.latest.right) == (["10 kg", "30 kg"], [1])
    window.post(here, {"action": "publish", "news": "Primera"})
    assert queries.edition(course.pk) is not None
    url = reverse("backoffice:training_question", args=[stored.pk])
    window.post(url, {**question, "text": "¿Cuánto pesa como máximo?"})
    assert exam_queries.bank(course.pk)[0].latest.number == 2
    window.post(url, {"action": "retire"})
    assert exam_queries.bank(course.pk) == []
    edit = reverse("backoffice:training_edit", args=[course.pk])
    window.post(edit, typed(cast, title="Balanzas comerciales"))
    assert Course.objects.get().title == "Balanzas comerciales"
    window.post(here, {"action": "remove_file", "file": CourseFile.objects.get().pk})
    window.post(here, {"action": "begin"})
    assert queries.draft(course.pk) is not None
    window.post(here, {"action": "withdraw"})
    assert Course.objects.get().withdrawn_at is not None
    assert "Balanzas comerciales" in text_of(window.get(reverse("backoffice:training")))


def test_a_session_from_its_announcement_to_who_was_there(cast: Cast) -> None:
    course, window = cases.course(cast), browser(cast.admin)
    url = reverse("backoffice:training_session_new", args=[course.pk])
    form = {
        "uid": builders.new_uid(), "day": "2026-12-01", "from_time": "09:00", "to_time": "08:00",
        "trainer": "Ana Docente", "places": 1, "place": "Villa Martelli", "link": "",
    }  # fmt: skip
    refused = window.post(url, form)
    assert "Termina después de comenzar" in text_of(refused)
    assert 'value="Villa Martelli"' in text_of(refused)
    for slip in ("9999-12-31", "0001-01-01"):
        refused = window.post(url, {**form, "day": slip})
        assert (refused.status_code, "Revise el año." in text_of(refused)) == (422, True)
    here = window.post(url, {**form, "to_time": "12:30"}).headers["Location"]
    found = Session.objects.get()
    assert found.starts_at.isoformat() == "2026-12-01T12:00:00+00:00"  # nine in Buenos Aires
    seat, _waits = cases.seat(cast.sponsor, found), cases.seat(cast.reseller, found)
    assert "1 espera" in text_of(window.get(here))
    window.post(here, {**form, "action": "edit", "to_time": "13:00", "places": 2})
    assert Seat.objects.filter(state="ENROLLED").count() == 2
    with time_machine.travel(found.starts_at, tick=False):
        window.post(here, {"action": "attendance", f"seat-{seat.pk}": "on"})
    assert [one.attended for one in Seat.objects.order_by("pk")] == [True, False]
    assert window.post(here, {"action": "cancel", "reason": ""}).status_code == 422
    window.post(here, {"action": "cancel", "reason": "Corte de luz en la sala."})
    assert Session.objects.get().cancelled_at is not None
    assert browser(cast.auditor).post(here, {"action": "cancel", "reason": "x"}).status_code == 404
    assert course.title in text_of(window.get(reverse("backoffice:training_sessions")))


def test_certificates_are_found_and_revoked_by_administrators(cast: Cast) -> None:
    made = cases.certified(cast.sponsor, cases.course(cast))
    board = reverse("backoffice:training_certificates")
    url = reverse("backoffice:training_certificate", args=[made.pk])
    admin, manager = browser(cast.admin), browser(cast.channel_manager)
    for query in (f"?q={made.reference}", "?q=lucía", "?estado=force"):
        assert made.reference in text_of(manager.get(board + query)), query
    assert made.reference not in text_of(manager.get(board + "?estado=revoked"))
    why = {"reason": "Otra persona rindió por ella."}
    assert manager.post(url, why).status_code == 404
    assert admin.post(url, {"reason": ""}).status_code == 422
    admin.post(url, why)
    assert Certificate.objects.get().revoked_reason == why["reason"]
    assert made.reference in text_of(manager.get(board + "?estado=revoked"))


def test_what_a_family_asks_for_is_set_and_read_by_the_partner(cast: Cast) -> None:
    family, url = cast.families["GESTION"], reverse("backoffice:training_requirements")
    form = {
        "family_id": family.pk, "people": 2, "from_date": TODAY.isoformat(),
        "reason": "Cada venta necesita quien la explique.",
    }  # fmt: skip
    assert browser(cast.channel_manager).post(url, form).status_code == 404
    admin = browser(cast.admin)
    yesterday = {**form, "from_date": (TODAY - DAY).isoformat()}
    assert admin.post(url, yesterday).status_code == 422
    admin.post(url, form)
    assert admin.post(url, form).status_code == 422  # it says so already
    assert Requirement.objects.get().people == 2
    cases.certified(cast.sponsor, cases.course(cast))
    page = text_of(browser(cast.sponsor).get(reverse("portal:training_certificates")))
    assert family.name in page
    assert "Tiene 1 de 2" in page


def test_a_goal_is_set_seen_and_ended_from_its_pages(cast: Cast) -> None:
    url, admin = reverse("backoffice:training_goals"), browser(cast.admin)
    form = {
        "uid": builders.new_uid(), "title": "Dos certificados", "counted": "CERTIFIED",
        "how_many": "", "amount": "", "currency": "", "months": 3, "category": "",
        "benefit": "PRIZE", "text": "Una tableta.", "from_date": TODAY.isoformat(),
    }  # fmt: skip
    refused = admin.post(url, form)
    assert "Escriba cuántos." in text_of(refused)
    admin.post(url, {**form, "how_many": 2})
    sales = {**form, "uid": builders.new_uid(), "counted": "SALES", "amount": "1.000.000,00"}
    assert admin.post(url, sales).status_code == 422  # in which currency
    admin.post(url, {**sales, "currency": "ARS", "title": "Un millón"})
    assert sorted(Goal.objects.values_list("goal", flat=True)) == [2, 100_000_000]
    cases.certified(cast.sponsor, cases.course(cast))
    page = text_of(browser(cast.sponsor).get(reverse("portal:training_goals")))
    assert "1 persona certificada" in page
    assert "$" in page
    goal = Goal.objects.get(goal=2)
    here = reverse("backoffice:training_goal", args=[goal.pk])
    assert "Benítez" in text_of(admin.get(here))
    assert admin.post(here, {"until": TODAY.isoformat()}).status_code == 422
    admin.post(here, {"until": (TODAY + DAY).isoformat()})
    assert Goal.objects.get(pk=goal.pk).valid.upper == TODAY + DAY


def test_on_its_page_each_goal_asks_for_what_it_gives(cast: Cast) -> None:
    words = GoalData("Uno", "CERTIFIED", 1, 3, "REVIEW", "En palabras.", "", "SPONSOR")
    add_goal(
        actor=cast.admin, now=NOON, uid=builders.new_uid(), data=words, from_date=TODAY
    )  # fmt: skip
    cases.certified(cast.referrer, cases.course(cast))
    record_goals(NOON)
    found, why = GoalReached.objects.get(), "Por sus certificados."
    page, admin = reverse("backoffice:training_goal", args=[found.goal_id]), browser(cast.admin)
    assert "Es Mediador desde el día" in text_of(admin.get(page))
    refused = admin.post(page, {"reached": found.pk, "note": why, "level_from": "ayer"})
    assert refused.status_code == 422
    assert why in refused.content.decode()
    day = TODAY + 3 * DAY
    admin.post(page, {"reached": found.pk, "note": why, "level_from": day.isoformat()})
    assert level_of(found.partner_id, day) == "INTRODUCER"
    assert admin.post(page, {"reached": "999999", "note": why}).status_code == 404


def test_figures_count_what_was_given_and_what_came_of_it(cast: Cast) -> None:
    from universo.benefits.training.figures import figures_of

    course = cases.course(cast)
    before = NOON - 10 * DAY
    found = cases.session(cast, course, at=before)  # over, two hours
    seats = [cases.seat(actor, found, before) for actor in (cast.sponsor, cast.reseller)]
    from universo.usecases.hold_sessions import mark_attendance

    present = {seats[0].pk: True, seats[1].pk: False}
    mark_attendance(actor=cast.admin, now=NOON, session_id=found.pk, present=present)
    cases.certified(cast.sponsor, course)
    told = figures_of(cast.admin, TODAY - 365 * DAY, TODAY)
    assert (told.sessions, told.hours, told.seats, told.attended_bp) == (1, 2, 2, 5_000)
    assert (told.tests, told.passed_bp) == (1, 10_000)
    assert (len(told.partners), told.partners[0].certified) == (1, 1)
    page = text_of(browser(cast.channel_manager).get(reverse("backoffice:training_figures")))
    assert "Benítez" in page
    assert figures_of(cast.sponsor, TODAY - DAY, TODAY).partners == []


def test_whoever_chooses_a_channel_sees_who_has_the_certified_people(cast: Cast) -> None:
    notice = routing_cases.notice(cast)
    family = notice.items.get().family
    form = {
        "family_id": family.pk, "people": 1, "from_date": TODAY.isoformat(),
        "reason": "Cada venta necesita quien la explique.",
    }  # fmt: skip
    browser(cast.admin).post(reverse("backoffice:training_requirements"), form)
    course = cases.course(cast, family_ids=[family.pk])
    cases.certified(cast.reseller, course)
    url = reverse("backoffice:routing_notice", args=[notice.pk])
    page = text_of(browser(cast.channel_manager).get(url))
    assert page.count(f"Tiene las personas certificadas para {family.name}") == 1
    others = f"Tiene 0 de 1 personas certificadas para {family.name}"
    assert page.count(others) == 2  # the two other resellers; Hasar's own staff is asked for none
