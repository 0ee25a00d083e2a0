"""ARCA's "Mis Comprobantes Emitidos", in the three layouts it has had (G1, G2, G3).

Credit notes come positive. A row without a breakdown of VAT has no net, and none is guessed.
"""

import re
from decimal import Decimal

from universo.domain.tax_ids import check_cuit
from universo.sales.feeds.codes import Caution, CellError, FileRefused, Refusal, Rejection
from universo.sales.feeds.doc_types import document_type, receiver_doc_type, words
from universo.sales.feeds.documents import (
    MIS_COMPROBANTES,
    FeedDocument,
    FeedWarning,
)
from universo.sales.feeds.headers import Header, Layout
from universo.sales.feeds.references import issuer_digits
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
    whole,
)

TOLERANCE_MINOR = 100  # what the tax office's own rounding may leave over (seen: up to 0,55)
MOST_POINT_OF_SALE = 99_999
MOST_NUMBER = 99_999_999
PARTS = ("net_taxed", "non_taxed", "exempt", "other_taxes", "vat")

LAYOUT = Layout(
    MIS_COMPROBANTES,
    {
        "issue_date": ("Fecha de Emisión", "Fecha"),
        "type": ("Tipo de Comprobante", "Tipo"),
        "point_of_sale": ("Punto de Venta",),
        "number": ("Número Desde", "Nro Desde"),
        "number_to": ("Número Hasta", "Nro Hasta"),
        "authorisation": ("Cód. Autorización", "Código de Autorización"),
        "doc_type": ("Tipo Doc. Receptor",),
        "doc": ("Nro. Doc. Receptor", "Número Doc. Receptor"),
        "name": ("Denominación Receptor",),
        "rate": ("Tipo Cambio", "Tipo de Cambio"),
        "currency": ("Moneda",),
        "net_taxed": ("Imp. Neto Gravado Total", "Neto Gravado Total", "Imp. Neto Gravado",
                      "Neto Gravado"),
        "non_taxed": ("Imp. Neto No Gravado", "Neto No Gravado"),
        "exempt": ("Imp. Op. Exentas", "Op. Exentas"),
        "other_taxes": ("Otros Tributos",),
        "vat": ("Total IVA", "IVA"),
        "total": ("Imp. Total", "Total"),
    },
    frozenset({"issue_date", "type", "point_of_sale", "number", "doc", "currency", "net_taxed",
               "vat", "total"}),
)  # fmt: skip


def refuse_received(names: tuple[str, ...], above: str) -> None:
    """Refuse the list of documents received: those are purchases. Raises FileRefused."""
    issuer_named = any(name.endswith("emisor") for name in names)
    if issuer_named or "comprobantes recibidos" in above.lower():
        raise FileRefused(Refusal.RECEIVED)


def refuse_received_row(cells: Cells) -> None:
    """The same for a row that may be such a list's header or title. Raises FileRefused."""
    names = tuple(words(text(cell)) for cell in cells)
    refuse_received(tuple(name for name in names if "doc" in name), " ".join(names))


class RowReader:
    """Reads the rows under a header of "Mis Comprobantes Emitidos".

    `issuer_cuit` comes from the person who uploads; a sheet's title names it too and must agree.
    (The CUIT in a file's name is the one who asked, not the one who issued: it is not looked at.)
    Raises FileRefused when the issuer is not to be known, or the documents are received ones.
    """

    def __init__(self, header: Header, issuer_cuit: str) -> None:
        refuse_received(header.names, header.above)
        self.issuer_cuit = _issuer(header.above, issuer_cuit)
        self._header = header
        self._last = max(header.places.values())
        self._rate_mark = "." if generation(header) == "G1" else ","

    def read(self, number: int, cells: Cells) -> FeedDocument:
        """Return the document of a row. Raises CellError."""
        check_width(cells, len(self._header.names), self._last)
        return _document(self._header, number, cells, self.issuer_cuit, self._rate_mark)

    def key_of(self, cells: Cells) -> None:
        """No row speaks of another row's document here."""


def issuer_in(above: str) -> str:
    """The CUIT that a sheet's title names, or ""."""
    stated = re.search(r"CUIT\D{0,3}([0-9]{2}-?[0-9]{8}-?[0-9])", above, re.IGNORECASE)
    return issuer_digits(stated[1]) if stated else ""


def generation(header: Header) -> str:
    """G3 has net and VAT per rate, G2 the other taxes, G1 neither."""
    if any(re.search(r"\biva 21$", name) for name in header.names):
        return "G3"
    return "G2" if "other_taxes" in header.places else "G1"


def _issuer(above: str, given: str) -> str:
    in_title = issuer_in(above)
    asked = issuer_digits(given)
    if in_title and asked and in_title != asked:
        raise FileRefused(Refusal.ISSUER_MISMATCH, file=in_title, given=asked)
    if not (asked or in_title):
        raise FileRefused(Refusal.ISSUER_UNKNOWN)
    return asked or in_title


def _document(header: Header, row: int, cells: Cells, issuer: str, rate_mark: str) -> FeedDocument:
    def cell(field: str) -> Cell:
        return header.cell(cells, field)

    kind = document_type(_required(cell("type"), header, "type"))
    money = currency(cell("currency"))
    total, parts, notes = _amounts(header, cells, money, kind.sign)
    number = whole(cell("number"), header.layout.shown("number"), MOST_NUMBER)
    last = cell("number_to")
    number_to = whole(last, header.layout.shown("number_to"), MOST_NUMBER) if text(last) else number
    code, damaged = authorisation_code(cell("authorisation"))
    receiver = re.sub(r"[\s.\-]", "", text(cell("doc"))).lstrip("0")
    doc_type = receiver_doc_type(text(cell("doc_type")), receiver)
    if damaged:
        notes.append(FeedWarning(Caution.CODE_DAMAGED))
    if number_to != number:
        notes.append(FeedWarning(Caution.NUMBER_RANGE, {"first": number, "last": number_to}))
    if doc_type == 80 and not check_cuit(receiver).ok:
        notes.append(FeedWarning(Caution.RECEIVER_CUIT, {"value": receiver[:20]}))
    return FeedDocument(
        row=row,
        issuer_cuit=issuer,
        issue_date=day(cell("issue_date"), header.layout.shown("issue_date")),
        type_code=kind.code,
        point_of_sale=whole(
            cell("point_of_sale"), header.layout.shown("point_of_sale"), MOST_POINT_OF_SALE
        ),
        number=number,
        number_to=number_to,
        authorisation_code=code,
        kind=kind.kind,
        sign=kind.sign,
        receiver_doc_type=doc_type,
        receiver_doc=receiver[:20],
        receiver_name=text(cell("name")),
        currency=money,
        exchange_rate=_rate(header, cells, money, rate_mark),
        net_taxed_minor=parts["net_taxed"],
        non_taxed_minor=parts["non_taxed"],
        exempt_minor=parts["exempt"],
        other_taxes_minor=parts["other_taxes"],
        vat_minor=parts["vat"],
        total_minor=total,
        has_vat_breakdown=parts["net_taxed"] is not None,
        warnings=tuple(notes),
    )


def _required(cell: Cell, header: Header, field: str) -> str:
    words = text(cell)
    if not words:
        raise CellError(Rejection.MISSING, column=header.layout.shown(field))
    return words


def _rate(header: Header, cells: Cells, money: str, mark: str) -> Decimal | None:
    rate = exchange_rate(header.cell(cells, "rate"), header.layout.shown("rate"), mark)
    return Decimal(1) if rate is None and money == "ARS" else rate


def _amounts(
    header: Header, cells: Cells, money: str, sign: int
) -> tuple[int, dict[str, int | None], list[FeedWarning]]:
    read_ = {
        field: amount_minor(header.cell(cells, field), header.layout.shown(field), money)
        for field in (*PARTS, "total")
    }
    total = read_.pop("total")
    if total is None:
        raise CellError(Rejection.MISSING, column=header.layout.shown("total"))
    parts = {
        field: (value or 0) if field in header.places else None for field, value in read_.items()
    }
    notes: list[FeedWarning] = []
    if total < 0:
        if sign > 0:
            raise CellError(Rejection.AMOUNT_NEGATIVE, column=header.layout.shown("total"))
        notes.append(FeedWarning(Caution.NEGATIVE_CREDIT_NOTE))
        total = -total
        parts = {field: -value if value else value for field, value in parts.items()}
    return total, *_checked(parts, total, notes)


def _checked(
    parts: dict[str, int | None], total: int, notes: list[FeedWarning]
) -> tuple[dict[str, int | None], list[FeedWarning]]:
    """See that the parts make the total, to the tolerance; without any part there is no net."""
    if any(value is not None and value < 0 for value in parts.values()):
        raise CellError(Rejection.AMOUNT_NEGATIVE, column="")
    gap = total - sum(value or 0 for value in parts.values())
    bare = not any(parts[field] for field in ("net_taxed", "non_taxed", "exempt", "vat"))
    if bare and abs(gap) > TOLERANCE_MINOR:
        notes.append(FeedWarning(Caution.NO_BREAKDOWN))
        kept = {"other_taxes": parts["other_taxes"]}
        return {field: kept.get(field) for field in PARTS}, notes
    if abs(gap) > TOLERANCE_MINOR:
        # The oldest layout has no column for other taxes: what is left over are those.
        if parts["other_taxes"] is not None or gap < 0:
            raise CellError(Rejection.DOES_NOT_ADD_UP, gap_minor=gap)
        notes.append(FeedWarning(Caution.OTHER_TAXES_UNKNOWN, {"gap_minor": gap}))
    elif gap:
        notes.append(FeedWarning(Caution.ROUNDING, {"gap_minor": gap}))
    return parts, notes
