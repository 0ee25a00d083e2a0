"""The file that finance takes to the bank: `;`, a byte-order mark, decimal comma, nothing that runs."""

import csv
import unicodedata
from collections.abc import Iterable
from io import StringIO

from universo.domain.cells import text_cell
from universo.domain.money import format_amount
from universo.domain.tax_ids import format_cuit
from universo.rewards.payment_models import PaymentOrder

BOM = "\ufeff"
# The bank's people and its program read Spanish, whatever the language of who downloads it.
HEAD = ("CUIT", "Nombre", "CBU, CVU o alias", "Importe", "Moneda", "Referencia")


def file_text(orders: Iterable[PaymentOrder]) -> str:
    """Return the file of these orders, in their order; amounts as `1652,89`."""
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for order in orders:
        account = order.account
        writer.writerow(
            (
                format_cuit(order.settlement.partner.cuit),
                text_cell(
                    _on_one_line(account.holder_name if account else str(order.settlement.partner))
                ),
                # As it is: the bank would read an apostrophe as part of an alias that begins with a
                # hyphen, and letters, digits, dots and hyphens are no formula that does anything.
                account.number if account else "",
                format_amount(order.transfer_minor).replace(".", ""),
                order.batch.currency,
                text_cell(order.settlement.reference),
            )
        )
    return BOM + sheet.getvalue()


def _on_one_line(name: str) -> str:
    """Return a name without line breaks and without marks that show it in another order."""
    plain = "".join(c for c in name if unicodedata.category(c) != "Cf")
    return " ".join(plain.split())
