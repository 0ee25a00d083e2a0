"""A partner's prices as a file, and a quote as the PDF template `quote` reads it: never what it costs him."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from universo.domain.price_lists import discount_bp
from universo.domain.quotes import Totals
from universo.pdf import render
from universo.web.shared import formatting
from universo.web.shared.csv_export import amount_cell, csv_response, text_cell
from universo.web.shared.sheet_stream import Cell, sheet_response

FORMATS = ("csv", "xlsx")


def prices_answer(lines: Iterable[Any], kind: str) -> HttpResponseBase:
    """Give prices as CSV or XLSX, with public price, own price and the discount between them."""
    head = (
        _("Article code"), _("Description"), _("Family"), _("Currency"), _("Public price"),
        _("Your price"), _("Discount %"), _("VAT %"), _("List"), _("From"),
    )  # fmt: skip
    rows = _cells(lines)
    if kind == "xlsx":
        return sheet_response("mis-precios", head, rows)
    plain = ([cell if isinstance(cell, str) else amount_cell(cell) for cell in row] for row in rows)
    return csv_response("mis-precios", head, plain)


def _cells(lines: Iterable[Any]) -> Iterator[list[Cell]]:
    for line in lines:
        found = line.price_list
        yield [
            text_cell(line.code), text_cell(line.text), text_cell(line.family), found.currency,
            line.public_minor, line.partner_minor,
            discount_bp(line.public_minor, line.partner_minor), line.vat_bp,
            text_cell(found.title), formatting.day(found.from_date),
        ]  # fmt: skip


def quote_pdf(quote: Any, lines: list[Any], sums: Totals) -> bytes:
    """Return an issued quote as a tagged PDF, in Spanish: its customer is not who signed in."""
    with translation.override("es-ar"):
        return render("quote", quote_sheet(quote, lines, sums))


def quote_sheet(quote: Any, lines: list[Any], sums: Totals) -> dict[str, Any]:
    """Return the data of the PDF template `quote`, sentences included."""
    partner = quote.partner
    return {
        "lang": "es",
        "title": f"{_('Quote')} {quote.reference} · {partner.legal_name}",
        "heading": _("Quote"),
        "reference": quote.reference,
        "state": _withdrawn(quote),
        "date_label": _("Date"),
        "date": formatting.day(quote.issued_date),
        "until_label": _("Valid until"),
        "until": formatting.day(quote.valid_until),
        "total_label": _("Total"),
        "total": formatting.money(quote.total_minor, quote.currency),
        "blocks": [
            {"title": _("Who quotes"), "rows": _seller(partner, quote)},
            {"title": _("For"), "rows": _pairs(_customer(quote))},
        ],
        "lines_title": _("Articles"),
        "head": [
            _("Article"), _("Quantity"), _("Unit price"), _("VAT"), _("Net"),
        ],
        "lines": [_line(line, quote.currency) for line in lines],
        "sums": _sums(quote.currency, sums),
        "notes_title": _("Notes"),
        "notes": quote.notes,
        "foot": _(
            "Prices are net; VAT is shown apart. This quote is of the company named above, which answers"
            " for it, and is no fiscal document."
        ),
    }  # fmt: skip


def _withdrawn(quote: Any) -> str:
    if quote.status != "WITHDRAWN":
        return ""
    return _("Withdrawn on %(day)s.") % {"day": formatting.day(quote.withdrawn_at)}


def _seller(partner: Any, quote: Any) -> list[list[str]]:
    return _pairs(
        [
            (_("Company"), partner.legal_name),
            (_("CUIT"), formatting.cuit(partner.cuit)),
            (_("E-mail"), partner.email),
            (_("Phone"), partner.phone),
            (_("Attended by"), quote.issued_by.full_name),
        ]
    )


def _customer(quote: Any) -> list[tuple[str, Any]]:
    return [(_("Customer"), quote.customer_name), (_("CUIT"), formatting.cuit(quote.customer_cuit))]


def _line(line: Any, currency: str) -> list[str]:
    return [
        f"{line.text} ({line.code})" if line.code else line.text,
        formatting.number(line.quantity),
        formatting.money(line.unit_minor, currency),
        formatting.rate(line.vat_bp),
        formatting.money(line.sums.net_minor, currency),
    ]


def _sums(currency: str, sums: Totals) -> list[list[str]]:
    rows = [[_("Net"), formatting.money(sums.net_minor, currency)]]
    for row in sums.rates:
        said = _("VAT %(rate)s on %(net)s") % {
            "rate": formatting.rate(row.vat_bp),
            "net": formatting.money(row.net_minor, currency),
        }
        rows.append([said, formatting.money(row.vat_minor, currency)])
    return rows


def _pairs(rows: list[tuple[str, Any]]) -> list[list[str]]:
    return [[str(term), str(value)] for term, value in rows if value]
