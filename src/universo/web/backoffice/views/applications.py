"""Applications to join: the queue, what is known of each, and the decision."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from universo.audit.queries import timeline
from universo.errors import Conflict, DomainError
from universo.identity.roles import StaffRole
from universo.insights.application_evidence import clues
from universo.partners import queries
from universo.partners.labels import applied_line
from universo.usecases.decide_application import approve_application, decline_application
from universo.web.backoffice.forms.partners import ApprovalForm, DeclineForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal
from universo.web.shared.timeline import entries_of

PER_PAGE = 25
TABS = (
    ("CONFIRMED", gettext_lazy("Waiting"), "hourglass"),
    ("RECEIVED", gettext_lazy("Not confirmed"), "mail"),
    ("APPROVED", gettext_lazy("Approved"), "check"),
    ("DECLINED", gettext_lazy("Declined"), "circle-x"),
)


@staff(StaffRole.PROGRAM_ADMIN)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The applications of one state; those that wait, oldest first."""
    actor = actor_of(request)
    states = [code for code, _label, _icon in TABS]
    state = request.GET.get("state", "")
    state = state if state in states else "CONFIRMED"
    text = request.GET.get("q", "")[:120]
    counts = queries.application_counts(actor)
    rows = Paginator(queries.applications(actor, state=state, text=text), PER_PAGE)
    context = {
        "tabs": [
            {
                "label": label,
                "url": f"?state={code}",
                "active": code == state,
                "icon": icon,
                "count": counts.get(code, 0),
            }
            for code, label, icon in TABS
        ],
        "state": state,
        "text": text,
        "page": rows.get_page(request.GET.get("page")),
    }
    return render(request, "backoffice/applications/list.html", context)


@staff(StaffRole.PROGRAM_ADMIN)
@require_safe
def detail(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application with its evidence and, while it waits, the decision."""
    return _page(request, application_id)


@staff(StaffRole.PROGRAM_ADMIN)
@require_POST
def approve(request: HttpRequest, application_id: int) -> HttpResponse:
    """Admit the applicant; whoever comes second reads who decided."""
    actor = actor_of(request)
    queries.application(actor, application_id)
    form = ApprovalForm(request.POST, actor=actor)
    if not form.is_valid():
        return _page(request, application_id, approval=form)
    try:
        partner = approve_application(
            actor=actor,
            now=timezone.now(),
            application_id=application_id,
            executive_id=form.cleaned_data["executive"],
            categories=form.cleaned_data["categories"],
            sponsor_level=form.cleaned_data["sponsor_level"],
        )
    except Conflict as error:
        return _conflict(request, application_id, error)
    except DomainError as error:
        show_refusal(form, error)
        return _page(request, application_id, approval=form)
    messages.success(request, _("%(name)s joined the programme.") % {"name": partner})
    return HttpResponseRedirect(reverse("backoffice:partner", args=[partner.pk]))


@staff(StaffRole.PROGRAM_ADMIN)
@require_POST
def decline(request: HttpRequest, application_id: int) -> HttpResponse:
    """Decline with a reason that the applicant reads."""
    actor = actor_of(request)
    queries.application(actor, application_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, application_id, declining=form)
    try:
        decline_application(
            actor=actor,
            now=timezone.now(),
            application_id=application_id,
            reason=form.cleaned_data["reason"],
        )
    except Conflict as error:
        return _conflict(request, application_id, error)
    except DomainError as error:
        show_refusal(form, error)
        return _page(request, application_id, declining=form)
    messages.success(request, _("The application was declined and the applicant was told."))
    return HttpResponseRedirect(reverse("backoffice:applications"))


def _conflict(request: HttpRequest, application_id: int, error: Conflict) -> HttpResponse:
    messages.error(request, str(error.message))
    return HttpResponseRedirect(reverse("backoffice:application", args=[application_id]))


def _page(
    request: HttpRequest,
    application_id: int,
    *,
    approval: ApprovalForm | None = None,
    declining: DeclineForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.application(actor, application_id)
    asked: dict[str, Any] = {
        "categories": found.categories,
        "sponsor_level": found.sponsor_level,
    }
    context = {
        "application": found,
        "asked": applied_line(found),
        "clues": clues(actor, found.pk),
        "may_decide": found.state == "CONFIRMED" and actor.has(StaffRole.PROGRAM_ADMIN),
        "approval": approval or ApprovalForm(actor=actor, initial=asked),
        "declining": declining or DeclineForm(),
        "history": entries_of(timeline(actor, "application", found.pk)),
    }
    status = 422 if approval or declining else 200
    return render(request, "backoffice/applications/detail.html", context, status=status)
