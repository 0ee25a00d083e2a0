"""A partner's pages of training: reading, seats, the test, certificates; and without the benefit."""

import html
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import builders
import training_cases as cases
from cast import Cast
from training_cases import DAY, NOON
from universo.benefits.models import Entitlement
from universo.benefits.training import exam_queries, queries
from universo.benefits.training.models import Attempt, Certificate, Course, Seat
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.earn_certificate import revoke
from universo.usecases.keep_courses import add_file
from universo.web.shared.markdown import as_html


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


def first_page(course: Course) -> int:
    version = queries.edition(course.pk)
    assert version is not None
    return int(version.pages.all()[0].pk)


def test_page_after_page_to_the_test_and_the_certificate(cast: Cast) -> None:
    course, window = cases.course(cast), browser(cast.sponsor)
    assert course.title in text_of(window.get(reverse("portal:training")))
    url = reverse("portal:training_page", args=[first_page(course)])
    page = text_of(window.get(url))
    assert "<h2>Título</h2>" in page
    assert "<strong>1</strong>" in page
    second = window.post(url).headers["Location"]
    assert "página 2 de 2" in text_of(window.get(second))
    here = window.post(second).headers["Location"]
    assert here == reverse("portal:training_course", args=[course.pk])
    begin = reverse("portal:training_begin", args=[course.pk])
    assert begin in text_of(window.get(here))
    url = window.post(begin, {"uid": builders.new_uid()}).headers["Location"]
    attempt = Attempt.objects.get()
    given = cases.answers(cast.sponsor, attempt, 3)
    window.post(url, {f"q{number}": places for number, places in given.items()})
    result = text_of(window.get(url))
    assert "Aprobado" in result
    made = Certificate.objects.get()
    pdf = window.get(reverse("portal:training_certificate", args=[made.pk]))
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert made.reference in text_of(window.get(reverse("portal:training_certificates")))


def test_the_page_of_a_test_tells_nothing_of_what_is_right(cast: Cast) -> None:
    course, window = cases.course(cast, bank=3), browser(cast.sponsor)
    cases.read_all(cast.sponsor, course)
    attempt = cases.begun(cast.sponsor, course)
    url = reverse("portal:training_test", args=[attempt.pk])
    page = text_of(window.get(url))
    shown = {
        row.position: [row.version.options[one] for one in row.order]
        for row in exam_queries.own_attempt(cast.sponsor, attempt.pk).drawn.all()
    }
    for position, options in shown.items():
        inputs = re.findall(rf'name="q{position}" value="(\d)"><span><b>([^<]+)', page)
        assert inputs == [(str(place), option) for place, option in enumerate(options)]
    rest = page[page.index("<fieldset") : page.rindex("</fieldset>")].replace(cases.RIGHT, "")
    assert not re.search(r"data-|checked|right|correct", rest)
    for wrong in ({"q1": "99"}, {"q1": "x"}, {"q1": "-1"}):
        assert window.post(url, wrong, follow=True).status_code == 200
        assert Attempt.objects.get().ended_at is None
    window.post(url, {})
    assert Attempt.objects.get().score_bp == 0


def test_a_test_that_may_not_be_begun_says_why(cast: Cast) -> None:
    course, window = cases.course(cast), browser(cast.sponsor)
    begin = reverse("portal:training_begin", args=[course.pk])
    answer = window.post(begin, {"uid": builders.new_uid()}, follow=True)
    assert "Lea antes todas las páginas." in text_of(answer)
    assert window.post(begin, {"uid": "x"}).status_code == 404
    for _time in range(3):
        cases.taken(cast.sponsor, course, 0)
    here = reverse("portal:training_course", args=[course.pk])
    assert "Puede volver a intentarlo desde el 30/11/2026." in text_of(window.get(here))


def test_a_seat_the_waiting_list_and_a_calendar_file(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast), places=1)
    url = reverse("portal:training_session", args=[found.pk])
    sponsor, reseller = browser(cast.sponsor), browser(cast.reseller)
    assert "https://reunion.example" not in text_of(sponsor.get(url))
    sponsor.post(url, {"action": "enrol", "uid": builders.new_uid()})
    assert "https://reunion.example/abc" in text_of(sponsor.get(url))
    waits = reseller.post(url, {"action": "enrol", "uid": builders.new_uid()}, follow=True)
    assert "lista de espera" in text_of(waits)
    assert "https://reunion.example" not in text_of(waits)
    ics = reverse("portal:training_ics", args=[found.pk])
    own, other = sponsor.get(ics), reseller.get(ics)
    assert own.headers["Content-Type"].startswith("text/calendar")
    assert b"DTSTART:20261126T" in own.content
    assert b"https://reunion.example/abc" in own.content
    assert b"https://reunion.example" not in other.content
    sponsor.post(url, {"action": "leave"})
    assert Seat.objects.get(user_id=cast.reseller.user_id).state == "ENROLLED"
    assert found.course.title in text_of(reseller.get(reverse("portal:training_sessions")))


def test_a_session_that_began_says_so(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast))
    url, window = reverse("portal:training_session", args=[found.pk]), browser(cast.sponsor)
    with time_machine.travel(found.starts_at, tick=False):
        answer = window.post(url, {"action": "enrol", "uid": builders.new_uid()})
        assert answer.status_code == 409
        assert "ya comenzó" in text_of(answer)
    assert window.post(url, {"action": "enrol", "uid": "x"}).status_code == 409
    assert not Seat.objects.exists()


def test_a_file_is_an_attachment_of_unnamed_bytes(cast: Cast) -> None:
    course = cases.course(cast)
    made = add_file(
        actor=cast.admin, now=NOON, course_id=course.pk, title="Guía", name='gu"ía.html',
        chunks=[b"<script>alert(1)</script>"],
    )  # fmt: skip
    answer = browser(cast.sponsor).get(reverse("portal:training_file", args=[made.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_without_the_benefit_every_page_says_what_is_needed(cast: Cast) -> None:
    course = cases.course(cast)
    made = cases.certified(cast.reseller, course)
    found = cases.session(cast, course)
    Entitlement.objects.filter(service="TRAINING", category="RESELLER").delete()
    window = browser(cast.reseller)
    pages = [
        reverse(f"portal:{name}", args=args)
        for name, args in (
            ("training", []),
            ("training_course", [course.pk]),
            ("training_page", [first_page(course)]),
            ("training_test", [made.attempt_id]),
            ("training_sessions", []),
            ("training_session", [found.pk]),
            ("training_ics", [found.pk]),
            ("training_certificates", []),
            ("training_certificate", [made.pk]),
            ("training_goals", []),
        )
    ]
    for url in pages:
        answer = window.get(url)
        assert answer.status_code == 403, url
        assert "Adherirse como" in text_of(answer), url
    post = window.post(pages[5], {"action": "enrol", "uid": builders.new_uid()})
    assert (post.status_code, Seat.objects.exists()) == (403, False)
    assert window.post(pages[2]).status_code == 403


def test_a_place_may_be_left_without_the_benefit_and_nothing_else(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast), places=1)
    own, waits = cases.seat(cast.reseller, found), cases.seat(cast.sponsor, found)
    Entitlement.objects.filter(service="TRAINING", category="RESELLER").delete()
    window, url = browser(cast.reseller), reverse("portal:training_session", args=[found.pk])
    page = window.get(url)
    assert page.status_code == 403
    assert "Dejar mi lugar" in text_of(page)
    assert "https://reunion.example" not in text_of(page)
    assert window.post(url, {"action": "enrol", "uid": builders.new_uid()}).status_code == 403
    assert window.post(url, {"action": "leave"}).status_code == 302
    own.refresh_from_db()
    waits.refresh_from_db()
    assert (own.state, waits.state) == ("CANCELLED", "ENROLLED")
    assert "Dejar mi lugar" not in text_of(window.get(url))
    assert window.post(url, {"action": "leave"}).status_code == 403


def test_anybody_with_the_code_reads_whether_it_is_in_force(cast: Cast) -> None:
    made = cases.certified(cast.sponsor, cases.course(cast, certificate_months=12))
    url, visitor = reverse("public:verify_certificate", args=[made.code]), Client()
    page = text_of(visitor.get(url))
    assert "Certificado vigente" in page
    assert "Lucía Benítez" in page
    assert cast.sponsor.email not in page
    with time_machine.travel(NOON + 365 * DAY, tick=False):
        assert "Certificado no vigente" in text_of(visitor.get(url))
    revoke(actor=cast.admin, now=NOON, certificate_id=made.pk, reason="Otro rindió por él.")
    page = text_of(visitor.get(url))
    assert "Revocado" in page
    assert "Otro rindió" not in page
    window = browser(cast.sponsor)
    assert window.get(reverse("portal:training_certificate", args=[made.pk])).status_code == 404
    missing = visitor.get(reverse("public:verify_certificate", args=["A" * 16]))
    assert missing.status_code == 404
    assert "No existe" in text_of(missing)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://espia.example/p.png)",
        '[x](https://a.example "onmouseover=alert(1)")',
        "<javascript:alert(1)>",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](//espia.example)",
    ],
)
def test_nothing_hostile_passes_the_markdown(hostile: str) -> None:
    found = str(as_html(hostile))
    tags = re.findall(r"<(\w+)([^>]*)>", found)
    assert {name for name, _rest in tags} <= {"p", "a", "h2"}
    for _name, rest in tags:
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        assert set(attributes) <= {"href", "rel", "title"}
        assert attributes.get("href", "https://").startswith("https://")


def test_markdown_makes_titles_lists_and_links() -> None:
    found = str(as_html("# Uno\n\n- a\n- b\n\n[ver](https://a.example)"))
    assert "<h2>Uno</h2>" in found
    assert found.count("<li>") == 2
    assert '<a href="https://a.example" rel="noopener noreferrer nofollow">ver</a>' in found
