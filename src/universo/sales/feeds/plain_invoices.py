"""Plain files of invoices and notes with their lines: one row a line, or one row a document.

Amounts of a row are those of its line, positive as printed; rows of one document carry the same
type, point of sale, number, date, customer and currency. A document is read whole or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from universo.domain.tax_ids import check_cuit
from universo.sales.feeds.codes import Caution, CellError, Rejection
from universo.sales.feeds.doc_types import DocumentType, receiver_doc_type
from universo.sales.feeds.documents import (
    INVOICES,
    DocumentKey,
    FeedDocument,
    FeedLine,
    FeedWarning,
    ReadResult,
)
from universo.sales.feeds.headers import Header, Layout
from universo.sales.feeds.references import Reference, issuer, reference
from universo.sales.feeds.rows import Rejects, check_width
from universo.sales.feeds.values import (
    Cell,
    amount_minor,
    authorisation_code,
    currency,
    day,
    exchange_rate,
    text,
)

TOLERANCE_MINOR = 100
AMOUNTS = ("net", "non_taxed", "exempt", "vat", "other_taxes", "total", "document_total")

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


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: what it says of its document, and its amounts in minor units."""

    row: int
    issuer_cuit: str
    type: DocumentType
    point_of_sale: int
    number: int
    issue_date: date
    doc: str
    name: str
    currency: str
    rate: Decimal | None
    product: str
    description: str
    code: str | None
    damaged: bool
    amounts: dict[str, int | None]

    @property
    def key(self) -> DocumentKey:
        return (self.issuer_cuit, self.type.code, self.point_of_sale, self.number)

    @property
    def shared(self) -> tuple[object, ...]:
        """What all the lines of a document must agree on."""
        return (self.issue_date, self.doc, self.currency, self.rate, self.amounts["document_total"])

    @property
    def net_minor(self) -> int:
        return sum(self.amounts[field] or 0 for field in ("net", "non_taxed", "exempt"))


def read(header: Header, issuer_cuit: str) -> ReadResult:
    """Read every row and put the lines of each document together."""
    rejects = Rejects()
    groups: dict[DocumentKey, list[_Line]] = {}
    cells_of: dict[int, list[Cell]] = {}
    spoilt: dict[DocumentKey, int] = {}
    rows = 0
    for number, cells in header.grid.rows():
        if number <= header.row:
            continue
        rows += 1
        try:
            check_width(cells, len(header.names), max(header.places[f] for f in LAYOUT.required))
            line = _line(header, number, cells, issuer_cuit)
        except CellError as problem:
            rejects.add(number, cells, problem)
            if key := _key_of(header, cells, issuer_cuit):
                spoilt[key] = number
            continue
        groups.setdefault(line.key, []).append(line)
        cells_of[number] = cells[:32]
    documents = []
    for key, lines in groups.items():
        try:
            if key in spoilt:
                raise CellError(Rejection.SIBLING, row=spoilt[key])
            documents.append(_document(lines))
        except CellError as problem:
            for line in lines:
                rejects.add(line.row, cells_of[line.row], problem)
    foreign = sum(document.currency != "ARS" for document in documents)
    warnings = (FeedWarning(Caution.FOREIGN_CURRENCY, {"count": foreign}),) if foreign else ()
    return ReadResult(
        INVOICES, issuer_cuit, tuple(documents), rejected=rejects.rows, warnings=warnings, rows=rows
    )


def _reference(header: Header, cells: list[Cell]) -> Reference:
    return reference(
        header.cell(cells, "type"),
        header.cell(cells, "point_of_sale"),
        header.cell(cells, "number"),
        (LAYOUT.shown("type"), LAYOUT.shown("point_of_sale"), LAYOUT.shown("number")),
    )


def _key_of(header: Header, cells: list[Cell], issuer_cuit: str) -> DocumentKey | None:
    """The document of a row that was rejected, if the row at least says that."""
    try:
        names = _reference(header, cells)
        owner = issuer(header.cell(cells, "issuer"), issuer_cuit, LAYOUT.shown("issuer"))
    except CellError:
        return None
    return (owner, names.type.code, names.point_of_sale, names.number)


def _line(header: Header, row: int, cells: list[Cell], issuer_cuit: str) -> _Line:
    def cell(field: str) -> Cell:
        return header.cell(cells, field)

    names = _reference(header, cells)
    money = currency(cell("currency"), "ARS")
    customer = check_cuit(text(cell("doc")))
    if not customer.ok:
        code = Rejection.CUIT if text(cell("doc")) else Rejection.MISSING
        raise CellError(code, column=LAYOUT.shown("doc"), value=text(cell("doc"))[:20])
    code_text, damaged = authorisation_code(cell("authorisation"))
    return _Line(
        row,
        issuer(cell("issuer"), issuer_cuit, LAYOUT.shown("issuer")),
        names.type,
        names.point_of_sale,
        names.number,
        day(cell("issue_date"), LAYOUT.shown("issue_date")),
        customer.normalised,
        text(cell("name")),
        money,
        exchange_rate(cell("rate"), LAYOUT.shown("rate")),
        text(cell("product"))[:60],
        text(cell("description")),
        code_text,
        damaged,
        _amounts(cell, money),
    )


def _amounts(cell: Callable[[str], Cell], money: str) -> dict[str, int | None]:
    """The row's amounts. What makes the total is checked; a total left blank is their sum."""
    found = {field: amount_minor(cell(field), LAYOUT.shown(field), money) for field in AMOUNTS}
    for field, value in found.items():
        if value is not None and value < 0:
            raise CellError(Rejection.AMOUNT_NEGATIVE, column=LAYOUT.shown(field))
    if found["net"] is None and found["non_taxed"] is None and found["exempt"] is None:
        raise CellError(Rejection.MISSING, column=LAYOUT.shown("net"))
    made = sum(found[field] or 0 for field in ("net", "non_taxed", "exempt", "vat", "other_taxes"))
    gap = (made if found["total"] is None else found["total"]) - made
    if abs(gap) > TOLERANCE_MINOR:
        raise CellError(Rejection.DOES_NOT_ADD_UP, gap_minor=gap)
    return {**found, "total": made + gap}


def _document(lines: list[_Line]) -> FeedDocument:
    first = lines[0]
    for other in lines[1:]:
        if other.shared != first.shared:
            raise CellError(Rejection.LINES_DISAGREE, row=other.row)
    sums = {field: sum(line.amounts[field] or 0 for line in lines) for field in AMOUNTS}
    stated = first.amounts["document_total"]
    if stated is not None and abs(stated - sums["total"]) > TOLERANCE_MINOR:
        raise CellError(Rejection.DOES_NOT_ADD_UP, gap_minor=stated - sums["total"])
    total = sums["total"] if stated is None else stated
    notes = [FeedWarning(Caution.CODE_DAMAGED)] if any(line.damaged for line in lines) else []
    gap = total - sum(sums[f] for f in ("net", "non_taxed", "exempt", "vat", "other_taxes"))
    if gap:
        notes.append(FeedWarning(Caution.ROUNDING, {"gap_minor": gap}))
    return FeedDocument(
        row=first.row,
        issuer_cuit=first.issuer_cuit,
        issue_date=first.issue_date,
        type_code=first.type.code,
        point_of_sale=first.point_of_sale,
        number=first.number,
        number_to=first.number,
        authorisation_code=first.code,
        kind=first.type.kind,
        sign=first.type.sign,
        receiver_doc_type=receiver_doc_type("", first.doc),
        receiver_doc=first.doc,
        receiver_name=first.name,
        currency=first.currency,
        exchange_rate=Decimal(1) if first.currency == "ARS" else first.rate,
        net_taxed_minor=sums["net"],
        non_taxed_minor=sums["non_taxed"],
        exempt_minor=sums["exempt"],
        other_taxes_minor=sums["other_taxes"],
        vat_minor=sums["vat"],
        total_minor=total,
        has_vat_breakdown=True,
        lines=tuple(_feed_line(line) for line in lines),
        warnings=tuple(notes),
    )


def _feed_line(line: _Line) -> FeedLine:
    return FeedLine(
        line.row,
        line.product,
        line.description,
        line.net_minor,
        line.amounts["vat"] or 0,
        line.amounts["total"] or 0,
    )
