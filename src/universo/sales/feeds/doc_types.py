"""The tax office's document types: what a code or a name on a row means."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from universo.domain.names import fold
from universo.sales.feeds.codes import CellError, Rejection

_KINDS = {"factura": "INVOICE", "nota_credito": "CREDIT_NOTE", "nota_debito": "DEBIT_NOTE"}
_SHORT = {
    "fa": "factura", "fac": "factura", "fact": "factura", "fc": "factura", "f": "factura",
    "nc": "nota de credito", "n c": "nota de credito", "nd": "nota de debito",
    "n d": "nota de debito", "ncr": "nota de credito", "ndb": "nota de debito",
    "tf": "tique factura", "fce": "factura de credito electronica mipymes fce",
}  # fmt: skip
RECEIVER_DOCS = {"cuit": 80, "cuil": 86, "cdi": 87, "pasaporte": 94, "dni": 96, "doc otro": 99}


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document. `kind` is empty for those that neither bill nor credit."""

    code: int
    name: str
    letter: str
    kind: str
    sign: int


@cache
def document_types() -> dict[int, DocumentType]:
    """All types by code, from the table in `universo.data`."""
    table = files("universo.data").joinpath("comprobante_tipos.csv")
    with table.open(encoding="utf-8") as file:
        return {
            int(row["codigo"]): DocumentType(
                int(row["codigo"]),
                row["nombre"],
                row["letra"],
                _KINDS.get(row["clase"], ""),
                int(row["signo_base"]),
            )
            for row in csv.DictReader(file)
        }


@cache
def _by_name() -> dict[str, int]:
    return {words(kind.name): code for code, kind in document_types().items()}


def words(text: str) -> str:
    """Folded words of a text with single spaces: `Nro. Doc.` gives `nro doc`."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def document_type(text: str) -> DocumentType:
    """The type a text names: `1`, `001`, `1 - Factura A`, `Factura A`, `FA A`, `NCB`.

    Raises CellError when there is none, or when it is one that neither bills nor credits.
    """
    code = _code(text)
    kind = document_types().get(code) if code is not None else None
    if kind is None:
        raise CellError(Rejection.TYPE_UNKNOWN, value=text[:40])
    if not kind.kind:
        raise CellError(Rejection.TYPE_WITHOUT_EFFECT, value=f"{kind.code} - {kind.name}")
    return kind


def _code(text: str) -> int | None:
    if match := re.match(r"\s*0*([0-9]{1,3})\s*(?:-|$)", text):
        return int(match[1])
    named = words(text)
    if named in _by_name():
        return _by_name()[named]
    if match := re.fullmatch(r"(.+?)\s*([abcem])", named):
        name = _SHORT.get(match[1], match[1])
        return _by_name().get(f"{name} {match[2]}")
    return None


def receiver_doc_type(text: str, number: str) -> int:
    """The code of the receiver's document; without one, a number of eleven digits is a CUIT."""
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return int(text)
    if words(text) in RECEIVER_DOCS:
        return RECEIVER_DOCS[words(text)]
    if len(number) == 11:
        return 80
    return 96 if len(number) in (7, 8) else 99
