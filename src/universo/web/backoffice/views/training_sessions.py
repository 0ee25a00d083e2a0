"""Sessions for Hasar: announcing them, changing them, calling them off, who was there (R-2)."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.training import queries, session_queries
from universo.errors import NotPermitted
from universo.usecases import hold_sessions as hold
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.training import ReasonForm, SessionForm
from universo.web.backoffice.training_tabs import KEEPERS, tabs
from universo.web.shared import training_files, training_words
from universo.web.shared.access import actor_of
from universo.web.shared.timeline import entries_of

PER_PAGE = 25


@KEEPERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The sessions to come, and those past, page by page."""
    actor, now = actor_of(request), timezone.now()
    page = Paginator(session_queries.past(actor, now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("training_sessions"),
        "coming": _rows(session_queries.coming(actor, now), now),
        "page": page,
        "past": _rows(page.object_list, now),
    }
    return render(request, "backoffice/training/sessions.html", context)


def _rows(sessions: Any, now: Any) -> list[dict[str, Any]]:
    return [
        {"session": one, "when": training_words.when(one), "look": training_words.session_look(one, now)}
        for one in sessions
    ]  # fmt: skip


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, course_id: int) -> HttpResponse:
    """Announce a session of a course."""
    actor = actor_of(request)
    found = queries.course(actor, course_id)
    if not queries.is_keeper(actor) or found.withdrawn_at is not None:
        raise Http404
    form = SessionForm(request.POST or None, initial={"uid": uuid4(), "places": 20})
    if request.method == "POST":
        ready = form.is_valid() and form.cleaned_data["uid"]
        if form.is_valid() and not ready:
            form.add_error(None, _("Send the form again."))
        values = {"uid": ready, "course_id": found.pk, "data": form.data_of()} if ready else {}
        made = succeeded(request, form, hold.add_session, _("The session is announced."), **values)
        if made:
            return redirect("backoffice:training_session", made.pk)
    context = {"course": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/session_form.html", context, status=status)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: its people and who was there, its changes, calling it off."""
    actor, now = actor_of(request), timezone.now()
    found = session_queries.session(actor, session_id)
    edit, cancel = SessionForm.of(found), ReasonForm()
    if request.method == "POST":
        if not queries.is_keeper(actor):
            raise NotPermitted("")
        action = request.POST.get("action", "")
        edit = SessionForm(request.POST) if action == "edit" else edit
        cancel = ReasonForm(request.POST) if action == "cancel" else cancel
        answer = _acted(request, found, action, edit, cancel)
        if answer is not None:
            return answer
    context = {
        "session": found,
        "when": training_words.when(found),
        "look": training_words.session_look(found, now),
        "seats": [
            (one, training_words.seat_look(one))
            for one in session_queries.seats_of(actor, found.pk)
        ],
        "has_begun": now >= found.starts_at,
        "edit": edit,
        "cancel": cancel,
        "opened_edit": bool(edit.errors),
        "opened_cancel": bool(cancel.errors),
        "entries": entries_of(timeline(actor, "training_session", found.pk)),
        "may_write": queries.is_keeper(actor) and found.cancelled_at is None,
    }
    status = 422 if edit.errors or cancel.errors else 200
    return render(request, "backoffice/training/session.html", context, status=status)


def _acted(
    request: HttpRequest, found: Any, action: str, edit: SessionForm, cancel: ReasonForm
) -> HttpResponse | None:
    here = reverse("backoffice:training_session", args=[found.pk])
    who: dict[str, Any] = {"session_id": found.pk}
    if action == "edit":
        values = {**who, "data": edit.data_of()} if edit.is_valid() else {}
        done = succeeded(request, edit, hold.edit_session, _("Saved."), **values)
    elif action == "cancel":
        values = {**who, **cancel.cleaned_data} if cancel.is_valid() else {}
        done = succeeded(request, cancel, hold.cancel_session, _("Called off."), **values)
    elif action == "attendance":
        seats = session_queries.seats_of(actor_of(request), found.pk).filter(state="ENROLLED")
        there = {one.pk: f"seat-{one.pk}" in request.POST for one in seats}
        return do_and_go(request, here, hold.mark_attendance, _("Saved."), present=there, **who)
    else:
        raise Http404
    return redirect(here) if done else None


@KEEPERS
@require_safe
def ics(request: HttpRequest, session_id: int) -> HttpResponse:
    """A session for one's own calendar."""
    return training_files.ics_answer(request, session_id, "backoffice:training_session")
