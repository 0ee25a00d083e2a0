"""Anybody may verify the badge of a partner: whose it is, and what it is worth at this moment (R-2)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.benefits.directory import public
from universo.domain.decision_clock import local_date
from universo.program.choices import Category
from universo.web.public.views.directory import limited
from universo.web.shared.access import PUBLIC
from universo.web.shared.directory_files import TYPES, badge_answer

TRIES_PER_HOUR = 240


@PUBLIC
@never_cache
@require_safe
@limited(TRIES_PER_HOUR)
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """Since when, in which categories, and whether it is in force now; or that nobody has this code."""
    found = public.verify(code, local_date(timezone.now()))
    context: dict[str, Any] = {"found": found}
    if found is not None:
        context["state"] = found.state.value
        context["held"] = [(Category(one.category).label, one) for one in found.membership.held]
        context["past"] = [(Category(one.category).label, one) for one in found.membership.past]
        context["has_ends"] = context["state"] in {"IN_FORCE", "ENDED"} and (
            bool(context["past"]) or any(one.until for one in found.membership.held)
        )
    response = render(request, "public/badge/verify.html", context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex"
    return response


@PUBLIC
@never_cache
@require_safe
@limited(TRIES_PER_HOUR)
def badge_image(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The badge as a picture for the partner's own site; once not in force, it says so by itself."""
    found = public.verify(code, local_date(timezone.now()))
    if found is None or kind not in TYPES:
        raise Http404
    return badge_answer(found, kind)
