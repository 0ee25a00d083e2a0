"""Joint visits for the executive who is asked to come along (R-2)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.support import visit_queries
from universo.usecases.arrange_visit import cancel_visit, confirm_visit, decline_visit
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.support import AgreeForm, ConfirmVisitForm, WhyForm
from universo.web.backoffice.views.support import PER_PAGE, READERS, tabs
from universo.web.shared import support_files, support_words
from universo.web.shared.access import actor_of
from universo.web.shared.timeline import entries_of

ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "confirm": (confirm_visit, _("Confirmed: the partner was told.")),
    "decline": (decline_visit, _("The partner was told why.")),
    "cancel": (cancel_visit, _("Called off: the partner was told.")),
}


@READERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The visits that the reader may see, the latest first."""
    found = visit_queries.visible_to(actor_of(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(request, "support_visits"),
        "page": page,
        "rows": support_words.rows_of(page.object_list),
    }
    return render(request, "backoffice/support/visits.html", context)


@READERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit; its executive confirms, declines or calls it off."""
    actor, status = actor_of(request), 200
    found = visit_queries.visit(actor, visit_id)
    found_forms = _forms(actor, found)
    action = request.POST.get("action", "")
    if request.method == "POST":
        if action not in found_forms:
            raise Http404
        form = found_forms[action] = _forms(actor, found, request.POST)[action]
        act, said = ACTS[action]
        values = dict(form.cleaned_data) if form.is_valid() else {}
        if succeeded(request, form, act, said, visit_id=found.pk, **values):
            return redirect("backoffice:support_visit", found.pk)
        status = 422
    context = {
        "visit": found,
        "look": support_words.look_of(found),
        "proposed": found.proposed.all(),
        "forms": found_forms,
        "opened_decline": action == "decline",
        "entries": entries_of(timeline(actor, "visit", found.pk)),
    }
    return render(request, "backoffice/support/visit.html", context, status=status)


def _forms(actor: Any, found: Any, posted: Any = None) -> dict[str, forms.Form]:
    if actor.user_id != found.executive_id:
        return {}
    if found.status == "ASKED":
        first = found.proposed.first()
        initial = {"begins_at": first.at if first else None}
        return {
            "confirm": ConfirmVisitForm(posted, initial=initial),
            "decline": WhyForm(posted),
        }
    return {"cancel": AgreeForm(posted)} if found.status == "CONFIRMED" else {}


@READERS
@require_safe
def entry(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The entry for the calendar."""
    return support_files.visit_entry_answer(request, visit_id, "backoffice:support_visit")
