"""One loan for Hasar: answering it, handing the unit over, taking it back, more days (R-2)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.units import queries
from universo.domain.decision_clock import local_date
from universo.usecases.ask_for_unit import term_of
from universo.usecases.decide_loan import (
    answer_extension,
    approve_loan,
    cancel_loan,
    change_unit,
    decline_loan,
)
from universo.usecases.hand_over_unit import dispatch_loan, return_loan
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.units import (
    ApproveForm,
    ChangeUnitForm,
    DispatchForm,
    GrantForm,
    ReasonForm,
    ReturnForm,
)
from universo.web.backoffice.views.units import READERS
from universo.web.shared import unit_files, unit_words
from universo.web.shared.access import actor_of
from universo.web.shared.timeline import entries_of
from universo.web.shared.uploads import was_too_large

DONE = {
    "approve": _("Approved: the unit is reserved and the partner was told."),
    "decline": _("Not approved: the partner was told why."),
    "cancel": _("Called off: the partner was told why."),
    "change": _("Another unit is reserved."),
    "dispatch": _("Handed over. The note of delivery is ready to be printed."),
    "return": _("Given back. The note of return is ready to be printed."),
    "grant": _("More days were granted; the partner was told."),
    "refuse": _("No more days; the partner was told why."),
}


@READERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, loan_id: int) -> HttpResponse:
    """A loan with what can be done next; what is refused is said at its form. An executive reads."""
    actor, today = actor_of(request), local_date(timezone.now())
    found, status = queries.loan(actor, loan_id), 200
    found_forms = _forms(found, today) if queries.is_keeper(actor) else {}
    action = request.POST.get("action", "")
    if request.method == "POST":
        if action not in found_forms:
            raise Http404
        form = found_forms[action] = _forms(found, today, request.POST, request.FILES)[action]
        if was_too_large(request):
            form.add_error(None, str(_("The photos are too large together: send fewer.")))
        if _acted(request, found, action, form):
            return redirect("backoffice:loan", found.pk)
        found, status = queries.loan(actor, loan_id), 422
    context = {
        "loan": found,
        "look": unit_words.look_of(found, today),
        "forms": found_forms,
        f"opened_{action}": bool(action),
        "extensions": found.extensions.select_related("asked_by", "answered_by"),
        "waiting": _waiting(found),
        "entries": entries_of(timeline(actor, "loan", found.pk)),
        "may_write": queries.is_keeper(actor),
        "reads_stock": queries.reads_stock(actor),
    }
    return render(request, "backoffice/units/loan.html", context, status=status)


def _waiting(found: Any) -> Any:
    return found.extensions.filter(answer="WAITING").first()


def _forms(found: Any, today: Any, posted: Any = None, files: Any = None) -> dict[str, forms.Form]:
    """Return the forms of what can be done with a loan as it stands."""
    if found.status == "REQUESTED":
        first = max(found.from_date, today)
        due = term_of(first, found.days, today)[1]
        free = queries.free_units(found.product_id, first, due, today)
        units = list(free) if posted is None else _all_of(found)
        return {
            "approve": ApproveForm(units, posted, initial={"from_date": first}),
            "decline": ReasonForm(posted),
        }
    if found.status == "APPROVED":
        free = queries.free_units(
            found.product_id, found.from_date, found.due_date, today, but=found.pk
        )
        units = list(free) if posted is None else _all_of(found)
        chosen = {"unit": found.unit.pk, "condition": found.unit.condition}
        return {
            "dispatch": DispatchForm(posted, files, initial=chosen),
            "change": ChangeUnitForm(units, posted, initial=chosen),
            "cancel": ReasonForm(posted),
        }
    if found.status != "OUT":
        return {}
    back = {"location": found.unit.location, "condition": found.condition_out}
    made: dict[str, forms.Form] = {"return": ReturnForm(posted, files, initial=back)}
    if _waiting(found) is not None:
        made |= {"grant": GrantForm(posted), "refuse": ReasonForm(posted)}
    return made


def _all_of(found: Any) -> list[Any]:
    """Every unit of the model may be sent back: whether it is free is for the operation to judge."""
    return list(queries.stock_of(found.product_id))


def _acted(request: HttpRequest, found: Any, action: str, form: Any) -> bool:
    acts: dict[str, Callable[..., Any]] = {
        "approve": approve_loan,
        "decline": decline_loan,
        "cancel": cancel_loan,
        "change": change_unit,
        "dispatch": dispatch_loan,
        "return": return_loan,
        "grant": answer_extension,
        "refuse": answer_extension,
    }
    values = _values(found, action, form) if form.is_valid() else {}
    return bool(succeeded(request, form, acts[action], DONE[action], **values))


def _values(found: Any, action: str, form: Any) -> dict[str, Any]:
    typed = form.cleaned_data
    if action in ("grant", "refuse"):
        asked = _waiting(found)
        values = {"extension_id": asked.pk if asked else 0, "granted": action == "grant"}
        return {**values, "reason": typed.get("reason", "")}
    values = {"loan_id": found.pk}
    if action == "approve":
        return {**values, "unit_id": typed["unit"], "from_date": typed["from_date"]}
    if action == "change":
        return {**values, "unit_id": typed["unit"]}
    if action in ("decline", "cancel"):
        return {**values, "reason": typed["reason"]}
    if action == "return":
        values["location"] = typed["location"]
    return {**values, "look": form.look()}


@READERS
@require_safe
def note(request: HttpRequest, loan_id: int, end: str) -> HttpResponse:
    """The note of delivery or return as PDF."""
    return unit_files.note_answer(request, loan_id, end)


@READERS
@require_safe
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """A photo of one end of a loan."""
    return unit_files.photo_answer(request, photo_id)
