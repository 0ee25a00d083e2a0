"""A statement as files: PDF, spreadsheet (amounts are numbers, texts never formulas), signed content."""

import re
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from universo.domain.cells import text_cell
from universo.rewards.ancestry import Ancestry
from universo.rewards.refunds import refunds_of
from universo.rewards.statement_seal import seal_of
from universo.web.shared import formatting
from universo.web.shared.reward_words import arithmetic, month_name, refunds_told
from universo.web.shared.statement_sheet import statement_pdf, verify_url

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AMOUNT, RATE, DAY = "#,##0.00", "0.00%", "dd/mm/yyyy"
BOLD = Font(bold=True)
INVALID_TITLE = re.compile(r"[\[\]:*?/\\'¿…]")


KINDS = {"pdf": "application/pdf", "xlsx": XLSX, "json": "application/json"}


def statement_answer(settlement: Any, found: list[Ancestry], kind: str) -> HttpResponse:
    """Answer the statement as a file; `kind` is one of KINDS."""
    if kind == "pdf":
        content = statement_pdf(settlement, found)
    elif kind == "xlsx":
        content = statement_xlsx(settlement, found)
    else:
        content = seal_of(settlement).content.encode()
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"{settlement.reference}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def units(minor: int) -> Decimal:
    """Return minor units as an exact number of units, for a cell."""
    return Decimal(minor).scaleb(-2)


class Sheet:
    """A sheet written row by row."""

    def __init__(self, book: Workbook, title: str, widths: Iterable[int]) -> None:
        self._sheet = book.create_sheet(INVALID_TITLE.sub("", title)[:31])
        for place, width in enumerate(widths):
            self._sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]].width = width

    def cell(self, value: Any, form: str = "", *, bold: bool = False) -> Any:
        """Return a cell; a text that could be a formula gets an apostrophe."""
        made = WriteOnlyCell(self._sheet, text_cell(value) if isinstance(value, str) else value)
        if form:
            made.number_format = form
        if bold:
            made.font = BOLD
        return made

    def head(self, names: Iterable[str]) -> None:
        """Write a row of names."""
        self._sheet.append([self.cell(str(name), bold=True) for name in names])

    def row(self, *values: Any) -> None:
        """Write a row; texts are made safe, cells are taken as they are."""
        self._sheet.append([self.cell(v) if isinstance(v, str) else v for v in values])


def book_bytes(book: Workbook) -> bytes:
    """Return the file of a workbook."""
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def statement_xlsx(settlement: Any, found: list[Ancestry]) -> bytes:
    """Return the statement: a sheet of what it says, and one with a row for each reward and refund."""
    seal = seal_of(settlement)
    book = Workbook(write_only=True)
    front = Sheet(book, settlement.reference, (28, 60))
    front.head([_("Statement of rewards"), settlement.reference])
    for term, value in (
        (_("Company"), settlement.partner.legal_name),
        (_("CUIT"), formatting.cuit(settlement.partner.cuit)),
        (_("Month"), month_name(settlement.period)),
        (_("Currency"), settlement.currency),
        (_("Closed on"), formatting.instant(settlement.closed_at)),
    ):
        front.row(term, value)
    front.row(_("Total"), front.cell(units(settlement.total_minor), AMOUNT, bold=True))
    for term, value in (
        (_("Verify it at"), verify_url(seal)),
        (_("SHA-256 of the content"), seal.content_sha256),
        (_("Ed25519 signature"), seal.signature),
    ):
        front.row(term, value)
    _rewards(book, found, settlement)
    return book_bytes(book)


def _rewards(book: Workbook, found: list[Ancestry], settlement: Any) -> None:
    sheet = Sheet(book, _("Rewards"), (12, 14, 30, 28, 26, 30, 24, 14, 9, 14, 14, 14, 70))
    sheet.head(
        [
            _("Day"), _("Notice"), _("Customer"), _("Channel"), _("Invoice"), _("Line"),
            _("Receipt or note"), _("Base"), _("Rate"), _("Amount collected"), _("Invoice total"), _("Reward"),
            _("How it is computed"),
        ]
    )  # fmt: skip
    for a in found:
        fact = a.receipt.number if a.receipt else (a.note.number if a.note else "")
        sheet.row(
            sheet.cell(a.occurred_date, DAY), a.notice_reference, a.customer, a.channel,
            f"{a.invoice.name} {a.invoice.number}", a.line, fact,
            sheet.cell(units(a.base_minor), AMOUNT),
            sheet.cell(Decimal(a.rate_bp).scaleb(-4), RATE),
            sheet.cell(units(a.collected_minor), AMOUNT), sheet.cell(units(a.total_minor), AMOUNT),
            sheet.cell(units(a.amount_minor), AMOUNT), arithmetic(a),
        )  # fmt: skip
    for row in refunds_told(refunds_of(settlement)):
        sheet.row(
            sheet.cell(row["occurred_date"], DAY), row["reference"], row["title"], "",
            row["label"], "", "", sheet.cell(units(row["base_minor"]), AMOUNT),
            sheet.cell(Decimal(row["rate_bp"]).scaleb(-4), RATE), "", "",
            sheet.cell(units(row["amount_minor"]), AMOUNT), row["words"],
        )  # fmt: skip
    total_minor = settlement.total_minor
    sheet.row(_("Total"), *[""] * 10, sheet.cell(units(total_minor), AMOUNT, bold=True))
