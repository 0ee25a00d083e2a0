"""Settlements: the month's steps, what waits at each, every settlement and its statement."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.audit.queries import timeline
from universo.domain.decision_clock import local_date
from universo.errors import NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.partners.category_queries import closing_since
from universo.rewards import ledger_queries, payment_queries, queries
from universo.rewards.ancestry import ancestries
from universo.rewards.refunds import refunds_of
from universo.rewards.run_queries import waiting_run
from universo.web.backoffice.forms.rewards import SettlementFilter
from universo.web.backoffice.forms.settling import ReturnForm
from universo.web.backoffice.reward_links import finance_links
from universo.web.backoffice.settlement_board import figures, month_steps, months_to_close
from universo.web.shared.access import actor_of, staff
from universo.web.shared.reward_words import refunds_told, told
from universo.web.shared.statement_files import statement_answer
from universo.web.shared.timeline import entries_of

FINANCE = staff(Role.FINANCE)
PER_PAGE = 20


@FINANCE
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What can be closed, what waits at each step, what carries over, and every settlement."""
    actor, now = actor_of(request), timezone.now()
    balances = ledger_queries.balances(ledger_queries.entries_visible_to(actor))
    sums = queries.settlement_months(actor)
    months = list(dict.fromkeys(row.period for row in sums))
    form = SettlementFilter(months, ledger_queries.partners_with_rewards(actor), request.GET)
    found = queries.search_settlements(actor, **form.wanted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    progress = payment_queries.progress_of(page.object_list, now)
    run = waiting_run(actor)
    context = {
        "figures": figures(balances),
        "run": run,
        "steps": month_steps(actor, run, now),
        "months": months_to_close(actor, local_date(now)),
        "carried": [row for row in balances if row.accrued_minor < 0],
        "month_sums": sums,
        "form": form,
        "page": page,
        "rows": [(row, progress[row.pk]) for row in page.object_list],
        "filtered": any(form.wanted().values()),
    }
    return render(request, "backoffice/rewards/board.html", context)


def settlement_or_404(request: HttpRequest, settlement_id: int) -> Any:
    """Return a settlement that the reader may see."""
    try:
        return queries.settlement(actor_of(request), settlement_id)
    except NotPermitted as error:
        raise Http404 from error


@FINANCE
@require_safe
def detail(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """The statement as finance reads it, what is missing for its payment, and its timeline."""
    return settlement_page(request, settlement_or_404(request, settlement_id))


def settlement_page(
    request: HttpRequest, found: Any, form: ReturnForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of one settlement, with the form of money that came back as it was sent."""
    actor, now = actor_of(request), timezone.now()
    may_write = actor.has(Role.FINANCE)
    first = {"uid": uuid4(), "on_date": local_date(now)}
    context = {
        "settlement": found,
        "closing_since": closing_since(found.partner_id, found.period),
        "progress": payment_queries.progress_of([found], now)[found.pk],
        "invoices": payment_queries.invoices_of(found),
        "payment": found.payment,
        "order": found.orders.select_related("batch").last(),
        "rewards": [told(row, finance_links) for row in ancestries(queries.lines_of(found))],
        "refunds": refunds_told(refunds_of(found)),
        "entries": entries_of(timeline(actor, "settlement", found.pk)),
        "return_form": form or ReturnForm(initial=first),
        "may_write": may_write,
        "now": now,
    }
    return render(request, "backoffice/rewards/settlement.html", context, status=status)


@FINANCE
@require_safe
def pdf(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """The statement as the partner gets it."""
    found = settlement_or_404(request, settlement_id)
    return statement_answer(found, ancestries(queries.lines_of(found)), "pdf")
