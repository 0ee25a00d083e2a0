"""Training as a person of a partner follows it: courses, their pages and files (R-2)."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.choices import Service
from universo.benefits.training import exam_queries, queries, session_queries
from universo.domain.decision_clock import local_date
from universo.usecases.follow_course import read_page
from universo.usecases.take_test import refusal, sentence_of
from universo.web.portal.training_tabs import tabs
from universo.web.shared import training_files, training_words
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs
from universo.web.shared.markdown import as_html

SOON = 5


@partner()
@needs(Service.TRAINING)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The courses with what the person has read and earned, and the next sessions."""
    actor, now = actor_of(request), timezone.now()
    courses = list(queries.courses_visible_to(actor))
    readings = queries.readings(actor.user_id or 0, courses, now)
    sessions = list(session_queries.coming(actor, now)[:SOON])
    context = {
        "tabs": tabs("training"),
        "courses": [(one, readings[one.pk], _held(actor, one, now)) for one in courses],
        "sessions": training_rows(actor, sessions, now),
    }
    return render(request, "portal/training/board.html", context)


def training_rows(actor: Any, sessions: list[Any], now: Any) -> list[Any]:
    """Return sessions with when they are, the badge of one's seat, and that of the session."""
    seats = session_queries.own_seats(actor, sessions)
    return [
        {
            "session": one,
            "when": training_words.when(one),
            "look": training_words.seat_look(seats.get(one.pk))
            or training_words.session_look(one, now),
        }
        for one in sessions
    ]


def _held(actor: Any, course: Any, now: Any) -> Any:
    today = local_date(now)
    found = exam_queries.own_in_force(actor.user_id, actor.partner_id, course.pk, today)
    return training_words.certificate_look(found, today) if found else None


@partner()
@needs(Service.TRAINING)
@never_cache
@require_safe
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    """One course: pages, files, sessions, the test with why it may not be begun, the certificate."""
    actor, now = actor_of(request), timezone.now()
    found, today = queries.course(actor, course_id), local_date(now)
    user_id = actor.user_id or 0
    refused = refusal(actor, found, now) if found.exam_questions else None
    held = exam_queries.own_in_force(user_id, actor.partner_id or 0, found.pk, today)
    since = queries.counts_from(user_id, [found], now).get(found.pk)
    context = {
        "is_again": since is not None,
        "course": found,
        "reading": queries.reading(user_id, found, now),
        "files": queries.files_of(found),
        "terms": training_words.exam_words(found),
        "sessions": training_rows(actor, list(session_queries.coming(actor, now, found)), now),
        "was_there": session_queries.attended(user_id, found.pk, since),
        "attempts": exam_queries.attempts_of(user_id, found.pk)[:10],
        "running": exam_queries.attempts_of(user_id, found.pk).filter(
            ended_at__isnull=True, due_at__gt=now
        ).first(),
        "refused": sentence_of(*refused) if refused else "",
        "certificate": held,
        "look": training_words.certificate_look(held, today) if held else None,
        "uid": uuid4(),
    }  # fmt: skip
    return render(request, "portal/training/course.html", context)


@partner()
@needs(Service.TRAINING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """A page of a course; read, it leads to the next one, or back to the course."""
    actor = actor_of(request)
    found = queries.page_of(actor, lesson_id)
    course = found.version.course
    pages = queries.reading(actor.user_id or 0, course, timezone.now())
    places = [one.pk for one in pages.pages]
    here = places.index(found.pk)
    after = pages.pages[here + 1] if here + 1 < len(places) else None
    if request.method == "POST":
        read_page(actor=actor, now=timezone.now(), page_id=found.pk)
        if after is not None:
            return redirect("portal:training_page", after.pk)
        messages.success(request, _("You read the last page."))
        return redirect("portal:training_course", course.pk)
    context = {
        "page": found,
        "course": course,
        "html": as_html(found.body),
        "reading": pages,
        "place": here + 1,
        "before": pages.pages[here - 1] if here else None,
        "after": after,
    }
    return render(request, "portal/training/page.html", context)


@partner()
@needs(Service.TRAINING)
@require_safe
def file(request: HttpRequest, course_file_id: int) -> HttpResponseBase:
    """A file of a course."""
    return training_files.file_answer(request, course_file_id)
