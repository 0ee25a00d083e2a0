"""`./universo import` with files made to harm: a sentence or rejected rows, never a traceback (R-12)."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rooms.sales.feeds.feed_files import zipped
from universo.commands.importing import main
from universo.sales.models import Collection, WaitingCollection

pytestmark = pytest.mark.django_db
HEAD = "recibo;fecha;tipo;punto_de_venta;factura;medio;importe\n"
ROW = "R-1;12/11/2026;1;3;77;efectivo;1,00\n"
TITLES = HEAD.strip().split(";")
SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


def told(capsys: pytest.CaptureFixture[str], path: Path) -> tuple[int, dict[str, Any]]:
    status = main([str(path), "--dry-run", "--json"])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return status, json.loads(said.out)


def book(*rows: list[Any], merged: str = "") -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in (TITLES, *rows):
        page.append(row)
    if merged:
        page.merge_cells(merged)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def patched(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A small sheet whose parts are changed one by one; None leaves a part out."""
    out, source = (
        io.BytesIO(),
        zipfile.ZipFile(io.BytesIO(book(["R-1", 46338, 1, 3, 77, "efectivo", 1]))),
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                file.writestr(name, content)
    return out.getvalue()


def with_sheet(content: bytes | None) -> bytes:
    return patched(lambda name, old: content if name == SHEET else old)


def laughs() -> bytes:
    entities = b"".join(
        b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"lol") * 10) for n in range(12)
    )
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row>'
    return b"<!DOCTYPE l [" + entities + b"]>" + SPREADSHEET + row + b"</sheetData></worksheet>"


REFUSED: dict[str, Callable[[], bytes]] = {
    "a bomb in a ZIP": lambda: zipped(("a.csv", b"0;" * (40 * 2**20))),
    "a ZIP in a ZIP": lambda: zipped(("b.zip", zipped(("a.csv", HEAD.encode())))),
    "many files in a ZIP": lambda: zipped(*[(f"{n}.csv", HEAD.encode()) for n in range(300)]),
    "an empty ZIP": zipped,
    "only zeros": lambda: bytes(100_000),
    "a zero among letters": (HEAD + ROW.replace("R-1", "R-\0001")).encode,
    "a million columns": (";".join("c" * 1_000_000) + "\n").encode,
    "a million cells in a row": (HEAD + ";" * 1_000_000).encode,
    "one line without end": lambda: b"x" * 5_000_000,
    "a quotation without end": (HEAD + '"' + "x;\n" * 1_000_000).encode,
    "another alphabet of bytes": lambda: (HEAD + ROW).encode("cp037"),
    "an old Excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
    "a page": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "a sheet cut off": lambda: book()[:1_000],
    "a sheet without its rows": lambda: with_sheet(None),
    "a sheet of spaces": lambda: patched(
        lambda name, old: old + b" " * (200 * 2**20) if name == SHEET else old
    ),
    "deep elements": lambda: with_sheet(SPREADSHEET + b"<a>" * 1_000_000),
    "entities that multiply": lambda: with_sheet(laughs()),
    "an entity of the disk": lambda: with_sheet(
        b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SPREADSHEET
        + b'<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    ),
    "a sheet somewhere else": lambda: patched(
        lambda name, old: old.replace(b"worksheets/sheet1.xml", b"http://127.0.0.1:1/x.xml")
        if name.endswith("rels")
        else old
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_as_a_whole_with_a_sentence(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "archivo.csv"
    path.write_bytes(REFUSED[name]())
    status, answer = told(capsys, path)
    assert (status, answer["rows"], answer["new"]) == (2, 0, 0)
    assert len(answer["refused"]) > 20
    assert "root:" not in answer["refused"]


def text_row(**changes: str) -> str:
    cells = dict(zip(TITLES, ROW.strip().split(";"), strict=True)) | changes
    return ";".join(cells.values()) + "\n"


REJECTED: dict[str, tuple[bytes, str]] = {
    "before 1900": ((HEAD + text_row(fecha="12/11/1812")).encode(), "fecha"),
    "after 9998": ((HEAD + text_row(fecha="12/11/9999")).encode(), "fecha"),
    "day zero": ((HEAD + text_row(fecha="0000-00-00")).encode(), "fecha"),
    "a huge number": ((HEAD + text_row(factura="9" * 30)).encode(), "factura"),
    "a huge amount": ((HEAD + text_row(importe="9" * 30)).encode(), "importe"),
    "an infinite amount": ((HEAD + text_row(importe="1e400")).encode(), "importe"),
    "not a number": ((HEAD + text_row(importe="NaN")).encode(), "importe"),
    "a negative serial": (book(["R-1", -5, 1, 3, 77, "efectivo", 1]), "fecha"),
    "a serial beyond all days": (book(["R-1", 1e10, 1, 3, 77, "efectivo", 1]), "fecha"),
    "a formula": (book(["=1+1", 46338, 1, 3, 77, "efectivo", 1]), "recibo"),
    "a command": (book(['=cmd|"/c calc"!A1', 46338, 1, 3, 77, "efectivo", 1]), "recibo"),
}


@pytest.mark.parametrize("name", REJECTED)
def test_the_row_is_rejected_and_names_its_column(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, column = REJECTED[name]
    path = tmp_path / "archivo.xlsx"
    path.write_bytes(content)
    status, answer = told(capsys, path)
    assert (status, answer["rows"], answer["new"]) == (1, 1, 0)
    assert f"«{column}»" in answer["rejected"][0]["reason"]


def test_of_merged_cells_only_the_first_has_a_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (["R-1", 46338, 1, 3, number, "efectivo", 1] for number in (77, 78))
    path = tmp_path / "archivo.xlsx"
    path.write_bytes(book(one, other, merged="A2:A3"))
    status, answer = told(capsys, path)
    assert (status, answer["new"], [row["row"] for row in answer["rejected"]]) == (1, 1, [3])


def test_what_is_no_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "tubo.csv")
    for name in ("tubo.csv", "nada.csv", "."):
        assert told(capsys, tmp_path / name)[0] == 2
    assert not Collection.objects.exists()
    assert not WaitingCollection.objects.exists()
