"""Payments: what can be paid, batches of two people, the bank's file, what the bank did."""

from datetime import datetime
from typing import Any
from uuid import uuid4

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
from universo.program.choices import Currency
from universo.rewards import payment_queries
from universo.rewards.seen import seen_batch
from universo.usecases import pay_settlements, prepare_payments
from universo.web.backoffice.forms.settling import BatchForm, PaidForm, ReasonForm, ReturnForm
from universo.web.backoffice.views.settlements import settlement_or_404, settlement_page
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

FINANCE = staff(Role.FINANCE)
PER_PAGE = 50
BATCHES_SHOWN = 12


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """What waits for payment in one currency and what is missing; a POST makes a batch of it."""
    given = request.POST if request.method == "POST" else request.GET
    currency = given.get("moneda", "")
    currency = currency if currency in Currency.values else Currency.ARS.value
    actor, now = actor_of(request), timezone.now()
    found = payment_queries.to_pay(actor, currency, now)
    ids = [row.settlement.pk for row in found]
    form, status = BatchForm(ids, initial={"uid": uuid4(), "moneda": currency}), 200
    if request.method == "POST":
        form, status = BatchForm(ids, request.POST), 422
        made = _prepared(request, form, now)
        if made is not None:
            return redirect("backoffice:payment_batch", made.pk)
    return _board(request, currency, found, form, status)


def _prepared(request: HttpRequest, form: BatchForm, now: datetime) -> Any:
    if not form.is_valid():
        return None
    try:
        return prepare_payments.prepare_batch(
            actor=actor_of(request),
            now=now,
            uid=form.cleaned_data["uid"],
            currency=form.cleaned_data["moneda"],
            settlement_ids=form.cleaned_data["liquidacion"],
            by_hand=bool(request.POST.get("by_hand")),
        )
    except DomainError as error:
        show_refusal(form, error)
        return None


def _board(
    request: HttpRequest, currency: str, found: list[Any], form: BatchForm, status: int
) -> HttpResponse:
    actor = actor_of(request)
    ready = [row for row in found if not row.problem]
    chosen = set(request.POST.getlist("liquidacion")) if form.is_bound else None
    context = {
        "currency": currency,
        "tabs": [
            {"label": label, "url": f"?moneda={code}", "active": code == currency}
            for code, label in Currency.choices
        ],
        "form": form,
        "ready": [(row, chosen is None or str(row.settlement.pk) in chosen) for row in ready],
        "total_minor": sum(row.settlement.total_minor for row in ready),
        "missing": [row for row in found if row.problem],
        "batches": payment_queries.batches_visible_to(actor)[:BATCHES_SHOWN],
        "may_write": actor.has(Role.FINANCE),
    }
    return render(request, "backoffice/rewards/payments.html", context, status=status)


def _batch_or_404(request: HttpRequest, payment_batch_id: int) -> Any:
    try:
        return payment_queries.batch(actor_of(request), payment_batch_id)
    except NotPermitted as error:
        raise Http404 from error


@FINANCE
@never_cache
@require_safe
def batch(request: HttpRequest, payment_batch_id: int) -> HttpResponse:
    """One batch: its payments, who prepared and who approved it, its file."""
    return _batch_page(request, _batch_or_404(request, payment_batch_id))


def _batch_page(
    request: HttpRequest, found: Any, form: PaidForm | None = None, *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    may_write = actor.has(Role.FINANCE)
    rows = payment_queries.orders_of(found)
    first = {"uid": uuid4(), "paid_date": local_date(timezone.now())}
    context = {
        "batch": found,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": form or PaidForm(initial=first),
        "reason_form": ReasonForm(),
        "may_write": may_write,
        "may_change": may_write and found.status == "PREPARED",
        "may_withhold": found.status == "PREPARED" and found.prepared_by_id == actor.user_id,
        "may_approve": may_write
        and found.status == "PREPARED"
        and found.prepared_by_id != actor.user_id,
        "may_pay": may_write and found.status == "APPROVED",
        "seen": seen_batch(found) if found.status == "PREPARED" else "",
        "has_file": found.status in ("APPROVED", "DONE") and not found.by_hand,
    }
    return render(request, "backoffice/rewards/batch.html", context, status=status)


@FINANCE
@require_POST
def decide(request: HttpRequest, payment_batch_id: int) -> HttpResponse:
    """Approve a batch as a second person, or drop it."""
    found = _batch_or_404(request, payment_batch_id)
    values = {"actor": actor_of(request), "now": timezone.now(), "batch_id": found.pk}
    try:
        if request.POST.get("approve"):
            seen = request.POST.get("seen", "")
            prepare_payments.approve_batch(**values, seen=seen)
            messages.success(request, _("%(batch)s is approved.") % {"batch": found.reference})
        elif request.POST.get("discard"):
            prepare_payments.discard_batch(**values)
            messages.success(request, _("%(batch)s was discarded.") % {"batch": found.reference})
        else:
            messages.error(request, _("Choose: approve the batch or discard it."))
    except NotPermitted:
        raise
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("backoffice:payment_batch", found.pk)


@FINANCE
@require_safe
def file(request: HttpRequest, payment_batch_id: int) -> HttpResponse:
    """The file for the bank, as it was approved; there is none before the approval."""
    found = _batch_or_404(request, payment_batch_id)
    if not found.file_text or found.by_hand:
        raise Http404
    response = HttpResponse(found.file_text.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@FINANCE
@require_POST
def paid(request: HttpRequest, payment_batch_id: int) -> HttpResponse:
    """Record that the bank paid: all that waits, or the rows that are marked."""
    found = _batch_or_404(request, payment_batch_id)
    form = PaidForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, found, form, status=422)
    marked = [int(pk) for pk in request.POST.getlist("orden") if pk.isdecimal() and len(pk) < 16]
    try:
        made = pay_settlements.mark_paid(
            actor=actor_of(request),
            now=timezone.now(),
            batch_id=found.pk,
            only=marked or None,
            **form.cleaned_data,
        )
    except DomainError as error:
        show_refusal(form, error)
        status = 409 if isinstance(error, Conflict) else 422
        return _batch_page(request, found, form, status=status)
    sentence = ngettext(
        "%(count)d payment was recorded; its partner is told by mail.",
        "%(count)d payments were recorded; their partners are told by mail.",
        len(made),
    )
    messages.success(request, sentence % {"count": len(made)})
    return redirect("backoffice:payment_batch", found.pk)


@FINANCE
@require_POST
def come_back(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Record that the money of a paid settlement came back from the bank."""
    found = settlement_or_404(request, settlement_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return settlement_page(request, found, form, status=422)
    try:
        pay_settlements.return_payment(
            actor=actor_of(request),
            now=timezone.now(),
            settlement_id=found.pk,
            **form.cleaned_data,
        )
    except DomainError as error:
        show_refusal(form, error)
        status = 409 if isinstance(error, Conflict) else 422
        return settlement_page(request, found, form, status=status)
    sentence = _("%(reference)s is to be paid again.") % {"reference": found.reference}
    messages.success(request, sentence)
    return redirect("backoffice:settlement", found.pk)
