"""Sessions for people of partners: the calendar, a seat or a place on the waiting list (R-2)."""

from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.choices import Service
from universo.benefits.queries import benefit_of
from universo.benefits.training import session_queries
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput
from universo.usecases.enrol_in_session import enrol, leave
from universo.web.portal.training_tabs import tabs
from universo.web.portal.views.training import training_rows
from universo.web.shared import training_files, training_words
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needed, needs


class EnrolForm(forms.Form):
    """A button: the id made by the page tells a second click from a second seat."""

    uid = forms.UUIDField(widget=forms.HiddenInput)


@partner()
@needs(Service.TRAINING)
@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The sessions to come, by month, and the last ones in which the person had a seat."""
    actor, now = actor_of(request), timezone.now()
    rows = training_rows(actor, list(session_queries.coming(actor, now)), now)
    months = groupby(rows, key=lambda row: local_date(row["session"].starts_at).replace(day=1))
    past = [one for one in session_queries.past(actor, now)[:40]]
    seats = session_queries.own_seats(actor, past)
    context = {
        "tabs": tabs("training_sessions"),
        "months": [(month, list(found)) for month, found in months],
        "past": [(one, seats[one.pk], training_words.when(one)) for one in past if one.pk in seats],
    }
    return render(request, "portal/training/sessions.html", context)


@partner()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session; taking a seat, leaving it. What has changed meanwhile is said."""
    actor, now = actor_of(request), timezone.now()
    answer = benefit_of(actor, Service.TRAINING, local_date(now))
    if not answer.allowed:
        return _without_benefit(request, session_id, answer)
    found: Any = session_queries.session(actor, session_id)
    status = 200
    if request.method == "POST":
        if _acted(request, found.pk):
            return redirect("portal:training_session", found.pk)
        found, status = session_queries.session(actor, session_id), 409
    seat = session_queries.own_seat(actor, found.pk)
    context = {
        "session": found,
        "when": training_words.when(found),
        "look": training_words.session_look(found, now),
        "seat": seat,
        "seat_look": training_words.seat_look(seat),
        "ahead": session_queries.ahead_of(seat) if seat and seat.state == "WAITING" else 0,
        "colleagues": [
            (one, training_words.seat_look(one))
            for one in session_queries.seats_of(actor, found.pk)
            if one.user_id != actor.user_id
        ],
        "is_open": found.cancelled_at is None
        and now < found.starts_at
        and (seat is not None or session_queries.may_enrol(actor, found)),
        "is_full": found.enrolled >= found.places,
        "form": EnrolForm(initial={"uid": uuid4()}),
    }
    return render(request, "portal/training/session.html", context, status=status)


def _without_benefit(request: HttpRequest, session_id: int, answer: Any) -> HttpResponse:
    """Say what is needed; a place that one still has may be left, and nothing else."""
    actor, now = actor_of(request), timezone.now()
    seat = session_queries.own_seat(actor, session_id)
    if seat is None:
        return needed(request, Service.TRAINING, answer)
    if request.method == "POST" and request.POST.get("action") == "leave":
        _acted(request, session_id)
        return redirect("portal:training_session", session_id)
    found = session_queries.session(actor, session_id)
    if found.cancelled_at is not None or now >= found.starts_at:
        return needed(request, Service.TRAINING, answer)
    more = {"seat": seat, "session": found, "when": training_words.when(found)}
    return needed(request, Service.TRAINING, answer, **more)


def _acted(request: HttpRequest, session_id: int) -> bool:
    who: dict[str, Any] = {"actor": actor_of(request), "now": timezone.now()}
    try:
        if request.POST.get("action") == "leave":
            leave(session_id=session_id, **who)
            messages.success(request, _("You left your place."))
            return True
        form = EnrolForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Send the form again."))
            return False
        seat = enrol(session_id=session_id, uid=form.cleaned_data["uid"], **who)
    except (Conflict, InvalidInput) as error:
        messages.error(request, str(error.message))
        return False
    waits = seat.state == "WAITING"
    said = _("You are on the waiting list.") if waits else _("You have a seat.")
    messages.success(request, said)
    return True


@partner()
@needs(Service.TRAINING)
@require_safe
def ics(request: HttpRequest, session_id: int) -> HttpResponse:
    """A session for one's own calendar."""
    return training_files.ics_answer(request, session_id, "portal:training_session")
