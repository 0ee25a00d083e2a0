"""Demonstration units for Hasar: what waits, what is out and overdue, calendar, rules, use (R-2)."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.units import queries
from universo.benefits.units.figures import use_of_models
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.usecases.change_lending_rules import change_lending_rules
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.units import LoanFilter, RulesForm
from universo.web.shared import unit_words
from universo.web.shared.access import actor_of, staff

KEEPERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
READERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER, StaffRole.ACCOUNT_EXECUTIVE)
PER_PAGE = 25
YEAR = timedelta(days=365)


def tabs(chosen: str) -> list[dict[str, Any]]:
    """Return the parts of the units' pages; `chosen` is the URL name of the open one."""
    parts = (
        ("units", _("Loans"), "package-open"),
        ("unit_stock", _("Stock"), "boxes"),
        ("unit_use", _("Use"), "chart-column"),
        ("lending_rules", _("Rules"), "scroll-text"),
    )
    return [
        {"label": label, "icon": icon, "url": reverse(f"backoffice:{name}"), "active": name == chosen}
        for name, label, icon in parts
    ]  # fmt: skip


@READERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what is out and overdue; any loan by state, model, partner, serial.

    An executive sees those of his partners.
    """
    actor, today = actor_of(request), local_date(timezone.now())
    form = LoanFilter(request.GET)
    found = queries.search_loans(actor, today, **form.wanted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("units") if queries.reads_stock(actor) else [],
        "figures": _figures(queries.counts(actor, today)),
        "extensions": queries.extensions_waiting(actor),
        "form": form,
        "page": page,
        "rows": unit_words.rows_of(page.object_list, today),
        "filtered": any(form.wanted().values()),
    }
    return render(request, "backoffice/units/board.html", context)


def _figures(counts: dict[str, int]) -> list[dict[str, Any]]:
    rows = (
        (_("To answer"), "requested", "?estado=REQUESTED", "warn"),
        (_("To hand over"), "approved", "?estado=APPROVED", ""),
        (_("On loan"), "out", "?estado=OUT", ""),
        (_("Overdue"), "overdue", "?estado=OVERDUE", "bad"),
    )
    return [
        {"label": label, "value": counts[name], "url": url, "tone": tone if counts[name] else ""}
        for label, name, url, tone in rows
    ]


@KEEPERS
@require_safe
def calendar(request: HttpRequest, model_id: int) -> HttpResponse:
    """The month of a model: free units by day, and what takes each unit."""
    actor, today = actor_of(request), local_date(timezone.now())
    units = list(queries.units_visible_to(actor).filter(product_id=model_id))
    if not units:
        raise Http404
    first = unit_words.month_asked(request.GET.get("mes", ""), today)
    context = unit_words.calendar_of_model(units[0].product, first, today)
    context["units"] = [(unit, _month_of(unit, first)) for unit in units if not unit.gone]
    return render(request, "backoffice/units/calendar.html", context)


def _month_of(unit: Any, first: date) -> list[Any]:
    """Return what takes a unit in a month, in order."""
    after = (first + timedelta(days=31)).replace(day=1)
    rows = queries.holds_of(unit).filter(is_live=True, during__overlap=(first, after))
    return list(rows.order_by("during"))


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of lending, in force, before and to come; administrators change them from a day on."""
    actor, today = actor_of(request), local_date(timezone.now())
    now = queries.rules_on(today)
    form = RulesForm(request.POST) if request.method == "POST" else RulesForm.of(now, today)
    if request.method == "POST":
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        values = form.wanted() if form.is_valid() else {}
        if succeeded(request, form, change_lending_rules, _("The rules were changed."), **values):
            return redirect("backoffice:lending_rules")
    context = {
        "tabs": tabs("lending_rules"),
        "now": now,
        "sentences": unit_words.rules_words(now),
        "rows": queries.all_rules(),
        "form": form,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    return render(
        request, "backoffice/units/rules.html", context, status=422 if form.errors else 200
    )


@KEEPERS
@require_safe
def use(request: HttpRequest) -> HttpResponse:
    """Use of each model in the last year: days lent of those possible, loans and notices won."""
    actor, today = actor_of(request), local_date(timezone.now())
    first = today - YEAR
    rows = use_of_models(actor, first, today)
    context = {
        "tabs": tabs("unit_use"),
        "rows": rows,
        "first": first,
        "today": today,
        "counts": queries.counts(actor, today),
        "served": sum(row.served for row in rows),
        "won": sum(row.won for row in rows),
        "loans": sum(row.loans for row in rows),
    }
    return render(request, "backoffice/units/use.html", context)
