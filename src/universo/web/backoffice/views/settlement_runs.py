"""Closing a month: look at the amounts, prepare the drafts, review them, approve as a second person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.rewards import queries, run_queries, runs
from universo.rewards.ancestry import ancestries
from universo.rewards.refunds import refunds_of_draft
from universo.rewards.seen import seen_run
from universo.rewards.settling import Outcome, next_month
from universo.usecases import settle_period
from universo.web.backoffice.forms.rewards import MonthForm
from universo.web.backoffice.forms.settling import DraftFilter, PrepareForm, ReasonForm
from universo.web.backoffice.reward_links import finance_links
from universo.web.backoffice.settlement_board import outcome_sums, ready_sums
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal
from universo.web.shared.reward_words import refunds_told, told

FINANCE = staff(Role.FINANCE)
PER_PAGE = 50
MOST_MOVED = 50


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """What closing a month would do today; a POST keeps it as drafts for a second person."""
    if request.method != "POST":
        return _preview(request, request.GET.get("mes", ""))
    form = PrepareForm(request.POST, auto_id="prepare_%s")
    if not form.is_valid():
        return _preview(request, "", form, status=422)
    try:
        run = settle_period.prepare_run(
            actor=actor_of(request),
            now=timezone.now(),
            period=form.period(),
            early=form.cleaned_data["early"],
        )
    except DomainError as error:
        show_refusal(form, error)
        status = 409 if isinstance(error, Conflict) else 422
        return _preview(request, form.cleaned_data["mes"], form, status=status)
    messages.success(request, _("The drafts wait for the approval of another person of finance."))
    return redirect("backoffice:settlement_run", run.pk)


def _preview(
    request: HttpRequest, wanted: str, form: PrepareForm | None = None, *, status: int = 200
) -> HttpResponse:
    actor, today = actor_of(request), local_date(timezone.now())
    months = queries.open_months(actor, today)
    by_key = {f"{month:%Y-%m}": month for month in months}
    over = [month for month in months if next_month(month) <= today]
    period = by_key.get(wanted) or (over or months)[0]
    rows = queries.preview(actor, period, today)
    key = f"{period:%Y-%m}"
    context = {
        "months": MonthForm(months, initial={"mes": key}),
        "period": period,
        "early": next_month(period) > today,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "ready": any(row.outcome is Outcome.READY for row in rows),
        "sums": ready_sums(rows),
        "waiting": run_queries.waiting_run(actor),
        "form": form or PrepareForm(auto_id="prepare_%s"),
        "fresh": PrepareForm(initial={"mes": key}, auto_id="prepare_%s"),
    }
    return render(request, "backoffice/rewards/close.html", context, status=status)


def _run_or_404(request: HttpRequest, run_id: int) -> Any:
    try:
        return run_queries.run(actor_of(request), run_id)
    except NotPermitted as error:
        raise Http404 from error


@FINANCE
@never_cache
@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """The drafts of a month for review: against the month before, and against what there is now."""
    found = _run_or_404(request, run_id)
    actor, form = actor_of(request), DraftFilter(request.GET)
    page = Paginator(run_queries.drafts(found, **form.wanted()), PER_PAGE).get_page(
        request.GET.get("page")
    )
    before = run_queries.last_totals(page.object_list)
    waits = found.status == "PREPARED"
    moved = runs.moved(found) if waits else []
    may_write = actor.has(Role.FINANCE) and waits
    context = {
        "run": found,
        "waits": waits,
        "sums": outcome_sums(run_queries.sums(found)),
        "form": form,
        "page": page,
        "rows": [(draft, before.get(draft.pk)) for draft in page.object_list],
        "filtered": any(form.wanted().values()),
        "moved": moved[:MOST_MOVED],
        "moved_count": len(moved),
        "may_write": may_write,
        "may_approve": may_write and not moved and found.prepared_by_id != actor.user_id,
        "seen": seen_run(found) if waits else "",
        "is_mine": found.prepared_by_id == actor.user_id,
    }
    return render(request, "backoffice/rewards/run.html", context)


@FINANCE
@require_POST
def approve(request: HttpRequest, run_id: int) -> HttpResponse:
    """Close everything that is ready and not held."""
    found = _run_or_404(request, run_id)
    try:
        made = settle_period.approve_run(
            actor=actor_of(request), now=timezone.now(), run_id=found.pk,
            seen=request.POST.get("seen", ""),
        )  # fmt: skip
    except NotPermitted:
        raise
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("backoffice:settlement_run", found.pk)
    sentence = ngettext(
        "%(count)d settlement was closed; its partner is told by mail.",
        "%(count)d settlements were closed; their partners are told by mail.",
        len(made),
    )
    messages.success(request, sentence % {"count": len(made)})
    return redirect("backoffice:settlements")


@FINANCE
@require_POST
def discard(request: HttpRequest, run_id: int) -> HttpResponse:
    """Drop the drafts; with `again`, prepare them from what there is now."""
    found, now = _run_or_404(request, run_id), timezone.now()
    try:
        if request.POST.get("again"):
            made = settle_period.prepare_run(
                actor=actor_of(request), now=now, period=found.period, early=found.early,
                replaces_id=found.pk,
            )  # fmt: skip
            messages.success(request, _("The drafts were made again from what there is now."))
            return redirect("backoffice:settlement_run", made.pk)
        settle_period.discard_run(actor=actor_of(request), now=now, run_id=found.pk)
    except NotPermitted:
        raise
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("backoffice:settlement_run", found.pk)
    messages.success(request, _("The drafts were discarded; nothing was closed."))
    return redirect("backoffice:settlements")


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One draft with its rewards; a POST holds it with a reason, or takes it back into the run."""
    try:
        found = run_queries.draft(actor_of(request), draft_id)
    except NotPermitted as error:
        raise Http404 from error
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if _decide(request, found, form):
            return redirect("backoffice:settlement_run", found.run_id)
        status = 422
    rewards = [told(row, finance_links) for row in ancestries(run_queries.rewards_of(found))]
    context = {
        "draft": found,
        "row": found,
        "rewards": rewards,
        "refunds": refunds_told(refunds_of_draft(found)),
        "form": form,
        "before": run_queries.last_totals([found]).get(found.pk),
        "may_write": actor_of(request).has(Role.FINANCE) and found.run.status == "PREPARED",
    }
    return render(request, "backoffice/rewards/draft.html", context, status=status)


def _decide(request: HttpRequest, found: Any, form: ReasonForm) -> bool:
    values = {"actor": actor_of(request), "now": timezone.now(), "draft_id": found.pk}
    try:
        if request.POST.get("release"):
            settle_period.release_draft(**values)
            messages.success(request, _("%(partner)s is in again.") % {"partner": found.partner})
            return True
        if not form.is_valid():
            return False
        settle_period.hold_draft(reason=form.cleaned_data["reason"], **values)
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(
        request, _("%(partner)s stays out of this closing.") % {"partner": found.partner}
    )
    return True
