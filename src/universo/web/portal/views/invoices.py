"""The invoice with which the partner bills a settlement."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.web.shared import invoice_pages
from universo.web.shared.access import partner


@partner()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Send the invoice of a settlement, with its file."""
    back = reverse("portal:statement", args=[settlement_id])
    return invoice_pages.invoice_form_page(
        request, settlement_id, "portal/rewards/invoice.html", back
    )


@partner()
@require_safe
def file(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """The file as it was sent."""
    return invoice_pages.invoice_file(request, invoice_id)
