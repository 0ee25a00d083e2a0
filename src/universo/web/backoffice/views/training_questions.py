"""The bank of questions of a course (R-2)."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.training import exam_queries, queries
from universo.errors import NotPermitted
from universo.usecases.keep_questions import add_question, edit_question, set_retired
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.training import QuestionForm
from universo.web.backoffice.training_tabs import KEEPERS
from universo.web.shared.access import actor_of


@KEEPERS
@never_cache
@require_safe
def bank(request: HttpRequest, course_id: int) -> HttpResponse:
    """All questions of a course with their options, the right ones marked."""
    actor = actor_of(request)
    found = queries.course(actor, course_id)
    context = {
        "course": found,
        "rows": [_told(row) for row in exam_queries.bank(found.pk, retired=True)],
        "may_write": queries.is_keeper(actor),
    }
    return render(request, "backoffice/training/questions.html", context)


def _told(row: Any) -> dict[str, Any]:
    said = row.latest
    options = [(text, place in said.right) for place, text in enumerate(said.options)]
    return {"question": row, "said": said, "options": options}


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, course_id: int) -> HttpResponse:
    """Add a question to the bank."""
    actor = actor_of(request)
    found = queries.course(actor, course_id)
    if not queries.is_keeper(actor):
        raise Http404
    form = QuestionForm(request.POST or None, initial={"uid": uuid4()})
    if request.method == "POST":
        ready = form.is_valid() and form.cleaned_data["uid"]
        if form.is_valid() and not ready:
            form.add_error(None, _("Send the form again."))
        values = {"uid": ready, "course_id": found.pk, "data": form.data_of()} if ready else {}
        if succeeded(request, form, add_question, _("Saved."), **values):
            return redirect("backoffice:training_questions", found.pk)
    context = {"course": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/question.html", context, status=status)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question: what it says and said before; changing it, drawing it no more."""
    actor = actor_of(request)
    found = exam_queries.question(actor, question_id)
    course, versions = found.course, list(found.versions.select_related("created_by"))
    form = QuestionForm.of(versions[0])
    if request.method == "POST":
        if not queries.is_keeper(actor):
            raise NotPermitted("")
        here = reverse("backoffice:training_questions", args=[course.pk])
        if request.POST.get("action") in ("retire", "offer"):
            retired = request.POST["action"] == "retire"
            return do_and_go(
                request, here, set_retired, _("Saved."), question_id=found.pk, retired=retired
            )
        form = QuestionForm(request.POST)
        values = {"question_id": found.pk, "data": form.data_of()} if form.is_valid() else {}
        if succeeded(request, form, edit_question, _("Saved."), **values):
            return redirect(here)
    context = {
        "course": course,
        "question": found,
        "versions": versions,
        "form": form,
        "may_write": queries.is_keeper(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/question.html", context, status=status)
