"""Levels of sponsors: the dated goal, what reviews propose, who is reviewed when (R-4)."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.domain.decision_clock import local_date
from universo.domain.levels import LevelGoal
from universo.identity.roles import StaffRole
from universo.partners import level_queries as queries
from universo.partners.level_models import LevelCount
from universo.program.choices import SponsorLevel
from universo.usecases.review_levels import accept_level, dismiss_level, set_level_rule
from universo.web.backoffice.acting import succeeded
from universo.web.shared.access import actor_of, staff
from universo.web.shared.fields import DayField
from universo.web.shared.forms import FormBeside

ADMINS = staff(StaffRole.PROGRAM_ADMIN)


class LevelRuleForm(FormBeside):
    """What counts, how much, in which months, how often, and from when on."""

    counted = forms.ChoiceField(label=_("What counts"), choices=LevelCount.choices)
    rise = forms.IntegerField(label=_("At least so many: Mediador"), min_value=1, max_value=1000)
    keep = forms.IntegerField(
        label=_("Fewer than so many: Orientador"), min_value=0, max_value=1000
    )
    months = forms.IntegerField(label=_("Months that are counted"), min_value=1, max_value=60)
    review_months = forms.IntegerField(label=_("Months between reviews"), min_value=1, max_value=60)
    from_date = DayField(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=240)

    def clean(self) -> dict[str, Any]:
        """The lower figure is not above the upper one."""
        typed = super().clean() or self.cleaned_data
        if typed.get("rise") and typed.get("keep", 0) > typed["rise"]:
            self.add_error("keep", _("At most the figure for Mediador."))
        return typed


class LevelAcceptForm(FormBeside):
    """From when on a proposal is applied."""

    from_date = DayField(label=_("From"))


class LevelDismissForm(FormBeside):
    """Why a proposal is not applied."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


@ADMINS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """The rule, the proposals that wait, the next reviews; setting another rule."""
    actor, today = actor_of(request), local_date(timezone.now())
    rule = queries.rule_on(today)
    first: dict[str, Any] = {"from_date": today}
    if rule is not None:
        names = ("counted", "rise", "keep", "months", "review_months")
        first |= {name: getattr(rule, name) for name in names}
    form, status = LevelRuleForm(initial=first), 200
    if request.method == "POST":
        form, status = LevelRuleForm(request.POST), 422
        if _ruled(request, form):
            return redirect("backoffice:levels")
    rows = queries.sponsors(today, rule) if rule else []
    context = {
        "rule": rule,
        "rules": queries.rules(),
        "form": form,
        "waiting": queries.waiting(actor),
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "labels": dict(SponsorLevel.choices),
        "today": today,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    return render(request, "backoffice/levels/board.html", context, status=status)


def _ruled(request: HttpRequest, form: LevelRuleForm) -> bool:
    values: dict[str, Any] = {}
    if form.is_valid():
        typed = form.cleaned_data
        goal = LevelGoal(typed["rise"], typed["keep"], typed["months"], typed["review_months"])
        names = ("counted", "from_date", "reason")
        values = {"goal": goal, **{name: typed[name] for name in names}}
    said = _("The goal holds from that day.")
    return bool(succeeded(request, form, set_level_rule, said, **values))


@ADMINS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, level_proposal_id: int) -> HttpResponse:
    """A review with what it counted; applying what it proposes, or not."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = queries.proposals(actor).filter(pk=level_proposal_id).first()
    if found is None:
        raise Http404
    accept, dismiss = LevelAcceptForm(initial={"from_date": today}), LevelDismissForm()
    status = 200
    if request.method == "POST":
        status = 422
        if request.POST.get("action") == "accept":
            accept = LevelAcceptForm(request.POST)
            done = succeeded(
                request, accept, accept_level, _("The level changes from that day."),
                proposal_id=found.pk, **_typed(accept),
            )  # fmt: skip
        else:
            dismiss = LevelDismissForm(request.POST)
            done = succeeded(
                request, dismiss, dismiss_level, _("The level stays as it is."),
                proposal_id=found.pk, **_typed(dismiss),
            )  # fmt: skip
        if done:
            return redirect("backoffice:levels")
    context = {"proposal": found, "accept": accept, "dismiss": dismiss}
    context["may_write"] = actor.has(StaffRole.PROGRAM_ADMIN) and found.status == "WAITING"
    return render(request, "backoffice/levels/one.html", context, status=status)


def _typed(form: forms.Form) -> dict[str, Any]:
    return dict(form.cleaned_data) if form.is_valid() else {}
