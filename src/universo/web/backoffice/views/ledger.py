"""The ledger of rewards: balances, every row with its cause, export, and whether it all matches."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from universo.errors import NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.rewards import queries
from universo.rewards.ancestry import ancestries
from universo.rewards.ledger_rows import EntryRow, all_rows, entry_rows
from universo.rewards.reconciliation import differences
from universo.web.backoffice.forms.rewards import LedgerForm
from universo.web.backoffice.reward_links import finance_links
from universo.web.shared import formatting
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import amount_cell, csv_response, text_cell
from universo.web.shared.reward_words import told

FINANCE = staff(Role.FINANCE)
PER_PAGE = 40


def _form(request: HttpRequest) -> LedgerForm:
    return LedgerForm(queries.partners_with_rewards(actor_of(request)), request.GET)


@FINANCE
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Balances by partner and currency, and the rows that make them."""
    form = _form(request)
    wanted = form.wanted()
    entries = queries.search_entries(actor_of(request), wanted)
    found = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    compare = "control" in request.GET
    context = {
        "form": form,
        "page": found,
        "rows": entry_rows(found.object_list),
        "balances": queries.balances(entries),
        "filtered": wanted != queries.LedgerFilter(),
        "differences": differences() if compare else [],
        "compared": compare,
        "query": request.GET.urlencode(),
    }
    return render(request, "backoffice/rewards/ledger.html", context)


@FINANCE
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as a file for a spreadsheet."""
    entries = queries.search_entries(actor_of(request), _form(request).wanted())
    head = [
        _("Posting"), _("Booked"), _("Partner"), _("Currency"), _("Account"), _("Amount"),
        _("Cause"), _("Day of the fact"), _("Invoice"), _("Notice"), _("Settlement"), _("Person"),
    ]  # fmt: skip
    return csv_response("libro-de-recompensas", head, _cells(all_rows(entries)))


def _cells(rows: Iterator[EntryRow]) -> Iterator[list[str]]:
    for row in rows:
        yield [
            str(row.posting_id),
            formatting.instant(row.at),
            text_cell(row.partner),
            row.currency,
            row.account_label,
            amount_cell(row.amount_minor),
            text_cell(row.cause),
            formatting.day(row.occurred_date) if row.occurred_date else "",
            row.document,
            row.notice,
            row.settlement,
            text_cell(row.person),
        ]


@FINANCE
@require_safe
def reward(request: HttpRequest, accrual_id: int) -> HttpResponse:
    """One reward with its whole ancestry."""
    try:
        found = queries.accrual(actor_of(request), accrual_id)
    except NotPermitted as error:
        raise Http404 from error
    (ancestry,) = ancestries([found])
    context = {"reward": told(ancestry, finance_links), "a": ancestry}
    return render(request, "backoffice/rewards/reward.html", context)
