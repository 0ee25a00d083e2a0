"""The public pages: the programme, its terms, and the door to each one's own site."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.audit.queries import database_answers
from universo.benefits.catalogue import BENEFITS
from universo.domain.decision_clock import local_date, meter
from universo.program.clock import current_calendar, due_for
from universo.program.queries import terms_on
from universo.web.public.content import CATEGORIES, LEVELS, QUESTIONS, STEPS
from universo.web.shared.access import PUBLIC, SIGNED_IN, actor_of

EXAMPLE_AGE = timedelta(days=9)
COUNTED = ("/directorio/*/ir/", "/directorio/*/contacto/")  # looks of robots are none of people


@PUBLIC
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The programme: categories (R-1), benefits (R-2), levels (R-4), how it works. No rates (R-13)."""
    now = timezone.now()
    terms = terms_on(local_date(now))
    context = {
        "categories": CATEGORIES,
        "benefits": BENEFITS,
        "levels": LEVELS,
        "steps": STEPS,
        "questions": QUESTIONS,
        "decision_days": terms.decision_days,
        "example": _example_meter(now),
    }
    return render(request, "public/home.html", context)


def _example_meter(now: datetime) -> Any:
    """Return the meter of an imagined notice received some days ago, on the real calendar."""
    received_at = now - EXAMPLE_AGE
    terms = terms_on(local_date(received_at))
    _version, calendar = current_calendar(terms)
    due = due_for(received_at, terms, calendar)
    return meter(received_at, due.due_at, now, calendar)


@PUBLIC
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The rules of the programme and the policies in force today."""
    found = terms_on(local_date(timezone.now()))
    return render(request, "public/terms.html", {"terms": found})


@PUBLIC
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the installation: 200 while the database answers, 503 when it does not."""
    alive = database_answers()
    return HttpResponse(
        "ok\n" if alive else "sin base de datos\n",
        status=200 if alive else 503,
        content_type="text/plain",
    )


@PUBLIC
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages."""
    closed = (
        reverse("home"),
        "/portal/",
        "/gestion/",
        "/cuenta/",
        "/invitacion/",
        "/sumarse/",
        *COUNTED,
    )
    map_of_site = f"Sitemap: {settings.PUBLIC_URL}{reverse('public:sitemap')}"
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed), map_of_site, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@PUBLIC
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without reading the page: the mark of the product."""
    return HttpResponsePermanentRedirect(static("universo/img/mark.svg"))


@SIGNED_IN
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """After signing in: each one to his own site."""
    actor = actor_of(request)
    if actor.is_staff:
        return HttpResponseRedirect(reverse("backoffice:home"))
    if actor.partner_id is not None:
        return HttpResponseRedirect(reverse("portal:home"))
    return render(request, "public/no_site.html", status=403)
