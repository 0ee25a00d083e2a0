"""The stock of demonstration units: each unit, its days, its repairs, its end (R-2)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.units import queries
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.usecases.keep_units import add_unit, edit_unit, end_repair, send_to_repair, take_out
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.units import BackForm, RepairForm, TakeOutForm, UnitForm
from universo.web.backoffice.views.units import KEEPERS, tabs
from universo.web.shared.access import actor_of
from universo.web.shared.timeline import entries_of

DONE = {
    "edit": gettext_lazy("The unit was corrected."),
    "repair": gettext_lazy("The unit is in repair."),
    "back": gettext_lazy("The unit is back from repair."),
    "out": gettext_lazy("The unit is out of stock."),
}


@KEEPERS
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every unit by model, and where it is now; with ?fuera, those that left the stock."""
    actor, today = actor_of(request), local_date(timezone.now())
    gone = "fuera" in request.GET
    units = list(queries.units_visible_to(actor).filter(gone="") if not gone else
                 queries.units_visible_to(actor).exclude(gone=""))  # fmt: skip
    away = queries.away_of(units)
    context = {
        "tabs": tabs("unit_stock"),
        "rows": [(unit, away.get(unit.pk)) for unit in units],
        "gone": gone,
        "today": today,
        "may_write": queries.is_keeper(actor),
    }
    return render(request, "backoffice/units/stock.html", context)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take a unit into the stock."""
    form = UnitForm(request.POST or None)
    if request.method == "POST":
        values = {"data": form.data_of()} if form.is_valid() else {}
        made = succeeded(request, form, add_unit, _("The unit is in stock."), **values)
        if made:
            return redirect("backoffice:unit", made.pk)
    status = 422 if form.errors else 200
    return render(request, "backoffice/units/new.html", {"form": form}, status=status)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: what takes it, what happened to it, and what can be done with it now."""
    actor, status = actor_of(request), 200
    found = queries.unit(actor, unit_id)
    found_forms = _forms(actor, found)
    action = request.POST.get("action", "")
    if request.method == "POST":
        if action not in found_forms:
            raise Http404
        form = found_forms[action] = _forms(actor, found, request.POST)[action]
        if _acted(request, found.pk, action, form):
            return redirect("backoffice:unit", found.pk)
        found, status = queries.unit(actor, unit_id), 422
    away = queries.away_of([found]).get(found.pk)
    context = {
        "unit": found,
        "away": away,
        "holds": queries.holds_of(found),
        "forms": found_forms,
        f"opened_{action}": bool(action),
        "entries": entries_of(timeline(actor, "unit", found.pk)),
        "may_write": queries.is_keeper(actor) and not found.gone,
        "in_repair": away is not None and away.kind == "REPAIR",
        "today": local_date(timezone.now()),
    }
    return render(request, "backoffice/units/unit.html", context, status=status)


def _forms(actor: Actor, found: Any, posted: Any = None) -> dict[str, forms.Form]:
    first = {
        "product": found.product_id, "serial": found.serial, "condition": found.condition,
        "location": found.location, "contents": found.contents,
    }  # fmt: skip
    return {
        "edit": UnitForm(posted, initial=first),
        "repair": RepairForm(posted),
        "back": BackForm(posted, initial=first),
        "out": TakeOutForm(actor, posted),
    }


def _acted(request: HttpRequest, unit_id: int, action: str, form: Any) -> bool:
    acts: dict[str, Callable[..., Any]] = {
        "edit": edit_unit,
        "repair": send_to_repair,
        "back": end_repair,
        "out": take_out,
    }
    values: dict[str, Any] = {"unit_id": unit_id}
    if form.is_valid():
        values |= {"data": form.data_of()} if action == "edit" else form.cleaned_data
    return bool(succeeded(request, form, acts[action], DONE[action], **values))
