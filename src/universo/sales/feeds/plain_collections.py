"""Plain files of collections: one row for each means of payment applied to one invoice (P-9).

A row that fills `anula_recibo` takes back what that receipt collected: a bounced cheque, a voided
receipt. A cheque counts from the day it clears, a withholding once its certificate is known.
"""

import re
from datetime import date

from universo.sales.feeds.codes import Caution, CellError, Rejection
from universo.sales.feeds.doc_types import words
from universo.sales.feeds.documents import (
    COLLECTIONS,
    FeedCollection,
    FeedWarning,
)
from universo.sales.feeds.headers import Header, Layout
from universo.sales.feeds.references import Reference, issuer, reference
from universo.sales.feeds.rows import check_width
from universo.sales.feeds.values import Cell, Cells, amount_minor, currency, day, text, whole

MOST_ITEMS = 999
MAX_REFERENCE = 40

LAYOUT = Layout(
    COLLECTIONS,
    {
        "receipt": ("recibo", "numero de recibo", "nro de recibo", "nro recibo", "numero recibo",
                    "recibo nro"),
        "date": ("fecha", "fecha recibo", "fecha de recibo", "fecha de cobro", "fecha cobro",
                 "fecha de cobranza"),
        "type": ("tipo", "tipo de comprobante", "tipo comprobante", "tipo factura"),
        "point_of_sale": ("punto_de_venta", "pv", "pto vta", "pto de venta", "punto venta"),
        "number": ("factura", "numero", "nro", "comprobante", "nro factura", "numero factura",
                   "numero de factura", "nro comprobante", "comprobante aplicado"),
        "issuer": ("cuit_emisor",),
        "item": ("item", "renglon"),
        "means": ("medio", "medio de pago", "medio de cobro", "forma de pago", "forma de cobro"),
        "amount": ("importe", "monto", "importe aplicado", "importe cobrado", "total"),
        "currency": ("moneda",),
        "clearing": ("fecha_acreditacion", "fecha de acreditacion", "acreditacion", "acreditado",
                     "fecha acreditado"),
        "instrument": ("nro_valor", "nro cheque", "numero cheque", "numero de cheque", "cheque",
                       "referencia", "nro operacion"),
        "certificate": ("certificado", "nro certificado", "numero de certificado"),
        "regime": ("regimen", "impuesto", "tipo retencion", "tipo de retencion"),
        "reverses": ("anula_recibo", "anula", "revierte", "revierte recibo", "recibo anulado",
                     "recibo revertido"),
        "reason": ("motivo", "observaciones", "observacion"),
    },
    frozenset({"receipt", "date", "number", "means", "amount"}),
)  # fmt: skip

_MEANS = {
    "CASH": ("efectivo", "contado", "caja"),
    "TRANSFER": ("transferencia", "transf", "deposito", "debin", "interdeposito",
                 "debito automatico"),
    "CARD": ("tarjeta", "credito", "debito", "posnet"),
    "CHEQUE": ("cheque", "echeq", "e cheq", "cheques", "ch"),
    "WITHHOLDING": ("retencion", "ret", "retenciones", "certificado"),
}  # fmt: skip
_BOUNCED = re.compile(r"rechaz|anulacion|anulad|reversa|reversion|contracargo")


class RowReader:
    """Reads the rows under a header into collections and reversals. `today` is the local day:

    a cheque that clears later is announced, not paid.
    """

    def __init__(self, header: Header, issuer_cuit: str, today: date) -> None:
        self.issuer_cuit = issuer_cuit
        self._header = header
        self._today = today

    def read(self, number: int, cells: Cells) -> FeedCollection:
        """Return the collection or reversal of a row. Raises CellError."""
        check_width(cells, len(self._header.names), self._header.last_needed)
        return _collection(self._header, number, cells, self.issuer_cuit, self._today)


def _collection(
    header: Header, row: int, cells: Cells, issuer_cuit: str, today: date
) -> FeedCollection:
    def cell(field: str) -> Cell:
        return header.cell(cells, field)

    reverses = _reversed_receipt(text(cell("reverses")), text(cell("means")))
    receipt = text(cell("receipt"))[:MAX_REFERENCE]
    if not receipt and not reverses:
        raise CellError(Rejection.MISSING, column=LAYOUT.shown("receipt"))
    invoice = _invoice(header, cells, optional=bool(reverses))
    money = currency(cell("currency"), "ARS")
    means, regime = _means(text(cell("means")), optional=bool(reverses))
    amount = _amount(cell("amount"), money, reversal=bool(reverses))
    when = day(cell("date"), LAYOUT.shown("date"))
    cleared = _cleared(cell("clearing"), when, today)
    certificate = text(cell("certificate"))[:MAX_REFERENCE]
    return FeedCollection(
        row=row,
        receipt_number=receipt,
        receipt_date=when,
        issuer_cuit=issuer(cell("issuer"), issuer_cuit, LAYOUT.shown("issuer")),
        invoice_type=invoice.type.code if invoice else None,
        invoice_point_of_sale=invoice.point_of_sale if invoice else None,
        invoice_number=invoice.number if invoice else None,
        item=_item(cell("item")),
        means=means,
        amount_minor=amount,
        currency=money,
        clearing_date=cleared if means == "CHEQUE" else None,
        instrument=text(cell("instrument"))[:MAX_REFERENCE],
        certificate=certificate if means == "WITHHOLDING" else "",
        regime=(text(cell("regime")) or regime)[:MAX_REFERENCE],
        reverses_receipt=reverses[:MAX_REFERENCE],
        reason=text(cell("reason")),
        warnings=() if reverses else _notes(means, cleared, certificate),
    )


def _cleared(cell: Cell, when: date, today: date) -> date | None:
    """The day a cheque cleared; None while it has not. Raises CellError for impossible days."""
    if when > today:
        raise CellError(Rejection.FUTURE)
    if not text(cell):
        return None
    cleared = day(cell, LAYOUT.shown("clearing"))
    if cleared < when:
        raise CellError(Rejection.BEFORE_RECEIPT)
    return None if cleared > today else cleared


def _reversed_receipt(named: str, means: str) -> str:
    if not named and _BOUNCED.search(words(means)):
        raise CellError(Rejection.REVERSAL, column=LAYOUT.shown("reverses"))
    return named


def _invoice(header: Header, cells: Cells, *, optional: bool) -> Reference | None:
    # A reversal takes back a receipt: the receipt already knows its invoice.
    if optional and not text(header.cell(cells, "number")):
        return None
    columns = (LAYOUT.shown("type"), LAYOUT.shown("point_of_sale"), LAYOUT.shown("number"))
    return reference(
        header.cell(cells, "type"),
        header.cell(cells, "point_of_sale"),
        header.cell(cells, "number"),
        columns,
    )


def _means(written: str, *, optional: bool) -> tuple[str, str]:
    """The means, and the regime a withholding was named with (`Retención IIBB`)."""
    named = words(written)
    if not named and not optional:
        raise CellError(Rejection.MISSING, column=LAYOUT.shown("means"))
    if written.upper() in _MEANS:
        return written.upper(), ""
    for means, starts in _MEANS.items():
        for start in starts:
            if named == start or named.startswith(start + " "):
                rest = written.split(maxsplit=1)[1:] if means == "WITHHOLDING" else []
                return means, rest[0] if rest else ""
    if optional:
        return "", ""
    raise CellError(Rejection.MEANS, value=written[:40])


def _amount(cell: Cell, money: str, *, reversal: bool) -> int:
    amount = amount_minor(cell, LAYOUT.shown("amount"), money)
    if amount is None:
        raise CellError(Rejection.MISSING, column=LAYOUT.shown("amount"))
    if amount < 0 and not reversal:
        raise CellError(Rejection.AMOUNT_NEGATIVE, column=LAYOUT.shown("amount"))
    if amount == 0:
        raise CellError(Rejection.AMOUNT_ZERO, column=LAYOUT.shown("amount"))
    return abs(amount)


def _item(cell: Cell) -> int:
    return whole(cell, LAYOUT.shown("item"), MOST_ITEMS) if text(cell) else 0


def _notes(means: str, cleared: date | None, certificate: str) -> tuple[FeedWarning, ...]:
    if means == "CHEQUE" and cleared is None:
        return (FeedWarning(Caution.NOT_CLEARED),)
    if means == "WITHHOLDING" and not certificate:
        return (FeedWarning(Caution.NO_CERTIFICATE),)
    return ()
