"""Files as people have them and as an attacker makes them: read, or refused in a sentence."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from universo.customers.intake import columns
from universo.tabular import opening
from universo.tabular.refusals import FileRefused, file_text
from universo.tabular.shape import Shape
from universo.tabular.sheets import number_text
from universo.tabular.tables import rows_of

MB = 2**20
TEXT = "Código;Razón social;Teléfono\n1;Ñandú «Hnos» S.A.;011 4555-1234\n2;Año Nuevo S.R.L.;\n"
CONTENT = "[Content_Types].xml"


def opened(path: Path, most: int = 50 * MB) -> tuple[Shape, list[list[str]]]:
    shape = opening.find_shape(
        path, is_sheet=opening.unpack(path, most), recognised=columns.recognised
    )
    return shape, [cells for _number, cells in rows_of(path, shape)]


def stored(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return path


def refusal(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        opened(stored(tmp_path, content))
    assert file_text(caught.value.code, caught.value.about)
    return caught.value.code


def book(*sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for at, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Hoja {at + 1}")
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def shared_book(texts: list[str], cells: str, before: str = "") -> bytes:
    """A sheet as Excel writes it: texts apart, cells that point to them."""
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return packed(
        **{
            CONTENT: b"<Types/>",
            "xl/workbook.xml": f'<workbook {spaces} {links}><sheets><sheet name="Datos" sheetId="1"'
            ' r:id="rId1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="rId1"'
            b' Target="/xl/worksheets/sheet1.xml"/></Relationships>',
            "xl/sharedStrings.xml": f"{before}<sst {spaces}>{''.join(texts)}</sst>".encode(),
            "xl/worksheets/sheet1.xml": f"<worksheet {spaces}><sheetData>{cells}</sheetData>"
            "</worksheet>".encode(),
        }
    )


def si(*texts: str) -> list[str]:
    return [f"<si><t>{text}</t></si>" for text in texts]


HEAD = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>'


def packed(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str, newline: str) -> None:
    text = TEXT.replace("«", "(").replace("»", ")").replace("\n", newline)
    shape, rows = opened(stored(tmp_path, text.encode(encoding)))
    assert shape.titles == ("Código", "Razón social", "Teléfono")
    assert rows == [["1", "Ñandú (Hnos) S.A.", "011 4555-1234"], ["2", "Año Nuevo S.R.L.", ""]]


def test_one_broken_letter_does_not_spoil_the_others(tmp_path: Path) -> None:
    text = "codigo;razon social\n" + "1;Ñandú Ñoño S.A.\n" * 30
    _shape, rows = opened(stored(tmp_path, text.encode() + b"2;Mal\xe1 S.A.\n"))
    assert rows[0][1] == "Ñandú Ñoño S.A."
    assert rows[-1][1] == "Mal\ufffd S.A."


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    rows = [["id", "nombre", "direccion"], ["1", "Uno", 'Calle 1, "PB"; fondo'], ["2", "Dos", ""]]
    quoted = "\n".join(mark.join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)
    shape, found = opened(stored(tmp_path, quoted.encode()))
    assert (shape.delimiter, found) == (mark, rows[1:])


def test_titles_above_the_heading_are_passed_over(tmp_path: Path) -> None:
    text = "Listado de clientes;;\n\nEmitido el 23/11/2026;;\n" + TEXT
    shape, rows = opened(stored(tmp_path, text.encode()))
    assert (shape.heading_row, len(rows)) == (4, 2)


def test_columns_without_names_are_told_by_what_they_hold(tmp_path: Path) -> None:
    text = "30-61040056-2,Uno S.A.,ventas@uno.com.ar\n30-70812345-4,Dos S.R.L.,info@dos.com.ar\n"
    shape, rows = opened(stored(tmp_path, text.encode()))
    assert (shape.heading_row, len(rows), shape.key) == (0, 2, "")
    assert columns.guess(shape)[1:] == ["legal_name", "email"]


def test_a_sheet_is_read_with_numbers_as_people_wrote_them(tmp_path: Path) -> None:
    rows = [
        ["Clientes de Norte"], ["Código", "Razón social", "CUIT", "Teléfono"],
        [7, "Uno S.A.", 30610400562, 1145551234.0], [None, None, None, None], ["8", "Dós <&>", "", 4.5],
    ]  # fmt: skip
    shape, found = opened(stored(tmp_path, book([["nada"]], rows)))
    assert (shape.kind, shape.sheet_name, shape.heading_row) == ("xlsx", "Hoja 2", 2)
    assert found == [
        ["7", "Uno S.A.", "30610400562", "1145551234"], ["8", "Dós <&>", "", "4.5"],
    ]  # fmt: skip


def test_a_zip_of_one_file_is_that_file(tmp_path: Path) -> None:
    inside = {"clientes.csv": TEXT.encode()}
    assert len(opened(stored(tmp_path, packed(**inside)))[1]) == 2
    sheet = packed(**{"c.xlsx": book([["codigo", "razon social"], ["1", "Uno"]])})
    assert opened(stored(tmp_path, sheet))[1] == [["1", "Uno"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" \r\n", "empty"),
        (TEXT.splitlines()[0].encode(), "no_rows"),
        (b"%PDF-1.7", "not_a_table"),
        (b"a;b\n" + b'"' + b"x" * 200_000, "not_a_table"),
        (packed(a=b"1", b=b"2"), "not_one_file"),
        (packed(**{"a.zip": packed(**{"b.zip": packed(c=b"1")})}), "not_one_file"),
        (packed(**{"a.csv": b"0" * (5 * MB)}), "expands"),
        (packed(**{CONTENT: b"<x/>", "xl/worksheets/sheet1.xml": b" " * (60 * MB)}), "expands"),
        (packed(**{CONTENT: b"<x/>"}), "spoilt"),
        (book([["codigo", "razon"], ["1", "Uno"]])[:-300], "spoilt"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content) == code


def test_texts_that_cells_share_are_looked_up(tmp_path: Path) -> None:
    rich = "<si><r><t>Dos </t></r><r><t>S.R.L.</t></r><rPh><t>no</t></rPh></si>"
    cells = (
        '<row r="9"><c r="A9"><v>7</v></c><c r="C9" t="s"><v>2</v></c><c r="D9" t="e"><v>#N/A</v></c>'
        '</row><row r="10"><c r="A10" t="s"><v>99</v></c><c t="str"><f>A1</f><v>fórmula</v></c></row>'
    )
    shape, rows = opened(
        stored(tmp_path, shared_book([*si("codigo", "razon social"), rich], HEAD + cells))
    )
    assert (shape.titles, shape.heading_row, shape.sheet_name) == (
        ("codigo", "", "razon social", ""), 2, "Datos",
    )  # fmt: skip
    assert rows == [["7", "", "Dos S.R.L.", ""], ["", "fórmula"]]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    cells = HEAD + '<row r="3"><c r="A3" t="s"><v>2</v></c></row>'
    bad = shared_book([*si("codigo", "razon social"), "<si><t>&b;</t></si>"], cells, laughs)
    assert refusal(tmp_path, bad) == "spoilt"


@pytest.mark.parametrize(
    "sheet",
    [
        b"<s>" + b"<a>" * 300_000,
        b'<s><row a="' + b"A" * 2_500_000 + b'"/></s>',
        b"<s><!--" + b"A" * 2_500_000 + b"--></s>",
    ],
)
def test_what_the_parser_would_hold_whole_is_refused(tmp_path: Path, sheet: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(shared_book([], ""))) as sound:
        members = {name: sound.read(name) for name in sound.namelist()}
    parts = [name for name in members if name.startswith("xl/worksheets/")]
    tracemalloc.start()
    said = refusal(tmp_path, packed(**{**members, parts[0]: sheet}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said == "spoilt"
    assert peak < 8 * MB


def test_a_quote_that_is_never_closed_makes_no_row_of_the_whole_file(tmp_path: Path) -> None:
    content = b'codigo,razon social,"' + b'ab\n","' * 500_000
    path = stored(tmp_path, content)
    tracemalloc.start()
    with pytest.raises(FileRefused) as caught:
        opened(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == "not_a_table"
    assert peak < 16 * MB


def test_a_zero_among_the_letters_is_left_out(tmp_path: Path) -> None:
    text = "Código;Razón social;Teléfono\n1;Ña\0ndú S.A.;\n"
    shape, rows = opened(stored(tmp_path, text.encode("utf-16")))
    assert rows[0][1] == shape.samples[0][1] == "Ñandú S.A."


def test_memory_is_bounded_however_many_texts_a_sheet_shares(tmp_path: Path) -> None:
    count = 20_000
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n}</v></c></row>' for n in range(3, count))
    texts = si("codigo", "razon social", *(f"Empresa {n} " + "x" * 200 for n in range(count)))
    path = stored(tmp_path, shared_book(texts, HEAD + cells))
    opening.unpack(path, 50 * MB)
    shape = opening.find_shape(path, is_sheet=True, recognised=columns.recognised)
    tracemalloc.start()
    rows = sum(1 for _row in rows_of(path, shape))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == count - 3
    assert peak < 2 * MB  # the texts alone are 4 MB


@pytest.mark.parametrize(
    ("written", "meant"),
    [("30610400562", "30610400562"), ("3.0610400562E10", "30610400562"), ("12.0", "12"),
     ("12.5", "12.5"), ("1e400", "1e400"), ("nan", "nan"), ("", "")],
)  # fmt: skip
def test_numbers(written: str, meant: str) -> None:
    assert number_text(written) == meant


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = stored(tmp_path, content)
    try:
        opened(path)
    except FileRefused as refused:
        said = file_text(refused.code, refused.about)
        assert said


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.data())
def test_a_damaged_sheet_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(book([["codigo", "razon social"], ["1", "Uno S.A."], ["2", "Dos"]]))
    for _each in range(data.draw(st.integers(1, 8))):
        # The size of a workbook depends on the time that is written in it; what is drawn must not.
        place = data.draw(st.integers(0, 9_999)) * len(content) // 10_000
        content[place] = data.draw(st.integers(0, 255))
    try:
        opened(stored(tmp_path, bytes(content)))
    except FileRefused as refused:
        said = file_text(refused.code, refused.about)
        assert said
