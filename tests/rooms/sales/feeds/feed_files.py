"""Files for the feeds' tests: the samples, and what people do to them."""

import csv
import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from universo.sales.feeds import sniff
from universo.sales.feeds.codes import CellError, Rejection
from universo.sales.feeds.documents import FeedCollection, FeedDocument, Params
from universo.sales.feeds.mis_comprobantes import generation

HERE = Path(__file__).parent / "samples"
ISSUER = "30000000007"
G3 = "g3_emitidos_utf8.csv"
LAYOUT_FILES = (G3, "g2_emitidos_utf8.csv", "g1_emitidos_coma_utf8.csv")


MOST_BYTES = 50 * 2**20
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Rejected:
    row: int
    reason_code: Rejection
    params: Params
    raw: tuple[str, ...]


@dataclass
class ReadResult:
    """All that a file said, row by row."""

    layout: str
    issuer_cuit: str
    generation: str = ""
    rows: int = 0
    documents: tuple[FeedDocument, ...] = ()
    collections: tuple[FeedCollection, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def read_file(_name: str, data: bytes, issuer: str = "") -> ReadResult:
    """Read a file as the importer does, up to where its rows are staged."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        opened = sniff.open_file(path, MOST_BYTES)
        if opened.header is None:
            raise sniff.nearest_refusal(opened.shape)
        reader = sniff.reader_of(opened.header, issuer, TODAY)
        layout = opened.header.layout.name
        age = generation(opened.header) if layout == "mis-comprobantes" else ""
        found = ReadResult(layout, reader.issuer_cuit, age)
        for number, cells in sniff.rows_of(path, opened.shape):
            found.rows += 1
            try:
                read = reader.read(number, cells)
            except CellError as problem:
                raw = tuple(map(str, cells))
                found.rejected += (Rejected(number, problem.code, problem.params, raw),)
                continue
            if isinstance(read, FeedDocument):
                found.documents += (read,)
            else:
                found.collections += (read,)
        return found


def sample(name: str) -> bytes:
    return (HERE / name).read_bytes()


def expected(name: str) -> dict[str, Any]:
    return json.loads((HERE / "expected.json").read_text(encoding="utf-8"))[name]


def expected_rows() -> list[dict[str, str]]:
    text = (HERE / "expected_rows.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def sheet(rows: list[list[Any]], title: str = "Hoja1") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def g3_rows() -> list[list[str]]:
    return list(csv.reader(io.StringIO(sample(G3).decode()), delimiter=";"))


SHORT = {
    "Fecha de Emisión": "Fecha",
    "Tipo de Comprobante": "Tipo",
    "Imp. Neto Gravado Total": "Neto Gravado Total",
    "Imp. Neto No Gravado": "Neto No Gravado",
    "Imp. Op. Exentas": "Op. Exentas",
}


def g3_sheet(issuer: str = ISSUER) -> bytes:
    """The same documents as ARCA's own sheet: a title, short names, real numbers."""
    header, *rows = g3_rows()
    names = [
        SHORT.get(name, name.replace("Imp. Neto Gravado IVA", "Neto Grav. IVA")) for name in header
    ]
    cells: list[list[Any]] = [[f"Mis Comprobantes Emitidos - CUIT {issuer}"], names]
    for row in rows:
        cells.append(
            [
                value
                if place in (0, 8, 10)
                else (float(value.replace(",", ".")) if value else None)
                for place, value in enumerate(row)
            ]
        )
    return sheet(cells)
