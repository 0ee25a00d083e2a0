"""Anybody proves a receipt, and learns nothing else of it."""

import base64
import subprocess
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from builders import NOON, new_uid, notice_data
from cast import Cast
from universo.opportunities.models import Notice
from universo.opportunities.receipt import signed_text
from universo.usecases.submit_notice import submit_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(cast: Cast) -> Notice:
    cache.clear()
    data = notice_data(
        legal_name="Canario Secreto S.A.",
        contact_name="Zulema Reservada",
        need="Necesidad confidencial del cliente.",
    )
    return submit_notice(actor=cast.sponsor, clock=lambda: NOON, uid=new_uid(), data=data)


def page(number: object, prefix: str) -> tuple[int, str]:
    response = Client().get(reverse("public:verify_receipt", args=[number, prefix]))
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("size", [16, 32, 64])
def test_a_genuine_receipt_is_confirmed(notice: Notice, size: int) -> None:
    status, text = page(notice.number, notice.content_sha256[:size])
    assert status == 200
    for shown in (
        "Acuse auténtico",
        "OP-000001",
        "23/11/2026 12:00:00,000000",
        notice.content_sha256,
    ):
        assert shown in text


def test_nothing_but_number_instant_and_hash_is_told(notice: Notice, cast: Cast) -> None:
    _status, text = page(notice.number, notice.content_sha256)
    hidden = ("Canario", "Zulema", "confidencial", "Benítez", "Lucía", "Elena", "1.500.000")
    assert [word for word in hidden if word in text] == []
    assert cast.sponsor_partner.cuit not in text


def test_wrong_combinations_do_not_match_and_look_alike(notice: Notice) -> None:
    real = notice.content_sha256
    other = ("0" if real[0] != "0" else "1") + real[1:]
    wrong = [(1, other), (2, real), (1, real[:15]), (1, real + "0"), (1, "zz" * 20), ("x", real)]
    answers = [page(number, prefix) for number, prefix in wrong]
    assert {status for status, _text in answers} == {404}
    assert all("No coincide" in text for _status, text in answers)
    assert all(
        notice.content_sha256 not in t or p == real
        for (_n, p), (_s, t) in zip(wrong, answers, strict=True)
        if p != real + "0"
    )


@pytest.mark.parametrize("change", [{"signature": "AAAA"}, {"content": "{}"}, {"number": 7}])
def test_a_touched_row_is_not_confirmed(notice: Notice, change: dict[str, object]) -> None:
    Notice.objects.filter(pk=notice.pk).update(**change)
    assert page(change.get("number", 1), notice.content_sha256)[0] == 404


def test_the_form_leads_to_the_answer_and_says_what_is_wrong(notice: Notice) -> None:
    url = reverse("public:verify")
    assert Client().get(url).status_code == 200
    spaced = " ".join([notice.content_sha256[:32].upper(), notice.content_sha256[32:]])
    answer = Client().get(url, {"numero": "op-000001", "hash": spaced}, follow=True)
    assert "Acuse auténtico" in answer.content.decode()
    wrong = Client().get(url, {"numero": "uno", "hash": "xyz"})
    assert wrong.status_code == 422
    assert 'value="uno"' in wrong.content.decode()
    assert "numero-error" in wrong.content.decode()


def test_the_signature_holds_with_the_published_key_alone(notice: Notice, tmp_path: Path) -> None:
    key = Client().get(reverse("public:verify_key"))
    by_id = Client().get(reverse("public:verify_key_by_id", args=[notice.signing_key_id]))
    assert key.content == by_id.content
    assert Client().get(reverse("public:verify_key_by_id", args=["0" * 16])).status_code == 404
    assert notice.received_at is not None
    text = signed_text(notice.reference, notice.received_at, notice.content_sha256)
    (tmp_path / "clave.pem").write_bytes(key.content)
    (tmp_path / "acuse.txt").write_text(text)
    (tmp_path / "firma.bin").write_bytes(base64.b64decode(notice.signature))
    command = (
        "openssl pkeyutl -verify -rawin -pubin -inkey clave.pem -in acuse.txt -sigfile firma.bin"
    )
    try:
        done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    assert done.returncode == 0, done.stderr


def test_trying_many_is_slowed_down(notice: Notice) -> None:
    cache.clear()
    client = Client()
    address = reverse("public:verify_receipt", args=[1, "0" * 32])
    statuses = {client.get(address).status_code for _ in range(241)}
    cache.clear()
    assert statuses == {404, 429}
