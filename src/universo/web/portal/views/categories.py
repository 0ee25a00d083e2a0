"""The categories of a partner: what it is in, asking to join another one, asking to leave one (R-1)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.insights.leaving import consequences_of
from universo.partners import category_queries as queries
from universo.program.queries import terms_on
from universo.usecases.ask_category import (
    CategoryAsked,
    ask_category,
    withdraw_category_request,
)
from universo.web.portal.forms.categories import JoinForm, LeaveForm
from universo.web.shared.access import actor_of, partner
from universo.web.shared.category_words import (
    ASKED,
    ICONS,
    category_label,
    consequence_lines,
    request_row,
)
from universo.web.shared.fields import DayField
from universo.web.shared.forms import show_refusal


@partner()
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What the company is in, since when and until when; what it may join; its requests."""
    actor, today = actor_of(request), local_date(timezone.now())
    assert actor.partner_id is not None
    found = queries.membership_of(actor.partner_id, today)
    waiting = {row.category for row in queries.waiting(actor)}
    context = {
        "held": [
            (spell, _label(actor, spell.category), ICONS[spell.category], spell.category in waiting)
            for spell in found.held
        ],
        # Until is the first day without it.
        "past": [
            (spell.since, spell.until - timedelta(days=1), category_label(spell.category))
            for spell in found.past
            if spell.until
        ],
        "others": [
            (name, category_label(name), ASKED[name], ICONS[name], name in waiting)
            for name in queries.joinable(actor.partner_id, today)
        ],
        "requests": [request_row(row) for row in queries.visible_to(actor)[:20]],
    }
    return render(request, "portal/categories/board.html", context)


def _label(actor: Any, category: str) -> str:
    return category_label(category, actor.sponsor_level or "" if category == "SPONSOR" else "")


@partner(admin=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask to join another category, with the terms in force."""
    actor, today = actor_of(request), local_date(timezone.now())
    names = queries.joinable(actor.partner_id or 0, today)
    version = terms_on(today).version
    initial = {"category": request.GET.get("categoria", "")}
    form, status = JoinForm(names, version=version, initial=initial), 200
    if request.method == "POST":
        form, status = JoinForm(names, request.POST), 422
        if form.is_valid() and _asked(request, form, form.data_of()):
            return redirect("portal:categories")
        if form.errors.get("accepts_terms"):  # the terms in force are those to be read now
            form.data = {**request.POST.dict(), "terms_version": version}
    context = {"form": form, "version": version, "names": names}
    return render(request, "portal/categories/join.html", context, status=status)


def _asked(request: HttpRequest, form: forms.Form, data: CategoryAsked) -> bool:
    try:
        ask_category(
            actor=actor_of(request), now=timezone.now(), uid=form.cleaned_data["uid"], data=data
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("Your request was sent. We will answer by mail."))
    return True


@partner(admin=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, category: str) -> HttpResponse:
    """What leaving a category brings about, by the day chosen, and the request."""
    actor, now = actor_of(request), timezone.now()
    today = local_date(now)
    held = {
        spell.category: spell for spell in queries.membership_of(actor.partner_id or 0, today).held
    }
    if category not in held or held[category].until is not None:
        raise Http404
    form, status = LeaveForm.fresh(today), 200
    if request.method == "POST":
        form, status = LeaveForm(request.POST), 422
        if form.is_valid() and _asked(request, form, form.data_of(category)):
            return redirect("portal:categories")
    found = consequences_of(actor, actor.partner_id or 0, category, _day(form, today), now)
    context = {
        "form": form,
        "category": category,
        "label": _label(actor, category),
        "lines": consequence_lines(found),
        "day": found.day,
    }
    return render(request, "portal/categories/leave.html", context, status=status)


def _day(form: forms.Form, today: Any) -> Any:
    """Return the day typed, to say what happens then; today without a usable one."""
    try:
        return max(DayField().clean(form.data.get("from_date")), today)
    except forms.ValidationError:
        return today


@partner(admin=True)
@require_POST
def withdraw(request: HttpRequest, asked_id: int) -> HttpResponse:
    """Take a request back while nobody answered it."""
    try:
        withdraw_category_request(actor=actor_of(request), now=timezone.now(), request_id=asked_id)
    except Conflict as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, _("The request was taken back."))
    return redirect("portal:categories")
