"""Support in selling for Hasar: what waits, the funds, the rules, what it costs and brings (R-2)."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.choices import Service
from universo.benefits.queries import allowed_of
from universo.benefits.support import queries
from universo.benefits.support.figures import results, totals_by_kind
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.partners.queries import visible_to as partners_visible_to
from universo.usecases.keep_fund import change_support_rules, grant_support
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.support import GrantForm, RequestFilter, SupportRulesForm
from universo.web.shared import support_words
from universo.web.shared.access import actor_of, staff

READERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.FINANCE, StaffRole.ACCOUNT_EXECUTIVE)
KEEPERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.FINANCE)
PER_PAGE = 25
YEAR = timedelta(days=365)


def tabs(request: HttpRequest, chosen: str) -> list[dict[str, Any]]:
    """Return the parts of the pages of support that the reader may open."""
    actor = actor_of(request)
    parts = [(_("Requests"), "support"), (_("Joint visits"), "support_visits")]
    if queries.reads_all(actor):
        parts[1:1] = [(_("Funds"), "support_funds")]
        parts += [(_("Rules"), "support_rules"), (_("What it brings"), "support_figures")]
    if actor.has(StaffRole.PROGRAM_ADMIN, StaffRole.AUDITOR):
        parts.append((_("Co-branded material"), "cobrand"))
    return [
        {"label": label, "url": reverse(f"backoffice:{name}"), "active": name == chosen}
        for label, name in parts
    ]


@READERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits at each step, and every request that the reader may see."""
    actor, form = actor_of(request), RequestFilter(request.GET)
    found = queries.search(actor, **form.wanted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(request, "support"),
        "figures": _figures(queries.counts(actor)),
        "form": form,
        "page": page,
        "rows": support_words.rows_of(page.object_list),
        "filtered": any(form.wanted().values()),
    }
    return render(request, "backoffice/support/board.html", context)


def _figures(counts: dict[str, int]) -> list[dict[str, Any]]:
    rows = (
        (_("To answer"), "SUBMITTED"),
        (_("For a second person"), "SECOND"),
        (_("To verify"), "CARRIED_OUT"),
        (_("To book"), "VERIFIED"),
    )
    return [
        {
            "label": label, "value": counts[state], "url": f"?estado={state}",
            "tone": "warn" if counts[state] else "",
        }
        for label, state in rows
    ]  # fmt: skip


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def funds(request: HttpRequest) -> HttpResponse:
    """What every fund stands at, the grants given, and granting."""
    actor, today = actor_of(request), local_date(timezone.now())
    every = list(partners_visible_to(actor).values_list("pk", flat=True))
    entitled = sorted(allowed_of(every, Service.SUPPORT, today))
    form = GrantForm.fresh(actor, entitled)
    if request.method == "POST":
        if not queries.is_keeper(actor):
            raise Http404
        form = GrantForm(actor, entitled, request.POST)
        values = {}
        if form.is_valid():
            values = {"uid": form.cleaned_data["uid"], "data": form.data_of()}
        if succeeded(request, form, grant_support, _("Granted; it is in the fund."), **values):
            return redirect("backoffice:support_funds")
    page = Paginator(queries.allotments(actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(request, "support_funds"),
        "funds": queries.funds(actor, today),
        "page": page,
        "form": form,
        "may_write": queries.is_keeper(actor),
    }
    return render(
        request, "backoffice/support/funds.html", context, status=422 if form.errors else 200
    )


@KEEPERS
@never_cache
@require_safe
def fund(request: HttpRequest, fund_partner_id: int) -> HttpResponse:
    """What moved in the fund of a partner."""
    actor, today = actor_of(request), local_date(timezone.now())
    stands = [row for row in queries.funds(actor, today) if row.partner_id == fund_partner_id]
    if not stands:
        raise Http404
    page = Paginator(queries.movements(actor, fund_partner_id), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"partner": stands[0].partner, "funds": stands, "page": page}
    return render(request, "backoffice/support/fund.html", context)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of support, in force, before and to come; administrators change them from a day on."""
    actor, today = actor_of(request), local_date(timezone.now())
    now = queries.rules_on(today)
    form = SupportRulesForm.of(now, today)
    if request.method == "POST":
        if not queries.is_keeper(actor):
            raise Http404
        form = SupportRulesForm(request.POST)
        values = form.wanted() if form.is_valid() else {}
        if succeeded(request, form, change_support_rules, _("The rules were changed."), **values):
            return redirect("backoffice:support_rules")
    context = {
        "tabs": tabs(request, "support_rules"),
        "now": now,
        "sentences": support_words.rules_words(now),
        "rows": queries.all_rules(),
        "form": form,
        "may_write": queries.is_keeper(actor),
    }
    return render(
        request, "backoffice/support/rules.html", context, status=422 if form.errors else 200
    )


@KEEPERS
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What was granted, used and expired, by kind, and the notices and sales of the months after."""
    actor, today = actor_of(request), local_date(timezone.now())
    context = {
        "tabs": tabs(request, "support_figures"),
        "funds": queries.sums_by_currency(actor, today),
        "kinds": totals_by_kind(actor),
        "rows": results(actor, today - YEAR, today),
        "first": today - YEAR,
        "today": today,
    }
    return render(request, "backoffice/support/figures.html", context)
