"""Entering a document by hand, stating the lines of one that came without, assigning a note."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from universo.domain.decision_clock import local_date
from universo.domain.money import format_amount
from universo.errors import DomainError
from universo.identity.roles import StaffRole as Role
from universo.sales import queries
from universo.sales.checks import gaps
from universo.sales.comparing import line_data
from universo.sales.qr_picture import read_picture
from universo.sales.qr_text import QrRefused, read_qr
from universo.usecases.record_document import (
    DocumentDiffers,
    assign_note,
    record_document,
    state_lines,
)
from universo.web.backoffice.forms.documents import QrForm, prefilled
from universo.web.backoffice.forms.sales import (
    DocumentForm,
    LineSet,
    line_set,
    stated_lines,
    with_more_rows,
)
from universo.web.backoffice.views.documents import find
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

FIRST = 2


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter an invoice or note; a note goes on to say which invoice it corrects."""
    issuers = queries.known_issuers(actor_of(request))
    initial = {"issue_date": local_date(timezone.now()), "currency": "ARS",
               "issuer_cuit": issuers[0] if issuers else ""}  # fmt: skip
    form, rows = DocumentForm(initial=initial), line_set([])
    if request.method == "POST" and "add_row" in request.POST:
        form, rows = DocumentForm(initial=request.POST.dict()), with_more_rows(request.POST)
    elif request.method == "POST":
        form, rows = DocumentForm(request.POST), LineSet(request.POST, prefix="lines")
        made = _entered(request, form, rows)
        if made is not None:
            return made
    context = {"form": form, "rows": rows, "issuers": issuers, "qr": QrForm()}
    status = 422 if form.is_bound else 200
    return render(request, "backoffice/sales/document_new.html", context, status=status)


@staff(Role.FINANCE)
@never_cache
@require_POST
def from_qr(request: HttpRequest) -> HttpResponse:
    """Fill the form of a new document in from a QR; nothing is stored."""
    qr = QrForm(request.POST, request.FILES)
    form, found, status = DocumentForm(), None, 422
    if qr.is_valid():
        try:
            picture = qr.cleaned_data["picture"]
            found = read_picture(picture) if picture else read_qr(qr.cleaned_data["text"])
        except QrRefused as error:
            show_refusal(qr, error)
    if found is not None:
        form, qr, status = DocumentForm(initial=prefilled(found)), QrForm(), 200
    context = {"form": form, "rows": line_set([]), "qr": qr, "found": found,
               "issuers": queries.known_issuers(actor_of(request))}  # fmt: skip
    return render(request, "backoffice/sales/document_new.html", context, status=status)


def _entered(request: HttpRequest, form: DocumentForm, rows: LineSet) -> HttpResponse | None:
    """Register what was typed and go on; None when something is to be corrected first."""
    if not (form.is_valid() & rows.is_valid()):
        if not form.errors:
            form.add_error(None, _("Look at the lines: something is to be corrected."))
        return None
    data = form.stated(rows.lines())
    origin = form.cleaned_data["origin"] or "MANUAL"
    try:
        made = record_document(
            actor=actor_of(request), now=timezone.now(), data=data, origin=origin
        )
    except DocumentDiffers as error:
        messages.warning(request, str(error.message))
        return redirect("backoffice:conflict", error.conflict.pk)
    except DomainError as error:
        show_refusal(form, error)
        return None
    _net, gap = gaps(data.lines, data.net_minor or 0, data.other_taxes_minor, data.total_minor)
    if gap:
        messages.warning(
            request,
            _("It was registered. The lines differ from the total by %(gap)s, for rounding.")
            % {"gap": format_amount(abs(gap))},
        )
    else:
        messages.success(request, _("%(document)s is registered.") % {"document": made.title})
    if made.kind != "INVOICE" and made.corrects_id is None:
        return redirect("backoffice:note_assign", made.pk)
    return redirect("backoffice:document", made.pk)


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say lines and families of an invoice: before it is linked, and never guessed."""
    document = find(request, document_id)
    if document.kind != "INVOICE":
        raise Http404
    rows, refusal = line_set(_proposed(request, document), FIRST), ""
    if request.method == "POST" and "add_row" in request.POST:
        rows = with_more_rows(request.POST)
    elif request.method == "POST":
        rows = LineSet(request.POST, prefix="lines")
        refusal = _try(request, rows, state_lines, document_id=document.pk)
        if not refusal:
            messages.success(request, _("The lines were registered."))
            onward = request.GET.get("luego") == "vincular"
            name = "backoffice:document_link" if onward else "backoffice:document"
            if request.GET.get("luego") == "repartir":
                name = "backoffice:document_split"
            return redirect(name, document.pk)
    context = {"document": document, "title": document.title, "rows": rows, "refusal": refusal}
    status = 422 if refusal else 200
    return render(request, "backoffice/sales/document_lines.html", context, status=status)


def _proposed(request: HttpRequest, document: Any) -> list[dict[str, Any]]:
    """The stored lines; a family asked for in the address is offered where there is none."""
    rows = stated_lines(line_data(line) for line in queries.lines_of(document))
    family = request.GET.get("familia", "")
    return [{**row, "family_code": row["family_code"] or family} for row in rows]


def _try(request: HttpRequest, rows: LineSet, act: Any, **named: Any) -> str:
    """Do it with the lines typed; return the sentence of a refusal, "" when it was done."""
    if not rows.is_valid():
        return _("Look at the lines: something is to be corrected.")
    given = rows.lines()
    try:
        act(actor=actor_of(request), now=timezone.now(), lines=given, **named)
    except DomainError as error:
        errors = getattr(error, "errors", None) or {"": [error.message]}
        return " ".join(str(sentence) for found in errors.values() for sentence in found)
    return ""


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say which invoice a note corrects, and by how much it changes each line."""
    note = find(request, document_id)
    if note.kind == "INVOICE":
        raise Http404
    if note.corrects_id is not None:
        messages.info(request, _("The note already says which invoice it corrects."))
        return redirect("backoffice:document", note.pk)
    invoice = _invoice(request, note)
    context: dict[str, Any] = {"note": note, "title": note.title, "invoice": invoice}
    if invoice is None:
        context["invoices"] = _offered(request, note)
        context["text"] = request.GET.get("q", "")
        return render(request, "backoffice/sales/note_assign.html", context)
    rows, refusal = line_set(_changes(note, invoice), 0), ""
    if request.method == "POST":
        rows = LineSet(request.POST, prefix="lines")
        refusal = _try(request, rows, assign_note, note_id=note.pk, invoice_id=invoice.pk)
        if not refusal:
            messages.success(
                request, _("The note was assigned; the reward was brought up to date.")
            )
            return redirect("backoffice:document", invoice.pk)
    own = list(queries.lines_of(invoice))
    pairs = list(zip(rows.forms, [*own, *[None] * len(rows.forms)], strict=False))
    context |= {
        "rows": rows,
        "pairs": pairs,
        "refusal": refusal,
        "invoice_title": invoice.title,
    }
    status = 422 if refusal else 200
    return render(request, "backoffice/sales/note_lines.html", context, status=status)


def _invoice(request: HttpRequest, note: Any) -> Any:
    asked = request.GET.get("factura", "")
    if not asked.isdigit() or len(asked) > 18:
        return None
    found = queries.find_document(actor_of(request), int(asked))
    if found is None or found.kind != "INVOICE":
        raise Http404
    return found


def _offered(request: HttpRequest, note: Any) -> list[Any]:
    text = request.GET.get("q", "").strip()
    rows = queries.invoices_for_note(note)
    if text:
        rows = queries.search(queries.with_amounts(queries.in_group(actor_of(request), "")), text)
        rows = rows.filter(kind="INVOICE", currency=note.currency)
    found = list(rows[:12])
    return found


def _changes(note: Any, invoice: Any) -> list[dict[str, Any]]:
    """A row for each line of the invoice; filled in when there is no doubt which one changes."""
    own = list(queries.lines_of(invoice))
    rows: list[dict[str, Any]] = [
        {"changes": line.pk, "description": line.description} for line in own
    ]
    given = list(queries.lines_of(note))
    net = sum(line.net_minor for line in given)
    gross = sum(line.gross_minor for line in given)
    if len(own) == 1 and given:
        rows[0] |= {"net": net, "vat": gross - net}
    elif note.total_minor == invoice.total_minor:
        for row, line in zip(rows, own, strict=True):
            row |= {"net": line.net_minor, "vat": line.gross_minor - line.net_minor}
    if note.kind == "DEBIT_NOTE":
        rows += [{}, {}]
    return rows
