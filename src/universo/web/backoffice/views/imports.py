"""Importing files: upload, preview row by row, confirm, result (R-12)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError
from universo.identity.roles import StaffRole as Role
from universo.sales import queries
from universo.sales.feeds import templates
from universo.sales.remarks import remark_text
from universo.usecases import import_sales
from universo.web.backoffice.forms.sales import UploadForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import csv_response, text_cell
from universo.web.shared.formatting import day
from universo.web.shared.forms import show_refusal

PAGE_SIZE, ROWS_SHOWN = 20, 100
TABS = {"todas": "", "nuevas": "NEW", "completan": "CHANGED", "iguales": "UNCHANGED",
        "distintas": "CONFLICT", "rechazadas": "REJECTED"}  # fmt: skip
LAYOUTS = {"facturas": "invoices", "cobranzas": "collections"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """The files uploaded so far; a POST uploads another and goes to its preview."""
    actor = actor_of(request)
    issuers = queries.known_issuers(actor)
    form = UploadForm(initial={"kind": "auto", "issuer_cuit": issuers[0] if issuers else ""})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        made = _uploaded(request, form)
        if made is not None:
            return redirect("backoffice:import", made.pk)
    page = Paginator(queries.imports(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "issuers": issuers, "may_write": actor.has(Role.FINANCE),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "backoffice/sales/imports.html", context, status=status)


def _uploaded(request: HttpRequest, form: UploadForm) -> Any:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        return import_sales.preview_import(
            actor=actor_of(request),
            now=timezone.now(),
            file_name=data["file"].name,
            content=data["file"].read(),
            kind=data["kind"],
            issuer_cuit=data["issuer_cuit"],
        )
    except DomainError as error:
        show_refusal(form, error)
        return None


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What each row of a file will do, or did; a POST applies or discards it."""
    batch = queries.find_import(actor_of(request), batch_id)
    if batch is None:
        raise Http404
    if request.method == "POST":
        _decide(request, batch)
        return redirect("backoffice:import", batch.pk)
    chosen = request.GET.get("filas", "")
    chosen = chosen if chosen in TABS else "todas"
    rows = queries.rows_of(batch, TABS[chosen])
    shown = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    outcomes = batch.summary["outcomes"]
    context = {
        "batch": batch,
        "page": shown,
        "tabs": _tabs(outcomes, chosen),
        "outcomes": outcomes,
        "to_apply": outcomes.get("NEW", 0) + outcomes.get("CHANGED", 0),
        "left_out": outcomes.get("REJECTED", 0) + outcomes.get("CONFLICT", 0),
        "warnings": [remark_text(one) for one in batch.summary["warnings"]],
        "new_amounts": queries.new_amounts(batch),
        "may_write": actor_of(request).has(Role.FINANCE),
    }
    return render(request, "backoffice/sales/import.html", context)


def _tabs(outcomes: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    labels = {
        "todas": _("All rows"),
        "nuevas": _("New"),
        "completan": _("Completes"),
        "iguales": _("Unchanged"),
        "distintas": _("Differs"),
        "rechazadas": _("Rejected"),
    }
    tabs = []
    for tab, label in labels.items():
        count = outcomes.get(TABS[tab], 0) if TABS[tab] else sum(outcomes.values())
        if count or tab in ("todas", chosen):
            tabs.append(
                {"label": label, "url": f"?filas={tab}", "active": tab == chosen, "count": count}
            )
    return tabs


def _decide(request: HttpRequest, batch: Any) -> None:
    """Apply or discard; a long file goes on in the background."""
    named = {"actor": actor_of(request), "now": timezone.now(), "batch_id": batch.pk}
    try:
        if request.POST.get("act") == "discard":
            import_sales.discard_import(**named)
            messages.info(request, _("The file was discarded; nothing was written."))
        elif request.POST.get("act") != "apply":
            raise Http404
        elif batch.summary["rows"] > import_sales.MOST_AT_ONCE and batch.status == "PREVIEWED":
            import_sales.start_import(**named)
        else:
            done = import_sales.apply_import(**named)
            new = done.summary["outcomes"].get("NEW", 0)
            said = ngettext("%(count)s row was written.", "%(count)s rows were written.", new)
            messages.success(request, said % {"count": new})
    except Conflict as error:
        messages.warning(request, str(error.message))


@staff(Role.FINANCE)
@never_cache
@require_safe
def rejects(request: HttpRequest, batch_id: int) -> StreamingHttpResponse:
    """The rows left out, with their reasons, as a sheet for whoever mends them."""
    batch = queries.find_import(actor_of(request), batch_id)
    if batch is None:
        raise Http404
    head = (_("Row"), _("Result"), _("Document"), _("Reason"), _("What the row says"))
    rows = (_row_out(row) for row in queries.left_out(batch))
    return csv_response(f"importacion-{batch.pk}-rechazos", head, rows)


def _row_out(row: Any) -> list[str]:
    reasons = " ".join(str(remark_text(one)) for one in row.remarks)
    where = " ".join(
        part for part in (row.subject, day(row.on_date) if row.on_date else "") if part
    )
    cells = [row.position, row.get_outcome_display(), where, reasons, *row.raw]
    return [text_cell(cell) for cell in cells]


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
