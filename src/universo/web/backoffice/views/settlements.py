"""Settlements: what is to be closed and paid, the preview of a close, the statement, the payment."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.rewards import queries
from universo.rewards.ancestry import ancestries
from universo.rewards.settling import Outcome, fingerprint, next_month
from universo.usecases.pay_settlement import pay_settlement
from universo.usecases.settle_period import settle_period
from universo.web.backoffice.forms.rewards import (
    CloseForm,
    MonthForm,
    PaymentForm,
    SettlementFilter,
)
from universo.web.backoffice.reward_links import finance_links
from universo.web.backoffice.settlement_board import figures, months_to_close, ready_sums
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal
from universo.web.shared.reward_words import told
from universo.web.shared.statement_sheet import statement_pdf
from universo.web.shared.timeline import entries_of

FINANCE = staff(Role.FINANCE)
PER_PAGE = 20


@FINANCE
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What can be closed, what waits for payment, what carries over, and every settlement."""
    actor, today = actor_of(request), local_date(timezone.now())
    balances = queries.balances(queries.entries_visible_to(actor))
    sums = queries.settlement_months(actor)
    months = list(dict.fromkeys(row.period for row in sums))
    form = SettlementFilter(months, queries.partners_with_rewards(actor), request.GET)
    found = queries.search_settlements(actor, **form.wanted())
    context = {
        "figures": figures(balances),
        "months": months_to_close(actor, today),
        "carried": [row for row in balances if row.accrued_minor < 0],
        "month_sums": sums,
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filtered": any(form.wanted().values()),
    }
    return render(request, "backoffice/rewards/board.html", context)


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """The preview of closing a month, partner by partner; and the close itself."""
    if request.method != "POST":
        return _preview(request, request.GET.get("mes", ""))
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _preview(request, "", form, status=422)
    try:
        made = settle_period(
            actor=actor_of(request),
            now=timezone.now(),
            period=form.period(),
            early=form.cleaned_data["early"],
            seen=form.cleaned_data["seen"],
        )
    except DomainError as error:
        show_refusal(form, error)
        status = 409 if isinstance(error, Conflict) else 422
        return _preview(request, form.cleaned_data["mes"], form, status=status)
    sentence = ngettext(
        "%(count)d settlement was closed; its partner was told.",
        "%(count)d settlements were closed; their partners were told.",
        len(made),
    )
    messages.success(request, sentence % {"count": len(made)})
    return redirect("backoffice:settlements")


def _preview(
    request: HttpRequest, wanted: str, form: CloseForm | None = None, *, status: int = 200
) -> HttpResponse:
    actor, today = actor_of(request), local_date(timezone.now())
    months = queries.open_months(actor, today)
    by_key = {f"{month:%Y-%m}": month for month in months}
    over = [month for month in months if next_month(month) <= today]
    period = by_key.get(wanted) or (over or months)[0]
    rows = queries.preview(actor, period, today)
    key = f"{period:%Y-%m}"
    # The digest is always that of the rows shown now: after a refusal too.
    fresh = CloseForm(initial={"mes": key, "seen": fingerprint(rows)})
    shown = form or fresh
    context = {
        "months": MonthForm(months, initial={"mes": key}),
        "period": period,
        "early": next_month(period) > today,
        "rows": rows,
        "ready": [row for row in rows if row.outcome is Outcome.READY],
        "sums": ready_sums(rows),
        "form": shown,
        "fresh": fresh,
    }
    return render(request, "backoffice/rewards/close.html", context, status=status)


def _settlement_or_404(request: HttpRequest, settlement_id: int) -> Any:
    try:
        return queries.settlement(actor_of(request), settlement_id)
    except NotPermitted as error:
        raise Http404 from error


@FINANCE
@require_safe
def detail(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """The statement as finance reads it, its payment and its timeline."""
    found = _settlement_or_404(request, settlement_id)
    context = {
        "settlement": found,
        "payment": getattr(found, "payment", None),
        "rewards": [told(row, finance_links) for row in ancestries(queries.lines_of(found))],
        "entries": entries_of(timeline(actor_of(request), "settlement", found.pk)),
        "may_pay": actor_of(request).has(Role.FINANCE) and found.status == "CLOSED",
        "now": timezone.now(),
    }
    return render(request, "backoffice/rewards/settlement.html", context)


@FINANCE
@require_safe
def pdf(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """The statement as the partner gets it."""
    found = _settlement_or_404(request, settlement_id)
    content = statement_pdf(found, ancestries(queries.lines_of(found)))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    return response


@FINANCE
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Record the payment of a settlement, once."""
    found = _settlement_or_404(request, settlement_id)
    now = timezone.now()
    if request.method != "POST":
        first = {"uid": uuid4(), "paid_date": local_date(now)}
        return _pay_page(request, found, PaymentForm(found.currency, initial=first))
    form = PaymentForm(found.currency, request.POST)
    if not form.is_valid():
        return _pay_page(request, found, form, status=422)
    try:
        pay_settlement(actor=actor_of(request), now=now, settlement_id=found.pk, **form.values())
    except DomainError as error:
        show_refusal(form, error)
        status = 409 if isinstance(error, Conflict) else 422
        return _pay_page(request, found, form, status=status)
    messages.success(
        request,
        _("The payment of %(reference)s was recorded; the partner was told.")
        % {"reference": found.reference},
    )
    return HttpResponseRedirect(reverse("backoffice:settlement", args=[found.pk]))


def _pay_page(
    request: HttpRequest, found: Any, form: PaymentForm, *, status: int = 200
) -> HttpResponse:
    found.refresh_from_db(fields=["status"])
    context = {"settlement": found, "form": form, "today": local_date(timezone.now())}
    return render(request, "backoffice/rewards/pay.html", context, status=status)
