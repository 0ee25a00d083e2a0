"""Example files to download: the columns the plain layouts read, with a few rows in each."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
from openpyxl.styles import Font

from universo.sales.feeds.documents import COLLECTIONS, INVOICES

Value = str | int | Decimal | date

_INVOICE_COLUMNS = (
    "fecha", "tipo", "punto_de_venta", "numero", "cuit_cliente", "razon_social", "moneda",
    "cotizacion", "producto", "descripcion", "neto", "iva", "otros_tributos", "total",
)  # fmt: skip
_COLLECTION_COLUMNS = (
    "recibo", "fecha", "tipo", "punto_de_venta", "factura", "medio", "importe", "moneda",
    "fecha_acreditacion", "nro_valor", "certificado", "regimen", "anula_recibo", "motivo",
)  # fmt: skip
_ONE, _TWO = "30-00000007-4", "33-00000007-3"
_INVOICES: tuple[tuple[Value, ...], ...] = (
    (date(2026, 11, 2), 1, 3, 1045, _ONE, "Cliente de ejemplo S.A.", "ARS", "", "PV-100",
     "Punto de venta", Decimal("100000.00"), Decimal("21000.00"), "", Decimal("121000.00")),
    (date(2026, 11, 2), 1, 3, 1045, _ONE, "Cliente de ejemplo S.A.", "ARS", "", "SW-200",
     "Licencia anual", Decimal("50000.00"), Decimal("10500.00"), "", Decimal("60500.00")),
    (date(2026, 11, 9), 3, 3, 88, _ONE, "Cliente de ejemplo S.A.", "ARS", "", "PV-100",
     "Bonificación", Decimal("10000.00"), Decimal("2100.00"), "", Decimal("12100.00")),
    (date(2026, 11, 10), 1, 3, 1046, _TWO, "Otro cliente de ejemplo S.R.L.", "USD",
     Decimal("1475.50"), "IF-300", "Impresora", Decimal("2184.00"), Decimal("458.64"), "",
     Decimal("2642.64")),
)  # fmt: skip
_COLLECTIONS: tuple[tuple[Value, ...], ...] = (
    ("R-0001", date(2026, 11, 12), 1, 3, 1045, "transferencia", Decimal("100000.00"), "ARS", "",
     "", "", "", "", ""),
    ("R-0001", date(2026, 11, 12), 1, 3, 1045, "retención", Decimal("1500.00"), "ARS", "", "",
     "000123", "Ganancias", "", ""),
    ("R-0002", date(2026, 11, 16), 1, 3, 1045, "cheque", Decimal("80000.00"), "ARS",
     date(2026, 11, 18), "12345678", "", "", "", ""),
    ("RR-0001", date(2026, 11, 20), 1, 3, 1045, "cheque", Decimal("80000.00"), "ARS", "",
     "12345678", "", "", "R-0002", "Cheque rechazado"),
)  # fmt: skip
_TEMPLATES = {
    INVOICES: (_INVOICE_COLUMNS, _INVOICES),
    COLLECTIONS: (_COLLECTION_COLUMNS, _COLLECTIONS),
}


def template_csv(layout: str) -> bytes:
    """An example of `invoices` or `collections` for Argentine Excel: `;`, BOM, decimal comma."""
    columns, rows = _TEMPLATES[layout]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(columns)
    writer.writerows([_written(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(value: Value) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


def template_xlsx(layout: str) -> bytes:
    """The same example as a sheet, with real dates and numbers."""
    columns, rows = _TEMPLATES[layout]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Facturas" if layout == INVOICES else "Cobranzas"
    sheet.append(columns)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([None if value == "" else value for value in row])
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
