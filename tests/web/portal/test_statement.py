"""A statement as files, and its proof before anybody."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cast import Cast
from statement_cases import settled
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.rewards.models import Settlement
from universo.rewards.statement_seal import seal_of
from universo.web.shared.statement_sheet import verify_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast) -> Settlement:
    cache.clear()
    return settled(cast)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_the_page_shows_the_proof_and_leads_to_its_public_page(
    cast: Cast, made: Settlement
) -> None:
    seal = seal_of(made)
    page = browser(cast.sponsor).get(reverse("portal:statement", args=[made.pk])).content.decode()
    assert seal.content_sha256 in page
    assert verify_url(seal) in page
    answer = Client().get("/" + verify_url(seal).split("/", 3)[3])
    shown = answer.content.decode()
    assert answer.status_code == 200
    for part in ("Liquidación auténtica", "LIQ-000001", "$\u00a05.000,00", seal.content_sha256):
        assert part in shown
    assert "Benítez Equipamientos" in shown
    assert "El Tornillo" not in shown  # the customer is nobody's business here
    assert "R-0001-77" not in shown


def test_an_altered_hash_does_not_match(made: Settlement) -> None:
    real = seal_of(made).content_sha256
    for number, prefix in (
        ("LIQ-000001", ("0" if real[0] != "0" else "1") + real[1:]),
        ("LIQ-000002", real),
        ("LIQ-000001", real[:15]),
        ("1", real),  # a receipt's number
    ):
        answer = Client().get(reverse("public:verify_receipt", args=[number, prefix]))
        assert answer.status_code == 404
        assert "No coincide" in answer.content.decode()
        assert "Benítez" not in answer.content.decode()


@pytest.mark.parametrize("typed", ["LIQ-000001", "liq-1", " LIQ1 "])
def test_the_number_may_be_typed(made: Settlement, typed: str) -> None:
    seal = seal_of(made)
    asked = {"numero": typed, "hash": seal.content_sha256}
    answer = Client().get(reverse("public:verify"), asked, follow=True)
    assert "Liquidación auténtica" in answer.content.decode()


def test_the_signed_content_is_downloaded_byte_for_byte(cast: Cast, made: Settlement) -> None:
    answer = browser(cast.sponsor).get(reverse("portal:statement_content", args=[made.pk]))
    assert answer.content.decode() == seal_of(made).content


def test_the_spreadsheet_has_exact_amounts_and_no_formula(cast: Cast, made: Settlement) -> None:
    answer = browser(cast.sponsor).get(reverse("portal:statement_xlsx", args=[made.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="LIQ-000001.xlsx"'
    book = openpyxl.load_workbook(BytesIO(answer.content))
    front, rewards = book.worksheets
    said = {row[0].value: row[1].value for row in front.iter_rows()}
    assert Decimal(str(said["Total"])) == Decimal("5000.00")
    assert said["SHA-256 del contenido"] == seal_of(made).content_sha256
    rows = list(rewards.iter_rows(min_row=2, values_only=True))
    assert [Decimal(str(row[11])) for row in rows] == [
        Decimal("1652.89"), Decimal("3347.11"), Decimal("5000.00"),
    ]  # fmt: skip
    assert rows[1][6] == "'=R-0001-78"
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


@pytest.mark.parametrize("name", ["statement_xlsx", "statement_content", "statement_pdf"])
def test_for_other_partners_the_files_do_not_exist(cast: Cast, made: Settlement, name: str) -> None:
    url = reverse(f"portal:{name}", args=[made.pk])
    for who in (cast.referrer, cast.outsider, cast.reseller):
        assert browser(who).get(url).status_code == 404
