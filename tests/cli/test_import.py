"""`./universo import`: what it prints for every shape in which the tax office's list is met."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import load_command_class

from rooms.sales.feeds.feed_files import (
    LAYOUT_FILES,
    expected,
    expected_rows,
    g3_sheet,
    sample,
    sheet,
    zipped,
)
from universo.commands.importing import main
from universo.sales.models import Collection, Document, DocumentConflict, ImportBatch

pytestmark = pytest.mark.django_db
G3, G2, G1 = LAYOUT_FILES
ISSUER = "30000000007"
REAL_NAME = "comprobantes_consulta_csv_emitidos_1_30000000007_20260930-1101.csv"
PARTS = {
    "total_minor": "total_signed",
    "net_minor": "net_taxed_signed",
    "vat_minor": "iva_signed",
    "exempt_minor": "exempt_signed",
    "non_taxed_minor": "non_taxed_signed",
    "other_taxes_minor": "other_taxes_signed",
    "commissionable_net_minor": "commissionable_net_signed",
}


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    status = main([str(one) for one in arguments] + ["--json"])
    return status, json.loads(capsys.readouterr().out)


def written(tmp_path: Path, content: bytes, name: str = "archivo.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def rows_of(name: str) -> list[list[str]]:
    mark = "," if name == G1 else ";"
    return list(csv.reader(io.StringIO(sample(name).decode()), delimiter=mark))


def joined(rows: list[list[str]], mark: str = ";", end: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator=end).writerows(rows)
    return out.getvalue().encode("utf-8")


def amounts(rows: list[list[str]], change: Callable[[str], str]) -> list[list[str]]:
    """Change the cells that are amounts: those from the exchange rate on, but for the currency."""
    header, *rest = rows
    money = header.index("Moneda")
    return [
        header,
        *(
            [change(cell) if at > 8 and at != money else cell for at, cell in enumerate(row)]
            for row in rest
        ),
    ]


def grouped(cell: str) -> str:
    if not cell or "," not in cell:
        return cell
    units, cents = cell.split(",")
    return f"{int(units):,}".replace(",", ".") + f",{cents}"


def saved_by_excel(name: str) -> bytes:
    """As Argentine Excel writes a CSV again: days retyped, CAE damaged, empty rows and columns."""
    header, *rows = rows_of(name)
    out = [[*header, "", ""]]
    for row in rows:
        cells = list(row)
        if "-" in cells[0]:
            year, month, day = cells[0].split("-")
            cells[0] = f"{int(day)}/{int(month)}/{year}"
        cells[5] = "8,63E+13"
        if name == G1:
            cells = [
                cell.replace(".", ",") if at > 8 and at != 10 else cell
                for at, cell in enumerate(cells)
            ]
            cells[2:5] = [str(int(cell)) for cell in cells[2:5]]
        out.append([*cells, "", ""])
    out += [[""] * len(out[0])] * 3
    return joined(out).decode().encode("cp1252")


def as_sheet(name: str, *, typed: bool) -> bytes:
    """The same rows in a workbook, as texts or as the numbers that Excel makes of them."""
    header, *rows = rows_of(name)

    def cell(at: int, value: str) -> Any:
        if not typed or at in (0, 1, 6, 8, 10) or not value:
            return value or None
        return float(value.replace(",", ".")) if at > 8 else int(value)

    return sheet([list(header), *([cell(at, one) for at, one in enumerate(row)] for row in rows)])


def titled(name: str) -> bytes:
    mark = b"," if name == G1 else b";"
    title = b"Mis Comprobantes Emitidos - CUIT 30-00000000-7" + mark * 3
    return title + b"\n" + sample(name)


VARIANTS: dict[str, Callable[[str], bytes]] = {
    "as it comes": sample,
    "BOM": lambda name: b"\xef\xbb\xbf" + sample(name),
    "CRLF": lambda name: sample(name).replace(b"\n", b"\r\n"),
    "Windows-1252": lambda name: sample(name).decode().encode("cp1252"),
    "UTF-16": lambda name: sample(name).decode().encode("utf-16"),
    "ZIP": lambda name: zipped((REAL_NAME, sample(name))),
    "title row": titled,
    "saved again by Excel": saved_by_excel,
    "sheet of texts": lambda name: as_sheet(name, typed=False),
    "sheet of numbers": lambda name: as_sheet(name, typed=True),
    "thousands with dots": lambda name: joined(amounts(rows_of(name), grouped)),
    "other mark": lambda name: joined(rows_of(name), "\t" if name == G1 else ","),
    "sheet in a ZIP": lambda name: zipped(("a.xlsx", as_sheet(name, typed=True))),
}


@pytest.mark.parametrize("name", LAYOUT_FILES, ids=["G3", "G2", "G1"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_shape_gives_the_expected_totals(
    name: str, variant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, VARIANTS[variant](name))
    status, answer = told(capsys, path, "--issuer", ISSUER, "--dry-run")
    want = expected(name)
    assert (status, answer["rejected"]) == (0, [])
    assert answer["layout"] == want["layout"][:2]
    assert (answer["rows"], answer["new"]) == (want["rows"], want["rows"])
    for currency in ("ARS", "USD"):
        mine, theirs = answer["totals"][currency], want[currency]
        for key in ("n", "credit_notes", "debit_notes"):
            assert mine[key] == theirs[key], (currency, key)
        for key, other in PARTS.items():
            minor = None if theirs[other] is None else int(Decimal(theirs[other]) * 100)
            assert mine[key] == minor, (currency, key)
    assert Document.objects.count() == 0
    assert not ImportBatch.objects.exists()


def test_the_sheet_of_the_tax_office_names_its_issuer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, written(tmp_path, g3_sheet(), "a.xlsx"))[0] == 0
    assert set(Document.objects.values_list("issuer_cuit", flat=True)) == {ISSUER}


def test_every_row_is_stored_as_expected_and_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, sample(G3))
    status, answer = told(capsys, path, "--issuer", ISSUER)
    assert (status, answer["new"], answer["unchanged"]) == (0, 17, 0)
    stored = {(row.type_code, row.point_of_sale, row.number): row for row in Document.objects.all()}
    for want in expected_rows():
        row = stored[int(want["tipo"]), int(want["punto_venta"]), int(want["numero"])]
        assert row.issue_date.isoformat() == want["fecha"]
        assert (row.receiver_doc or "0", row.currency) == (want["doc_nro"], want["moneda"])
        assert row.total_minor == int(Decimal(want["total"]) * 100)
        assert row.sign == int(want["signo"])
        if want["desglose"] == "si":
            parts = sum(Decimal(want[one]) for one in ("neto_gravado", "no_gravado", "exento"))
            assert row.net_minor == int(parts * 100)
            assert row.exempt_minor == int(Decimal(want["exento"]) * 100)
            assert row.non_taxed_minor == int(Decimal(want["no_gravado"]) * 100)
        else:
            assert row.net_minor is None
    assert all(row.recorded_by is None for row in stored.values())
    again = told(capsys, path, "--issuer", ISSUER)
    assert (again[0], again[1]["new"], again[1]["unchanged"]) == (0, 0, 17)
    assert Document.objects.count() == 17


def test_what_differs_is_kept_beside_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, sample(G3))
    told(capsys, path, "--issuer", ISSUER)
    other = sample(G3).replace(b"315000,00;1815000,00", b"315000,01;1815000,01")
    dry = told(capsys, written(tmp_path, other), "--issuer", ISSUER, "--dry-run")
    assert (dry[0], dry[1]["conflicts"], dry[1]["unchanged"]) == (1, 1, 16)
    assert dry[1]["rejected"] == []
    (differing,) = dry[1]["conflict_rows"]
    assert differing["row"] > 1
    assert "1.815.000,01" in differing["reason"]
    assert not DocumentConflict.objects.exists()
    assert told(capsys, path, "--issuer", ISSUER)[0] == 1
    assert DocumentConflict.objects.get().stated["total_minor"] == 181_500_001


def test_broken_rows_among_good_ones_come_back_with_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = rows_of(G3)
    rows[3][0] = "2026-02-30"
    rows[5] = rows[5][:12]
    rows[7][-1] = "mucho"
    status, answer = told(capsys, written(tmp_path, joined(rows)), "--issuer", ISSUER)
    assert (status, answer["new"]) == (1, 14)
    assert [one["row"] for one in answer["rejected"]] == [4, 6, 8]
    assert "no es una fecha válida" in answer["rejected"][0]["reason"]
    assert Document.objects.count() == 14


def test_a_row_twice_in_a_file_is_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = rows_of(G3)
    status, answer = told(capsys, written(tmp_path, joined([*rows, rows[1]])), "--issuer", ISSUER)
    assert (status, answer["new"], answer["unchanged"]) == (0, 17, 1)
    assert answer["totals"]["ARS"]["n"] == expected(G3)["ARS"]["n"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (sample("NEG_g3_recibidos.csv"), "recibidos"),
        (b"", "vac"),
        (b"%PDF-1.7", "tabla"),
        (b"a;b;c\n1;2;3\n", "columnas"),
        (zipped(("a.csv", b"0" * (80 * 2**20))), "descompr"),
    ],
)
def test_a_file_refused_as_a_whole_says_why(
    content: bytes, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([str(written(tmp_path, content)), "--json"])
    said = capsys.readouterr()
    assert status == 2
    assert word in json.loads(said.out)["refused"].lower()
    assert word in said.err.lower()


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "/nowhere/at/all.csv")[0] == 2


def test_collections_by_the_console(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, written(tmp_path, sample(G3)), "--issuer", ISSUER)
    text = (
        "recibo;fecha;tipo;punto_de_venta;factura;medio;importe;certificado;regimen\n"
        "R-1;10/09/2026;1;3;1045;transferencia;1.500.000,00;;\n"
        "R-1;10/09/2026;1;3;1045;retención;100.000,00;G-1;Ganancias\n"
        "R-2;10/09/2026;1;3;9999;efectivo;1,00;;\n"
    )
    status, answer = told(capsys, written(tmp_path, text.encode()), "--issuer", ISSUER)
    assert (status, answer["layout"], answer["new"]) == (0, "collections", 3)
    assert (answer["waiting"], answer["rejected"]) == (1, [])
    assert answer["totals"]["ARS"]["total_minor"] == 160_000_100
    again = told(capsys, written(tmp_path, text.encode()), "--issuer", ISSUER)
    assert (again[0], again[1]["new"], again[1]["unchanged"]) == (0, 0, 3)
    kept = Collection.objects.order_by("item").values_list("item", "means", "regime")
    assert list(kept) == [(1, "TRANSFER", ""), (2, "WITHHOLDING", "Ganancias")]


def test_without_json_it_speaks_spanish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(written(tmp_path, sample(G3))), "--issuer", ISSUER, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "no se escribió nada" in said
    assert "17 nuevas" in said


def test_hidden_formulas_do_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_sheet(G3, typed=True)))
    page = book.active
    assert page is not None
    page["AB2"] = "=1+1"  # a formula without its value: nothing is made of it
    out = io.BytesIO()
    book.save(out)
    status, answer = told(
        capsys, written(tmp_path, out.getvalue()), "--issuer", ISSUER, "--dry-run"
    )
    assert status == 1
    assert [one["row"] for one in answer["rejected"]] == [2]


@pytest.mark.parametrize("first", ["text", "sheet"])
def test_one_month_as_text_and_as_a_titled_sheet_is_stored_once(
    first: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "text": written(tmp_path, sample(G3), "texto.csv"),
        "sheet": written(tmp_path, titled(G3), "titulo.csv"),
    }
    second = next(name for name in files if name != first)
    assert told(capsys, files[first])[1]["new"] == 17
    for name in (second, first):
        status, answer = told(capsys, files[name])
        assert (status, answer["new"], answer["unchanged"]) == (0, 0, 17)
    assert Document.objects.count() == 17
    assert Document.objects.values("issuer_cuit").distinct().count() == 1


def test_documents_that_only_share_a_number_are_not_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, written(tmp_path, titled(G3), "titulo.csv"), "--issuer", ISSUER)
    other = sample(G3).replace(b"30000000112", b"30000000228")
    _status, answer = told(capsys, written(tmp_path, other, "otro.csv"), "--issuer", "30610400562")
    assert (answer["new"], answer["conflicts"]) == (17, 0)  # who issued them was said


@pytest.mark.parametrize("word", ["import", "reconcile"])
def test_the_help_is_in_one_language(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = load_command_class("universo.commands", word)
    with pytest.raises(SystemExit) as ended:
        command.run_from_argv(["universo", word, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith(f"Uso: ./universo {word}")
    for english in ("usage", "options", "show this help", "settings", "traceback"):
        assert english not in said
