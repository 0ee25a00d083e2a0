"""Whole files by program: received, worked on behind, asked after, the rows left out back."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.utils import timezone

import builders
from cast import Cast
from universo.customers.models import CustomerImport, KnownCustomer
from universo.identity.actor import Actor
from universo.tabular import files
from universo.usecases import import_customers
from universo.usecases.work_on_import import work_on_import
from universo.web.api import uploads
from universo.web.api.problems import Problem

URL = "/api/v1/imports"
Programs = Callable[..., Any]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path


def csv(*rows: str) -> bytes:
    return ("Código;Razón social;CUIT;Teléfono\r\n" + "\r\n".join(rows) + "\r\n").encode()


def test_a_small_file_is_stored_before_the_answer(cast: Cast, program: Programs) -> None:
    norma, cuit = program(cast.reseller), builders.cuit(52_000)
    body = csv(
        f"1;Almacén Uno;{cuit};", "2;Almacén Dos;;", "3;;;", '4;"=cmd|x";;', "5;Mal CUIT;12;"
    )
    answer = norma.post(f"{URL}?source=Tango&file_name=lista.csv", body, Content_Type="text/csv")
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert (told["status"], told["is_over"], told["source"]) == ("applied", True, "Tango")
    counts = told["counts"]
    assert (counts["rows"], counts["new"], counts["rejected"], counts["warned"]) == (5, 4, 1, 1)
    assert norma.get(told["url"]).json() == told
    rejected = norma.get(told["rejected_url"])
    assert rejected["Content-Type"] == "text/csv; charset=utf-8"
    lines = b"".join(rejected.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].endswith("fila;motivo")
    assert lines[1].startswith("3;;;;4;")
    assert norma.get("/api/v1/customers/1?source=Tango").json()["cuit"] == cuit
    again = norma.post(f"{URL}?source=Tango", body, Content_Type="text/csv").json()
    assert (again["counts"]["new"], again["counts"]["same"]) == (0, 4)


def test_a_form_and_a_stated_mapping_are_taken(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    file = SimpleUploadedFile("base.csv", b"A,B\nuno,Kiosco Uno\n", content_type="text/csv")
    mapping = '{"A": "external_id", "B": "legal_name"}'
    headers = {"Authorization": f"Bearer {norma.secret}"}
    answer = norma.client.post(
        f"{URL}?source=Kioscos&mapping={mapping}", {"file": file}, headers=headers
    )
    assert answer.status_code == 202, answer.content
    assert (answer.json()["file_name"], answer.json()["counts"]["new"]) == ("base.csv", 1)
    empty = norma.client.post(URL, {"otro": "x"}, headers=headers)
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/body/file")


def test_a_large_file_is_worked_on_behind(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_customers, "SMALL_BYTES", 10)
    norma = program(cast.reseller)
    body = csv(*(f"{number};Cliente {number};;" for number in range(300)))
    told = norma.post(f"{URL}?source=Tango", body, Content_Type="text/csv").json()
    assert (told["status"], told["is_over"]) == ("reading", False)
    assert not KnownCustomer.objects.exists()
    work_on_import(actor=cast.reseller, clock=timezone.now, import_id=told["id"])
    done = norma.get(told["url"]).json()
    assert (done["status"], done["counts"]["new"], done["rejected_url"]) == ("applied", 300, None)


def test_a_whole_list_retires_who_is_missing(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    norma.post(f"{URL}?source=Tango", csv("1;Uno;;", "2;Dos;;"), Content_Type="text/csv")
    whole = f"{URL}?source=Tango&whole_list=true"
    told = norma.post(whole, csv("2;Dos;;"), Content_Type="text/csv").json()
    assert (told["whole_list"], told["counts"]["retired"]) == (True, 1)
    assert norma.get("/api/v1/customers/1?source=Tango").json()["retired_at"] is not None


@pytest.mark.parametrize(
    ("query", "body", "kind", "status"),
    [
        ("?source=X", b"%PDF-1.7", "application/pdf", 415),
        ("?source=X&mapping=[1]", b"a;b\n1;2\n", "text/csv", 422),
        (f"?source={'x' * 81}", b"a;b\n1;2\n", "text/csv", 422),
        ('?source=X&mapping={"a\\u0000":"cuit"}', b"a;b\n1;2\n", "text/csv", 422),
        ('?source=X&mapping={"\\ud800":"cuit"}', b"a;b\n1;2\n", "text/csv", 422),
        ("", b"a;b\n1;2\n", "multipart/form-data", 400),
    ],
)
def test_what_is_no_file_is_refused(
    cast: Cast, program: Programs, query: str, body: bytes, kind: str, status: int
) -> None:
    answer = program(cast.reseller).post(URL + query, body, Content_Type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert not CustomerImport.objects.exists()


def test_a_file_that_cannot_be_understood_says_why(cast: Cast, program: Programs) -> None:
    norma = program(cast.reseller)
    told = norma.post(f"{URL}?source=X", b"a;b\n1;2\n", Content_Type="text/csv").json()
    assert (told["status"], told["is_over"]) == ("failed", True)
    assert told["fault"] == "Indique qué columna tiene la razón social."


FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na;b\n1;2\n'


@pytest.mark.parametrize(
    ("kind", "body"), [("text/csv", b"a;b\n1;2\n"), ("multipart/form-data; boundary=x", FORM)]
)
def test_half_a_file_is_no_file(kind: str, body: bytes, tmp_path: Path) -> None:
    """A whole list whose sender broke off would retire the rest."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body) + 100),
            "wsgi.input": io.BytesIO(body),
        }
    )
    request.actor = Actor(user_id=1, name="")  # type: ignore[attr-defined]
    with pytest.raises(Problem) as caught:
        files.keep(uploads.uploaded(request)[0])
    assert caught.value.kind == "malformed"
    assert list(tmp_path.iterdir()) == []


def test_more_than_the_installation_takes_is_refused(
    cast: Cast, program: Programs, settings: Any, tmp_path: Path
) -> None:
    settings.UPLOAD_LIMIT_MB = 1
    norma, long = program(cast.reseller), b"x" * (uploads.MB + 1)
    answer = norma.post(URL, long, Content_Type="text/csv")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert norma.post(URL, long * 3, Content_Type="text/csv").status_code == 413
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_learns_of_an_import(cast: Cast, program: Programs) -> None:
    body = csv("1;Secreta Canaria;;", "2;;;")
    told = program(cast.reseller).post(f"{URL}?source=T", body, Content_Type="text/csv").json()
    rival = program(cast.rival_reseller)
    missing = rival.get(f"{URL}/999999").content
    for path in (told["url"], told["rejected_url"], f"{URL}/999999/rejected"):
        answer = rival.get(path)
        assert (answer.status_code, answer.content) == (404, missing)
    assert program(cast.sponsor).post(URL, body, Content_Type="text/csv").status_code == 404
    theirs = f"{URL}?owner={cast.reseller_partner.pk}"
    for other in (rival, program(cast.executive), program(cast.auditor)):
        assert other.post(theirs, body, Content_Type="text/csv").status_code == 404
    assert program(cast.executive).get(told["url"]).status_code == 200
    assert CustomerImport.objects.count() == 1
