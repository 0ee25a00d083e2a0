"""References to documents as people write them: `FA A 0003-00001045`, `1-3-1045`, three columns."""

import re
from dataclasses import dataclass

from universo.domain.tax_ids import normalise_cuit
from universo.sales.feeds.codes import CellError, Rejection
from universo.sales.feeds.doc_types import DocumentType, document_type
from universo.sales.feeds.values import Cell, text, whole

MOST_POINT_OF_SALE = 99_999
MOST_NUMBER = 99_999_999
_FULL = re.compile(r"(?P<type>.*?)[\s\-]*\b(?P<point>[0-9]{1,5})\s*-\s*(?P<number>[0-9]{1,8})")


@dataclass(frozen=True, slots=True)
class Reference:
    """The document a row names."""

    type: DocumentType
    point_of_sale: int
    number: int


def reference(kind: Cell, point: Cell, number: Cell, columns: tuple[str, str, str]) -> Reference:
    """The document named by three cells; the number's may hold all three. Raises CellError.

    `columns` are the names of the three columns, for messages.
    """
    written = text(number)
    if not written:
        raise CellError(Rejection.MISSING, column=columns[2])
    match = _FULL.fullmatch(written)
    kind_text = text(kind) or (match["type"].strip() if match else "")
    if not kind_text:
        raise CellError(Rejection.MISSING, column=columns[0])
    point_cell: Cell = text(point) or (match["point"] if match else "")
    number_cell: Cell = match["number"] if match else number
    return Reference(
        document_type(kind_text),
        whole(point_cell, columns[1], MOST_POINT_OF_SALE),
        whole(number_cell, columns[2], MOST_NUMBER),
    )


def issuer_digits(text_: str) -> str:
    """The eleven digits of an issuer, or "". Whether there is such a taxpayer is not our question:

    the issuer is one of the group's companies, known to whoever uploads; test files use numbers
    that the tax office would never give.
    """
    digits = normalise_cuit(text_)
    return digits if len(digits) == 11 else ""


def issuer(cell: Cell, given: str, column: str) -> str:
    """The issuer's CUIT: the row's, which must agree with the one given. Raises CellError."""
    asked = issuer_digits(given)
    if not text(cell):
        if not asked:
            raise CellError(Rejection.MISSING, column=column)
        return asked
    stated = issuer_digits(text(cell))
    if not stated:
        raise CellError(Rejection.CUIT, column=column, value=text(cell)[:20])
    if asked and stated != asked:
        raise CellError(Rejection.ISSUER, value=stated)
    return stated
