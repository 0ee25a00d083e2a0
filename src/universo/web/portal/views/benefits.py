"""The benefits of a partner: which he may use, and what the others ask for (R-2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.benefits.queries import benefits_of
from universo.domain.decision_clock import local_date
from universo.web.portal import held
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_words import PAGES, SERVICES, SLUG_OF, ways_words


@partner()
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All benefits; one that may not be used says each way to get it, the nearest first."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = []
    for benefit in benefits_of(actor, today):
        told = SERVICES[SLUG_OF[benefit.service]]
        allowed = benefit.answer.allowed
        page = PAGES.get(benefit.service)
        is_held = not allowed and held.has_any(actor, benefit.service, today)
        url = reverse(page) if page and (allowed or is_held) else ""
        ways = ways_words(actor, benefit.answer)
        found.append({"told": told, "allowed": allowed, "ways": ways, "url": url})
    return render(request, "portal/benefits/board.html", {"benefits": found, "today": today})
