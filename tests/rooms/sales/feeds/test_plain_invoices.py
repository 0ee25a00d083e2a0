from datetime import date
from decimal import Decimal

import pytest

from universo.sales.feeds.codes import Rejection
from universo.sales.feeds.documents import INVOICES
from universo.sales.feeds.templates import template_csv, template_xlsx

from .feed_files import ISSUER, ReadResult, csv_file, read_file, sheet

HEADER = "fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;moneda;producto;neto;iva;total"
GOOD = "02/11/2026;1;3;10;30-00000007-4;Uno SA;ARS;PV;1.000,00;210,00;1.210,00"


def read(*rows: str, header: str = HEADER) -> ReadResult:
    return read_file("f.csv", csv_file(header, *rows), ISSUER)


def test_the_templates_read_back_whole_and_alike() -> None:
    from_csv = read_file("a.csv", template_csv(INVOICES), ISSUER)
    from_sheet = read_file("a.xlsx", template_xlsx(INVOICES), ISSUER)
    assert from_csv.rejected == from_sheet.rejected == ()
    assert from_csv.documents == from_sheet.documents
    first, second, note, dollars = from_csv.documents
    assert first.key == second.key
    assert [one.line and one.line.product for one in (first, second)] == ["PV-100", "SW-200"]
    assert (first.net_minor, first.vat_minor, first.total_minor) == (10000000, 2100000, 12100000)
    assert (note.kind, note.sign, note.total_minor) == ("CREDIT_NOTE", -1, 1210000)
    assert (dollars.currency, dollars.exchange_rate) == ("USD", Decimal("1475.5"))


def test_names_of_columns_are_forgiven() -> None:
    header = "FECHA DE EMISIÓN;Tipo de Comprobante;Pto. Vta.;Nro.;CUIT;Cliente;Neto Gravado;Iva;"
    header += "Importe Total"
    got = read("2026-11-02;Factura A;0003;10;30000000074;Uno;1000.00;210.00;1210.00", header=header)
    assert got.rejected == ()
    assert got.documents[0].key == (ISSUER, 1, 3, 10)


@pytest.mark.parametrize(
    ("kind", "number", "key"),
    [
        ("", "FA A 0003-00001045", (1, 3, 1045)), ("", "1-3-1045", (1, 3, 1045)),
        ("NC A", "00003-00000088", (3, 3, 88)), ("ncb", "3-88", (8, 3, 88)),
        ("1 - Factura A", "0003-00001045", (1, 3, 1045)), ("FCE A", "5-7", (201, 5, 7)),
        ("", "Factura A 0003-00001045", (1, 3, 1045)),
    ],
)  # fmt: skip
def test_references_written_in_one_cell(kind: str, number: str, key: tuple[int, int, int]) -> None:
    got = read(f"02/11/2026;{kind};;{number};30-00000007-4;Uno;;PV;100;21;121")
    assert got.rejected == ()
    assert got.documents[0].key == (ISSUER, *key)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("02/13/2026;1;3;10;30-00000007-4;Uno;;PV;100;21;121", Rejection.DATE),
        ("02/11/2026;1;3;10;30-00000007-5;Uno;;PV;100;21;121", Rejection.CUIT),
        ("02/11/2026;1;3;10;;Uno;;PV;100;21;121", Rejection.MISSING),
        ("02/11/2026;1;3;10;30-00000007-4;Uno;EUR;PV;100;21;121", Rejection.CURRENCY),
        ("02/11/2026;1;3;10;30-00000007-4;Uno;;PV;100;21;130", Rejection.DOES_NOT_ADD_UP),
        ("02/11/2026;1;3;10;30-00000007-4;Uno;;PV;-100;-21;-121", Rejection.AMOUNT_NEGATIVE),
        ("02/11/2026;1;3;10;30-00000007-4;Uno;;PV;;21;21", Rejection.MISSING),
        ("02/11/2026;91;3;10;30-00000007-4;Uno;;PV;100;21;121", Rejection.TYPE_WITHOUT_EFFECT),
        ("02/11/2026;;3;10;30-00000007-4;Uno;;PV;100;21;121", Rejection.MISSING),
        ("02/11/2026;1;3;10;30-00000007-4;Uno;USD;PV;$ 100;21;121", Rejection.CURRENCY),
        ("02/11/2026;1;3;10;30-00000007-4;Uno;;PV;100;21;121;x", Rejection.ROW_LONG),
        ("02/11/2026;1;3;10;30-00000007-4;Uno;;PV;1,000;210;1,210", Rejection.AMOUNT_AMBIGUOUS),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_read(row: str, reason: Rejection) -> None:
    other = GOOD.replace(";10;", ";11;")
    got = read(row, other)
    assert [one.reason_code for one in got.rejected] == [reason]
    assert [one.number for one in got.documents] == [11]


def test_another_issuer_is_rejected() -> None:
    header = HEADER + ";cuit_emisor"
    got = read(GOOD + ";30610400562", header=header)
    assert [one.reason_code for one in got.rejected] == [Rejection.ISSUER]
    assert read_file("f", csv_file(header, GOOD + ";30610400562")).documents[0].issuer_cuit == (
        "30610400562"
    )


def test_sheets_with_dates_and_binary_fractions() -> None:
    rows = [HEADER.split(";"), [date(2026, 11, 2), 1, 3, 10, 30000000074, "Uno", None, "PV",
                                0.1 + 0.2, 0, None]]  # fmt: skip
    got = read_file("f.xlsx", sheet(rows), ISSUER)
    assert got.rejected == ()
    assert (got.documents[0].net_minor, got.documents[0].total_minor) == (30, 30)
