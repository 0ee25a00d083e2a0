"""The receipt of a notice: page, PDF, and the exact text that its hash covers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.opportunities.queries import find_notice, meter_of
from universo.pdf import render as render_pdf
from universo.program.choices import Category
from universo.web.portal.receipt_view import receipt_of, receipt_sheet
from universo.web.shared.access import actor_of, partner

SPONSOR = partner(Category.SPONSOR, former=True)


def _notice_or_404(request: HttpRequest, notice_id: int) -> Any:
    notice = find_notice(actor_of(request), notice_id)
    if notice is None:
        raise Http404
    return notice


UNANSWERED = ("SUBMITTED", "LAPSED")


@SPONSOR
@require_safe
def page(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The receipt on screen; with `?enviado`, the moment of having sent it."""
    notice = _notice_or_404(request, notice_id)
    now = timezone.now()
    context = {
        "notice": notice,
        "receipt": receipt_of(notice),
        # As of today while the term runs; how it was at receipt is in the PDF.
        "meter": meter_of(notice, now) if notice.status in UNANSWERED else None,
        "sent": "enviado" in request.GET,
        "now": now,
    }
    return render(request, "portal/notices/receipt.html", context)


@SPONSOR
@require_safe
def pdf(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The same receipt as a tagged PDF."""
    notice = _notice_or_404(request, notice_id)
    response = HttpResponse(
        render_pdf("receipt", receipt_sheet(notice)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="acuse-{notice.reference}.pdf"'
    return response


@SPONSOR
@require_safe
def content(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The canonical text whose SHA-256 the receipt states, byte for byte."""
    notice = _notice_or_404(request, notice_id)
    response = HttpResponse(notice.content.encode(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="acuse-{notice.reference}.json"'
    return response
