"""Anybody who holds the code of a certificate may ask whether it is in force today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.benefits.training.exam_queries import by_code
from universo.domain.decision_clock import local_date
from universo.web.shared import training_words
from universo.web.shared.access import PUBLIC
from universo.web.shared.rate_limit import allowed, too_many

TRIES_PER_HOUR = 240
HOUR_SECONDS = 3600


@PUBLIC
@never_cache
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Name, course, dates and whether it is in force; or that there is none with this code."""
    if not allowed(request, "verify", times=TRIES_PER_HOUR, seconds=HOUR_SECONDS):
        return too_many(request)
    found, today = by_code(code), local_date(timezone.now())
    context = {
        "found": found,
        "look": training_words.certificate_look(found, today) if found else None,
        "holds": found is not None and found.in_force(today),
        "today": today,
    }
    return render(request, "public/verify/certificate.html", context, status=200 if found else 404)
