"""Batches: each row judged by itself, a retry gets the first answer again."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import builders
from cast import Cast
from universo.audit.models import Event
from universo.customers.models import KnownCustomer
from universo.identity.answers import forget_answers
from universo.identity.models import ApiAnswer
from universo.web.api import rows

URL = "/api/v1/customers/batch"
Programs = Callable[..., Any]
pytestmark = pytest.mark.django_db


def row(code: str, **changes: Any) -> dict[str, Any]:
    return {"external_id": code, "legal_name": f"Cliente {code} S.A.", **changes}


def lines(*given: Any) -> bytes:
    return "\n".join(json.dumps(each) for each in given).encode()


def test_each_row_says_what_happened_to_it(cast: Cast, program: Programs) -> None:
    norma, cuit = program(cast.reseller), builders.cuit(51_000)
    norma.post(URL, [row("A"), row("B")])
    answer = norma.post(
        URL,
        [
            row("A"),
            row("B", locality="Tigre"),
            row("C"),
            row("C"),
            row("D", legal_name=""),
            {"legal_name": "Sin código S.A.", "cuit": cuit},
            {"legal_name": "Ni código ni CUIT"},
            "no es una fila",
            row("E", phone=4555),
            row("F", legal_name="\ud800"),
            row("G", phone="12", cuit="99"),
        ],
    )
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["counts"] == {"new": 3, "changed": 1, "same": 1, "rejected": 6}
    said = [(each["external_id"], each["outcome"]) for each in told["rows"]]
    assert said == [
        ("A", "same"), ("B", "changed"), ("C", "new"), ("C", "rejected"), ("D", "rejected"),
        (cuit, "new"), ("", "rejected"), ("", "rejected"), ("E", "rejected"), ("F", "rejected"),
        ("G", "new"),
    ]  # fmt: skip
    assert told["rows"][3]["errors"] == [
        {"pointer": "/3/external_id", "detail": "Repite la fila 3 de este lote."}
    ]
    assert told["rows"][8]["errors"] == [{"pointer": "/8/phone", "detail": "Debe ser un texto."}]
    assert told["rows"][7]["errors"][0]["pointer"] == "/7"
    assert told["rows"][10]["errors"] == []
    left_out = {each["pointer"] for each in told["rows"][10]["warnings"]}
    assert left_out == {"/10/phone", "/10/cuit"}
    assert set(KnownCustomer.objects.values_list("external_id", flat=True)) == {
        *"ABCG", cuit,
    }  # fmt: skip
    assert Event.objects.filter(name="customers.batch.stored").count() == 2


def test_json_lines_are_taken_as_well(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    body = lines(row("A"), row("B")) + b"\n\n"
    for kind in rows.LINES:
        answer = norma.post(URL, body, Content_Type=kind)
        assert answer.json()["counts"]["rejected"] == 0, kind
    assert KnownCustomer.objects.count() == 2
    wrong = norma.post(URL, lines(row("A")) + b"\n{", Content_Type="application/x-ndjson")
    assert (wrong.status_code, wrong.json()["detail"]) == (400, "La línea 2 no es JSON.")


def test_the_same_key_gets_the_first_answer_again(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    first = norma.post(URL, [row("A")], Idempotency_Key="lote-1")
    KnownCustomer.objects.all().delete()
    again = norma.post(URL, [row("A")], Idempotency_Key="lote-1")
    assert (again.content, again["Idempotent-Replay"]) == (first.content, "true")
    assert not KnownCustomer.objects.exists()
    other = norma.post(URL, [row("B")], Idempotency_Key="lote-1")
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    assert other.json()["type"].endswith("#problema-key-reused")
    elsewhere = norma.post(f"{URL}?source=Tango", [row("A")], Idempotency_Key="lote-1")
    assert elsewhere.status_code == 409
    # Somebody else's key of the same words is another one.
    sergio = program(cast.rival_reseller)
    assert sergio.post(URL, [row("A")], Idempotency_Key="lote-1").json()["counts"]["new"] == 1


def test_a_source_keeps_its_codes_apart(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    norma.post(f"{URL}?source=Tango", [row("1")])
    norma.post(f"{URL}?source=Planilla", [row("1")])
    assert KnownCustomer.objects.filter(external_id="1").count() == 2
    read = norma.get("/api/v1/customers/1?source=Tango").json()
    assert read["source"] == "Tango"
    assert norma.get("/api/v1/customers/1").status_code == 404
    long = norma.post(f"{URL}?source={'x' * 81}", [row("1")])
    assert (long.status_code, long.json()["errors"][0]["pointer"]) == (422, "/query/source")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"a;b", "text/csv", 415),
        (b"[]", "application/json; charset=latin-1", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    cast: Cast, program: Programs, body: bytes, kind: str, status: int
) -> None:
    answer = program(cast.reseller).post(URL, body, Content_Type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert not KnownCustomer.objects.exists()


def test_too_many_rows_or_bytes_are_refused(
    cast: Cast, program: Programs, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    norma = program(cast.reseller)
    monkeypatch.setattr(rows, "MOST_ROWS", 2)
    answer = norma.post(URL, [row("A"), row("B"), row("C")])
    assert answer.status_code == 413
    assert "2" in answer.json()["detail"]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20
    assert norma.post(URL, [row("A")]).status_code == 413
    assert not KnownCustomer.objects.exists()


def test_answers_are_forgotten_after_more_than_a_year(cast: Cast, program: Programs) -> None:
    program(cast.reseller).post(URL, [row("A")], Idempotency_Key="lote-1")
    kept = ApiAnswer.objects.get()
    assert forget_answers(kept.at + timedelta(days=366)) == 0
    assert forget_answers(kept.at + timedelta(days=401)) == 1
