"""Hasar's pages of prices: a file from the upload to the list, withdrawing, rules, use."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import price_cases as cases
from cast import Cast
from price_cases import NOON, ROWS
from universo.benefits.prices.models import PriceFile, PriceList, PriceRules
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.announce_prices import announce_prices
from universo.usecases.write_quote import LineData
from universo.web.shared.sheet_stream import sheet

LATER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _noon(settings: Any, tmp_path: Any) -> Any:
    settings.UPLOAD_DIR = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "column": "revendedor",
        "currency": "ARS",
        "title": "Revendedores",
        "file": cases.upload(),
        **changes,
    }


def test_a_file_from_the_upload_to_the_list(cast: Cast) -> None:
    keeper, url = browser(cast.channel_manager), reverse("backoffice:price_file_new")
    assert keeper.post(url, typed(title="", file="")).status_code == 422
    rows = [*ROWS, "X;Equis;x;1,00;2,00;21"]
    odd = "Columna 1;Qué es;;A;B;C"
    keeper.post(url, typed(file=cases.upload(rows, odd)))
    found = PriceFile.objects.get()
    page = reverse("backoffice:price_file", args=[found.pk])
    fields = ("code", "text", "family", "public", "partner", "")
    chosen: dict[str, Any] = {f"column_{at}": field for at, field in enumerate(fields)}
    lacks = keeper.post(page, {"act": "choose", **chosen})
    assert lacks.status_code == 422
    assert "Indique qué IVA tienen los artículos." in lacks.content.decode()
    twice = keeper.post(
        page, {"act": "choose", **chosen, "column_5": "code", "default_vat_bp": "2100"}
    )
    assert twice.status_code == 422
    keeper.post(page, {"act": "choose", **chosen, "column_5": "vat"})
    shown = keeper.get(page).content.decode()
    assert "Su precio partner es mayor que el público." in shown
    assert PriceList.objects.count() == 0
    found.refresh_from_db()
    rejects = b"".join(keeper.get(reverse("backoffice:price_file_rejects", args=[found.pk])))  # type: ignore[arg-type]
    assert b"X;Equis;x;1,00;2,00;21;5;Su precio partner" in rejects
    changes = keeper.get(reverse("backoffice:price_file_changes", args=[found.pk]))
    assert b"".join(changes.streaming_content).count(b"Nuevo") == 3  # type: ignore[arg-type]
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    early = keeper.post(
        page, {"act": "publish", "seen": seen, "from_date": "2026-11-22", "note": "Hola"}
    )
    assert early.status_code == 422
    assert "Hola" in early.content.decode()
    done = keeper.post(
        page, {"act": "publish", "seen": seen, "from_date": "2026-11-23", "note": "Hola"}
    )
    made = PriceList.objects.get()
    assert done.headers["Location"] == reverse("backoffice:price_list", args=[made.pk])
    assert (made.line_count, made.note, made.lines.count()) == (3, "Hola", 3)
    assert "Todavía no se publicó" not in keeper.get(reverse("backoffice:prices")).content.decode()
    assert keeper.get(page).headers["Location"] == done.headers["Location"]


def test_a_sheet_is_read_exactly_and_what_is_rounded_is_said(cast: Cast) -> None:
    head = ["SKU", "Detalle", "Precio de lista", "Precio partner", "IVA"]
    content = b"".join(
        sheet(head, [["A-1", "Cable", 12_345, 9_999, 2100], ["A-2", "Rollo", 5, 4, 1050]])
    )
    book = SimpleUploadedFile("lista.xlsx", content)
    keeper = browser(cast.admin)
    keeper.post(
        reverse("backoffice:price_file_new"), typed(file=book, column="isv", currency="USD")
    )
    found = PriceFile.objects.get()
    assert found.mapping == ["code", "text", "public", "partner", "vat"]
    page = reverse("backoffice:price_file", args=[found.pk])
    columns = {f"column_{at}": field for at, field in enumerate(found.mapping)}
    keeper.post(page, {"act": "choose", **columns})
    found.refresh_from_db()
    rows = {row["code"]: row for row in found.preview["changes"]}
    assert (rows["A-1"]["new_public"], rows["A-1"]["new_partner"]) == (12_345, 9_999)
    assert (found.counts["lines"], found.counts["rounded"]) == (2, 0)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"%PDF-1.7 nada", b"PK\x03\x04roto", b"solo una linea"]
)
def test_what_is_no_list_is_refused_at_its_field(cast: Cast, content: bytes) -> None:
    answer = browser(cast.admin).post(
        reverse("backoffice:price_file_new"), typed(file=SimpleUploadedFile("x.xlsx", content))
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert PriceFile.objects.count() == 0


def test_what_changes_a_lot_is_pointed_out_and_stands_first(cast: Cast) -> None:
    cases.published(cast)
    found = cases.previewed(
        cast,
        ["CF-100;Controlador;x;1.000.000,00;80.000,00;10,5",
         "TPV-15;Terminal;x;500.000,00;410.000,00;21", ROWS[2]],
    )  # fmt: skip
    page = (
        browser(cast.admin).get(reverse("backoffice:price_file", args=[found.pk])).content.decode()
    )
    assert "1 precio cambia mucho" in page
    assert page.index("CF-100") < page.index("TPV-15")
    assert page.count("Revíselo") == 1
    assert "martes 1 de diciembre de 2026" in page


def test_a_list_to_come_is_withdrawn_from_its_page(cast: Cast) -> None:
    cases.published(cast)
    made = cases.published(cast, ROWS[:1], from_date=LATER)
    announce_prices(now=NOON, list_id=made.pk)
    keeper, url = browser(cast.channel_manager), reverse("backoffice:price_list", args=[made.pk])
    assert "Ya no está en la lista" in keeper.get(url).content.decode()
    assert "Controlador fiscal" in keeper.get(url, {"ver": "articulos"}).content.decode()
    assert keeper.post(url, {"reason": ""}).status_code == 422
    assert browser(cast.auditor).post(url, {"reason": "Porque sí"}).status_code == 404
    assert keeper.post(url, {"reason": "Faltan artículos."}).status_code == 302
    assert "Faltan artículos." in keeper.get(url).content.decode()


def test_administrators_change_the_rules_and_others_read_them(cast: Cast) -> None:
    url = reverse("backoffice:price_rules")
    values = {
        "notice_days": "10", "outlier": "30", "longest_validity_days": "45", "from_date": "2026-11-23",
        "reason": "Más aviso.",
    }  # fmt: skip
    assert browser(cast.channel_manager).post(url, values).status_code == 404
    admin = browser(cast.admin)
    for bad in ("outlier", "notice_days", "longest_validity_days"):
        assert admin.post(url, {**values, bad: "999999999999"}).status_code == 422
    assert admin.post(url, values).status_code == 302
    assert "se anuncia 10 días hábiles completos antes" in admin.get(url).content.decode()
    assert PriceRules.objects.count() == 2


def test_the_use_says_sums_and_never_whom_they_quoted(cast: Cast) -> None:
    cases.published(cast)
    cases.issued(
        cast.reseller, [LineData(1, 45_000_000, code="TPV-15")], customer_name="Zapatería Canaria"
    )
    page = browser(cast.admin).get(reverse("backoffice:price_use")).content.decode()
    assert "Norte Distribuciones" in page
    assert "450.000,00" in page
    assert "100.000,00" in page  # below the public price
    for actor in (cast.admin, cast.channel_manager, cast.auditor):
        for name in ("price_use", "prices"):
            assert (
                "Canaria" not in browser(actor).get(reverse(f"backoffice:{name}")).content.decode()
            )


def test_a_file_that_was_given_up_stores_nothing(cast: Cast) -> None:
    found = cases.previewed(cast)
    keeper, url = browser(cast.channel_manager), reverse("backoffice:price_file", args=[found.pk])
    assert keeper.post(url, {"act": "discard"}).headers["Location"] == reverse("backoffice:prices")
    assert "Se descartó" in keeper.get(url).content.decode()
    assert keeper.post(url, {"act": "other"}).status_code == 404
    assert PriceList.objects.count() == 0
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        again = keeper.post(url, {"act": "publish", "seen": "x", "from_date": "2026-11-24"})
    assert again.status_code in (404, 422)
