"""Importing: the preview says what will happen, confirming does it, and twice changes nothing."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import OperationalError

import builders
import sales_cases as sales
import sales_imports as imports
from cast import Cast
from sales_imports import codes, outcomes
from universo.audit.models import Event
from universo.errors import Conflict, NotPermitted
from universo.rewards.models import Accrual
from universo.sales import import_staging as staging
from universo.sales.import_states import UnableToRead, fault_text
from universo.sales.models import (
    Collection,
    Document,
    DocumentConflict,
    DocumentLine,
    ImportBatch,
    ImportStatus,
    Reversal,
)
from universo.tabular import files
from universo.usecases import apply_sales_import
from universo.usecases.import_sales import confirm_import, give_up

SAMPLES = Path(__file__).parent / "feeds" / "samples"
G3 = (SAMPLES / "g3_emitidos_utf8.csv").read_bytes()
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())["g3_emitidos_utf8.csv"]
HEAD = (
    "recibo;fecha;tipo;punto_de_venta;factura;medio;importe;moneda;fecha_acreditacion;certificado;"
    "anula_recibo;motivo\n"
)


def preview(cast: Cast, content: bytes | str, **changes: str) -> ImportBatch:
    return imports.preview(cast.finance, content, **changes)


def apply(cast: Cast, content: bytes | str) -> ImportBatch:
    return imports.apply(cast.finance, content)


def receipt(document: Document, number: str = "R-1", means: str = "transferencia",
            amount: str = "1000,00", **more: str) -> str:  # fmt: skip
    cells = [number, more.get("day", "12/11/2026"), "1", "3", str(document.number), means, amount,
             more.get("currency", "ARS"), more.get("cleared", ""), more.get("certificate", ""),
             more.get("reverses", ""), more.get("reason", "")]  # fmt: skip
    return ";".join(cells) + "\n"


def minor(text: str) -> int:
    return round(float(text) * 100)


def test_the_list_of_the_tax_office_goes_in_as_it_comes(cast: Cast) -> None:
    batch = preview(cast, G3)
    assert Document.objects.count() == 0
    assert batch.counts["rows"] == EXPECTED["rows"] == 17
    for totals in batch.counts["totals"]:
        wanted = EXPECTED[totals["currency"]]
        assert totals["n"] == wanted["n"]
        assert totals["total_minor"] == minor(wanted["total_signed"])
        assert totals["commissionable_net_minor"] == minor(wanted["commissionable_net_signed"])
        assert totals["vat_minor"] == minor(wanted["iva_signed"])
    done = imports.confirmed(cast.finance, batch)
    assert (done.status, outcomes(done)) == (ImportStatus.APPLIED, {"NEW": 17})
    assert Document.objects.count() == 17
    bare = Document.objects.get(net_minor__isnull=True)
    assert f"{bare.type_code}-{bare.point_of_sale}-{bare.number}" == "6-3-503"
    assert bare.lines.count() == 0
    signed = sum(row.sign * row.total_minor for row in Document.objects.filter(currency="ARS"))
    assert signed == minor(EXPECTED["ARS"]["total_signed"])


def test_importing_twice_changes_nothing(cast: Cast) -> None:
    first = apply(cast, G3)
    again = imports.confirmed(cast.finance, first)
    assert outcomes(again) == {"NEW": 17}
    second = preview(cast, G3)
    assert outcomes(second) == {"UNCHANGED": 17}
    imports.confirmed(cast.finance, second)
    assert (Document.objects.count(), DocumentLine.objects.count()) == (17, 16)


def test_a_document_with_other_amounts_is_left_as_it_was_for_a_person_to_decide(cast: Cast) -> None:
    apply(cast, G3)
    other = G3.replace(b"315000,00;1815000,00", b"315000,01;1815000,01")
    assert other != G3
    batch = apply(cast, other)
    assert outcomes(batch) == {"UNCHANGED": 16, "CONFLICT": 1}
    row = batch.preview["CONFLICT"][0]
    assert [(one["code"], one["params"]["field"]) for one in row["remarks"]] == [
        ("differs", "vat_minor"), ("differs", "total_minor"),
    ]  # fmt: skip
    found = DocumentConflict.objects.get()
    assert (found.status, found.batch_id, found.position) == ("OPEN", batch.pk, row["row"])
    assert found.stated["total_minor"] == 181_500_001
    assert found.document.total_minor == 181_500_000
    again = apply(cast, other)
    assert outcomes(again) == {"UNCHANGED": 16, "CONFLICT": 1}
    assert DocumentConflict.objects.count() == 1
    decided = {"decided_at": sales.NOON, "decided_by_id": cast.finance.user_id}
    DocumentConflict.objects.update(status="KEPT", **decided)
    assert outcomes(preview(cast, other)) == {"UNCHANGED": 17}


def test_a_row_that_changed_between_preview_and_confirmation_says_what_happened(
    cast: Cast,
) -> None:
    waiting = preview(cast, G3)
    apply(cast, G3)
    done = imports.confirmed(cast.finance, waiting)
    assert outcomes(done) == {"UNCHANGED": 17}
    assert len(done.preview["UNCHANGED"]) == 17


def test_collections_move_the_reward_once(cast: Cast) -> None:
    document, notice = sales.linked(cast)
    file = HEAD + receipt(document, amount="40000,00")
    for expected in ({"NEW": 1}, {"UNCHANGED": 1}):
        assert outcomes(apply(cast, file)) == expected
        assert [row.amount_minor for row in Accrual.objects.all()] == [165_289]
    told = Event.objects.filter(subject_kind="notice", subject_id=notice.pk, partner_may_read=True)
    assert told.filter(name="sales.collection.registered").count() == 1


def test_a_cheque_that_cleared_since_completes_the_one_registered(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    apply(cast, HEAD + receipt(document, means="cheque", amount="121000,00"))
    assert not Accrual.objects.exists()
    cleared = HEAD + receipt(document, means="cheque", amount="121000,00", cleared="20/11/2026")
    assert outcomes(apply(cast, cleared)) == {"COMPLETES": 1}
    assert Collection.objects.get().cleared_date == date(2026, 11, 20)
    assert Accrual.objects.get().amount_minor == 500_000
    assert outcomes(apply(cast, cleared)) == {"UNCHANGED": 1}


def test_a_post_dated_cheque_has_not_cleared(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    apply(cast, HEAD + receipt(document, means="cheque", cleared="24/12/2026"))
    assert Collection.objects.get().cleared_date is None


def test_a_withholding_without_certificate_waits_for_it(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    apply(cast, HEAD + receipt(document, means="retención", amount="121000,00"))
    assert not Accrual.objects.exists()
    file = HEAD + receipt(document, means="retención", amount="121000,00", certificate="G-1")
    assert outcomes(apply(cast, file)) == {"COMPLETES": 1}
    assert Accrual.objects.get().amount_minor == 500_000


def test_a_receipt_and_its_reversal_in_one_file_in_any_order(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    rows = [
        receipt(document, "AN-1", "", "40000,00", reverses="R-1", day="20/11/2026"),
        receipt(document, "R-1", amount="40000,00"),
    ]
    assert outcomes(apply(cast, HEAD + "".join(rows))) == {"NEW": 2}
    assert Reversal.objects.get().collection.receipt_number == "R-1"
    assert sum(row.amount_minor for row in Accrual.objects.all()) == 0
    assert outcomes(apply(cast, HEAD + "".join(reversed(rows)))) == {"UNCHANGED": 2}


def test_two_rows_that_take_back_the_same_receipt_take_it_back_once(cast: Cast) -> None:
    document = sales.invoice(cast)
    rows = [
        receipt(document, "R-1"),
        receipt(document, "AN-1", "", reverses="R-1"),
        receipt(document, "AN-1", "transferencia", reverses="R-1"),
    ]
    assert outcomes(apply(cast, HEAD + "".join(rows))) == {"NEW": 2, "UNCHANGED": 1}
    assert Reversal.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"currency": "USD"}, "currency_differs"),
        ({"day": "24/11/2026"}, "date_in_the_future"),
        ({"means": "cheque", "cleared": "01/11/2026"}, "before_the_receipt"),
        ({"reverses": "R-77"}, "receipt_unknown"),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(
    cast: Cast, row: dict[str, str], code: str
) -> None:
    document = sales.invoice(cast)
    batch = apply(cast, HEAD + receipt(document, **row))
    assert codes(batch, "REJECTED") == [code]
    assert Collection.objects.count() == 0


def test_a_reversal_of_another_amount_is_rejected(cast: Cast) -> None:
    document = sales.invoice(cast)
    apply(cast, HEAD + receipt(document, "R-1", amount="1000,00"))
    batch = apply(cast, HEAD + receipt(document, "AN-1", "", "999,00", reverses="R-1"))
    assert codes(batch, "REJECTED") == ["receipt_amount"]
    assert not Reversal.objects.exists()


def test_a_collection_of_a_note_is_rejected(cast: Cast) -> None:
    note = sales.invoice(cast, type_code=sales.CREDIT_A)
    unknown = receipt(note, "AN-1", "", reverses="R-7")
    batch = apply(cast, HEAD + receipt(note).replace(";1;3;", ";3;3;") + unknown)
    assert codes(batch, "REJECTED") == ["not_an_invoice", "no_invoice"]


def test_lines_get_the_family_of_their_product(cast: Cast) -> None:
    file = (
        "fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;moneda;producto;descripcion;"
        "neto;iva;otros_tributos;total\n"
        f"02/11/2026;1;3;77;{builders.cuit(4417)};Cliente;ARS;POS-SOFT;Licencia;100,00;21,00;5,00;126,00\n"
        f"02/11/2026;1;3;77;{builders.cuit(4417)};Cliente;ARS;OTRO;Mesa;50,00;10,50;0;60,50\n"
    )
    batch = apply(cast, file)
    document = Document.objects.get()
    lines = [(row.family and row.family.code, row.net_minor, row.gross_minor)
             for row in document.lines.all()]  # fmt: skip
    assert lines == [("POS-SOFT", 10_000, 12_100), (None, 5_000, 6_050)]
    said = [(one["code"], one["params"]) for one in batch.counts["warnings"]]
    assert said == [("family_unknown", {"product": "OTRO"})]
    assert (document.net_minor, document.other_taxes_minor) == (15_000, 500)
    assert document.total_minor == 18_650


def test_a_document_of_too_many_lines_is_rejected_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from universo.sales import import_documents

    monkeypatch.setattr(import_documents, "MOST_LINES", 2)
    head = "fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;neto;iva;total\n"
    row = f"02/11/2026;1;3;77;{builders.cuit(4417)};Cliente;1,00;0,21;1,21\n"
    batch = apply(cast, head + row * 3)
    assert outcomes(batch) == {"REJECTED": 3}
    assert codes(batch, "REJECTED") == ["too_many_lines"] * 3
    assert Document.objects.count() == 0


def test_a_long_file_is_applied_in_parts_that_a_crash_does_not_repeat(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_sales_import, "DOCUMENTS_AT_ONCE", 5)
    batch = preview(cast, G3)
    confirm_import(actor=cast.finance, now=sales.NOON, batch_id=batch.pk, dollars_seen=True)
    writes, calls = apply_sales_import.documents.write, []

    def fail_on_the_third(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise OperationalError("cut off")
        return writes(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(apply_sales_import.documents, "write", fail_on_the_third)
    with pytest.raises(OperationalError):
        imports.work(cast.finance, batch)
    some = Document.objects.count()
    assert 0 < some < 17
    staging.clear(batch.pk)  # as after a crash of the database: unlogged tables are empty
    done = imports.work(cast.finance, batch)
    assert (done.status, outcomes(done)) == ("APPLIED", {"NEW": 17})
    assert Document.objects.count() == 17
    assert not files.path_of(done.stored_as).exists()


def test_a_file_that_is_not_read_says_why(cast: Cast) -> None:
    received = (SAMPLES / "NEG_g3_recibidos.csv").read_bytes()
    for content, options, code in (
        (G3, {"kind": "collections"}, "other_layout"),
        (received, {}, "received_documents"),
        (b"%PDF-1.7", {}, "not_a_table"),
        (b"a;b;c\n1;2;3\n", {"kind": "mis-comprobantes"}, "layout_unknown"),
    ):
        failed = preview(cast, content, **options)
        assert (failed.status, failed.fault["code"]) == ("FAILED", code)
        assert fault_text(failed.fault)
    with pytest.raises(UnableToRead) as refused:
        preview(cast, b"")
    assert refused.value.field == "file"
    assert Document.objects.count() == 0


def test_a_discarded_file_is_not_applied(cast: Cast) -> None:
    batch = preview(cast, G3)
    give_up(actor=cast.finance, now=sales.NOON, batch_id=batch.pk)
    with pytest.raises(Conflict):
        imports.confirmed(cast.finance, batch)
    assert Document.objects.count() == 0
    assert not files.path_of(batch.stored_as).exists()


def test_only_finance_imports(cast: Cast) -> None:
    batch = preview(cast, G3)
    for name, actor in cast.everyone().items():
        if name == "finance":
            continue
        with pytest.raises(NotPermitted):
            imports.preview(actor, G3)
        with pytest.raises(NotPermitted):
            confirm_import(actor=actor, now=sales.NOON, batch_id=batch.pk)
    assert Document.objects.count() == 0
