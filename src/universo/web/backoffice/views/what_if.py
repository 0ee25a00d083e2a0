"""What if a past period had had other rates: read only, with its files."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from universo.domain.decision_clock import local_date
from universo.domain.reward_math import Basis
from universo.identity.roles import StaffRole
from universo.insights.reward_months import last_months
from universo.insights.what_if import Answer, Question, TooMuch, what_if
from universo.program import rate_board
from universo.program.choices import SponsorLevel
from universo.web.backoffice.forms.rates import WhatIfForm
from universo.web.backoffice.what_if_tables import FileRow, file_rows, tables
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import amount_cell, csv_response, text_cell
from universo.web.shared.reward_words import month_name
from universo.web.shared.statement_files import AMOUNT, XLSX, Sheet, book_bytes, units

MONTHS = 36


@staff(StaffRole.PROGRAM_ADMIN, StaffRole.FINANCE)
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """Period, rates and basis in the address; below, the difference by month, family and partner."""
    actor, today = actor_of(request), local_date(timezone.now())
    months = last_months(today, MONTHS)[::-1]
    form = WhatIfForm(
        request.GET if "desde" in request.GET else None,
        months=[(f"{month:%Y-%m}", month_name(month)) for month in months],
        families=rate_board.offered(actor),
        before={key: row.rate_bp for key, row in rate_board.table_on(actor, today).items()},
    )
    answer = _answer(form) if form.is_bound and form.is_valid() else None
    if answer and request.GET.get("formato") in FILES:
        return FILES[request.GET["formato"]](file_rows(answer))
    query = request.GET.copy()
    query.pop("formato", None)
    context = {
        "form": form,
        "levels": [level.label for level in SponsorLevel],
        "answer": answer,
        "tables": tables(answer) if answer else [],
        "query": query.urlencode(),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/program/what_if.html", context, status=status)


def _answer(form: WhatIfForm) -> Answer | None:
    typed = form.cleaned_data
    since, last = (date.fromisoformat(f"{typed[name]}-01") for name in ("desde", "hasta"))
    before = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    basis = Basis(typed["base"]) if typed["base"] else None
    try:
        return what_if(Question(since, before, form.typed(), basis))
    except TooMuch:
        form.add_error("desde", _("The period holds too many invoices. Choose fewer months."))
        return None


def _csv(rows: list[FileRow]) -> HttpResponseBase:
    lines = (
        [*(text_cell(part) for part in _texts(row)), *(amount_cell(n) for n in _three(row))]
        for row in rows
    )
    return csv_response("que-pasaria-si", _head(), lines)


def _xlsx(rows: list[FileRow]) -> HttpResponseBase:
    book = Workbook(write_only=True)
    sheet = Sheet(book, _("What if…"), (36, 16, 10, 28, 9, 16, 16, 16))
    sheet.head(_head())
    for row in rows:
        sheet.row(*_texts(row), *(sheet.cell(units(n), AMOUNT) for n in _three(row)))
    response = HttpResponse(book_bytes(book), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="que-pasaria-si.xlsx"'
    return response


def _head() -> list[str]:
    return [
        _("Partner"), _("CUIT"), _("Month"), _("Family"), _("Currency"), _("Accrued"),
        _("Would have accrued"), _("Difference"),
    ]  # fmt: skip


def _texts(row: FileRow) -> tuple[str, ...]:
    return row.partner, row.cuit, row.month, row.family, row.currency


def _three(row: FileRow) -> tuple[int, int, int]:
    return row.booked_minor, row.replayed_minor, row.replayed_minor - row.booked_minor


FILES = {"csv": _csv, "xlsx": _xlsx}
