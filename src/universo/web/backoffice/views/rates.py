"""Rates: the table of today, a change proposed with whom it touches, and the second person."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.insights.backoffice import rate_impact
from universo.program import administration
from universo.program.choices import SponsorLevel
from universo.program.operations import RateKey
from universo.usecases import change_rates
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.program import RateForm
from universo.web.backoffice.program_tabs import LEVEL_SLUGS, SLUG_OF, tabs_of
from universo.web.shared.access import actor_of, staff

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)


@KEEPERS
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Families by levels: the rate in force today, the next change, what waits (R-13)."""
    actor = actor_of(request)
    rows = administration.rate_board(actor, local_date(timezone.now()))
    current = [cell.now for row in rows for cell in row.cells if cell.now]
    context = {
        "tabs": tabs_of("rates"),
        "levels": [SponsorLevel(level).label for level in SponsorLevel.values],
        "rows": [
            {"family": row.family, "cells": [(SLUG_OF[c.level], c) for c in row.cells]}
            for row in rows
        ],
        "waiting": _waiting(actor),
        "demo": any(rate.is_demo for rate in current),
        "alone": is_alone(actor),
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/rates.html", context)


def is_alone(actor: Actor) -> bool:
    """Tell whether nobody else could confirm what this administrator proposes."""
    others = holders(StaffRole.PROGRAM_ADMIN).exclude(pk=actor.user_id or 0)
    return administration.may_keep(actor) and not others.exists()


def _waiting(actor: Actor) -> list[dict[str, Any]]:
    return [
        {"change": row, "mine": row.proposed_by_id == actor.user_id}
        for row in administration.changes(actor, "PROPOSED")
    ]


@KEEPERS
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, family_id: int, level: str) -> HttpResponse:
    """A family and level: history, and a change: first shown with whom it touches, then proposed."""
    actor, now = actor_of(request), timezone.now()
    if level not in LEVEL_SLUGS:
        raise Http404
    family = administration.family(actor, family_id)
    products = [(row.pk, row.name) for row in family.products.all() if row.is_active]
    form = RateForm(request.POST or None, products=products)
    code = LEVEL_SLUGS[level]
    preview = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") == "propose":
            made = _propose(request, form, family_id, code)
            if made:
                return HttpResponseRedirect(reverse("backoffice:rates"))
        else:
            preview = _preview(form, code, family, actor)
    context = {
        "family": family,
        "level": level,
        "level_label": code.label,
        "form": form,
        "preview": preview,
        "history": administration.rate_history(actor, family_id, code),
        "changes": administration.changes(actor).filter(family_id=family_id, level=code),
        "today": local_date(now),
        "alone": is_alone(actor),
        "may_write": administration.may_keep(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/program/rate_cell.html", context, status=status)


def _propose(request: HttpRequest, form: RateForm, family_id: int, level: str) -> Any:
    typed = form.cleaned_data
    return succeeded(
        request,
        form,
        change_rates.propose_rate,
        _("The change waits for another administrator to confirm it."),
        key=RateKey(family_id, typed["product"], level),
        rate_bp=typed["rate"],
        from_date=typed["from_date"],
        reason=typed["reason"],
    )


def _preview(form: RateForm, level: str, family: Any, actor: Actor) -> dict[str, Any] | None:
    """Whom the change touches; what the operation would refuse is said now, at its field."""
    typed, now = form.cleaned_data, timezone.now()
    if typed["from_date"] <= local_date(now):
        form.add_error(
            "from_date",
            _("A rate changes from tomorrow on, never backwards. Choose a later day."),
        )
        return None
    row = next(
        r for r in administration.rate_board(actor, typed["from_date"]) if r.family.pk == family.pk
    )
    found = next(c for c in row.cells if c.level == level)
    product = typed["product"]
    before = (
        next((r for r in found.of_products if r.product_id == product), None)
        if product
        else found.now
    )
    return {
        "impact": rate_impact(level, now),
        "before": before,
        "rate_bp": typed["rate"],
        "from_date": typed["from_date"],
        "until": found.upcoming.valid.lower if found.upcoming and not product else None,
        "product": next((r.name for r in family.products.all() if r.pk == product), ""),
    }


@KEEPERS
@require_safe
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """One proposed change with whom it touches; another administrator confirms it here."""
    actor, now = actor_of(request), timezone.now()
    found = administration.change(actor, change_id)
    context = {
        "change": found,
        "mine": found.proposed_by_id == actor.user_id,
        "late": found.status == "PROPOSED" and found.from_date <= local_date(now),
        "impact": rate_impact(found.level, now),
        "level": SLUG_OF[found.level],
        "alone": is_alone(actor),
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/rate_change.html", context)


@KEEPERS
@require_POST
def confirm(request: HttpRequest, change_id: int) -> HttpResponse:
    """The second person confirms."""
    url = reverse("backoffice:rate_change", args=[change_id])
    said = _("Confirmed: the rate changes on its day.")
    return do_and_go(request, url, change_rates.confirm_rate, said, change_id=change_id)


@KEEPERS
@require_POST
def withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    """The proposal is taken back."""
    url = reverse("backoffice:rate_change", args=[change_id])
    said = _("The change was withdrawn.")
    return do_and_go(request, url, change_rates.withdraw_rate, said, change_id=change_id)
