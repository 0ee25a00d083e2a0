"""Invoices of partners: those to be checked, one of them, entering one for a partner, its file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.rewards import payment_queries
from universo.usecases.bill_settlement import accept_invoice, reject_invoice
from universo.web.backoffice.forms.settling import RejectInvoiceForm
from universo.web.shared import invoice_pages
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

FINANCE = staff(Role.FINANCE)
PER_PAGE = 30
# Until it is in a payment, an accepted invoice may turn out wrong.
CHANGEABLE = {"invoice_sent", "account_wanted", "ready"}


@FINANCE
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The invoices that wait, the oldest first; or all of them, the latest first."""
    actor = actor_of(request)
    every = request.GET.get("ver") == "todas"
    waiting = payment_queries.invoices_to_check(actor)
    rows = payment_queries.invoices_visible_to(actor) if every else waiting
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "every": every,
        "waiting": waiting.count(),
    }
    return render(request, "backoffice/rewards/invoices.html", context)


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """One invoice beside its settlement; a POST accepts it, or rejects it with a reason."""
    try:
        found = payment_queries.invoice(actor_of(request), invoice_id)
    except NotPermitted as error:
        raise Http404 from error
    form = RejectInvoiceForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _decide(request, found.pk, form)
        if status == 302:
            return redirect("backoffice:partner_invoices")
        found.refresh_from_db()
    progress = payment_queries.progress_of([found.settlement], timezone.now())
    may_change = progress[found.settlement_id] in CHANGEABLE and found.status != "REJECTED"
    context = {"invoice": found, "settlement": found.settlement, "form": form,
               "may_change": may_change,
               "may_write": actor_of(request).has(Role.FINANCE)}  # fmt: skip
    return render(request, "backoffice/rewards/invoice.html", context, status=status)


def _decide(request: HttpRequest, invoice_id: int, form: RejectInvoiceForm) -> int:
    values: dict[str, Any] = {"actor": actor_of(request), "now": timezone.now()}
    values["invoice_id"] = invoice_id
    try:
        if request.POST.get("accept"):
            found = accept_invoice(**values)
            sentence = _("Invoice %(invoice)s is accepted: the settlement can be paid.")
        elif form.is_valid():
            found = reject_invoice(reason=form.cleaned_data["reason"], **values)
            sentence = _("Invoice %(invoice)s is rejected; the partner was told why.")
        else:
            return 422
    except DomainError as error:
        show_refusal(form, error)
        return 409 if isinstance(error, Conflict) else 422
    messages.success(request, sentence % {"invoice": found.label})
    return 302


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Enter the invoice that a partner handed over otherwise; entered by finance, it counts."""
    back = reverse("backoffice:settlement", args=[settlement_id])
    return invoice_pages.invoice_form_page(
        request, settlement_id, "backoffice/rewards/invoice_enter.html", back
    )


@FINANCE
@require_safe
def file(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """The file as the partner sent it."""
    return invoice_pages.invoice_file(request, invoice_id)
