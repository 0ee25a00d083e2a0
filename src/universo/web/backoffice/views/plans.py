"""Joint plans as Hasar runs them: administrators all, an executive those of his partners (R-1)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.alliances import queries
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.partners.queries import partner as find_partner
from universo.partners.queries import search
from universo.program.choices import Category
from universo.web.shared import plan_pages
from universo.web.shared.access import actor_of, staff

HASAR = staff(StaffRole.PROGRAM_ADMIN, StaffRole.ACCOUNT_EXECUTIVE)


@HASAR
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The plans, and the allies with whom another one may be proposed."""
    actor, today = actor_of(request), local_date(timezone.now())
    page = Paginator(queries.visible_to(actor), 25).get_page(request.GET.get("page"))
    context = {
        "rows": plan_pages.plan_rows(page, today),
        "page": page,
        "site": "backoffice",
        "allies": search(actor, category=Category.ALLIANCE, state="active", day=today)[:50],
    }
    return render(request, "shared/plans/board.html", context)


@HASAR
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Propose a plan to an ally."""
    found = find_partner(actor_of(request), partner_id)
    return plan_pages.new_plan(request, found.pk, "backoffice")


@HASAR
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan: agreeing, reviewing, closing it."""
    return plan_pages.one_plan(request, plan_id, "backoffice")
