"""Working a lead from a page: the same forms and answers for a reseller and for Hasar's own staff."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.errors import Conflict, DomainError
from universo.identity.actor import Actor
from universo.usecases import work_lead
from universo.web.shared.access import actor_of
from universo.web.shared.forms import show_refusal
from universo.web.shared.lead_forms import DeclineForm, LostForm, ProgressForm, WonForm

ACTIONS: dict[str, type[forms.Form]] = {
    "accept": forms.Form,
    "decline": DeclineForm,
    "progress": ProgressForm,
    "won": WonForm,
    "lost": LostForm,
}


def forms_of_a_lead() -> dict[str, forms.Form]:
    """Return the empty forms of a lead's page."""
    return {
        "decline_form": DeclineForm(),
        "progress_form": ProgressForm.fresh(),
        "won_form": WonForm(),
        "lost_form": LostForm(),
    }


def work(request: HttpRequest, assignment_id: int) -> tuple[str, forms.Form] | None:
    """Do what the posted form asks. Return None when it is done, else (action, form with its errors).

    A lost race is told as a message: the page shown next has the lead as it stands. NotPermitted
    goes on up: 404 for another's.
    """
    action = request.POST.get("action", "")
    if action not in ACTIONS:
        raise Http404
    form = ACTIONS[action](request.POST)
    if not form.is_valid():
        return action, form
    actor = actor_of(request)
    try:
        said = _do(actor, assignment_id, action, form.cleaned_data)
    except Conflict as error:
        messages.warning(request, str(error.message))
        return None
    except DomainError as error:
        show_refusal(form, error)
        return action, form
    messages.success(request, said)
    return None


def _do(actor: Actor, assignment_id: int, action: str, data: dict[str, Any]) -> str:
    calls: dict[str, Callable[..., Any]] = {
        "accept": work_lead.accept_lead,
        "decline": work_lead.decline_lead,
        "progress": work_lead.report_progress,
        "won": work_lead.win_lead,
        "lost": work_lead.lose_lead,
    }
    calls[action](actor=actor, now=timezone.now(), assignment_id=assignment_id, **data)
    return {
        "accept": _("The lead is yours. Here are the contact details."),
        "decline": _("The lead goes back to Hasar. Thank you for answering."),
        "progress": _("The progress was noted."),
        "won": _("The lead was closed as won. The sponsor was told."),
        "lost": _("The lead was closed as lost. The sponsor was told."),
    }[action]
