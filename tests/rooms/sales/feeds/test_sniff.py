import io
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.sales.feeds import sniff
from universo.sales.feeds.codes import FileRefused, Refusal
from universo.tabular import refusals

from .feed_files import (
    G3,
    ISSUER,
    MOST_BYTES,
    TODAY,
    csv_file,
    g3_sheet,
    read_file,
    sample,
    sheet,
    zipped,
)


def refused(data: bytes, name: str = "x") -> Any:
    with pytest.raises((FileRefused, refusals.FileRefused)) as refusal:
        read_file(name, data, ISSUER)
    return refusal.value


def spoilt_sheet() -> bytes:
    return g3_sheet()[:2000]


def sheet_with(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(g3_sheet())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, data if member == name else old.read(member))
    return out.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(zipped(("a.csv", sample(G3))))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b" \n ", "empty"), (zipped(("a.csv", b"")), "empty"),
        (b"hola", "no_rows"), (b"a;b;c\n1;2;3", Refusal.LAYOUT_UNKNOWN),
        (b"%PDF-1.7 ...", "not_a_table"), (b"a\0b\0c", "no_rows"),
        (b"<html><table>", "not_a_table"), (b";" * 70_000, "not_a_table"),
        (OLE, "old_excel"), (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (encrypted_zip(), "encrypted"), (spoilt_sheet(), "spoilt"),
        (b"PK\x03\x04 and nothing more", "spoilt"),
        (sheet_with(SHEET, b"<worksheet><broken"), "spoilt"),
        (sheet_with("xl/workbook.xml", b"?"), "spoilt"),
        (zipped(("a.csv", b"x"), ("b.csv", b"y")), "not_one_file"),
        (zipped(("a.zip", zipped(("b.csv", b"x")))), "not_one_file"),
        (zipped(("a.csv", b"0" * (MOST_BYTES + 1))), "expands"),
        (zipped(("a.csv", b"0" * (8 * 2**20))), "expands"),
        (sheet_with(SHEET, b" " * (130 * 2**20)), "expands"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_files_that_are_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def _blank(rows: bytes) -> bytes:
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return sheet_with(SHEET, head + rows + b"</sheetData></worksheet>")


@pytest.mark.parametrize(
    "data",
    [
        _blank(b"".join(b'<row r="%d"/>' % n for n in range(1, 1_048_577))),
        _blank(b'<row r="1"/><row r="1048576"><c><v>1</v></c></row>'),
        _blank(b"<row/>" * 400_000),
        _blank(b"<row>" + b"<c/>" * 1_600_000 + b"</row>"),
        _blank(b'<row r="99999999"><c r="A99999999"><v>1</v></c></row>'),
    ],
    ids=["a million blank rows", "one far away", "without number", "one endless row", "beyond"],
)
def test_a_small_sheet_cannot_keep_the_server_busy(data: bytes) -> None:
    """Blank rows cost as much as full ones, and a few kilobytes can state a million of them."""
    before = time.process_time()
    assert refused(data)
    assert time.process_time() - before < 5


def test_a_header_is_found_below_some_blank_rows() -> None:
    rows: list[list[Any]] = [[""]] * 500 + [
        ["recibo", "fecha", "tipo", "pv", "factura", "medio", "importe"],
        ["R1", "02/11/2026", 1, 3, 10, "efectivo", "1.000,00"],
    ]
    assert len(read_file("f.xlsx", sheet(rows), ISSUER).collections) == 1


def test_entities_do_not_multiply() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"0" * 1000 + b'">'
    for one, other in zip(b"abcdef", b"bcdefg", strict=True):
        bomb += b'<!ENTITY %c "%s">' % (other, b"&%c;" % one * 20)
    bomb += b"]><worksheet><sheetData><row><c t='str'><v>&g;</v></c></row></sheetData></worksheet>"
    tracemalloc.start()
    refusal = refused(sheet_with(SHEET, bomb))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refusal.code == "spoilt"
    assert peak < 64 * 2**20


def test_a_formula_is_its_value_and_never_run() -> None:
    rows = [["recibo", "fecha", "tipo", "pv", "factura", "medio", "importe"],
            ["R1", "02/11/2026", 1, 3, 10, "efectivo", "=1+1"]]  # fmt: skip
    got = read_file("f.xlsx", sheet(rows), ISSUER)
    assert got.collections == ()  # no value was kept with the formula
    text = csv_file(
        "recibo;fecha;tipo;pv;factura;medio;importe", 'R1;02/11/2026;1;3;10;efectivo;"=1+1"'
    )
    assert read_file("f.csv", text, ISSUER).collections == ()


def test_missing_columns_are_named() -> None:
    refusal = refused(csv_file("recibo;fecha;medio;factura", "1;2;3;4"))
    assert (refusal.code, refusal.params) == (
        Refusal.COLUMNS_MISSING, {"layout": "collections", "missing": "importe"},
    )  # fmt: skip


def test_a_column_named_twice_is_refused() -> None:
    refusal = refused(csv_file("recibo;fecha;medio;factura;importe;Importe", "1;2;3;4;5;6"))
    assert (refusal.code, refusal.params) == (Refusal.COLUMN_REPEATED, {"column": "importe"})


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(g3_sheet())) as book:
        page = book.read(SHEET).replace(b'ref="A1:AB19"', b'ref="A1"')
    assert len(read_file("x", sheet_with(SHEET, page), ISSUER).documents) == 17


def test_the_table_may_stand_on_the_second_sheet() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(g3_sheet()))
    book.create_sheet("Notas", 0).append(["Leer la otra hoja"])
    out = io.BytesIO()
    book.save(out)
    assert len(read_file("x", out.getvalue(), ISSUER).documents) == 17


def test_memory_stays_bounded_on_a_large_file(tmp_path: Path) -> None:
    header, row, *_ = sample(G3).decode().splitlines()
    path = tmp_path / "upload"
    with path.open("w") as file:
        file.write(f"{header}\n")
        file.writelines(f"{row.replace(';1045;1045;', f';{n};{n};')}\n" for n in range(20_000))
    tracemalloc.start()
    opened = sniff.open_file(path, MOST_BYTES)
    assert opened.header is not None
    reader = sniff.reader_of(opened.header, ISSUER, TODAY)
    rows = sum(1 for n, cells in sniff.rows_of(path, opened.shape) if reader.read(n, cells))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 20_000
    assert peak < 8 * 2**20


def is_read_or_refused(data: bytes) -> bool:
    try:
        return read_file("x", data, ISSUER).rows >= 0
    except FileRefused as refusal:
        return refusal.code in Refusal
    except refusals.FileRefused as refusal:
        return refusal.code in refusals.SENTENCES


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert is_read_or_refused(data)


GOOD_SHEET = g3_sheet()
changes = st.tuples(st.integers(0, len(GOOD_SHEET) - 1), st.integers(0, 255))


@given(st.lists(changes, min_size=1, max_size=12))
def test_a_spoilt_sheet_is_read_or_refused(spots: list[tuple[int, int]]) -> None:
    spoilt = bytearray(GOOD_SHEET)
    for place, value in spots:
        spoilt[place] = value
    assert is_read_or_refused(bytes(spoilt))


@given(st.text(alphabet='0123456789,.;$-/\n"Aa ', max_size=200))
def test_any_rows_are_documents_or_rejections(text: str) -> None:
    header = sample(G3).decode().splitlines()[0]
    got = read_file("x", f"{header}\n{text}".encode(), ISSUER)
    assert got.rows == len(got.documents) + len(got.rejected)
