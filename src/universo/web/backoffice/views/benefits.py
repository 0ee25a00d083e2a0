"""The services of the programme, as Hasar runs them (R-2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from universo.identity.roles import StaffRole
from universo.web.shared.access import actor_of, staff
from universo.web.shared.benefit_words import OFFICE, SERVICES


@staff(StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Each service with the page where it is run, for those whose work it is; and who is entitled."""
    actor = actor_of(request)
    rows = []
    for told in SERVICES.values():
        page, roles = OFFICE.get(told.code, ("", frozenset()))
        if page and actor.has(*roles, StaffRole.AUDITOR):
            rows.append({"told": told, "url": reverse(page)})
    context = {
        "services": rows,
        "keeps_table": actor.has(StaffRole.PROGRAM_ADMIN, StaffRole.AUDITOR),
    }
    return render(request, "backoffice/benefits/board.html", context)
