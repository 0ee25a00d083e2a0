"""The channel manager's work: which channel gets which accepted notice, and how each lead goes (R-11)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole as Role
from universo.program.choices import CustomerProfile
from universo.routing.leads import lead as read_lead
from universo.routing.operations import may_work
from universo.routing.queries import (
    OPEN,
    channels,
    history_of,
    lead_counts,
    notices_to_route,
    notices_waiting,
    open_load,
    visible_to,
)
from universo.routing.suggestions import suggestions
from universo.usecases.assign_channel import assign_channel
from universo.web.backoffice.channel_needs import with_needs
from universo.web.backoffice.forms.routing import AssignForm, ProfileForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal
from universo.web.shared.lead_work import forms_of_a_lead, work
from universo.web.shared.presales import log_page

PAGE_SIZE = 25
SHOWN_FIRST = 4
TABS = {
    "sin-canal": (),
    "ofrecidas": ("OFFERED",),
    "en-curso": ("ACTIVE",),
    "cerradas": ("WON", "LOST", "DECLINED"),
}


@staff(Role.CHANNEL_MANAGER, Role.ACCOUNT_EXECUTIVE)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Notices without a channel, offered, in progress and closed; an executive sees his own."""
    actor = actor_of(request)
    chooses = actor.has(Role.CHANNEL_MANAGER, Role.AUDITOR)
    counts = lead_counts(actor)
    sizes = {tab: sum(counts[state] for state in states) for tab, states in TABS.items()}
    if chooses:
        sizes["sin-canal"] = notices_waiting(actor).count()
    else:
        del sizes["sin-canal"]
    chosen = request.GET.get("estado", "")
    chosen = chosen if chosen in sizes else next(iter(sizes))
    rows: Any = notices_waiting(actor)
    if chosen != "sin-canal":
        order = "-closed_at" if chosen == "cerradas" else "offered_at"
        rows = visible_to(actor).filter(status__in=TABS[chosen]).order_by(order, "-id")
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": _tabs(sizes, chosen),
        "chosen": chosen,
        "load": _load(actor),
    }
    return render(request, "backoffice/routing/board.html", context)


def _tabs(sizes: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    labels = {
        "sin-canal": _("Waiting for a channel"),
        "ofrecidas": _("Offered, unanswered"),
        "en-curso": _("In progress"),
        "cerradas": _("Closed leads"),
    }
    return [
        {"label": labels[tab], "url": f"?estado={tab}", "active": tab == chosen, "count": size}
        for tab, size in sizes.items()
    ]


def _load(actor: Actor) -> list[dict[str, Any]]:
    load = open_load()
    rows = [
        {"channel": row, "open": load.get(row.pk, 0)}
        for row in channels(actor)
        if row.is_active or row.pk in load
    ]
    return sorted(rows, key=lambda row: (-row["open"], row["channel"].name))


@staff(Role.CHANNEL_MANAGER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The ranked channels of one notice, and the choice of any of them."""
    actor = actor_of(request)
    notice = notices_to_route(actor).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    history = history_of(actor, notice.pk)
    current = history[0] if history and history[0].status != "DECLINED" else None
    profile = _profile(request, history)
    form = AssignForm(initial={"profile": profile, "replaces": current.pk if current else None})
    if request.method == "POST":
        form = AssignForm(request.POST)
        answer = _assign(request, actor, notice.pk, form)
        if answer is not None:
            return answer
    # Only for the label: whether a reason is needed is decided by the use case, under the race.
    form.fields["reason"].required = current is not None and current.status == "ACTIVE"
    today = local_date(timezone.now())
    ranked = with_needs(notice, suggestions(notice, profile, today), today)
    context = {
        "notice": notice,
        "items": notice.items.select_related("family", "product"),
        "history": history,
        "current": current,
        "is_open": current is None or current.status in OPEN,
        "form": form,
        "profile_form": ProfileForm(initial={"profile": profile}),
        "profile": profile,
        "profile_name": dict(CustomerProfile.choices).get(profile, ""),
        "ranked": ranked[:SHOWN_FIRST],
        "others": ranked[SHOWN_FIRST:],
        "picked": str(form["channel_id"].value() or ""),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/routing/choose.html", context, status=status)


def _profile(request: HttpRequest, history: list[Any]) -> str:
    asked = request.POST.get("profile") or request.GET.get("profile")
    asked = asked or (history[0].profile if history else "")
    return asked if asked in CustomerProfile.values else ""


def _assign(
    request: HttpRequest, actor: Actor, notice_id: int, form: AssignForm
) -> HttpResponse | None:
    """Do it and return where to go next; None leaves the form with its errors."""
    if not form.is_valid():
        return None
    try:
        made = assign_channel(actor=actor, now=timezone.now(), notice_id=notice_id, **form.chosen())
    except Conflict as error:
        messages.warning(request, str(error.message))
        return redirect("backoffice:routing_notice", notice_id)
    except DomainError as error:
        show_refusal(form, error)
        return None
    if made.status == "OFFERED":
        said = _("It was offered to %(channel)s, whose people were told by mail.")
    else:
        said = _("It is with %(channel)s, in progress. The executive and the sponsor were told.")
    messages.success(request, said % {"channel": made.channel.name})
    return redirect("backoffice:routing")


@staff(Role.CHANNEL_MANAGER, Role.ACCOUNT_EXECUTIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One assignment; Hasar's own staff report its progress and outcome here."""
    actor = actor_of(request)
    context: dict[str, Any] = forms_of_a_lead()
    status = 200
    if request.method == "POST":
        refused = work(request, assignment_id)
        if refused is None:
            return redirect("backoffice:routing_assignment", assignment_id)
        action, form = refused
        context[f"{action}_form"], status = form, 422
    lead = read_lead(actor, assignment_id)
    context["lead"] = lead
    context["can_work"] = may_work(actor, lead.assignment)
    context["may_choose"] = actor.has(Role.CHANNEL_MANAGER, Role.AUDITOR)
    return render(request, "backoffice/routing/assignment.html", context, status=status)


@staff(Role.ACCOUNT_EXECUTIVE, Role.CHANNEL_MANAGER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def presales_log(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Add to the pre-sales log of a notice (R-4, R-6)."""
    return log_page(request, notice_id, _back(actor_of(request), notice_id))


def _back(actor: Actor, notice_id: int) -> str:
    if actor.has(Role.ACCOUNT_EXECUTIVE):
        return reverse("backoffice:notice_detail", args=[notice_id])
    return reverse("backoffice:routing_notice", args=[notice_id])
