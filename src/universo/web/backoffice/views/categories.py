"""Requests of partners about categories, and ending one with its consequences in sight (R-1)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.benefits.queries import services_gained
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.insights.leaving import consequences_of
from universo.partners import category_queries as queries
from universo.partners.operations import keep_category
from universo.partners.queries import partner as find_partner
from universo.usecases.decide_category import (
    accept_category,
    decline_category,
    end_category_on,
)
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.categories import AcceptForm, EndForm, RefuseForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.category_words import (
    category_label,
    consequence_lines,
    request_row,
    service_names,
)

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)
PER_PAGE = 25


@KEEPERS
@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the oldest first, and what was answered."""
    actor = actor_of(request)
    waiting = [request_row(row) for row in queries.waiting(actor)]
    answered = queries.visible_to(actor).exclude(status="WAITING").order_by("-decided_at", "-pk")
    page = Paginator(answered, PER_PAGE).get_page(request.GET.get("page"))
    context = {"waiting": waiting, "page": page, "answered": [request_row(row) for row in page]}
    return render(request, "backoffice/categories/requests.html", context)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, asked_id: int) -> HttpResponse:
    """A request with what it brings about; accepting it from a day on, or not."""
    actor, today = actor_of(request), local_date(timezone.now())
    found, status = queries.request(actor, asked_id), 200
    first = max(found.from_date or today, today)
    accept = AcceptForm(found, initial={"from_date": first, "level": found.level})
    refuse = RefuseForm()
    if request.method == "POST":
        status = 422
        if request.POST.get("action") == "accept":
            accept = AcceptForm(found, request.POST)
            done = succeeded(
                request, accept, accept_category, _("Accepted: the partner was told."),
                request_id=found.pk, **_typed(accept),
            )  # fmt: skip
        else:
            refuse = RefuseForm(request.POST)
            done = succeeded(
                request, refuse, decline_category, _("Not accepted: the partner was told why."),
                request_id=found.pk, **_typed(refuse),
            )  # fmt: skip
        if done:
            return redirect("backoffice:category_requests")
        found = queries.request(actor, asked_id)
    context = {"row": request_row(found), "accept": accept, "refuse": refuse, "day": first}
    context |= _effects(actor, found, first)
    context["may_write"] = actor.has(StaffRole.PROGRAM_ADMIN) and found.status == "WAITING"
    return render(request, "backoffice/categories/request.html", context, status=status)


def _typed(form: Any) -> dict[str, Any]:
    return dict(form.cleaned_data) if form.is_valid() else {}


def _effects(actor: Any, found: Any, day: Any) -> dict[str, Any]:
    """Return what a request that waits would bring about; nothing for one that was answered."""
    if found.status != "WAITING":
        return {}
    if found.joins:
        gained = services_gained(found.partner_id, found.category, day, found.level)
        return {"gained": service_names(gained)}
    what = consequences_of(actor, found.partner_id, found.category, day, timezone.now())
    return {"lines": consequence_lines(what)}


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, partner_id: int, category: str) -> HttpResponse:
    """End a category of a partner on a day, once its consequences were seen."""
    actor, now = actor_of(request), timezone.now()
    today = local_date(now)
    found = find_partner(actor, partner_id, today)
    held = {row.category: row for row in found.current}
    if category not in held or held[category].until_date is not None:
        raise Http404
    form, status = EndForm(initial={"from_date": today}), 200
    if request.method == "POST":
        form, status = EndForm(request.POST), 422
        if succeeded(
            request, form, end_category_on, _("The end is fixed; the partner was told."),
            partner_id=partner_id, category=category, **_typed(form),
        ):  # fmt: skip
            return redirect("backoffice:partner", partner_id)
    day = max(form.cleaned_data.get("from_date") or today, today) if form.is_bound else today
    what = consequences_of(actor, partner_id, category, day, now)
    context = {
        "partner": found,
        "label": category_label(category, held[category].level),
        "form": form,
        "lines": consequence_lines(what),
        "day": day,
    }
    return render(request, "backoffice/categories/end.html", context, status=status)


@KEEPERS
@require_POST
def keep(request: HttpRequest, partner_id: int, category: str) -> HttpResponse:
    """Forget an end that is fixed for a later day."""
    url = reverse("backoffice:partner", args=[partner_id])
    said = _("The category goes on without an end.")
    return do_and_go(request, url, keep_category, said, partner_id=partner_id, category=category)
