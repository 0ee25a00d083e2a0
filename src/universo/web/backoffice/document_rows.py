"""Documents as rows of a file: amounts with their sign, each in its own currency."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.web.shared.csv_export import amount_cell, text_cell

DOCUMENT_HEAD = (
    _("Type"), _("Number"), _("Date"), _("Our company's CUIT"), _("Customer's document"),
    _("Customer's name"), _("Currency"), _("Exchange rate"), _("Net amount"), _("VAT"),
    _("Other taxes"), _("Total"), _("Total after notes"), _("Amount collected"), _("Opportunity"),
    _("CAE or CAEA"),
)  # fmt: skip


def document_cells(documents: Any) -> Iterator[list[str]]:
    """Return a row for each document of `queries.with_amounts`, read as they are written."""
    for row in documents.iterator(chunk_size=2_000):
        is_invoice = row.kind == "INVOICE"
        yield [
            text_cell(row.type_name),
            row.label,
            row.issue_date.isoformat(),
            row.issuer_cuit,
            text_cell(row.receiver_doc),
            text_cell(row.receiver_name),
            row.currency,
            "" if row.exchange_rate is None else f"{row.exchange_rate:f}".replace(".", ","),
            "" if row.net_minor is None else amount_cell(row.sign * row.net_minor),
            "" if row.net_minor is None else amount_cell(row.sign * row.vat_minor),
            amount_cell(row.sign * row.other_taxes_minor),
            amount_cell(row.sign * row.total_minor),
            amount_cell(row.after_notes_minor) if is_invoice else "",
            amount_cell(row.collected_minor) if is_invoice else "",
            f"OP-{row.notice_number:06d}" if row.notice_number else "",
            text_cell(row.authorisation_code),
        ]
