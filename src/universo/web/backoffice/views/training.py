"""Courses for Hasar: their terms, editions, pages and files (R-2)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.training import queries
from universo.benefits.training.files import too_large
from universo.usecases import keep_courses as keep
from universo.usecases import keep_editions
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.training import CourseForm, FileForm, PageForm, PublishForm
from universo.web.backoffice.training_tabs import KEEPERS, tabs
from universo.web.shared import training_files, training_words
from universo.web.shared.access import actor_of
from universo.web.shared.markdown import as_html
from universo.web.shared.timeline import entries_of
from universo.web.shared.uploads import was_too_large


@KEEPERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All courses: their edition in force, what they are tested with."""
    actor = actor_of(request)
    rows = list(queries.board(actor))
    editions = queries.editions(rows)
    context = {
        "tabs": tabs("training"),
        "rows": [(one, editions.get(one.pk)) for one in rows],
        "may_write": queries.is_keeper(actor),
    }
    return render(request, "backoffice/training/board.html", context)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Begin a course."""
    if not queries.is_keeper(actor_of(request)):
        raise Http404
    form = CourseForm(request.POST) if request.method == "POST" else CourseForm.fresh()
    if request.method == "POST":
        ready = form.is_valid() and form.cleaned_data["uid"]
        values = {"uid": ready, "data": form.data_of()} if ready else {}
        if not ready and form.is_valid():
            form.add_error(None, _("Send the form again."))
        made = succeeded(request, form, keep.add_course, _("Now write its pages."), **values)
        if made:
            return redirect("backoffice:training_course", made.pk)
    context = {"form": form}
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/course_form.html", context, status=status)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, course_id: int) -> HttpResponse:
    """Change what a course is and how it is tested."""
    actor = actor_of(request)
    found = queries.course(actor, course_id)
    if not queries.is_keeper(actor):
        raise Http404
    form = CourseForm(request.POST) if request.method == "POST" else CourseForm.of(found)
    if request.method == "POST":
        values = {"course_id": found.pk, "data": form.data_of()} if form.is_valid() else {}
        if succeeded(request, form, keep.edit_course, _("Saved."), **values):
            return redirect("backoffice:training_course", found.pk)
    context = {"form": form, "course": found}
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/course_form.html", context, status=status)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    """One course: its edition in force and its draft, files, and what can be done."""
    actor = actor_of(request)
    found = queries.course(actor, course_id)
    publish, upload = PublishForm(), FileForm()
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action == "publish":
            publish = PublishForm(request.POST)
        elif action == "file":
            upload = FileForm(request.POST, request.FILES)
        answer = _acted(request, found, action, publish, upload)
        if answer is not None:
            return answer
    version, draft = queries.edition(found.pk), queries.draft(found.pk)
    shown = draft or version
    context = {
        "course": found,
        "version": version,
        "draft": draft,
        "pages": shown.pages.all() if shown else [],
        "versions": found.versions.select_related("published_by"),
        "files": queries.files_of(found),
        "terms": training_words.exam_words(found),
        "bank": found.questions.filter(retired_at__isnull=True).count(),
        "publish": publish,
        "upload": upload,
        "entries": entries_of(timeline(actor, "course", found.pk)),
        "may_write": queries.is_keeper(actor),
    }
    status = 422 if publish.errors or upload.errors else 200
    return render(request, "backoffice/training/course.html", context, status=status)


def _acted(
    request: HttpRequest, found: Any, action: str, publish: PublishForm, upload: FileForm
) -> HttpResponse | None:
    here = reverse("backoffice:training_course", args=[found.pk])
    if action == "publish":
        values = {"course_id": found.pk, "news": publish.cleaned_data.get("news", "")} if (
            publish.is_valid()
        ) else {}  # fmt: skip
        done = succeeded(request, publish, keep_editions.publish_edition, _("Published."), **values)
        return redirect(here) if done else None
    if action == "file":
        return _kept(request, found, upload, here)
    acts: dict[str, tuple[Any, str, dict[str, Any]]] = {
        "begin": (keep_editions.begin_edition, _("A new edition was begun."), {}),
        "withdraw": (keep.set_withdrawn, _("Partners see it no more."), {"withdrawn": True}),
        "offer": (keep.set_withdrawn, _("Partners see it again."), {"withdrawn": False}),
    }
    if action == "remove_file":
        text = request.POST.get("file", "")
        file_id = int(text) if text.isdecimal() and len(text) < 10 else 0
        return do_and_go(request, here, keep.remove_file, _("Taken out."), file_id=file_id)
    if action not in acts:
        raise Http404
    act, said, values = acts[action]
    return do_and_go(request, here, act, said, course_id=found.pk, **values)


def _kept(request: HttpRequest, found: Any, form: FileForm, here: str) -> HttpResponse | None:
    values: dict[str, Any] = {}
    if was_too_large(request):
        form.add_error("file", too_large())
    if form.is_valid():
        file = form.cleaned_data["file"]
        values = {"course_id": found.pk, "title": form.cleaned_data["title"]}
        values |= {"name": file.name, "chunks": file.chunks()}
    done = succeeded(request, form, keep.add_file, _("The file was added."), **values)
    return redirect(here) if done else None


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page_new(request: HttpRequest, course_id: int) -> HttpResponse:
    """Write a new page of the draft."""
    actor = actor_of(request)
    found = queries.course(actor, course_id)
    if not queries.is_keeper(actor) or queries.draft(found.pk) is None:
        raise Http404
    form = PageForm(request.POST or None)
    return _page(request, found, form, None)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """A page as partners read it; one of a draft can be changed or taken out."""
    actor = actor_of(request)
    found = queries.page_of(actor, lesson_id)
    names = ("title", "body", "video", "position")
    form = PageForm(initial={name: getattr(found, name) for name in names})
    if request.method == "POST":
        form = PageForm(request.POST)
        if request.POST.get("action") == "remove":
            here = reverse("backoffice:training_course", args=[found.version.course_id])
            values = {"course_id": found.version.course_id, "page_id": found.pk}
            return do_and_go(request, here, keep_editions.remove_page, _("Taken out."), **values)
    return _page(request, found.version.course, form, found)


def _page(request: HttpRequest, course: Any, form: PageForm, found: Any) -> HttpResponse:
    if request.method == "POST":
        values = {}
        if form.is_valid():
            values = {**form.cleaned_data, "position": form.cleaned_data["position"] or 0}
            values |= {"course_id": course.pk, "page_id": found.pk if found else None}
        if succeeded(request, form, keep_editions.save_page, _("Saved."), **values):
            return redirect("backoffice:training_course", course.pk)
    context = {
        "course": course,
        "page": found,
        "form": form,
        "html": as_html(found.body) if found else "",
        "may_write": queries.is_keeper(actor_of(request))
        and (found is None or found.version.published_at is None),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/page.html", context, status=status)


@KEEPERS
@require_safe
def file(request: HttpRequest, course_file_id: int) -> HttpResponseBase:
    """A file of a course."""
    return training_files.file_answer(request, course_file_id)
