"""Importing files: upload, columns, preview, confirm, progress, result (R-12)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError
from universo.identity.roles import StaffRole as Role
from universo.sales import import_queries as queries
from universo.sales.feeds import templates
from universo.sales.import_states import fault_text, seen_of
from universo.sales.waiting_queries import waiting
from universo.tabular.shape import Shape
from universo.usecases import import_sales as use
from universo.usecases.work_on_sales_import import work_on_import
from universo.web.backoffice import import_words as words
from universo.web.backoffice.forms.imports import ColumnsForm, UploadForm, guessed
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal
from universo.web.shared.uploads import large_upload

PAGE_SIZE = 20
LAYOUTS = {"facturas": "invoices", "cobranzas": "collections"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@large_upload
@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """The files uploaded so far; a POST uploads another and goes to its page."""
    actor = actor_of(request)
    issuers = queries.issuers(actor)
    form = UploadForm.of(request, {"kind": "auto", "issuer_cuit": issuers[0] if issuers else ""})
    if request.method == "POST":
        made = _uploaded(request, form)
        if made is not None:
            return redirect("backoffice:import", made.pk)
    page = Paginator(queries.imports(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "issuers": issuers, "may_write": actor.has(Role.FINANCE),
        "waiting": waiting(actor).count(),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "backoffice/sales/imports.html", context, status=status)


def _uploaded(request: HttpRequest, form: UploadForm) -> Any:
    """Keep the file; what a small one is, is told at its field if it is not to be read."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    named: dict[str, Any] = {"actor": actor_of(request), "now": timezone.now()}
    try:
        made = use.receive_file(
            file_name=data["file"].name, uploaded=data["file"], kind=data["kind"],
            issuer_cuit=data["issuer_cuit"], **named,
        )  # fmt: skip
    except DomainError as error:
        show_refusal(form, error)
        return None
    _at_once(request, made)
    made.refresh_from_db()
    if made.status != "FAILED":
        return made
    use.give_up(batch_id=made.pk, **named)
    form.add_error(words.field_of(made.fault), fault_text(made.fault))
    return None


def _at_once(request: HttpRequest, batch: Any) -> None:
    """Work on a small file now; a larger one is the worker's."""
    if use.is_small(batch):
        work_on_import(
            actor=actor_of(request), clock=timezone.now, batch_id=batch.pk, is_awaited=True
        )


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One file in whatever state it is: its columns, what each row does, how far it is; a POST acts."""
    batch = queries.find_import(actor_of(request), batch_id)
    if batch is None:
        raise Http404
    form = _columns_form(request, batch)
    if request.method == "POST" and _act(request, batch, form):
        return redirect("backoffice:import", batch.pk)
    context = {
        "batch": batch,
        "form": form,
        "sources": queries.sources(actor_of(request)),
        "may_write": actor_of(request).has(Role.FINANCE),
        "fault": fault_text(batch.fault),
        "seen": seen_of(batch),
        "has_rejects": queries.rejects_of(batch) is not None,
        "progress": words.progress(batch, timezone.now()),
        **words.preview(batch, request.GET.get("filas", "")),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "backoffice/sales/import.html", context, status=status)


def _columns_form(request: HttpRequest, batch: Any) -> ColumnsForm | None:
    """The form of the columns: while they wait to be chosen, or are to be changed before confirming."""
    is_sent = request.method == "POST" and request.POST.get("act") == "choose"
    is_mapped = batch.status == "PREVIEWED" and batch.source_id is not None
    is_again = is_mapped and ("columnas" in request.GET or is_sent)
    if batch.status != "MAPPING" and not is_again:
        return None
    shape = Shape.from_json(batch.shape)
    kind = batch.kind or (batch.wanted_kind if batch.wanted_kind in LAYOUTS.values() else "")
    mapping = batch.source.mapping if batch.source else {}
    initial = {"source": str(batch.source or ""), "kind": kind or "invoices"}
    data = request.POST if is_sent else None
    chosen = guessed(initial["kind"], shape, mapping)
    return ColumnsForm(data, shape=shape, chosen=chosen, initial=initial)


def _act(request: HttpRequest, batch: Any, form: ColumnsForm | None) -> bool:
    """Do what was asked for; False when the form of the columns has to be shown again."""
    act = request.POST.get("act")
    named = {"actor": actor_of(request), "now": timezone.now(), "batch_id": batch.pk}
    dollars = request.POST.get("dollars") == "1"
    acts: dict[str | None, Callable[..., Any]] = {
        "apply": partial(
            use.confirm_import, seen=request.POST.get("seen", ""), dollars_seen=dollars
        ),
        "discard": use.give_up,
        "stop": use.give_up,
        "again": use.try_again,
    }
    try:
        if act == "choose" and form is not None:
            if not form.is_valid():
                return False
            data = form.cleaned_data
            done = use.choose_columns(
                kind=data["kind"], fields=form.chosen(), source_name=data["source"], **named
            )
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
            messages.error(request, str(error.message))
            return True
        show_refusal(form, error)
        return False
    return True


@staff(Role.FINANCE)
@never_cache
@require_safe
def rejects(request: HttpRequest, batch_id: int) -> FileResponse:
    """The rows left out, with their columns, their number and the reason: to mend and upload again."""
    batch = queries.find_import(actor_of(request), batch_id)
    path = None if batch is None else queries.rejects_of(batch)
    if path is None:
        raise Http404
    name = f"importacion-{batch_id}-rechazadas.csv"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )


@staff(Role.FINANCE)
@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """An example file: facturas or cobranzas, .csv or .xlsx."""
    stem, _dot, kind = name.partition(".")
    if stem not in LAYOUTS or kind not in ("csv", "xlsx"):
        raise Http404
    if kind == "csv":
        content, media = templates.template_csv(LAYOUTS[stem]), "text/csv; charset=utf-8"
    else:
        content, media = templates.template_xlsx(LAYOUTS[stem]), XLSX
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="ejemplo-{name}"'
    return answer
