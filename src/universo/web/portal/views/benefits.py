"""The benefits of a partner: which he may use, and what the others ask for (R-2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.benefits.queries import benefits_of
from universo.domain.decision_clock import local_date
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_words import SERVICES, SLUG_OF, missing_words


@partner()
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All benefits; one that may not be used says each way to get it, the nearest first."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = []
    for benefit in benefits_of(actor, today):
        told = SERVICES[SLUG_OF[benefit.service]]
        ways = [
            missing_words(way, actor.partner_categories, actor.sponsor_level)
            for way in benefit.answer.missing
        ]
        found.append({"told": told, "allowed": benefit.answer.allowed, "ways": ways})
    return render(request, "portal/benefits/board.html", {"benefits": found, "today": today})
