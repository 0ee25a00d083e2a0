"""One request for support for Hasar: advice, answer, second person, verification, booking (R-2)."""

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
from universo.benefits.support import queries
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.sales.queries import known_issuers
from universo.usecases import correct_support, decide_support, prove_support
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.support import (
    AdviseForm,
    AgreeForm,
    ApproveForm,
    BookForm,
    InsideWhyForm,
    TakeBackForm,
    VerifyForm,
    WhyForm,
)
from universo.web.backoffice.views.support import READERS
from universo.web.shared import support_files, support_words
from universo.web.shared.access import actor_of
from universo.web.shared.timeline import entries_of

ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "advise": (decide_support.advise_request, _("Your word was kept.")),
    "approve": (decide_support.approve_request, _("Your approval was kept.")),
    "confirm": (decide_support.confirm_request, _("Approved: the amount is reserved.")),
    "return": (decide_support.return_request, _("Sent back; the partner was told why.")),
    "decline": (decide_support.decline_request, _("Not approved: the partner was told why.")),
    "verify": (prove_support.verify_request, _("Verified: finance books it.")),
    "more": (prove_support.ask_for_more, _("The partner was told what is missing.")),
    "book": (prove_support.book_request, _("Booked: it goes with the next settlement.")),
    "take_back": (correct_support.take_back_request, _("It goes with the next settlement.")),
    "reopen": (prove_support.reopen_request, _("Sent back to be verified again.")),
}


@READERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, support_id: int) -> HttpResponse:
    """A request with what the reader can do next; what is refused is said at its form."""
    actor = actor_of(request)
    found, status = queries.request_of(actor, support_id), 200
    found_forms = _forms(actor, found)
    action = request.POST.get("action", "")
    if request.method == "POST":
        if action not in found_forms:
            raise Http404
        form = found_forms[action] = _forms(actor, found, request.POST)[action]
        if _acted(request, found, action, form):
            return redirect("backoffice:support_request", found.pk)
        found, status = queries.request_of(actor, support_id), 422
    context = {
        "found": found,
        "look": support_words.look_of(found),
        "money": support_words.money_of(found),
        "funds": queries.funds_of(found.partner_id, local_date(timezone.now())),
        "settlement": support_words.settled_in(actor, found),
        "forms": found_forms,
        f"opened_{action}": bool(action),
        "files": found.files.select_related("line"),
        "entries": entries_of(timeline(actor, "support", found.pk)),
    }
    return render(request, "backoffice/support/request.html", context, status=status)


def _forms(actor: Any, found: Any, posted: Any = None) -> dict[str, forms.Form]:
    """Return the forms of what the reader can do with a request as it stands."""
    made: dict[str, forms.Form] = {}
    waits = found.status in ("SUBMITTED", "SECOND")
    if waits and actor.user_id == found.partner.account_executive_id:
        made["advise"] = AdviseForm(posted)
    if queries.is_keeper(actor):
        made |= _for_keeper(actor, found, posted)
    if actor.has(StaffRole.FINANCE) and found.status == "VERIFIED":
        cuits = known_issuers(actor)
        first = {"billed_cuit": cuits[0] if cuits else ""}
        made |= {"book": BookForm(posted, initial=first), "reopen": InsideWhyForm(posted)}
    if support_words.may_take_back(actor, found):
        made["take_back"] = TakeBackForm.of(found, posted)
    return made


def _for_keeper(actor: Any, found: Any, posted: Any) -> dict[str, forms.Form]:
    if found.status == "SUBMITTED":
        part = support_words.money_of(found)["part"]
        return {
            "approve": ApproveForm(posted, initial={"amount": part}),
            "return": WhyForm(posted),
            "decline": WhyForm(posted),
        }
    if found.status == "SECOND":
        made: dict[str, forms.Form] = {"return": WhyForm(posted), "decline": WhyForm(posted)}
        return (
            {"confirm": AgreeForm(posted), **made} if found.decided_by_id != actor.user_id else made
        )
    if found.status == "CARRIED_OUT":
        lines = list(found.lines.all())
        return {
            "verify": VerifyForm(lines, posted),
            "more": WhyForm(posted),
            "decline": WhyForm(posted),
        }
    return {}


def _acted(request: HttpRequest, found: Any, action: str, form: Any) -> bool:
    act, said = ACTS[action]
    values = _values(found, action, form) if form.is_valid() else {}
    return bool(succeeded(request, form, act, said, **values))


def _values(found: Any, action: str, form: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"request_id": found.pk}
    if action in ("approve", "take_back"):
        typed = dict(form.cleaned_data)
        return {**values, "amount_minor": typed.pop("amount"), **typed}
    if action == "verify":
        return {**values, "accepted": form.accepted()}
    return {**values, **form.cleaned_data}


@READERS
@require_safe
def file(request: HttpRequest, proof_id: int) -> HttpResponse:
    """A file of the evidence."""
    return support_files.evidence_answer(request, proof_id)
