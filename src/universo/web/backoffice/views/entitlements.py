"""Who is entitled to which benefit: the table of today, and one cell of it to change (R-2)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits import queries
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.program import administration
from universo.usecases.change_entitlement import Grant, change_entitlement
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.entitlements import EntitlementForm
from universo.web.backoffice.program_tabs import tabs_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.benefit_words import COLUMNS, SERVICES, asked_words

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)


@KEEPERS
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Services by categories and levels: what holds today, and what begins or ends later."""
    actor, today = actor_of(request), local_date(timezone.now())
    rows = list(queries.table(actor))
    context = {
        "tabs": tabs_of("entitlements"),
        "columns": [column.label for column in COLUMNS.values()],
        "rows": [
            {
                "label": service.label,
                "icon": service.icon,
                "cells": [_cell(rows, slug, column_slug, today) for column_slug in COLUMNS],
            }
            for slug, service in SERVICES.items()
        ],
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/entitlements.html", context)


def _cell(rows: list[Any], service_slug: str, column_slug: str, today: Any) -> dict[str, Any]:
    service, column = SERVICES[service_slug], COLUMNS[column_slug]
    own = [
        row
        for row in rows
        if (row.service, row.category, row.level) == (service.code, column.category, column.level)
    ]
    now = next((row for row in own if row.rule.in_force(today)), None)
    whole = any(
        (row.service, row.category, row.level) == (service.code, column.category, "")
        and row.rule.in_force(today)
        for row in rows
    )
    later = min(
        (row for row in own if row.valid.lower > today),
        key=lambda row: row.valid.lower,
        default=None,
    )
    return {
        "url": reverse("backoffice:entitlement", args=[service_slug, column_slug]),
        "column": column.label,
        "now": now,
        # A level has what its whole category has: «No» there would be read as a refusal.
        "as_category": bool(column.level) and now is None and whole,
        "asked": asked_words(now.asked, now.amount) if now else "",
        "until": now.valid.upper if now else None,
        "later": later,
        "later_asked": asked_words(later.asked, later.amount) if later else "",
    }


@KEEPERS
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, service: str, column: str) -> HttpResponse:
    """One service for one category or level: its history, and a change from a day on."""
    if service not in SERVICES or column not in COLUMNS:
        raise Http404
    actor, today = actor_of(request), local_date(timezone.now())
    of, to = SERVICES[service], COLUMNS[column]
    history = list(
        queries.table(actor).filter(service=of.code, category=to.category, level=to.level)
    )
    now = next((row for row in history if row.rule.in_force(today)), None)
    form = EntitlementForm(
        request.POST or None,
        initial={
            "granted": "1" if now else "0",
            "asked": now.asked if now else "NONE",
            "amount": now.amount or None if now else None,
            "from_date": today,
        },
    )
    if request.method == "POST":
        values = form.wanted(of.code, to.category, to.level) if form.is_valid() else {}
        if succeeded(request, form, _change, _("The table of benefits was changed."), **values):
            return HttpResponseRedirect(reverse("backoffice:entitlements"))
    context = {
        "of": of,
        "to": to,
        "form": form,
        "today": today,
        "history": [(row, asked_words(row.asked, row.amount)) for row in history],
        "may_write": administration.may_keep(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/program/entitlement.html", context, status=status)


def _change(*, actor: Any, now: Any, grant: Grant, from_date: Any, reason: str) -> bool:
    change_entitlement(actor=actor, now=now, grant=grant, from_date=from_date, reason=reason)
    return True
