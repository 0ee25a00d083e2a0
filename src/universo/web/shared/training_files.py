"""What training gives to be saved: files of courses, sessions for a calendar, certificates as PDF."""

from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.benefits.training import exam_queries, queries, session_queries
from universo.benefits.training.files import path_of
from universo.pdf import render as render_pdf
from universo.web.shared import formatting, training_words
from universo.web.shared.access import actor_of


def file_answer(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Give a file of a course, always as an attachment of unnamed bytes."""
    found = queries.course_file(actor_of(request), file_id)
    path = path_of(found.stored_name)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="application/octet-stream")
    plain = found.file_name.encode("ascii", "ignore").decode() or "archivo"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.file_name)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def ics_answer(request: HttpRequest, session_id: int, page: str) -> HttpResponse:
    """Give a session for one's own calendar; its link only to those who are enrolled."""
    actor = actor_of(request)
    found = session_queries.session(actor, session_id)
    seat = session_queries.own_seat(actor, session_id)
    is_in = actor.is_staff or (seat is not None and seat.state == "ENROLLED")
    url = f"{settings.PUBLIC_URL}{reverse(page, args=[found.pk])}"
    made = training_words.ics(found, url, timezone.now(), found.link if is_in else "")
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="encuentro-{found.pk}.ics"'
    return response


def certificate_answer(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Give a certificate as PDF; 404 for one that was revoked."""
    found = exam_queries.certificate(actor_of(request), certificate_id)
    if found.revoked_at is not None:
        raise Http404
    response = HttpResponse(
        render_pdf("certificate", certificate_sheet(found)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    return response


def certificate_sheet(found: Any) -> dict[str, Any]:
    """Return the data of the PDF template `certificate`, sentences included."""
    url = f"{settings.PUBLIC_URL}{reverse('public:verify_certificate', args=[found.code])}"
    rows = [
        (_("Company"), found.partner.legal_name),
        (_("Products"), ", ".join(one.name for one in found.course.families.all())),
        (_("Issued on"), formatting.long_day(found.issued_date, year=True)),
        (_("In force until"), _until(found)),
        (_("Number"), found.reference),
    ]
    return {
        "lang": "es",
        "title": f"{_('Certificate')} {found.reference}",
        "heading": _("Certificate"),
        "reference": found.reference,
        "says": _("Hasar certifies that"),
        "holder": found.holder,
        "did": _("completed the course"),
        "course": found.title,
        "rows": [[str(term), str(value)] for term, value in rows if value],
        "qr": segno.make(url, error="m", micro=False).svg_inline(border=0, dark="#10142e", scale=4),
        "qr_alt": _("QR code of the page that verifies this certificate"),
        "verify_label": _("Whether it is in force today is said at"),
        "verify_url": url,
        "proofs": [[_("Code"), found.code]],
    }


def _until(found: Any) -> str:
    if found.expires_date is None:
        return _("without end")
    said = _("%(day)s, that day not included")
    return said % {"day": formatting.long_day(found.expires_date, year=True)}
