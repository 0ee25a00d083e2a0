"""The simulator: if my customer buys this, I would receive that, at the rates of today (R-12, R-13)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.domain.decision_clock import local_date
from universo.domain.reward_math import Basis
from universo.domain.simulation import Simulated, simulate
from universo.program.choices import Category, SponsorLevel
from universo.program.queries import RateInForce, rates_for, terms_on
from universo.web.portal.forms.simulator import SimulatorForm, name_of
from universo.web.shared.access import actor_of, partner
from universo.web.shared.reward_words import sum_in_words


@partner(Category.SPONSOR)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form, and below it the answer; the address holds all of it, so it can be shared."""
    actor, today = actor_of(request), local_date(timezone.now())
    rates, terms = rates_for(actor, today), terms_on(today)
    asked = any(key.startswith(("que", "monto")) and request.GET[key] for key in request.GET)
    form = SimulatorForm(request.GET if asked else None, rates=rates)
    result = _result(form, Basis(terms.reward_basis)) if asked and form.is_valid() else None
    context = {
        "form": form,
        "result": result,
        "has_rates": bool(rates),
        "level": SponsorLevel(actor.sponsor_level).label if actor.sponsor_level else "",
        "today": today,
        "on_total": terms.reward_basis == Basis.TOTAL,
        "demo": any(row.is_demo for row in rates),
    }
    return render(
        request, "portal/rates/simulator.html", context, status=422 if form.errors else 200
    )


def _result(form: SimulatorForm, basis: Basis) -> dict[str, Any]:
    rows = form.supposed()
    supposed = [line for _rate, line in rows]
    included = form.cleaned_data["con_iva"]
    whole = simulate(supposed, vat_included=included, collections=[], basis=basis)
    paid = form.collections(whole.total_minor)
    found = simulate(supposed, vat_included=included, collections=paid, basis=basis)
    collected = min(sum(paid), found.total_minor)
    return {
        "found": found,
        "currency": form.cleaned_data["moneda"],
        "collected_minor": collected,
        "rest_minor": found.total_minor - collected,
        "beyond_minor": max(0, sum(paid) - found.total_minor),
        "lines": [_line(at, rate, found, basis) for at, (rate, _line_) in enumerate(rows)],
        "steps": [
            {"collected_minor": each.collected_minor, "amount_minor": each.total_minor}
            for each in found.earned
        ],
        "several": len(found.earned) > 1,
    }


def _line(at: int, rate: RateInForce, found: Simulated, basis: Basis) -> dict[str, Any]:
    line, state = found.lines[at], found.earned[-1].states
    base = line.net_minor if basis is Basis.NET else line.gross_minor
    amount = sum(each.amounts[at] for each in found.earned)
    return {
        "name": name_of(rate),
        "rate_bp": rate.rate_bp,
        "since": rate.since,
        "net_minor": line.net_minor,
        "gross_minor": line.gross_minor,
        "full_minor": found.full[at],
        "amount_minor": amount,
        "words": sum_in_words(
            base,
            rate.rate_bp,
            state.counted,
            found.total_minor,
            amount,
            on_total=basis is Basis.TOTAL,
        ),
    }
