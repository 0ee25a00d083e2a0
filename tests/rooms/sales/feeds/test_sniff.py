import io
import time
import tracemalloc
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.sales.feeds import tables
from universo.sales.feeds.codes import FileRefused, Refusal
from universo.sales.feeds.sniff import read_file

from .feed_files import G3, ISSUER, csv_file, g3_sheet, sample, sheet, zipped


def refused(data: bytes, name: str = "x") -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
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
        (b"", Refusal.EMPTY), (b" \n ", Refusal.EMPTY), (zipped(("a.csv", b"")), Refusal.EMPTY),
        (b"hola", Refusal.LAYOUT_UNKNOWN), (b"a;b;c\n1;2;3", Refusal.LAYOUT_UNKNOWN),
        (b"%PDF-1.7 ...", Refusal.NOT_A_TABLE), (b"a\0b\0c", Refusal.NOT_A_TABLE),
        (b"<html><table>", Refusal.NOT_A_TABLE), (b";" * 70_000, Refusal.NOT_A_TABLE),
        (OLE, Refusal.OLD_EXCEL), (OLE + "EncryptedPackage".encode("utf-16-le"), Refusal.ENCRYPTED),
        (encrypted_zip(), Refusal.ENCRYPTED), (spoilt_sheet(), Refusal.CORRUPT),
        (b"PK\x03\x04 and nothing more", Refusal.CORRUPT),
        (sheet_with(SHEET, b"<worksheet><broken"), Refusal.CORRUPT),
        (sheet_with("xl/workbook.xml", b"?"), Refusal.CORRUPT),
        (zipped(("a.csv", b"x"), ("b.csv", b"y")), Refusal.ZIP_NOT_ONE_FILE),
        (zipped(("a.zip", zipped(("b.csv", b"x")))), Refusal.ZIP_NOT_ONE_FILE),
        (zipped(("a.csv", b"0" * (tables.MAX_BYTES + 1))), Refusal.EXPANDS_TOO_MUCH),
        (zipped(("a.csv", b"0" * (8 * 2**20))), Refusal.EXPANDS_TOO_MUCH),
        (sheet_with(SHEET, b" " * (130 * 2**20)), Refusal.EXPANDS_TOO_MUCH),
    ],
    ids=lambda value: value.value if isinstance(value, Refusal) else "",
)  # fmt: skip
def test_files_that_are_refused(data: bytes, code: Refusal) -> None:
    assert refused(data).code == code


def test_a_file_too_large_is_refused_unread() -> None:
    refusal = refused(b"0" * (tables.MAX_BYTES + 1))
    assert (refusal.code, refusal.params) == (Refusal.TOO_LARGE, {"limit_mb": 32})


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 10)
    assert refused(sample(G3)).code == Refusal.TOO_MANY_ROWS
    assert refused(g3_sheet()).code == Refusal.TOO_MANY_ROWS


def test_a_row_at_the_end_of_the_world_is_refused() -> None:
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    far += b'<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData></worksheet>'
    assert refused(sheet_with(SHEET, far)).code in {Refusal.TOO_MANY_ROWS, Refusal.CORRUPT}


def _blank(rows: bytes) -> bytes:
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return sheet_with(SHEET, head + rows + b"</sheetData></worksheet>")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (
            _blank(b"".join(b'<row r="%d"/>' % n for n in range(1, 1_048_577))),
            Refusal.TOO_MANY_ROWS,
        ),
        (_blank(b'<row r="1"/><row r="1048576"><c><v>1</v></c></row>'), Refusal.TOO_MANY_ROWS),
        (_blank(b"<row/>" * 400_000), Refusal.LAYOUT_UNKNOWN),
        (_blank(b"<row>" + b"<c/>" * 1_600_000 + b"</row>"), Refusal.EXPANDS_TOO_MUCH),
    ],
    ids=["a million blank rows", "one row far away", "rows without number", "one endless row"],
)
def test_a_small_sheet_cannot_keep_the_server_busy(data: bytes, code: Refusal) -> None:
    """Blank rows cost as much as full ones, and a few kilobytes can state a million of them."""
    before = time.process_time()
    assert refused(data).code == code
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
    assert refusal.code in {Refusal.CORRUPT, Refusal.LAYOUT_UNKNOWN}
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


def test_memory_stays_bounded_on_a_large_file() -> None:
    rows = tables.MAX_ROWS // 5
    header, row, *_ = sample(G3).decode().splitlines()
    body = "\n".join(row.replace(";1045;1045;", f";{n};{n};") for n in range(rows))
    data = f"{header}\n{body}".encode()
    assert len(data) < tables.MAX_BYTES // 5
    tracemalloc.start()
    got = read_file("x", data, ISSUER)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(got.documents) == rows
    assert peak < 256 * 2**20 // 5


def is_read_or_refused(data: bytes) -> bool:
    try:
        return read_file("x", data, ISSUER).rows >= 0
    except FileRefused as refusal:
        return refusal.code in Refusal


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
