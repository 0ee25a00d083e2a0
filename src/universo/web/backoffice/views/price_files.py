"""A file of prices on its way to a list: uploaded, its columns, what it changes, published (R-2 b)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.prices import queries
from universo.benefits.prices.previewing import all_changes
from universo.benefits.prices.rejects import reason_text
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.tabular import files
from universo.tabular.refusals import FileRefused, file_text
from universo.tabular.shape import Shape
from universo.usecases.import_prices import choose_price_columns, discard_prices, receive_prices
from universo.usecases.publish_prices import earliest_day, publish_prices, seen_of
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.prices import PriceColumnsForm, PriceFileForm, PublishForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import amount_cell, csv_response, text_cell
from universo.web.shared.forms import show_refusal
from universo.web.shared.price_words import change_look, change_rows, target_words

READERS = staff(*queries.KEEPERS)


@READERS
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Upload a file of prices."""
    if not queries.is_keeper(actor_of(request)):
        raise Http404
    form = PriceFileForm.of(request)
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            made = receive_prices(
                actor=actor_of(request), now=timezone.now(), target=form.target(),
                file_name=uploaded.name, uploaded=uploaded,
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("backoffice:price_file", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "backoffice/prices/new.html", {"form": form}, status=status)


@READERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file: its columns to be chosen, then what it would change, and the day it is published for."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = queries.find_file(actor, file_id)
    if found.price_list_id:
        return redirect("backoffice:price_list", found.price_list_id)
    columns = _columns_form(request, found)
    earliest = earliest_day(found.base, today)
    form = PublishForm(initial={"seen": seen_of(found), "from_date": earliest})
    if request.method == "POST":
        if not queries.is_keeper(actor):
            raise Http404
        act = request.POST.get("act")
        if act == "publish":
            form = PublishForm(request.POST)
        answer = _acted(request, found, act, columns, form)
        if answer is not None:
            return answer
    context = {
        "file": found,
        "target": target_words(found),
        "columns": columns,
        "form": form,
        "earliest": earliest,
        "changes": change_rows(found.preview.get("changes", [])),
        "rejects": [
            {**row, "why": reason_text(row["reason"], row["about"])}
            for row in found.preview.get("rejects", [])
        ],
        "currency": found.currency,
        "may_write": queries.is_keeper(actor),
    }
    bound = form.is_bound or (columns is not None and columns.is_bound)
    return render(request, "backoffice/prices/file.html", context, status=422 if bound else 200)


def _columns_form(request: HttpRequest, found: Any) -> PriceColumnsForm | None:
    """The form of the columns: while they wait to be chosen, or are chosen again."""
    is_sent = request.method == "POST" and request.POST.get("act") == "choose"
    is_again = found.status == "PREVIEW" and ("columnas" in request.GET or is_sent)
    if found.status != "COLUMNS" and not is_again:
        return None
    data = request.POST if is_sent else None
    shape = Shape.from_json(found.shape)
    initial = {"default_vat_bp": found.default_vat_bp}
    return PriceColumnsForm(data, shape=shape, chosen=found.mapping, initial=initial)


def _acted(
    request: HttpRequest,
    found: Any,
    act: str | None,
    columns: PriceColumnsForm | None,
    form: PublishForm,
) -> HttpResponse | None:
    """Do what was asked for; None to show the page again with what is wrong."""
    if act == "choose" and columns is not None:
        values = columns.wanted() if columns.is_valid() else {}
        said = _("This is what the file would change. Nothing is stored yet.")
        if succeeded(request, columns, choose_price_columns, said, file_id=found.pk, **values):
            return redirect("backoffice:price_file", found.pk)
        return None
    if act == "publish":
        values = form.cleaned_data if form.is_valid() else {}
        said = _("The list was published; the partners concerned are told by mail.")
        made = succeeded(request, form, publish_prices, said, file_id=found.pk, **values)
        return redirect("backoffice:price_list", made.pk) if made else None
    if act != "discard":
        raise Http404
    try:
        discard_prices(actor=actor_of(request), now=timezone.now(), file_id=found.pk)
    except Conflict as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, _("The file was discarded."))
    return redirect("backoffice:prices")


@READERS
@require_safe
def rejects(request: HttpRequest, file_id: int) -> FileResponse:
    """The rows left out, with their columns, their number and the reason, to mend and upload again."""
    found = queries.find_file(actor_of(request), file_id)
    path = files.path_of(found.stored_as, files.REJECTS)
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"precios-{found.pk}-sin-publicar.csv",
        content_type="text/csv; charset=utf-8",
    )  # fmt: skip


@READERS
@require_safe
def changes(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """All that a file would change, as CSV."""
    found = queries.find_file(actor_of(request), file_id)
    if found.status != "PREVIEW":
        raise Http404
    outlier_bp = queries.rules_on(local_date(timezone.now())).outlier_bp
    try:
        rows = all_changes(found, outlier_bp)
    except FileRefused as refusal:
        messages.error(request, file_text(refusal.code, refusal.about))
        return redirect("backoffice:price_file", file_id)
    head = (
        _("Article code"), _("Description"), _("Kind of change"), _("Partner price before"), _("Partner price"),
        _("Difference %"), _("Public price before"), _("Public price"), _("Look at it"),
    )  # fmt: skip
    return csv_response(f"precios-{found.pk}-cambios", head, (_cells(row) for row in rows))


def _cells(row: dict[str, Any]) -> list[str]:
    def amount(minor: int | None) -> str:
        return "" if minor is None else amount_cell(minor)

    return [
        text_cell(row["code"]), text_cell(row["text"]), str(change_look(row["kind"]).label),
        amount(row["old_partner"]), amount(row["new_partner"]), amount_cell(row["partner_bp"]),
        amount(row["old_public"]), amount(row["new_public"]), _("Yes") if row["is_outlier"] else "",
    ]  # fmt: skip
