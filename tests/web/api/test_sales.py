"""Invoices and collections by program: registered once, read by finance, rewards at once."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

import builders
import sales_cases as sales
from cast import Cast
from universo.rewards.models import Accrual
from universo.sales.models import Collection, Document, DocumentConflict, Reversal

URL, RECEIPTS = "/api/v1/documents", "/api/v1/collections"
Programs = Callable[..., Any]
pytestmark = pytest.mark.django_db
KEY = {"issuer_cuit": "30-00000000-7", "type_code": 1, "point_of_sale": 3, "number": 7001}


def bill(**changes: Any) -> dict[str, Any]:
    """An invoice A of $ 100.000,00 and VAT."""
    line = {"description": "Licencia", "family": "POS-SOFT", "net_minor": 10_000_000,
            "gross_minor": 12_100_000}  # fmt: skip
    return {
        **KEY, "issue_date": "2026-11-10", "receiver_doc": builders.cuit(4_417),
        "receiver_name": "Ferretería El Tornillo S.R.L.", "currency": "ARS",
        "net_minor": 10_000_000, "vat_minor": 2_100_000, "total_minor": 12_100_000,
        "lines": [line], **changes,
    }  # fmt: skip


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid.uuid4()), "invoice": KEY, "receipt_number": "R-1", "means": "TRANSFER",
        "amount_minor": 4_000_000, "received_date": "2026-11-12", **changes,
    }  # fmt: skip


def test_a_document_is_registered_once_and_read(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    made = felipe.post(URL, bill())
    assert made.status_code == 201, made.content
    first = made.json()
    assert (first["kind"], first["origin"], first["version"]) == ("INVOICE", "API", 1)
    assert first["lines"][0]["family"] == "POS-SOFT"
    again = felipe.post(URL, bill())
    assert (again.status_code, again.json()) == (200, first)
    assert felipe.get(f"{URL}/{first['id']}").json() == first
    assert felipe.get(f"{URL}?state=unlinked").json()["items"] == [first]
    assert felipe.get(f"{URL}?since=2026-11-11").json()["items"] == []
    assert Document.objects.count() == 1


def test_other_content_is_refused_and_waits_for_a_person(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    felipe.post(URL, bill())
    answer = felipe.post(URL, bill(receiver_name="Otro S.A."))
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert "ya está registrado con otros datos" in answer.json()["detail"]
    conflict = DocumentConflict.objects.get()
    assert (conflict.origin, conflict.status) == ("API", "OPEN")
    assert felipe.get(f"{URL}?state=differing").json()["items"][0]["receiver_name"] != "Otro S.A."


def test_what_is_wrong_is_said_at_its_place(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    for wrong, pointer in (
        ({"total_minor": 99}, "/body/total_minor"),
        ({"receiver_doc": "123"}, "/body/receiver_doc"),
        ({"type_code": 91}, "/body/type_code"),
        ({"total_minor": "mil"}, "/body/total_minor"),
        ({"total_minor": 10**30}, "/body/total_minor"),
        ({"issue_date": "ayer"}, "/body/issue_date"),
        ({"importe": 1}, "/body/importe"),
        ({"type_code": 3, "corrects": {**KEY, "number": 1}}, "/body/corrects"),
        ({"lines": [{**bill()["lines"][0], "family": "NADA"}]}, "/body/lines"),
        ({"receiver_name": "a\0b"}, "/body/receiver_name"),
    ):
        answer = felipe.post(URL, bill(**wrong))
        assert answer.status_code == 422, wrong
        assert pointer in [each["pointer"] for each in answer.json()["errors"]], wrong
    assert not Document.objects.exists()


def test_a_batch_judges_each_row(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    rows = [bill(), bill(), bill(receiver_name="Otro S.A."), bill(number=7002, total_minor=1), 7]
    told = felipe.post(f"{URL}/batch", rows).json()
    assert [row["outcome"] for row in told["rows"]] == [
        "new", "same", "conflict", "rejected", "rejected",
    ]  # fmt: skip
    assert told["rows"][3]["errors"][0]["pointer"] == "/total_minor"
    assert told["counts"] == {"new": 1, "same": 1, "waiting": 0, "conflict": 1, "rejected": 2}
    assert felipe.post(f"{URL}/batch", [bill()] * 201).status_code == 413


def test_a_note_names_its_invoice_and_moves_the_reward(cast: Cast, program: Programs) -> None:
    document, _notice = sales.linked(cast)
    sales.collect(cast, document, 12_100_000)
    line = {"description": "Devolución", "net_minor": 1_000_000, "gross_minor": 1_210_000,
            "changes": 1}  # fmt: skip
    note = bill(
        type_code=3, number=1, net_minor=1_000_000, vat_minor=210_000, total_minor=1_210_000,
        lines=[line],
        corrects={"issuer_cuit": document.issuer_cuit, "type_code": document.type_code,
                  "point_of_sale": document.point_of_sale, "number": document.number},
    )  # fmt: skip
    made = program(cast.finance).post(URL, note)
    assert made.status_code == 201, made.content
    assert sum(Accrual.objects.values_list("amount_minor", flat=True)) == 450_000
    wrong = {**note, "number": 2, "lines": [{**line, "changes": 9}]}
    assert program(cast.finance).post(URL, wrong).json()["errors"][0]["pointer"] == "/body/lines"


def test_a_collection_is_registered_once_by_its_uid_or_key(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    felipe.post(URL, bill())
    body = receipt()
    made = felipe.post(RECEIPTS, body)
    assert made.status_code == 201, made.content
    assert felipe.post(RECEIPTS, body).status_code == 200
    assert felipe.post(RECEIPTS, {**body, "amount_minor": 1}).status_code == 409
    bare = {name: value for name, value in receipt(receipt_number="R-2").items() if name != "uid"}
    refused = felipe.post(RECEIPTS, bare)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/uid")
    for status in (201, 200):
        assert felipe.post(RECEIPTS, bare, Idempotency_Key="r-2").status_code == status
    assert felipe.post(RECEIPTS, bare, Idempotency_Key="r-3").status_code == 409
    assert Collection.objects.count() == 2
    assert felipe.get(f"{URL}/{made.json()['document_id']}").json()["collected_minor"] == 8_000_000


def test_cheques_certificates_and_reversals(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    felipe.post(URL, bill())
    cheque = felipe.post(RECEIPTS, receipt(means="CHEQUE")).json()
    assert cheque["counts"] is False
    one = f"{RECEIPTS}/{cheque['id']}"
    early = felipe.post(f"{one}/clearing", {"cleared_date": "2026-11-01"})
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/body/cleared_date")
    assert felipe.post(f"{one}/clearing", {"cleared_date": "2026-11-20"}).json()["counts"] is True
    assert felipe.post(f"{one}/certificate", {"certificate": "1"}).status_code == 409
    back = {"uid": str(uuid.uuid4()), "on_date": "2026-11-21", "reason": "Rechazado"}
    for _twice in range(2):
        told = felipe.post(f"{one}/reversal", back).json()
        assert (told["counts"], told["reversal"]["reason"]) == (False, "Rechazado")
    assert Reversal.objects.count() == 1
    assert felipe.get(one).json() == told
    assert felipe.post(f"{RECEIPTS}/999999/reversal", back).status_code == 404


def test_a_batch_of_collections(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    felipe.post(URL, bill())
    good = receipt()
    rows = [
        good, good, receipt(invoice={**KEY, "number": 1}), receipt(receipt_number="R-9", amount_minor=0),
        receipt(receipt_number="R-8", uid=None),
    ]  # fmt: skip
    told = felipe.post(f"{RECEIPTS}/batch", rows).json()
    assert [row["outcome"] for row in told["rows"]] == [
        "new", "same", "waiting", "rejected", "rejected",
    ]  # fmt: skip
    assert told["rows"][2]["id"] is None
    waits = felipe.get(f"{RECEIPTS}/waiting/{told['rows'][2]['waiting_id']}")
    assert (waits.status_code, waits.json()["invoice"]["number"]) == (202, 1)
    assert [row["errors"][0]["pointer"] for row in told["rows"][3:]] == ["/amount_minor", "/uid"]


def test_scopes_and_roles(cast: Cast, program: Programs) -> None:
    reader = program(cast.finance, "sales:read")
    assert reader.post(URL, bill()).status_code == 403
    assert program(cast.finance, "customers:read").get(URL).status_code == 403
    assert program(cast.auditor).get(URL).status_code == 200
    assert program(cast.auditor).post(URL, bill()).status_code == 404
    for who in (cast.admin, cast.reseller, cast.sponsor, cast.executive):
        assert program(who).get(URL).status_code == 404
    assert not Document.objects.exists()
