"""A partner's pages of prices and quotes: his prices, what is to come, files, writing and issuing."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import builders
import price_cases as cases
from cast import Cast
from price_cases import NOON, TODAY
from universo.benefits.models import Entitlement
from universo.benefits.prices.models import Look, Quote, QuoteLine
from universo.domain.money import parse_amount
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.write_quote import LineData
from universo.web.shared import formatting

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


def typed(found: Quote, *lines: dict[str, Any], **head: Any) -> dict[str, Any]:
    """Return what the page of a draft sends: its head, its lines, and the empty line at the end."""
    rows = [*lines, {"code": "", "text": "", "quantity": "", "price": "", "vat": "2100"}]
    values: dict[str, Any] = {
        "revision": found.revision, "customer_name": found.customer_name, "customer_cuit": "",
        "validity_days": found.validity_days, "notes": "", "buscar": "",
        "form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(lines), **head,
    }  # fmt: skip
    for at, row in enumerate(rows):
        values |= {f"form-{at}-{name}": value for name, value in row.items()}
    return values


def line(**changes: Any) -> dict[str, Any]:
    return {
        "code": "",
        "text": "Instalación",
        "quantity": "2",
        "price": "10.000,50",
        "vat": "2100",
        **changes,
    }


def test_his_price_stands_beside_the_public_one_and_says_its_list(cast: Cast) -> None:
    cases.published(cast)
    cases.published(cast, ["LEC-2D;Lector;x;1,00;0,50;21"], category="ISV", title="Solo ISV")
    window = browser(cast.reseller)
    page = window.get(reverse("portal:prices")).content.decode()
    assert formatting.money(100_000_000) in page
    assert formatting.money(80_000_000) in page
    assert formatting.rate(2_000) in page
    assert "Solo ISV" not in page
    found = window.get(reverse("portal:prices"), {"q": "tactil"}).content.decode()
    assert "TPV-15" in found
    assert "CF-100" not in found
    nothing = window.get(reverse("portal:prices"), {"q": "zzz"})
    assert "No se encontró ningún artículo" in nothing.content.decode()
    assert Look.objects.get().partner == cast.reseller_partner  # three times that day
    for odd in ({"familia": "x"}, {"moneda": "EUR"}, {"page": "99"}, {"q": "\0"}):
        assert window.get(reverse("portal:prices"), odd).status_code == 200


def test_what_is_to_come_is_announced_with_its_changes(cast: Cast) -> None:
    first = cases.published(cast)
    cases.published(cast, ["CF-100;Controlador;x;1.000.000,00;880.000,00;10,5"], from_date=LATER)
    window = browser(cast.reseller)
    page = window.get(reverse("portal:prices")).content.decode()
    assert "Los precios cambian el 01/12/2026" in page
    assert "Suben 1, bajan 0, son nuevos 0 y ya no están en la lista 2." in page
    second = first.followers.get()
    changes = window.get(reverse("portal:price_changes", args=[second.pk])).content.decode()
    assert f"+{formatting.rate(1_000)}" in changes
    history = window.get(reverse("portal:price_article"), {"codigo": "CF-100"}).content.decode()
    assert history.index(formatting.money(88_000_000)) < history.index(formatting.money(80_000_000))
    for odd in ({"codigo": "\0'"}, {}, {"codigo": "CF-100", "moneda": "\0"}):
        assert window.get(reverse("portal:price_article"), odd).status_code == 200
    assert (
        browser(cast.referrer).get(reverse("portal:price_changes", args=[second.pk])).status_code
        == 404
    )


def test_his_prices_as_files_hold_no_formula(cast: Cast) -> None:
    cases.published(cast, ["=CMD|A;+Peligro;-x;2,00;1,00;21"])
    window, url = browser(cast.reseller), reverse("portal:price_download")
    text = b"".join(window.get(url).streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    (row,) = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert row["Código de artículo"] == "'=CMD|A"
    assert (row["Precio público"], row["Su precio"], row["Descuento %"]) == (
        "2,00",
        "1,00",
        "50,00",
    )
    sheet = b"".join(window.get(url, {"formato": "xlsx"}).streaming_content)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        assert b"&#x27;=CMD|A" in book.read("xl/worksheets/sheet1.xml")
    assert window.get(url, {"formato": "exe"}).status_code == 404


def test_a_quote_from_the_form_to_the_paper(cast: Cast) -> None:
    cases.published(cast)
    window = browser(cast.reseller)
    refused = window.post(
        reverse("portal:quote_new"), {"customer_name": "La Ñata S.A.", "customer_cuit": "1"}
    )
    assert refused.status_code == 422
    assert "La Ñata S.A." in refused.content.decode()
    begun = window.post(
        reverse("portal:quote_new"),
        {"uid": builders.new_uid(), "customer_name": "La Ñata S.A.", "currency": "ARS", "validity_days": "10"},
    )  # fmt: skip
    found = Quote.objects.get()
    url = reverse("portal:quote", args=[found.pk])
    assert begun.headers["Location"] == url
    searched = window.post(url, typed(found, line(), buscar="tactil", act="search"))
    assert searched.status_code == 302
    page = window.get(searched.headers["Location"]).content.decode()
    assert 'value="add:TPV-15"' in page
    assert "Instalación" in page  # what was typed was kept on the way
    found.refresh_from_db()
    window.post(url, typed(found, line(), act="add:TPV-15"))
    found.refresh_from_db()
    article = found.lines.get(code="TPV-15")
    assert (article.unit_minor, article.own_minor) == (50_000_000, 40_000_000)
    below = line(code="TPV-15", text="Otra cosa", price="399.999,99", vat="1050", quantity="1")
    wrong = window.post(url, typed(found, line(price="x"), below, act="issue"))
    assert wrong.status_code == 422
    assert "399.999,99" in wrong.content.decode()
    window.post(url, typed(found, line(), below, act="save"))
    assert "Por debajo de lo que usted paga" in window.get(url).content.decode()
    found.refresh_from_db()
    window.post(url, typed(found, line(), below, act="issue"))
    found.refresh_from_db()
    assert (found.status, found.number, found.valid_until) == ("ISSUED", 1, date(2026, 12, 3))
    assert (
        found.lines.get(code="TPV-15").text == "Terminal táctil"
    )  # the list's words, not the form's
    assert found.net_minor == 2 * 1_000_050 + 39_999_999
    assert found.vat_minor == 8_820_021  # 42.000.099 x 21 % = 8.820.020,79
    paper = window.get(reverse("portal:quote_pdf", args=[found.pk]))
    assert paper.content.startswith(b"%PDF-1.7")
    assert paper.headers["Content-Disposition"] == 'attachment; filename="COT-00001.pdf"'
    assert window.post(url, typed(found, act="save")).status_code == 302  # an old window
    assert Quote.objects.get().revision == found.revision


def test_the_paper_never_says_what_it_costs_him(cast: Cast) -> None:
    from universo.benefits.prices import quote_queries
    from universo.web.shared.price_files import quote_sheet

    cases.published(cast)
    made = cases.issued(
        cast.reseller, [LineData(3, 45_000_000, code="TPV-15")], notes="Entrega en 48 h"
    )
    lines = quote_queries.lines_of(made)
    sheet = json.dumps(quote_sheet(made, lines, quote_queries.totals_of(lines)), ensure_ascii=False)
    assert formatting.money(45_000_000) in sheet
    assert formatting.money(135_000_000) in sheet
    assert lines[0].own_minor == 40_000_000
    for secret in (40_000_000, 120_000_000, 50_000_000):
        assert formatting.money(secret) not in sheet
    assert cast.reseller_partner.legal_name in sheet


def test_a_draft_answers_whatever_is_sent_to_it(cast: Cast) -> None:
    cases.published(cast)
    found = cases.draft(cast.reseller, [LineData(1, 100, text="Visita")])
    url, window = reverse("portal:quote", args=[found.pk]), browser(cast.reseller)
    lines: tuple[dict[str, Any], ...] = (
        line(),
        line(quantity="99999", price="9.999.999.999.999,00"),
        line(vat="1900"),
        line(text="\0"),
    )
    sent = [{}, {"act": "save"}]
    sent += [
        typed(found, one, act=act)
        for one in lines
        for act in ("save", "add:\0", "add:NO-ESTA", "other")
    ]
    sent.append({**typed(found, line(), act="save"), "form-TOTAL_FORMS": "100000"})
    for odd in sent:
        found.refresh_from_db()
        values = {**odd, "revision": found.revision} if odd else odd
        assert window.post(url, values).status_code in (302, 422)
    assert found.lines.get().text in ("Visita", "Instalación")
    assert window.get(url, {"buscar": "\0%_"}).status_code == 200


def test_two_windows_on_one_draft_lose_nothing_in_silence(cast: Cast) -> None:
    found = cases.draft(cast.reseller, [LineData(1, 100, text="Primera")])
    url, window = reverse("portal:quote", args=[found.pk]), browser(cast.reseller)
    window.post(url, typed(found, line(text="De la otra ventana"), act="save"))
    late = window.post(url, typed(found, line(text="De esta ventana"), act="save"))
    assert late.status_code == 409
    page = late.content.decode()
    assert "De esta ventana" in page
    current = Quote.objects.get().revision
    assert f'name="over" value="{current}"' in page
    assert QuoteLine.objects.get().text == "De la otra ventana"
    window.post(url, typed(found, line(text="De esta ventana"), act="save", over=current))
    assert QuoteLine.objects.get().text == "De esta ventana"


def test_an_issued_quote_is_withdrawn_with_a_reason_and_copied(cast: Cast) -> None:
    made = cases.issued(cast.reseller, [LineData(1, parse_amount("10,00"), text="Visita técnica")])
    url, window = reverse("portal:quote", args=[made.pk]), browser(cast.reseller)
    assert window.post(url, {"act": "withdraw", "reason": ""}).status_code == 422
    window.post(url, {"act": "withdraw", "reason": "Cambió el pedido."})
    assert "Cambió el pedido." in window.get(url).content.decode()
    copied = window.post(reverse("portal:quote_copy", args=[made.pk]), {"uid": builders.new_uid()})
    draft = Quote.objects.get(status="DRAFT")
    assert copied.headers["Location"] == reverse("portal:quote", args=[draft.pk])
    assert draft.lines.get().text == "Visita técnica"
    gone = window.post(copied.headers["Location"], {"act": "discard"})
    assert gone.headers["Location"] == reverse("portal:quotes")
    assert Quote.objects.count() == 1
    listed = window.get(reverse("portal:quotes"), {"estado": "WITHDRAWN", "q": "COT-00001"})
    assert "Ferretería del Sur" in listed.content.decode()


def test_an_expired_quote_says_so(cast: Cast) -> None:
    made = cases.issued(cast.reseller, [LineData(1, 100, text="Visita")], validity_days=1)
    window = browser(cast.reseller)
    with time_machine.travel("2026-11-25T12:00:00-03:00", tick=False):
        assert "Vencida" in window.get(reverse("portal:quote", args=[made.pk])).content.decode()
        assert (
            "Ferretería del Sur"
            in window.get(reverse("portal:quotes"), {"estado": "EXPIRED"}).content.decode()
        )
        assert (
            "Ferretería del Sur"
            not in window.get(reverse("portal:quotes"), {"estado": "ISSUED"}).content.decode()
        )


def test_who_lacks_the_benefit_reads_what_is_needed_everywhere(cast: Cast) -> None:
    made = cases.issued(cast.reseller, [LineData(1, 100, text="Visita")])
    listed = cases.published(cast)
    Entitlement.objects.filter(service="PRICES").update(valid=(date(2024, 1, 1), TODAY))
    window = browser(cast.reseller)
    for name, args in (
        ("prices", []), ("price_article", []), ("price_download", []), ("price_changes", [listed.pk]),
        ("quotes", []), ("quote_new", []), ("quote", [made.pk]), ("quote_pdf", [made.pk]),
        ("quote_copy", [made.pk]),
    ):  # fmt: skip
        url = reverse(f"portal:{name}", args=args)
        for answer in (
            window.get(url),
            window.post(url, {"act": "withdraw", "reason": "Porque sí"}),
        ):
            assert answer.status_code in (403, 405), url
    made.refresh_from_db()
    assert made.status == "ISSUED"
