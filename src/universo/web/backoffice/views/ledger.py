"""The ledger of rewards: every row with its cause and what its account stood at, balances, export."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from universo.errors import NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.rewards import ledger_queries, queries
from universo.rewards.ancestry import ancestries
from universo.rewards.ledger_rows import EntryRow
from universo.rewards.reconciliation import agrees_since, latest_comparison
from universo.web.backoffice.forms.rewards import LedgerForm
from universo.web.backoffice.reward_links import finance_links
from universo.web.shared import formatting
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import amount_cell, csv_response, text_cell
from universo.web.shared.reward_words import told
from universo.web.shared.sheet_stream import Cell, sheet_response

FINANCE = staff(Role.FINANCE)
PLACES = ("antes", "despues")


def _form(request: HttpRequest) -> LedgerForm:
    return LedgerForm(ledger_queries.partners_with_rewards(actor_of(request)), request.GET)


@FINANCE
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The rows that are looked for, the latest first, and the balances of their partners."""
    actor, form = actor_of(request), _form(request)
    wanted = form.wanted()
    before, after = (_place(request, name) for name in PLACES)
    kept = request.GET.copy()
    for name in PLACES:
        kept.pop(name, None)
    few = ledger_queries.are_few(wanted)
    entries = ledger_queries.search_entries(actor, wanted)
    context = {
        "form": form,
        "page": ledger_queries.ledger_page(actor, wanted, before=before, after=after),
        "balances": ledger_queries.balances(entries) if few else [],
        "filtered": wanted != ledger_queries.LedgerFilter(),
        "latest": latest_comparison(),
        "since": agrees_since(),
        "query": kept.urlencode(),
    }
    return render(request, "backoffice/rewards/ledger.html", context)


def _place(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@FINANCE
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as a file for a spreadsheet, all of them: `como=xlsx`, or else CSV."""
    rows = ledger_queries.all_rows(actor_of(request), _form(request).wanted())
    head = [
        _("Posting"), _("Booked"), _("Partner"), _("Currency"), _("Account"), _("Amount"),
        _("Cause"), _("Day of the fact"), _("Invoice"), _("Notice"), _("Settlement"), _("Person"),
    ]  # fmt: skip
    name = "libro-de-recompensas"
    if request.GET.get("como") == "xlsx":
        return sheet_response(name, head, _cells(rows))
    return csv_response(name, head, map(_safe, _cells(rows)))


def _safe(cells: list[Cell]) -> list[str]:
    return [amount_cell(cell) if isinstance(cell, int) else text_cell(cell) for cell in cells]


def _cells(rows: Iterator[EntryRow]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            str(row.posting_id),
            formatting.instant(row.at),
            row.partner,
            row.currency,
            row.account_label,
            row.amount_minor,
            row.cause,
            formatting.day(row.occurred_date) if row.occurred_date else "",
            row.document or row.refund,
            row.notice,
            row.settlement,
            row.person,
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
