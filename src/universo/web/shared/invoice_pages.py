"""Sending the invoice of a settlement and giving its file back, on both sites."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.roles import StaffRole
from universo.rewards import payment_queries, queries
from universo.rewards.invoice_files import read_file
from universo.rewards.invoices import live_invoice, receivers_of
from universo.usecases.bill_settlement import send_invoice
from universo.web.shared.access import actor_of
from universo.web.shared.forms import show_refusal
from universo.web.shared.invoice_forms import InvoiceForm, first_values


def invoice_form_page(
    request: HttpRequest, settlement_id: int, template: str, back: str
) -> HttpResponse:
    """Ask for the invoice of a settlement, or record the one that was sent."""
    try:
        found = queries.settlement(actor_of(request), settlement_id)
    except NotPermitted as error:
        raise Http404 from error
    receivers = receivers_of(found)
    context: dict[str, Any] = {"settlement": found, "receivers": receivers, "back": back}
    needs_file = not actor_of(request).has(StaffRole.FINANCE)
    if request.method != "POST":
        first = first_values(found, receivers, uuid4())
        form = InvoiceForm(initial=first, needs_file=needs_file)
        context |= {"form": form, "live": live_invoice(found)}
        return render(request, template, context)
    form = InvoiceForm(request.POST, request.FILES, needs_file=needs_file)
    status = 422
    if form.is_valid():
        try:
            made = _send(request, found.pk, form)
        except DomainError as error:
            show_refusal(form, error)
            status = 409 if isinstance(error, Conflict) else 422
        else:
            sentence = _("Invoice %(invoice)s was recorded.") % {"invoice": made.label}
            messages.success(request, sentence)
            return HttpResponseRedirect(back)
    context |= {"form": form, "live": live_invoice(found)}
    return render(request, template, context, status=status)


def _send(request: HttpRequest, settlement_id: int, form: InvoiceForm) -> Any:
    file = form.cleaned_data["file"]
    return send_invoice(
        actor=actor_of(request),
        now=timezone.now(),
        uid=form.cleaned_data["uid"],
        settlement_id=settlement_id,
        data=form.data_of(),
        file_name=file.name if file else "",
        content=file.read() if file else b"",
        qr_text=form.cleaned_data["qr"],
    )


def invoice_file(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Give the file of an invoice to whoever may see the invoice: to be kept, never to be run."""
    try:
        found = payment_queries.invoice(actor_of(request), invoice_id)
    except NotPermitted as error:
        raise Http404 from error
    content = read_file(found.stored_name) if found.stored_name else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=found.content_type)
    name = found.file_name.encode("ascii", "ignore").decode() or "factura"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
