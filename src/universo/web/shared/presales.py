"""The joint pre-sales log on the pages of a notice: the block that shows it, and its form's page."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.domain.decision_clock import local_date
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.opportunities.presales import activities, right_to_log
from universo.opportunities.queries import visible_to, with_details
from universo.usecases.log_presales import log_presales
from universo.web.shared.access import actor_of
from universo.web.shared.forms import show_refusal
from universo.web.shared.lead_forms import PresalesForm

PAGE = "shared/leads/presales_page.html"


def presales_context(actor: Actor, notice: Any, log_url: str) -> dict[str, Any]:
    """Return what the block shows: the entries and whether this actor may add one at `log_url`.

    The caller has already checked that the actor sees the notice.
    """
    right = right_to_log(actor, notice, timezone.now())
    return {
        "presales_entries": list(activities(notice)),
        "presales_may_log": right.may_log,
        "presales_why_not": right.why_not,
        "presales_url": log_url,
    }


def log_page(request: HttpRequest, notice_id: int, back: str) -> HttpResponse:
    """Show the form of the log, or add the entry and go `back`; 404 for who takes no part in it."""
    actor = actor_of(request)
    now = timezone.now()
    notice = with_details(visible_to(actor)).filter(pk=notice_id).first()
    right = right_to_log(actor, notice, now) if notice else None
    if notice is None or right is None or not (right.may_log or right.why_not):
        raise Http404
    initial = {"uid": uuid.uuid4(), "on_date": local_date(now)}
    form = PresalesForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"notice": notice, "form": form, "back": back, "right": right}
    if request.method != "POST" or not form.is_valid():
        return render(request, PAGE, context, status=422 if form.errors else 200)
    try:
        log_presales(actor=actor, now=now, notice_id=notice_id, **form.cleaned_data)
    except DomainError as error:
        show_refusal(form, error)
        return render(request, PAGE, context, status=422)
    messages.success(request, _("It is in the log. The other side was told by mail."))
    return redirect(back)
