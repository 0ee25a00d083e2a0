"""Certificates, what families ask for, goals and figures, for Hasar (R-2)."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.training import exam_queries, goal_queries
from universo.benefits.training.figures import figures_of
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.usecases import keep_goals as keep
from universo.usecases.earn_certificate import revoke
from universo.usecases.grant_goal import grant
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.training import ReasonForm
from universo.web.backoffice.forms.training_goals import (
    CertificateFilter,
    EndForm,
    GoalForm,
    GrantForm,
    RequirementForm,
)
from universo.web.backoffice.training_tabs import KEEPERS, tabs
from universo.web.shared import goal_words, training_files, training_words
from universo.web.shared.access import actor_of
from universo.web.shared.timeline import entries_of

PER_PAGE = 25
YEAR = timedelta(days=365)


@KEEPERS
@never_cache
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """All certificates, by person, partner, number and state."""
    actor, today = actor_of(request), local_date(timezone.now())
    form = CertificateFilter(request.GET)
    page = Paginator(exam_queries.search(actor, today, **form.wanted()), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "tabs": tabs("training_certificates"),
        "form": form,
        "page": page,
        "rows": [(one, training_words.certificate_look(one, today)) for one in page.object_list],
        "filtered": any(form.wanted().values()),
    }
    return render(request, "backoffice/training/certificates.html", context)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One certificate; administrators revoke it, with a reason that its holder reads."""
    actor, today = actor_of(request), local_date(timezone.now())
    found, form = exam_queries.certificate(actor, certificate_id), ReasonForm()
    if request.method == "POST":
        form = ReasonForm(request.POST)
        values = {**form.cleaned_data, "certificate_id": found.pk} if form.is_valid() else {}
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        if succeeded(request, form, revoke, _("Revoked."), **values):
            return redirect("backoffice:training_certificate", found.pk)
    context = {
        "one": found,
        "look": training_words.certificate_look(found, today),
        "form": form,
        "entries": entries_of(timeline(actor, "certificate", found.pk)),
        "may_revoke": actor.has(StaffRole.PROGRAM_ADMIN) and found.revoked_at is None,
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/certificate.html", context, status=status)


@KEEPERS
@require_safe
def certificate_pdf(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """A certificate as PDF."""
    return training_files.certificate_answer(request, certificate_id)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def requirements(request: HttpRequest) -> HttpResponse:
    """What families ask for; administrators change it from a day on."""
    actor, today = actor_of(request), local_date(timezone.now())
    form = RequirementForm(request.POST or None, initial={"from_date": today, "people": 1})
    if request.method == "POST":
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        values = form.cleaned_data if form.is_valid() else {}
        if succeeded(request, form, keep.change_requirement, _("Saved."), **values):
            return redirect("backoffice:training_requirements")
    context = {
        "tabs": tabs("training_requirements"),
        "now": goal_queries.requirements_on(today),
        "rows": goal_queries.all_requirements(),
        "form": form,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/requirements.html", context, status=status)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """The goals, what was reached and waits to be granted; administrators add a goal."""
    actor, today = actor_of(request), local_date(timezone.now())
    form = GoalForm(request.POST) if request.method == "POST" else GoalForm.fresh(today)
    if request.method == "POST":
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        values = {}
        if form.is_valid():
            typed = form.cleaned_data
            values = {"uid": typed["uid"], "from_date": typed["from_date"], "data": form.data_of()}
        if succeeded(request, form, keep.add_goal, _("Saved."), **values):
            return redirect("backoffice:training_goals")
    reached = goal_queries.reached_visible_to(actor)
    context = {
        "tabs": tabs("training_goals"),
        "goals": [(one, goal_words.goal_sentence(one)) for one in goal_queries.goals_visible_to(actor)],
        "waiting": [goal_words.reached_row(one) for one in reached.filter(grant__isnull=True)[:100]],
        "granted": [goal_words.reached_row(one) for one in reached.filter(grant__isnull=False)[:50]],
        "form": form,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "backoffice/training/goals.html", context, status=status)


@KEEPERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, goal_id: int) -> HttpResponse:
    """One goal with everybody's progress; administrators grant what was reached, and end it."""
    actor, today = actor_of(request), local_date(timezone.now())
    found, end = goal_queries.goal(actor, goal_id), EndForm()
    rows = list(goal_queries.reached_visible_to(actor).filter(goal=found)[:100])
    grants = {row.pk: GrantForm(row, today) for row in rows if not hasattr(row, "grant")}
    chosen, refused = None, False
    if request.method == "POST":
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        if "reached" in request.POST:
            chosen = next((row for row in rows if str(row.pk) == request.POST["reached"]), None)
            if chosen is None:
                raise Http404
            done = _grant(request, chosen, grants, today)
        else:
            end = EndForm(request.POST)
            values = {"goal_id": found.pk, **end.cleaned_data} if end.is_valid() else {}
            done = succeeded(request, end, keep.end_goal, _("Saved."), **values)
        if done:
            return redirect("backoffice:training_goal", found.pk)
        refused = True
    context = {
        "goal": found,
        "sentence": goal_words.goal_sentence(found),
        "progress": [
            (partner, goal_words.progress_row(row))
            for partner, row in goal_queries.everybodys_progress(found, today)
        ],
        "reached": [
            {**goal_words.reached_row(one), "form": grants.get(one.pk), "open": one == chosen}
            for one in rows
        ],
        "end": end,
        "entries": entries_of(timeline(actor, "goal", found.pk)),
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    status = 422 if refused else 200
    return render(request, "backoffice/training/goal.html", context, status=status)


def _grant(request: HttpRequest, found: Any, grants: dict[int, GrantForm], today: date) -> Any:
    form = grants[found.pk] = GrantForm(found, today, request.POST)
    values = {"reached_id": found.pk, **form.values()} if form.is_valid() else {}
    return succeeded(request, form, grant, _("Granted; the partner was told."), **values)


@KEEPERS
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What training costs and brings: by partner, certified people against notices and sales."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = figures_of(actor, today - YEAR, today)
    context = {"tabs": tabs("training_figures"), "found": found, "today": today}
    context |= {"first": today - YEAR}
    return render(request, "backoffice/training/figures.html", context)
