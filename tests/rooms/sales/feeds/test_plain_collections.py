from datetime import date

import pytest

from universo.sales.feeds.codes import Caution, Rejection
from universo.sales.feeds.documents import COLLECTIONS, FeedCollection
from universo.sales.feeds.templates import template_csv, template_xlsx

from .feed_files import ISSUER, ReadResult, csv_file, read_file

HEADER = "recibo;fecha;tipo;pv;factura;medio;importe;acreditacion;certificado;anula_recibo"


def read(*rows: str, header: str = HEADER) -> ReadResult:
    return read_file("c.csv", csv_file(header, *rows), ISSUER)


def one(row: str) -> FeedCollection:
    got = read(row)
    assert got.rejected == ()
    return got.collections[0]


def test_the_templates_read_back_whole_and_alike() -> None:
    from_csv = read_file("a.csv", template_csv(COLLECTIONS), ISSUER)
    from_sheet = read_file("a.xlsx", template_xlsx(COLLECTIONS), ISSUER)
    assert (from_csv.layout, from_csv.rejected, from_sheet.rejected) == ("collections", (), ())
    assert from_csv.collections == from_sheet.collections
    assert [c.means for c in from_csv.collections] == [
        "TRANSFER", "WITHHOLDING", "CHEQUE", "CHEQUE",
    ]  # fmt: skip
    assert [c.is_reversal for c in from_csv.collections] == [False, False, False, True]
    assert {c.invoice_key for c in from_csv.collections} == {(ISSUER, 1, 3, 1045)}


@pytest.mark.parametrize(
    ("means", "code"),
    [
        ("Transferencia", "TRANSFER"), ("transf.", "TRANSFER"), ("Depósito bancario", "TRANSFER"),
        ("EFECTIVO", "CASH"), ("Tarjeta de crédito", "CARD"), ("Cheque diferido", "CHEQUE"),
        ("e-cheq", "CHEQUE"), ("ECHEQ", "CHEQUE"), ("Retención IIBB", "WITHHOLDING"),
        ("Ret. Ganancias", "WITHHOLDING"), ("WITHHOLDING", "WITHHOLDING"),
    ],
)  # fmt: skip
def test_means_as_people_name_them(means: str, code: str) -> None:
    assert one(f"R1;02/11/2026;1;3;10;{means};100;;;").means == code


def test_p9_a_cheque_counts_from_the_day_it_clears() -> None:
    waiting = one("R1;02/11/2026;1;3;10;cheque;100;;;")
    assert waiting.counts_from is None
    assert [w.code for w in waiting.warnings] == [Caution.NOT_CLEARED]
    assert one("R1;02/11/2026;1;3;10;cheque;100;05/11/2026;;").counts_from == date(2026, 11, 5)


def test_p9_a_withholding_counts_once_its_certificate_is_known() -> None:
    waiting = one("R1;02/11/2026;1;3;10;ret iva;100;;;")
    assert (waiting.counts_from, waiting.regime) == (None, "iva")
    assert [w.code for w in waiting.warnings] == [Caution.NO_CERTIFICATE]
    assert one("R1;02/11/2026;1;3;10;ret iva;100;;C-9;").counts_from == date(2026, 11, 2)


def test_a_reversal_names_the_receipt_it_takes_back() -> None:
    back = one("RR1;09/11/2026;;;;Cheque rechazado;-100,00;;;R1")
    assert (back.reverses_receipt, back.amount_minor, back.invoice_key) == ("R1", 10000, None)
    assert back.means == "CHEQUE"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";02/11/2026;1;3;10;efectivo;100;;;", Rejection.MISSING),
        ("R1;;1;3;10;efectivo;100;;;", Rejection.MISSING),
        ("R1;02/11/2026;1;3;10;trueque;100;;;", Rejection.MEANS),
        ("R1;02/11/2026;1;3;10;;100;;;", Rejection.MISSING),
        ("R1;02/11/2026;1;3;10;efectivo;;;;", Rejection.MISSING),
        ("R1;02/11/2026;1;3;10;efectivo;0;;;", Rejection.AMOUNT_ZERO),
        ("R1;02/11/2026;1;3;10;efectivo;-100;;;", Rejection.AMOUNT_NEGATIVE),
        ("R1;02/11/2026;1;3;10;cheque rechazado;100;;;", Rejection.REVERSAL),
        ("R1;02/11/2026;1;3;;efectivo;100;;;", Rejection.MISSING),
        ("R1;02/11/2026;1;3;10;cheque;100;31/02/2026;;", Rejection.DATE),
        ("R1;02/11/2026;1;3;10;efectivo;1,000;;;", Rejection.AMOUNT_AMBIGUOUS),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_read(row: str, reason: Rejection) -> None:
    got = read(row, "R9;02/11/2026;1;3;10;efectivo;5;;;")
    assert [r.reason_code for r in got.rejected] == [reason]
    assert [c.receipt_number for c in got.collections] == ["R9"]
