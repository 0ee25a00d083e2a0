"""Joint visits as a partner asks for them (R-2)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.choices import Service
from universo.benefits.support import visit_queries
from universo.errors import Conflict, DomainError
from universo.usecases.arrange_visit import ask_visit, cancel_visit
from universo.web.portal.forms.support_visits import VisitForm
from universo.web.shared import support_files, support_words
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs
from universo.web.shared.forms import show_refusal
from universo.web.shared.timeline import entries_of

SHOWN = 50


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """Its visits, and asking the executive for one."""
    actor, status = actor_of(request), 200
    form = VisitForm.fresh(actor)
    if request.method == "POST":
        form, status = VisitForm(actor, request.POST), 422
        if form.is_valid():
            try:
                made = ask_visit(
                    actor=actor, now=timezone.now(), uid=form.cleaned_data["uid"],
                    data=form.data_of(),
                )  # fmt: skip
            except DomainError as error:
                show_refusal(form, error)
                status = 409 if isinstance(error, Conflict) else 422
            else:
                messages.success(request, _("Your executive was asked. You will have a mail."))
                return redirect("portal:support_visit", made.pk)
    rows = support_words.rows_of(visit_queries.visible_to(actor)[:SHOWN])
    context = {"rows": rows, "form": form}
    return render(request, "portal/support/visits.html", context, status=status)


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit; a POST calls it off."""
    actor = actor_of(request)
    found = visit_queries.visit(actor, visit_id)
    if request.method == "POST":
        try:
            cancel_visit(actor=actor, now=timezone.now(), visit_id=found.pk)
        except Conflict as error:
            messages.warning(request, str(error.message))
        else:
            messages.success(request, _("The visit was called off; your executive was told."))
        return redirect("portal:support_visit", found.pk)
    context = {
        "visit": found,
        "look": support_words.look_of(found),
        "proposed": found.proposed.all(),
        "may_cancel": found.status in ("ASKED", "CONFIRMED"),
        "entries": entries_of(timeline(actor, "visit", found.pk)),
    }
    return render(request, "portal/support/visit.html", context)


@partner()
@needs(Service.SUPPORT)
@require_safe
def entry(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The entry for the calendar."""
    return support_files.visit_entry_answer(request, visit_id, "portal:support_visit")
