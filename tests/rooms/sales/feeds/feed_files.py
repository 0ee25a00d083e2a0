"""Files for the feeds' tests: the samples, and what people do to them."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

HERE = Path(__file__).parent / "samples"
ISSUER = "30000000007"
G3 = "g3_emitidos_utf8.csv"
LAYOUT_FILES = (G3, "g2_emitidos_utf8.csv", "g1_emitidos_coma_utf8.csv")


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
