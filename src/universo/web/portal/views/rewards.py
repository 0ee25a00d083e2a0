"""The sponsor's rewards: what was accrued, settled and paid, and where each centavo comes from."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.domain.decision_clock import local_date
from universo.errors import NotPermitted
from universo.insights.expected import expected_of, expected_sums
from universo.insights.reward_months import money_months
from universo.partners.category_queries import closing_since
from universo.program.choices import Category
from universo.rewards import payment_queries, queries
from universo.rewards.ancestry import ancestries
from universo.rewards.refunds import refunds_of
from universo.rewards.statement_seal import seal_of
from universo.web.portal.forms.rewards import RewardFilter
from universo.web.portal.reward_links import sponsor_links
from universo.web.shared.access import actor_of, partner
from universo.web.shared.reward_pictures import month_pictures
from universo.web.shared.reward_words import refunds_told, told
from universo.web.shared.statement_files import statement_answer
from universo.web.shared.statement_sheet import verify_qr, verify_url

SPONSOR = partner(Category.SPONSOR, former=True)
PER_PAGE = 15
EXPECTED_SHOWN = 30


@SPONSOR
@require_safe
def reward_list(request: HttpRequest) -> HttpResponse:
    """Accrued, settled and paid by currency; each reward unfolds its ancestry; the statements."""
    actor = actor_of(request)
    form = RewardFilter(queries.months_with_rewards(actor), request.GET)
    found = queries.search(actor, **form.wanted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    today = local_date(timezone.now())
    context = {
        "totals": queries.totals(actor),
        "expected": expected_of(actor, EXPECTED_SHOWN),
        "expected_sums": expected_sums(actor, today),
        "pictures": month_pictures(money_months(actor, today)),
        "form": form,
        "page": page,
        "rewards": [told(row, sponsor_links) for row in ancestries(page.object_list)],
        "filtered": any(form.wanted().values()),
        "settlements": payment_queries.with_progress(
            queries.search_settlements(actor), timezone.now()
        ),
    }
    return render(request, "portal/rewards/list.html", context)


@SPONSOR
@require_safe
def detail(request: HttpRequest, accrual_id: int) -> HttpResponse:
    """One reward with its whole ancestry."""
    try:
        found = queries.accrual(actor_of(request), accrual_id)
    except NotPermitted as error:
        raise Http404 from error
    (ancestry,) = ancestries([found])
    context = {"reward": told(ancestry, sponsor_links), "a": ancestry}
    return render(request, "portal/rewards/detail.html", context)


def _settlement_or_404(request: HttpRequest, settlement_id: int) -> Any:
    try:
        return queries.settlement(actor_of(request), settlement_id)
    except NotPermitted as error:
        raise Http404 from error


@partner()
@require_safe
def statement(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """A settlement's statement, with the ancestry of each of its rewards."""
    found = _settlement_or_404(request, settlement_id)
    rewards = [told(row, sponsor_links) for row in ancestries(queries.lines_of(found))]
    seal = seal_of(found)
    context = {
        "settlement": found,
        "closing_since": closing_since(found.partner_id, found.period),
        "progress": payment_queries.progress_of([found], timezone.now())[found.pk],
        "invoices": payment_queries.invoices_of(found),
        "payment": found.payment,
        "rewards": rewards,
        "refunds": refunds_told(refunds_of(found)),
        "seal": seal,
        "verify_url": verify_url(seal),
        "qr": verify_qr(seal).svg_data_uri(border=2, dark="#10142e", light="#ffffff"),
    }
    return render(request, "portal/rewards/statement.html", context)


@partner()
@require_safe
def statement_file(request: HttpRequest, settlement_id: int, kind: str = "pdf") -> HttpResponse:
    """The same statement as a tagged PDF, a spreadsheet, or the exact text that its hash covers."""
    found = _settlement_or_404(request, settlement_id)
    return statement_answer(found, ancestries(queries.lines_of(found)), kind)
