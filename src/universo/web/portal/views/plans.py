"""Joint plans as an ally sees them (R-1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.alliances import queries
from universo.domain.decision_clock import local_date
from universo.program.choices import Category
from universo.web.shared import plan_pages
from universo.web.shared.access import actor_of, partner

ALLY = partner(Category.ALLIANCE)


@ALLY
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The plans of the company with Hasar."""
    found = queries.visible_to(actor_of(request))
    context = {"rows": plan_pages.plan_rows(found, local_date(timezone.now())), "site": "portal"}
    return render(request, "shared/plans/board.html", context)


@ALLY
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a plan."""
    return plan_pages.new_plan(request, actor_of(request).partner_id or 0, "portal")


@ALLY
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan: agreeing, reviewing it."""
    return plan_pages.one_plan(request, plan_id, "portal")
