"""The pages of joint plans that both sides share: proposing one, and one plan (R-1)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.audit.queries import timeline
from universo.benefits.alliances import queries
from universo.benefits.alliances.choices import PlanStatus
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.usecases.plan_together import answer_plan, close_plan, is_ally, propose_plan
from universo.usecases.review_plans import record_review
from universo.web.shared.access import actor_of
from universo.web.shared.forms import show_refusal
from universo.web.shared.plan_forms import MeetingForm, PlanForm, PlanReasonForm
from universo.web.shared.timeline import entries_of

LOOKS = {
    PlanStatus.PROPOSED: ("warn", "hourglass"),
    PlanStatus.AGREED: ("ok", "check"),
    PlanStatus.DECLINED: ("bad", "x"),
    PlanStatus.CLOSED: ("neutral", "archive"),
}


def plan_rows(found: Any, day: Any) -> list[dict[str, Any]]:
    """Return plans with how they look, and whether their review is past its day."""
    return [_row(row, day) for row in found]


def _row(found: Any, day: Any) -> dict[str, Any]:
    tone, icon = LOOKS[PlanStatus(found.status)]
    late = found.status == PlanStatus.AGREED and found.next_review_date < day
    return {"plan": found, "tone": tone, "icon": icon, "late": late}


def new_plan(request: HttpRequest, partner_id: int, site: str) -> HttpResponse:
    """The form of a plan, for the people of either side; 404 when the partner is no ally today."""
    today = local_date(timezone.now())
    if not is_ally(partner_id, today):
        raise Http404
    form, status = PlanForm(partner_id, initial={"from_date": today}), 200
    if request.method == "POST":
        form, status = PlanForm(partner_id, request.POST), 422
        made = _proposed(request, form, partner_id) if form.is_valid() else None
        if made is not None:
            messages.success(request, _("The plan was proposed: the other side was told."))
            return redirect(f"{site}:plan", made.pk)
    context = {"form": form, "site": site, "partner_id": partner_id}
    return render(request, "shared/plans/form.html", context, status=status)


def _proposed(request: HttpRequest, form: PlanForm, partner_id: int) -> Any:
    try:
        return propose_plan(
            actor=actor_of(request), now=timezone.now(), uid=form.cleaned_data["uid"],
            partner_id=partner_id, data=form.data_of(),
        )  # fmt: skip
    except DomainError as error:
        show_refusal(form, error)
        return None


def one_plan(request: HttpRequest, plan_id: int, site: str) -> HttpResponse:
    """A plan with its goals, reviews and what can be done next; what is refused is said at its form."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = queries.plan(actor, plan_id)
    progress = queries.progress_of(found)
    answers = actor.is_staff == found.by_partner and _may_act(actor)
    forms: dict[str, Any] = {"review": MeetingForm(progress, initial={"on_date": today}),
                             "reason": PlanReasonForm()}  # fmt: skip
    status = 200
    if request.method == "POST":
        if _acted(request, found, progress, forms):
            return redirect(f"{site}:plan", found.pk)
        found, status = queries.plan(actor, plan_id), 422
    context = {
        **_row(found, today),
        "site": site,
        "progress": progress,
        "reviews": found.reviews.select_related("recorded_by").prefetch_related("values__goal"),
        "forms": forms,
        "may_answer": answers and found.status == PlanStatus.PROPOSED,
        "may_review": found.status == PlanStatus.AGREED and _may_act(actor),
        "may_close": found.status == PlanStatus.AGREED and actor.has(*queries.HASAR),
        "entries": entries_of(timeline(actor, "plan", found.pk).reverse()),
    }
    return render(request, "shared/plans/one.html", context, status=status)


def _may_act(actor: Any) -> bool:
    return actor.partner_id is not None or actor.has(*queries.HASAR)


def _acted(request: HttpRequest, found: Any, progress: Any, forms: dict[str, Any]) -> bool:
    who: dict[str, Any] = {"actor": actor_of(request), "now": timezone.now(), "plan_id": found.pk}
    action = request.POST.get("action", "")
    form = (
        MeetingForm(progress, request.POST) if action == "review" else PlanReasonForm(request.POST)
    )
    forms["review" if action == "review" else "reason"] = form
    try:
        if action == "agree":
            answer_plan(agreed=True, **who)
        elif not form.is_valid():
            return False
        elif action == "review" and isinstance(form, MeetingForm):
            typed = {name: form.cleaned_data[name] for name in _REVIEW}
            record_review(values=form.values(), **typed, **who)
        elif action == "close":
            close_plan(reason=form.cleaned_data["reason"], **who)
        else:
            answer_plan(agreed=False, reason=form.cleaned_data["reason"], **who)
    except Conflict as error:
        messages.warning(request, str(error.message))
        return True
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("It is recorded."))
    return True


_REVIEW = ("uid", "on_date", "minutes", "decisions", "next_review_date")
