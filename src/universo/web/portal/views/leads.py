"""A reseller's leads, and the sponsor's side of the pre-sales log."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.program.choices import Category
from universo.routing.leads import lead as read_lead
from universo.routing.queries import lead_counts, visible_to
from universo.web.shared.access import actor_of, partner
from universo.web.shared.lead_work import forms_of_a_lead, work
from universo.web.shared.presales import log_page

PAGE_SIZE = 25
TABS = {
    "por-responder": ("OFFERED",),
    "en-curso": ("ACTIVE",),
    "cerradas": ("WON", "LOST", "DECLINED"),
}


@partner(Category.RESELLER)
@never_cache
@require_safe
def lead_list(request: HttpRequest) -> HttpResponse:
    """The leads of this reseller: to answer, in progress, closed."""
    actor = actor_of(request)
    counts = lead_counts(actor)
    sizes = {tab: sum(counts[status] for status in states) for tab, states in TABS.items()}
    first = next((tab for tab, size in sizes.items() if size), "por-responder")
    chosen = request.GET.get("estado", "")
    chosen = chosen if chosen in TABS else first
    rows = visible_to(actor).filter(status__in=TABS[chosen]).order_by("-offered_at", "-id")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": _tabs(sizes, chosen), "chosen": chosen, "counts": counts}
    return render(request, "portal/leads/list.html", context)


def _tabs(sizes: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    labels = {
        "por-responder": _("To answer"),
        "en-curso": _("In progress"),
        "cerradas": _("Closed leads"),
    }
    return [
        {"label": labels[tab], "url": f"?estado={tab}", "active": tab == chosen, "count": size}
        for tab, size in sizes.items()
    ]


@partner(Category.RESELLER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lead_detail(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One lead, and what its reseller does with it. 404 for another's."""
    context: dict[str, Any] = forms_of_a_lead()
    status = 200
    if request.method == "POST":
        refused = work(request, assignment_id)
        if refused is None:
            return redirect("portal:lead_detail", assignment_id)
        action, form = refused
        context[f"{action}_form"], status = form, 422
    context["lead"] = read_lead(actor_of(request), assignment_id)
    return render(request, "portal/leads/detail.html", context, status=status)


@partner(Category.SPONSOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def presales_log(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Add to the pre-sales log of one's own notice (R-4, R-6)."""
    back = reverse("portal:notice_detail", args=[notice_id])
    return log_page(request, notice_id, back)
