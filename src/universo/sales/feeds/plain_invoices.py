"""Plain files of invoices and notes with their lines: one row a line, or one row a document.

Amounts of a row are those of its line, positive as printed; rows of one document carry the same
type, point of sale, number, date, customer and currency. A document is taken whole or not at all:
whoever stages the rows puts the lines of each together (`import_lines`).
"""

from collections.abc import Callable
from decimal import Decimal

from universo.domain.tax_ids import check_cuit
from universo.sales.feeds.codes import Caution, CellError, Rejection
from universo.sales.feeds.doc_types import receiver_doc_type
from universo.sales.feeds.documents import (
    INVOICES,
    DocumentKey,
    FeedDocument,
    FeedLine,
    FeedWarning,
)
from universo.sales.feeds.headers import Header, Layout
from universo.sales.feeds.references import Reference, issuer, reference
from universo.sales.feeds.rows import check_width
from universo.sales.feeds.values import (
    Cell,
    Cells,
    amount_minor,
    authorisation_code,
    currency,
    day,
    exchange_rate,
    text,
)

TOLERANCE_MINOR = 100
PARTS = ("net", "non_taxed", "exempt", "vat", "other_taxes")
AMOUNTS = (*PARTS, "total", "document_total")

LAYOUT = Layout(
    INVOICES,
    {
        "issue_date": ("fecha", "fecha de emision", "fecha emision", "fecha comprobante",
                       "fecha factura"),
        "type": ("tipo", "tipo de comprobante", "tipo comprobante", "cod comprobante",
                 "comprobante tipo", "tipo cbte"),
        "point_of_sale": ("punto_de_venta", "pv", "pto vta", "pto de venta", "punto venta",
                          "ptovta"),
        "number": ("numero", "nro", "n", "numero de comprobante", "numero comprobante",
                   "nro comprobante", "nro de comprobante", "comprobante",
                   "nro factura", "factura"),
        "issuer": ("cuit_emisor",),
        "doc": ("cuit_cliente", "cuit", "cuit del cliente", "cuit receptor", "nro doc receptor",
                "documento"),
        "name": ("razon_social", "cliente", "razon social cliente", "denominacion", "nombre"),
        "currency": ("moneda",),
        "rate": ("cotizacion", "tipo de cambio", "tipo cambio", "tc"),
        "product": ("producto", "codigo", "codigo producto", "cod producto", "articulo", "sku"),
        "description": ("descripcion", "detalle", "concepto"),
        "net": ("neto", "neto gravado", "importe neto", "subtotal", "neto linea"),
        "non_taxed": ("no_gravado", "neto no gravado"),
        "exempt": ("exento", "exentas", "op exentas"),
        "vat": ("iva", "importe iva", "total iva"),
        "other_taxes": ("otros_tributos", "percepciones", "tributos"),
        "total": ("total", "importe total", "total linea", "importe"),
        "document_total": ("total_comprobante", "total factura", "total documento"),
        "authorisation": ("cae", "cae caea", "cod autorizacion"),
    },
    frozenset({"issue_date", "number", "doc", "net", "total"}),
)  # fmt: skip


class RowReader:
    """Reads the rows under a header: each is a line of a document."""

    def __init__(self, header: Header, issuer_cuit: str) -> None:
        self.issuer_cuit = issuer_cuit
        self._header = header

    def read(self, number: int, cells: Cells) -> FeedDocument:
        """Return the line of a row with what it says of its document. Raises CellError."""
        check_width(cells, len(self._header.names), self._header.last_needed)
        return _document(self._header, number, cells, self.issuer_cuit)

    def key_of(self, cells: Cells) -> DocumentKey | None:
        """The document of a row that was rejected, if the row at least says that."""
        try:
            names = _reference(self._header, cells)
            owner = issuer(
                self._header.cell(cells, "issuer"), self.issuer_cuit, LAYOUT.shown("issuer")
            )
        except CellError:
            return None
        return (owner, names.type.code, names.point_of_sale, names.number)


def _reference(header: Header, cells: Cells) -> Reference:
    return reference(
        header.cell(cells, "type"),
        header.cell(cells, "point_of_sale"),
        header.cell(cells, "number"),
        (LAYOUT.shown("type"), LAYOUT.shown("point_of_sale"), LAYOUT.shown("number")),
    )


def _document(header: Header, row: int, cells: Cells, issuer_cuit: str) -> FeedDocument:
    def cell(field: str) -> Cell:
        return header.cell(cells, field)

    names = _reference(header, cells)
    money = currency(cell("currency"), "ARS")
    customer = check_cuit(text(cell("doc")))
    if not customer.ok:
        code = Rejection.CUIT if text(cell("doc")) else Rejection.MISSING
        raise CellError(code, column=LAYOUT.shown("doc"), value=text(cell("doc"))[:20])
    rate = exchange_rate(cell("rate"), LAYOUT.shown("rate"))
    authorised, damaged = authorisation_code(cell("authorisation"))
    found = _amounts(cell, money)
    notes = [FeedWarning(Caution.CODE_DAMAGED)] if damaged else []
    gap = (found["total"] or 0) - sum(found[field] or 0 for field in PARTS)
    if gap:
        notes.append(FeedWarning(Caution.ROUNDING, {"gap_minor": gap}))
    return FeedDocument(
        row=row,
        issuer_cuit=issuer(cell("issuer"), issuer_cuit, LAYOUT.shown("issuer")),
        issue_date=day(cell("issue_date"), LAYOUT.shown("issue_date")),
        type_code=names.type.code,
        point_of_sale=names.point_of_sale,
        number=names.number,
        number_to=names.number,
        authorisation_code=authorised,
        kind=names.type.kind,
        sign=names.type.sign,
        receiver_doc_type=receiver_doc_type("", customer.normalised),
        receiver_doc=customer.normalised,
        receiver_name=text(cell("name")),
        currency=money,
        exchange_rate=Decimal(1) if money == "ARS" else rate,
        net_taxed_minor=found["net"] or 0,
        non_taxed_minor=found["non_taxed"] or 0,
        exempt_minor=found["exempt"] or 0,
        other_taxes_minor=found["other_taxes"] or 0,
        vat_minor=found["vat"] or 0,
        total_minor=found["total"] or 0,
        has_vat_breakdown=True,
        line=FeedLine(
            text(cell("product"))[:60],
            text(cell("description")),
            sum(found[field] or 0 for field in ("net", "non_taxed", "exempt")),
            found["vat"] or 0,
        ),
        document_total_minor=found["document_total"],
        warnings=tuple(notes),
    )


def _amounts(cell: Callable[[str], Cell], money: str) -> dict[str, int | None]:
    """The row's amounts. What makes the total is checked; a total left blank is their sum."""
    found = {field: amount_minor(cell(field), LAYOUT.shown(field), money) for field in AMOUNTS}
    for field, value in found.items():
        if value is not None and value < 0:
            raise CellError(Rejection.AMOUNT_NEGATIVE, column=LAYOUT.shown(field))
    if found["net"] is None and found["non_taxed"] is None and found["exempt"] is None:
        raise CellError(Rejection.MISSING, column=LAYOUT.shown("net"))
    made = sum(found[field] or 0 for field in PARTS)
    gap = (made if found["total"] is None else found["total"]) - made
    if abs(gap) > TOLERANCE_MINOR:
        raise CellError(Rejection.DOES_NOT_ADD_UP, gap_minor=gap)
    return {**found, "total": made + gap}
