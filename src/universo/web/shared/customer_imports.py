"""The pages of files of customers: upload, columns, preview, progress, result."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.customers import import_queries, queries
from universo.customers.imports import seen_of
from universo.errors import Conflict, DomainError, NotPermitted
from universo.tabular.refusals import fault_text
from universo.tabular.shape import Shape
from universo.usecases import import_customers as use
from universo.usecases.work_on_import import work_on_import
from universo.web.shared import customer_import_words as words
from universo.web.shared.access import actor_of
from universo.web.shared.customer_forms import ColumnsForm, ListFileForm
from universo.web.shared.customer_places import Place
from universo.web.shared.forms import show_refusal

PER_PAGE = 20
WORKING = ("READING", "CHECKING", "APPLYING")


def board(request: HttpRequest, place: Place) -> HttpResponse:
    """Upload a file, and see those that came before; a POST goes on to the file's own page."""
    actor = actor_of(request)
    may_write = queries.may_write(actor, place.owner_id)
    if not may_write and request.method == "POST":
        raise NotPermitted("")
    form = ListFileForm.of(request)
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            made = use.receive_file(
                actor=actor, now=timezone.now(), owner_id=place.owner_id,
                file_name=uploaded.name, uploaded=uploaded,
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error)
        else:
            _at_once(request, made)
            return redirect(place.url("customer_import", made.pk))
    rows = import_queries.imports(actor).filter(owner_id=place.owner_id)
    context = {
        **place.context(),
        "form": form,
        "may_write": may_write,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "shared/customers/imports.html", context, status=status)


def _at_once(request: HttpRequest, found: Any) -> None:
    """Work on a small file now; a larger one is the worker's."""
    if use.is_small(found):
        work_on_import(
            actor=actor_of(request), clock=timezone.now, import_id=found.pk, is_awaited=True
        )


def page(request: HttpRequest, place: Place, import_id: int) -> HttpResponse:
    """One file, in whatever state it is; a POST acts on it."""
    found = import_queries.find_import(actor_of(request), import_id)
    form = _columns_form(request, found)
    if request.method == "POST":
        if not queries.may_write(actor_of(request), found.owner_id):
            raise NotPermitted("")
        if _act(request, found, form):
            return redirect(place.url("customer_import", found.pk))
    context = {
        **place.context(),
        "found": found,
        "form": form,
        "may_write": queries.may_write(actor_of(request), found.owner_id),
        "is_working": found.status in WORKING,
        "fault": fault_text(found.fault),
        "has_rejects": import_queries.rejects_of(found) is not None,
        "sources": import_queries.sources(actor_of(request), found.owner_id),
        "progress": words.progress(found, timezone.now()),
        "seen": seen_of(found),
        **words.preview(found),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "shared/customers/import.html", context, status=status)


def _columns_form(request: HttpRequest, found: Any) -> ColumnsForm | None:
    """The form of the columns: while they wait to be chosen, or are to be changed before confirming."""
    is_sent = request.method == "POST" and request.POST.get("act") == "choose"
    is_again = found.status == "READY" and ("columnas" in request.GET or is_sent)
    if found.status != "MAPPING" and not is_again:
        return None
    initial = {"source": str(found.source or ""), "whole_list": found.is_whole_list}
    shape = Shape.from_json(found.shape)
    data = request.POST if is_sent else None
    return ColumnsForm(data, shape=shape, chosen=found.mapping, initial=initial)


def _act(request: HttpRequest, found: Any, form: ColumnsForm | None) -> bool:
    """Do what was asked for; False when the form of the columns has to be shown again."""
    act = request.POST.get("act")
    named = {"actor": actor_of(request), "now": timezone.now(), "import_id": found.pk}
    acts: dict[str | None, Callable[..., Any]] = {
        "confirm": partial(use.confirm_import, seen=request.POST.get("seen", "")),
        "discard": use.give_up,
        "stop": use.give_up,
        "again": use.try_again,
    }
    try:
        if act == "choose" and form is not None:
            if not form.is_valid():
                return False
            done = use.choose_columns(
                fields=form.chosen(), source_name=form.cleaned_data["source"],
                is_whole_list=form.cleaned_data["whole_list"], **named,
            )  # fmt: skip
        elif act in acts:
            done = acts[act](**named)
        elif act == "choose":
            raise Conflict(_("The file is being worked on already."))
        else:
            raise Http404
        _at_once(request, done)
    except Conflict as error:
        messages.warning(request, str(error.message))
    except DomainError as error:
        if form is None:
            raise
        show_refusal(form, error)
        return False
    return True


def rejects(request: HttpRequest, import_id: int) -> FileResponse:
    """The rows left out, with their columns, their number and the reason."""
    found = import_queries.find_import(actor_of(request), import_id)
    path = import_queries.rejects_of(found)
    if path is None:
        raise Http404
    name = f"importacion-{found.pk}-sin-guardar.csv"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )
