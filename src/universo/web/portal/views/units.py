"""Demonstration units as a partner uses them: what he has, what is free, asking for one (R-2)."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.choices import Service
from universo.benefits.queries import benefit_of
from universo.benefits.units import queries
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.identity.actor import Actor
from universo.routing import queries as leads
from universo.usecases.ask_for_unit import ask_extension, request_loan, withdraw_loan
from universo.web.portal import held
from universo.web.portal.forms.units import ExtensionForm, RequestForm
from universo.web.shared import unit_files, unit_words
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needed, needs
from universo.web.shared.forms import show_refusal
from universo.web.shared.timeline import entries_of

PER_PAGE = 20


@partner()
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """His loans, the models and the rules; without the benefit, what is needed and what he has."""
    actor, today = actor_of(request), local_date(timezone.now())
    answer = benefit_of(actor, Service.UNITS, today)
    if not answer.allowed:
        return needed(request, Service.UNITS, answer, loans=held.loans(actor, today))
    live = unit_words.rows_of(queries.live_loans(actor), today)
    past = queries.visible_to(actor).exclude(pk__in=[row.pk for row, _look in live])
    page = Paginator(past, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "live": live,
        "page": page,
        "past": unit_words.rows_of(page.object_list, today),
        "models": queries.models_lent(),
        "rules": unit_words.rules_words(queries.rules_for(today)),
    }
    return render(request, "portal/units/board.html", context)


@partner()
@needs(Service.UNITS)
@require_safe
def calendar(request: HttpRequest, model_id: int) -> HttpResponse:
    """On which days of a month units of a model are free; never who has them."""
    today = local_date(timezone.now())
    model = next((row for row in queries.models_lent() if row.pk == model_id), None)
    if model is None:
        raise Http404
    first = unit_words.month_asked(request.GET.get("mes", ""), today)
    context = unit_words.calendar_of_model(model, first, today)
    return render(request, "portal/units/calendar.html", context)


@partner()
@needs(Service.UNITS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a unit; what the rules refuse is said at its field."""
    actor, now = actor_of(request), timezone.now()
    initial = {"uid": uuid4(), "product": request.GET.get("modelo", ""), "days": 5}
    form = RequestForm(actor, request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            uid = form.cleaned_data["uid"]
            try:
                made = request_loan(actor=actor, now=now, uid=uid, data=form.data_of())
            except DomainError as error:
                show_refusal(form, error)
                status = 409 if isinstance(error, Conflict) else 422
            else:
                messages.success(request, _("Your request was sent. We will answer by mail."))
                return redirect("portal:loan", made.pk)
    rules = unit_words.rules_words(queries.rules_for(local_date(now)))
    context = {"form": form, "rules": rules, "models": queries.models_lent()}
    return render(request, "portal/units/request.html", context, status=status)


@partner()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def loan(request: HttpRequest, loan_id: int) -> HttpResponse:
    """One loan: its days, its notes and photos; taking the request back, asking for more days."""
    actor, now = actor_of(request), timezone.now()
    today = local_date(now)
    found = queries.loan(actor, loan_id)
    answer = benefit_of(actor, Service.UNITS, today)
    if not answer.allowed and (found.status not in held.LENT or request.method == "POST"):
        return needed(request, Service.UNITS, answer)
    form, status = ExtensionForm.fresh(), 200
    if request.method == "POST":
        if request.POST.get("action") == "withdraw":
            return _withdraw(request, found.pk)
        form, status = ExtensionForm(request.POST), 422
        if form.is_valid() and _extended(request, found.pk, form):
            return redirect("portal:loan", found.pk)
    context = {
        "loan": found,
        "notice_url": _notice_url(actor, found),
        "look": unit_words.look_of(found, today),
        "overdue": found.overdue(today),
        "form": form,
        "extensions": found.extensions.all(),
        "may_extend": answer.allowed and found.status == "OUT",
        "entries": entries_of(timeline(actor, "loan", found.pk)),
    }
    return render(request, "portal/units/loan.html", context, status=status)


def _notice_url(actor: Actor, found: Any) -> str:
    """Return the page of what the loan serves: the own notice, or the lead; "" when out of sight."""
    if found.notice is None:
        return ""
    if found.notice.partner_id == found.partner_id:
        return reverse("portal:notice_detail", args=[found.notice_id])
    lead = leads.visible_to(actor).filter(notice_id=found.notice_id).order_by("-pk").first()
    return reverse("portal:lead_detail", args=[lead.pk]) if lead else ""


def _withdraw(request: HttpRequest, loan_id: int) -> HttpResponse:
    try:
        withdraw_loan(actor=actor_of(request), now=timezone.now(), loan_id=loan_id)
    except Conflict as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, _("The request was taken back."))
    return redirect("portal:loan", loan_id)


def _extended(request: HttpRequest, loan_id: int, form: ExtensionForm) -> bool:
    try:
        ask_extension(
            actor=actor_of(request), now=timezone.now(), loan_id=loan_id, **form.cleaned_data
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("Your request for more days was sent."))
    return True


@partner()
@require_safe
def note(request: HttpRequest, loan_id: int, end: str) -> HttpResponse:
    """The note of delivery or return as PDF."""
    return _of_a_loan(request, queries.loan(actor_of(request), loan_id).status) or (
        unit_files.note_answer(request, loan_id, end)
    )


@partner()
@require_safe
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """A photo of one end of a loan."""
    return _of_a_loan(request, queries.photo(actor_of(request), photo_id).loan.status) or (
        unit_files.photo_answer(request, photo_id)
    )


def _of_a_loan(request: HttpRequest, status: str) -> HttpResponse | None:
    """Return what is needed when the benefit is gone and nothing is held; None to go on."""
    answer = benefit_of(actor_of(request), Service.UNITS, local_date(timezone.now()))
    if answer.allowed or status in held.LENT:
        return None
    return needed(request, Service.UNITS, answer)
