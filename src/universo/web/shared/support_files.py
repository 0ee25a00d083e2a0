"""Files of support in selling on both sites: evidence, and the calendar's entry of a visit."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from universo.benefits.support import keeping, queries, visit_queries
from universo.domain.icalendar import Happening, calendar_file
from universo.web.shared.access import actor_of


def evidence_answer(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give a file to whoever may see its request: pictures shown, everything else kept."""
    found = queries.evidence(actor_of(request), file_id)
    content = keeping.read(found.stored_name)
    if content is None:
        raise Http404
    how = "inline" if found.content_type.startswith("image/") else "attachment"
    response = HttpResponse(content, content_type=found.content_type)
    response["Content-Disposition"] = f'{how}; filename="{found.stored_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def visit_entry_answer(request: HttpRequest, visit_id: int, page: str) -> HttpResponse:
    """Give the calendar's entry of a visit that has, or had, its instant; 404 before."""
    found = visit_queries.visit(actor_of(request), visit_id)
    if found.begins_at is None:
        raise Http404
    url = f"{settings.PUBLIC_URL}{reverse(page, args=[found.pk])}"
    title = _("Joint visit: %(customer)s") % {"customer": found.customer}
    text = f"{found.purpose}\n{found.partner} · {found.executive.full_name}"
    made = calendar_file(
        Happening(
            uid=f"{found.uid}@universo", sequence=found.changes, starts_at=found.begins_at,
            ends_at=found.begins_at + timedelta(minutes=found.minutes), title=title,
            place=found.place, text=text, link=url, is_cancelled=found.status == "CANCELLED",
        ),
        found.decided_at or found.asked_at,
    )  # fmt: skip
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
