"""Partners: the list, one partner's page, and what an administrator changes on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from universo.audit.queries import timeline
from universo.domain.decision_clock import local_date
from universo.errors import DomainError
from universo.identity.roles import StaffRole
from universo.partners import category_queries, operations, queries
from universo.partners.labels import enrolment_label, enrolments_line
from universo.web.backoffice.forms.partners import (
    CategoryForm,
    ExecutiveForm,
    LevelForm,
    PartnerFilterForm,
    SuspendForm,
)
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal
from universo.web.shared.timeline import entries_of

PER_PAGE = 25
READERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.ACCOUNT_EXECUTIVE)
WRITERS = staff(StaffRole.PROGRAM_ADMIN)


@READERS
@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """All partners, or those that an executive attends."""
    actor = actor_of(request)
    form = PartnerFilterForm(request.GET, actor=actor, use_required_attribute=False)
    wanted = form.chosen()
    rows = queries.search(
        actor,
        text=wanted.get("q", ""),
        category=wanted.get("category", ""),
        executive=wanted.get("executive", ""),
        state=wanted.get("state", ""),
        day=local_date(timezone.now()),
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(row, enrolments_line(row.current)) for row in page],
        "filtered": any(wanted.values()),
        "asked": category_queries.waiting(actor).count(),
        "all_of_them": actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN),
    }
    return render(request, "backoffice/partners/list.html", context)


@READERS
@require_safe
def detail(request: HttpRequest, partner_id: int) -> HttpResponse:
    """One partner: categories, people, executive and what happened."""
    return _page(request, partner_id)


@WRITERS
@require_POST
def change_executive(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Another executive attends the partner."""
    form = ExecutiveForm(request.POST, actor=actor_of(request))
    return _do(request, partner_id, "executive_form", form, _set_executive)


def _set_executive(values: dict[str, Any], **who: Any) -> str:
    found = operations.change_executive(executive_id=values["executive"], **who)
    return _("%(name)s attends the partner from now on.") % {"name": found.account_executive}


@WRITERS
@require_POST
def add_category(request: HttpRequest, partner_id: int) -> HttpResponse:
    """A category from today on (R-1)."""
    return _do(request, partner_id, "category_form", CategoryForm(request.POST), _add_category)


def _add_category(values: dict[str, Any], **who: Any) -> str:
    operations.add_category(category=values["category"], level=values["level"], **who)
    return _("The category holds from today.")


@WRITERS
@require_POST
def change_level(request: HttpRequest, partner_id: int) -> HttpResponse:
    """The level of a sponsor from today on (R-4, P-12)."""
    return _do(request, partner_id, "level_form", LevelForm(request.POST), _set_level)


def _set_level(values: dict[str, Any], **who: Any) -> str:
    operations.change_level(level=values["level"], **who)
    return _("The level holds for the notices from today on.")


@WRITERS
@require_POST
def suspend(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Nobody of the partner can work until it is taken back."""
    return _do(request, partner_id, "suspend_form", SuspendForm(request.POST), _suspend)


def _suspend(values: dict[str, Any], **who: Any) -> str:
    operations.set_active(active=False, reason=values["reason"], **who)
    return _("The partner is suspended.")


@WRITERS
@require_POST
def reinstate(request: HttpRequest, partner_id: int) -> HttpResponse:
    """The partner may work again."""

    def take_back(_values: dict[str, Any], **who: Any) -> str:
        operations.set_active(active=True, **who)
        return _("The partner may work again.")

    return _do(request, partner_id, "end_form", forms.Form(request.POST), take_back)


def _do(
    request: HttpRequest,
    partner_id: int,
    name: str,
    form: forms.Form,
    act: Callable[..., str],
) -> HttpResponse:
    """Act on a partner with a valid form; otherwise show its page with the form's errors."""
    actor = actor_of(request)
    if not form.is_valid():
        return _page(request, partner_id, **{name: form})
    try:
        said = act(form.cleaned_data, actor=actor, now=timezone.now(), partner_id=partner_id)
    except DomainError as error:
        show_refusal(form, error)
        if name == "end_form":
            messages.error(request, str(error.message))
        else:
            return _page(request, partner_id, **{name: form})
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("backoffice:partner", args=[partner_id]))


def _page(request: HttpRequest, partner_id: int, **wrong: forms.Form) -> HttpResponse:
    actor, today = actor_of(request), local_date(timezone.now())
    found = queries.partner(actor, partner_id, today)
    level = next((row.level for row in found.current if row.level), "")
    context = {
        "partner": found,
        "enrolments": [
            (row, enrolment_label(row)) for row in queries.enrolment_history(actor, found.pk)
        ],
        "people": queries.people(actor, found.pk),
        "today": today,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
        "level": level,
        "executive_form": ExecutiveForm(
            actor=actor, initial={"executive": found.account_executive_id}
        ),
        "category_form": CategoryForm(),
        "level_form": LevelForm(initial={"level": level}),
        "suspend_form": SuspendForm(),
        "history": entries_of(timeline(actor, "partner", found.pk).reverse()),
        **wrong,
    }
    return render(request, "backoffice/partners/detail.html", context, status=422 if wrong else 200)
