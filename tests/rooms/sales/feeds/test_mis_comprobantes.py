from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from universo.sales.feeds.codes import Caution, FileRefused, Refusal, Rejection
from universo.sales.feeds.documents import FeedDocument

from .feed_files import (
    G3,
    ISSUER,
    LAYOUT_FILES,
    ReadResult,
    csv_file,
    expected,
    expected_rows,
    g3_rows,
    g3_sheet,
    read_file,
    sample,
    sheet,
    zipped,
)


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def signed(documents: list[FeedDocument], field: str) -> int:
    return sum((getattr(one, field) or 0) * one.sign for one in documents)


def in_pesos(documents: list[FeedDocument], field: str) -> int:
    return sum(
        round(Decimal(getattr(one, field) or 0) * (one.exchange_rate or 0)) * one.sign
        for one in documents
    )


def short(one: FeedDocument) -> str:
    return f"{one.type_code}-{one.point_of_sale}-{one.number}"


def cautions(one: FeedDocument) -> set[Caution]:
    return {warning.code for warning in one.warnings}


@pytest.mark.parametrize("name", LAYOUT_FILES)
def test_every_expected_total(name: str) -> None:
    want, got = expected(name), read_file(name, sample(name), ISSUER)
    assert (got.layout, got.rows, got.rejected) == ("mis-comprobantes", want["rows"], ())
    assert got.generation == want["layout"][:2]
    assert {one.issuer_cuit for one in got.documents} == {want["issuer_cuit"]}
    assert len({one.key for one in got.documents}) == want["unique_keys"]
    assert len({one.authorisation_code for one in got.documents}) == want["distinct_cae"]
    assert [short(one) for one in got.documents if one.net_minor is None] == (
        want["rows_without_vat_breakdown"]
    )
    rounding = {Caution.ROUNDING, Caution.OTHER_TAXES_UNKNOWN}
    assert [short(one) for one in got.documents if cautions(one) & rounding] == (
        want["rows_with_rounding_difference"]
    )
    for currency in ("ARS", "USD"):
        assert_totals([one for one in got.documents if one.currency == currency], want[currency])


def assert_totals(documents: list[FeedDocument], want: dict[str, Any]) -> None:
    assert len(documents) == want["n"]
    assert sum(one.kind == "CREDIT_NOTE" for one in documents) == want["credit_notes"]
    assert sum(one.kind == "DEBIT_NOTE" for one in documents) == want["debit_notes"]
    fields = {
        "total_signed": "total_minor",
        "net_taxed_signed": "net_taxed_minor",
        "iva_signed": "vat_minor",
        "exempt_signed": "exempt_minor",
        "non_taxed_signed": "non_taxed_minor",
        "other_taxes_signed": "other_taxes_minor",
        "commissionable_net_signed": "net_minor",
    }
    for key, field in fields.items():
        if want[key] is None:
            assert all(getattr(one, field) is None for one in documents)
        else:
            assert signed(documents, field) == minor(want[key]), key
    assert abs(in_pesos(documents, "total_minor") - minor(want["total_signed_ars"])) <= 1
    assert abs(in_pesos(documents, "net_minor") - minor(want["commissionable_net_signed_ars"])) <= 1


def as_row(one: FeedDocument) -> dict[str, Any]:
    return {
        "fecha": one.issue_date,
        "tipo": one.type_code,
        "clase": one.kind,
        "signo": one.sign,
        "punto_venta": one.point_of_sale,
        "numero": one.number,
        "cae": one.authorisation_code,
        "doc_tipo": one.receiver_doc_type,
        "doc_nro": one.receiver_doc,
        "denominacion": one.receiver_name,
        "moneda": one.currency,
        "tipo_cambio": one.exchange_rate,
        "neto_gravado": one.net_taxed_minor,
        "no_gravado": one.non_taxed_minor,
        "exento": one.exempt_minor,
        "otros_tributos": one.other_taxes_minor if one.has_vat_breakdown else None,
        "iva": one.vat_minor,
        "total": one.total_minor,
        "desglose": one.has_vat_breakdown,
    }


KINDS = {"factura": "INVOICE", "nota_credito": "CREDIT_NOTE", "nota_debito": "DEBIT_NOTE"}
AMOUNTS = ("neto_gravado", "no_gravado", "exento", "otros_tributos", "iva", "total")


def wanted_row(row: dict[str, str]) -> dict[str, Any]:
    want: dict[str, Any] = dict(row)
    want["fecha"] = date.fromisoformat(row["fecha"])
    want["clase"] = KINDS[row["clase"]]
    for field in ("tipo", "signo", "punto_venta", "numero", "doc_tipo"):
        want[field] = int(row[field])
    want["doc_nro"] = row["doc_nro"].lstrip("0")
    want["tipo_cambio"] = Decimal(row["tipo_cambio"])
    for field in AMOUNTS:
        want[field] = minor(row[field]) if row[field] else None
    want["desglose"] = row["desglose"] == "si"
    return want


def test_every_expected_row() -> None:
    got = read_file(G3, sample(G3), ISSUER)
    assert [as_row(one) for one in got.documents] == [wanted_row(row) for row in expected_rows()]


def again_by_excel() -> bytes:
    """What Excel makes of it: no quotes, thousands' dots, local dates, a spoilt CAE."""
    header, *rows = g3_rows()
    lines = [";".join(header)]
    for written in rows:
        row = list(written)
        row[0] = "/".join(str(int(part)) for part in reversed(row[0].split("-")))
        row[5] = f"{row[5][0]},{row[5][1:6]}E+13"
        for place in range(11, 28):
            if row[place]:
                whole, cents = row[place].split(",")
                row[place] = f"{int(whole):,}".replace(",", ".") + "," + cents
        lines.append(";".join(row))
    return "\r\n".join(lines).encode("cp1252")


VARIANTS: dict[str, Callable[[], bytes]] = {
    "BOM": lambda: b"\xef\xbb\xbf" + sample(G3),
    "CRLF": lambda: sample(G3).replace(b"\n", b"\r\n"),
    "Windows-1252": lambda: sample(G3).decode().encode("cp1252"),
    "UTF-16": lambda: sample(G3).decode().encode("utf-16"),
    "ZIP": lambda: zipped(("comprobantes (montos expresados en pesos).csv", sample(G3))),
    "title row": lambda: b"Mis Comprobantes Emitidos - CUIT 30-00000000-7\n\n" + sample(G3),
    "XLSX": g3_sheet,
    "XLSX in a ZIP": lambda: zipped(("x.xlsx", g3_sheet())),
}


def facts(result: ReadResult) -> list[dict[str, Any]]:
    return [as_row(one) for one in result.documents]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_same_documents_in_every_wrapping(name: str) -> None:
    got = read_file("x", VARIANTS[name](), ISSUER)
    assert got.rejected == ()
    assert facts(got) == facts(read_file(G3, sample(G3), ISSUER))


def test_saved_again_by_excel_loses_only_the_code() -> None:
    got, plain = read_file("x", again_by_excel(), ISSUER), read_file(G3, sample(G3), ISSUER)
    assert all(one.authorisation_code is None for one in got.documents)
    assert all(Caution.CODE_DAMAGED in cautions(one) for one in got.documents)
    assert [{**row, "cae": ""} for row in facts(got)] == [
        {**row, "cae": ""} for row in facts(plain)
    ]


def test_received_documents_are_refused() -> None:
    for data in (
        sample("NEG_g3_recibidos.csv"),
        b"Mis Comprobantes Recibidos - CUIT 30000000007\n" + sample(G3),
        csv_file("Fecha;Tipo;Punto de Venta;Nro. Doc. Emisor;Imp. Total", "1;1;1;1;1"),
    ):
        with pytest.raises(FileRefused) as refusal:
            read_file("x.csv", data, ISSUER)
        assert refusal.value.code == Refusal.RECEIVED


def test_the_issuer_comes_from_the_caller_or_the_title_and_must_agree() -> None:
    assert read_file("x.xlsx", g3_sheet()).issuer_cuit == ISSUER
    with pytest.raises(FileRefused) as refusal:
        read_file("x.xlsx", g3_sheet(), "30610400562")
    assert (refusal.value.code, refusal.value.params["file"]) == (Refusal.ISSUER_MISMATCH, ISSUER)
    with pytest.raises(FileRefused) as refusal:
        read_file(G3, sample(G3))
    assert refusal.value.code == Refusal.ISSUER_UNKNOWN


def with_row(**changes: str) -> ReadResult:
    """The first sample row, changed, among two good ones."""
    header, first, second, *_ = g3_rows()
    for name, value in changes.items():
        first[header.index(NAMES[name])] = value
    lines = [";".join(row) for row in (header, first, second)]
    return read_file("x.csv", csv_file(*lines), ISSUER)


NAMES = {
    "date": "Fecha de Emisión", "type": "Tipo de Comprobante", "point": "Punto de Venta",
    "number": "Número Desde", "to": "Número Hasta", "code": "Cód. Autorización",
    "doc": "Nro. Doc. Receptor", "name": "Denominación Receptor", "rate": "Tipo Cambio",
    "currency": "Moneda", "net": "Imp. Neto Gravado Total", "vat": "Total IVA",
    "other": "Otros Tributos", "total": "Imp. Total",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date": "2026-02-30"}, Rejection.DATE), ({"date": ""}, Rejection.MISSING),
        ({"date": "ayer"}, Rejection.DATE), ({"type": "777"}, Rejection.TYPE_UNKNOWN),
        ({"type": "4"}, Rejection.TYPE_WITHOUT_EFFECT), ({"type": ""}, Rejection.MISSING),
        ({"number": "-5"}, Rejection.NUMBER), ({"number": "1" * 12}, Rejection.NUMBER),
        ({"point": ""}, Rejection.MISSING), ({"currency": "EUR"}, Rejection.CURRENCY),
        ({"rate": "caro"}, Rejection.RATE), ({"total": "1815001,01"}, Rejection.DOES_NOT_ADD_UP),
        ({"total": "-1815000,00"}, Rejection.AMOUNT_NEGATIVE), ({"total": ""}, Rejection.MISSING),
        ({"total": "mucho"}, Rejection.AMOUNT), ({"total": "1,815"}, Rejection.AMOUNT_AMBIGUOUS),
        ({"total": "9" * 18}, Rejection.AMOUNT_TOO_LARGE),
        ({"name": "UNO; DOS"}, Rejection.ROW_LONG),
    ],
)  # fmt: skip
def test_a_broken_row_among_good_ones(changes: dict[str, str], reason: Rejection) -> None:
    got = with_row(**changes)
    assert [one.reason_code for one in got.rejected] == [reason]
    assert len(got.documents) == 1
    assert got.rejected[0].raw


def test_a_short_row_is_rejected() -> None:
    header, first, second, *_ = g3_rows()
    lines = [";".join(header), ";".join(first[:12]), ";".join(second)]
    got = read_file("x.csv", csv_file(*lines), ISSUER)
    assert [one.reason_code for one in got.rejected] == [Rejection.ROW_SHORT]
    assert got.rejected[0].row == 2


@pytest.mark.parametrize(
    ("changes", "caution"),
    [
        ({"total": "1815001,00"}, Caution.ROUNDING), ({"total": "1814999,00"}, Caution.ROUNDING),
        ({"code": "8,63E+13"}, Caution.CODE_DAMAGED), ({"to": "1050"}, Caution.NUMBER_RANGE),
        ({"doc": "30000000113"}, Caution.RECEIVER_CUIT),
    ],
)  # fmt: skip
def test_what_is_read_with_a_caution(changes: dict[str, str], caution: Caution) -> None:
    got = with_row(**changes)
    assert got.rejected == ()
    assert cautions(got.documents[0]) == {caution}


def test_a_credit_note_that_came_negative_is_read_as_positive() -> None:
    got = with_row(type="3", net="-1500000,00", vat="-315000,00", total="-1815000,00")
    note = got.documents[0]
    assert (note.total_minor, note.net_minor, note.sign) == (181500000, 150000000, -1)
    assert cautions(note) == {Caution.NEGATIVE_CREDIT_NOTE}


def test_real_dates_in_a_sheet() -> None:
    header, first, *_ = g3_rows()
    row = [date(2026, 9, 2), *first[1:]]
    assert read_file("x", sheet([header, row]), ISSUER).documents[0].issue_date == date(2026, 9, 2)
    row = [46267, *first[1:]]
    assert read_file("x", sheet([header, row]), ISSUER).documents[0].issue_date == date(2026, 9, 2)
