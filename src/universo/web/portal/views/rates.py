"""The percentages of a sponsor's level: shown to those who joined, never to the public (R-13)."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.domain.decision_clock import local_date
from universo.program.choices import Category, ProductKind, SponsorLevel
from universo.program.queries import rates_for, terms_on
from universo.web.shared.access import actor_of, partner


@partner(Category.SPONSOR)
@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """The rates in force today for the actor's level, by kind and family."""
    actor = actor_of(request)
    today = local_date(timezone.now())
    rows = rates_for(actor, today)
    groups: list[dict[str, Any]] = [
        {"label": ProductKind(kind).label, "rows": list(found)}
        for kind, found in groupby(rows, key=lambda row: row.kind)
    ]
    context = {
        "groups": groups[::-1],
        "today": today,
        "level": SponsorLevel(actor.sponsor_level).label if actor.sponsor_level else "",
        "is_referrer": actor.sponsor_level == SponsorLevel.REFERRER,
        "demo": any(row.is_demo for row in rows),
        "terms": terms_on(today),
    }
    return render(request, "portal/rates/rates.html", context)
