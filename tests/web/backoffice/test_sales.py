"""Finance's pages of invoices, collections and links."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

import builders
import sales_cases as sales
from cast import Cast
from universo.rewards.models import Accrual
from universo.sales.models import Collection, Document, DocumentConflict, OpportunityLink, Reversal
from universo.web.shared.formatting import quote

pytestmark = pytest.mark.django_db
LIST = "/gestion/comprobantes/"


@pytest.fixture
def finance(client: Client, cast: Cast) -> Client:
    return sales.sign_in(client, cast.finance)


def url(document: Document, tail: str = "") -> str:
    return f"{LIST}{document.pk}/{tail}"


def typed(number: int = 1045, **changes: Any) -> dict[str, Any]:
    """An invoice as a person types it: one line, 100.000,00 and VAT."""
    return {
        "type_code": "1", "point_of_sale": "3", "number": str(number), "issue_date": "2026-11-10",
        "issuer_cuit": "30-00000000-7", "receiver_doc": builders.cuit(4417),
        "receiver_name": "Ferretería El Tornillo", "currency": "ARS", "exchange_rate": "",
        "other_taxes_minor": "", "total_minor": "121.000,00", "authorisation_code": "",
        "lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0", "lines-0-description": "Licencia",
        "lines-0-family_code": "POS-SOFT", "lines-0-net": "100.000,00", "lines-0-vat": "21.000,00",
        **changes,
    }  # fmt: skip


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "uid": str(builders.new_uid()), "receipt_number": "R-1", "item": "1", "means": "TRANSFER",
        "amount": "40.000,00", "received_date": "2026-11-12", "cleared_date": "",
        "certificate": "", **changes,
    }  # fmt: skip


def test_an_invoice_typed_by_hand(finance: Client) -> None:
    answer = finance.post(f"{LIST}nuevo/", typed())
    document = Document.objects.get()
    assert answer.headers["Location"] == url(document)
    assert (document.net_minor, document.vat_minor, document.total_minor) == (
        10_000_000, 2_100_000, 12_100_000,
    )  # fmt: skip
    assert document.lines.get().family.code == "POS-SOFT"  # type: ignore[union-attr]
    assert "Factura A 00003-00001045" in finance.get(url(document)).content.decode()


@pytest.mark.parametrize(
    ("text", "rate"),
    [("1.480,50", "1480.5"), ("1480,5", "1480.5"), ("1.480", "1480"), ("1475,006", "1475.006")],
)
def test_an_exchange_rate_is_read_as_in_argentina(finance: Client, text: str, rate: str) -> None:
    finance.post(f"{LIST}nuevo/", typed(currency="USD", exchange_rate=text))
    assert Document.objects.get().exchange_rate == Decimal(rate)
    page = finance.get(url(Document.objects.get())).content.decode()
    assert f"{quote(Decimal(rate))}</dd>" in page


def test_an_exchange_rate_is_written_with_thousands() -> None:
    assert (quote(Decimal("1480.5")), quote(Decimal("1475.006000"))) == ("1.480,50", "1.475,006")


def test_what_is_said_of_two_records_is_told_once(client: Client, cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    sales.collect(cast, document, 1_000_000)
    page = sales.sign_in(client, cast.auditor).get("/gestion/").content.decode()
    assert page.count("cobrados de Factura A") == 1


def test_a_peso_of_rounding_is_taken_and_said_and_more_is_refused(finance: Client) -> None:
    answer = finance.post(f"{LIST}nuevo/", typed(total_minor="121.000,60"), follow=True)
    assert "por redondeo" in answer.content.decode()
    refused = finance.post(f"{LIST}nuevo/", typed(1046, total_minor="121.002,00"))
    page = refused.content.decode()
    assert (refused.status_code, Document.objects.count()) == (422, 1)
    assert "difieren del total en 2,00" in page
    assert "121.002,00" in page
    assert "100.000,00" in page


def test_more_rows_keep_what_was_typed(finance: Client) -> None:
    answer = finance.post(f"{LIST}nuevo/", {**typed(), "add_row": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="lines-5-net"' in page
    assert 'value="100.000,00"' in page
    assert Document.objects.count() == 0


def test_the_same_invoice_twice_is_one_and_another_one_is_a_conflict(finance: Client) -> None:
    for _ in range(2):
        assert finance.post(f"{LIST}nuevo/", typed()).status_code == 302
    answer = finance.post(f"{LIST}nuevo/", typed(receiver_name="Otro"), follow=True)
    conflict = DocumentConflict.objects.get()
    assert answer.redirect_chain == [(f"{LIST}diferencias/{conflict.pk}/", 302)]
    page = answer.content.decode()
    assert "ya está registrado con otros datos" in page
    assert "Difiere" in page
    assert (Document.objects.count(), Document.objects.get().version) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines-TOTAL_FORMS": "zzz"}, {"lines-TOTAL_FORMS": "99999"}, {"number": "9" * 30},
        {"total_minor": "1e400"}, {"type_code": "999"}, {"type_code": ""}, {"lines-0-net": "abc"},
        {"lines-0-family_code": "X"}, {"issue_date": "2999-01-01"}, {"receiver_doc": "1"},
        {"exchange_rate": "NaN"}, {"receiver_name": "\x00"}, {"total_minor": "-1,00"},
    ],
)  # fmt: skip
def test_bad_input_is_said_and_never_breaks(finance: Client, wrong: dict[str, str]) -> None:
    answer = finance.post(f"{LIST}nuevo/", typed(**wrong))
    assert answer.status_code == 422
    assert Document.objects.count() == 0


def test_a_note_goes_on_to_say_what_it_corrects(finance: Client, cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    sales.collect(cast, document, 12_100_000)
    answer = finance.post(f"{LIST}nuevo/", typed(88, type_code="3"))
    note = Document.objects.get(kind="CREDIT_NOTE")
    assert answer.headers["Location"] == url(note, "corrige/")
    assert document.title in finance.get(url(note, "corrige/")).content.decode()
    page = finance.get(url(note, f"corrige/?factura={document.pk}"))
    assert 'value="100.000,00"' in page.content.decode()
    line = document.lines.get()
    lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-net": "100.000,00",
             "lines-0-vat": "21.000,00", "lines-0-changes": str(line.pk)}  # fmt: skip
    wrong = {**lines, "lines-0-net": "90.000,00"}
    assert finance.post(url(note, f"corrige/?factura={document.pk}"), wrong).status_code == 422
    done = finance.post(url(note, f"corrige/?factura={document.pk}"), lines)
    assert done.headers["Location"] == url(document)
    assert sum(row.amount_minor for row in Accrual.objects.all()) == 0


def test_a_collection_sent_twice_is_registered_once(finance: Client, cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    body = receipt()
    for _ in range(2):
        assert finance.post(url(document), body).status_code == 302
    assert Collection.objects.get().amount_minor == 4_000_000
    assert Accrual.objects.get().amount_minor == 165_289
    other = finance.post(url(document), {**body, "amount": "1,00"})
    assert (other.status_code, Collection.objects.count()) == (422, 1)
    repeated = finance.post(url(document), receipt(amount="5,00"))
    assert "ya está registrado en esta factura" in repeated.content.decode()


def test_what_a_collection_needs_is_said_at_its_field(finance: Client, cast: Cast) -> None:
    document = sales.invoice(cast)
    for wrong, sentence in (
        ({"means": "WITHHOLDING"}, "con el número de su certificado"),
        ({"received_date": "2999-01-01"}, "La fecha es futura"),
        ({"amount": "0"}, "mayor que cero"),
        ({"means": "CHEQUE", "cleared_date": "2026-11-01"}, "anterior a la del recibo"),
    ):
        answer = finance.post(url(document), receipt(**wrong))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert Collection.objects.count() == 0


def test_collecting_too_much_is_allowed_and_said(finance: Client, cast: Cast) -> None:
    document = sales.invoice(cast)
    answer = finance.post(url(document), receipt(amount="200.000,00"), follow=True)
    page = answer.content.decode()
    assert "saldo a favor del cliente" in page
    assert "79.000,00" in page


def test_a_cheque_clears_and_bounces_on_its_page(finance: Client, cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    cheque = sales.collect(cast, document, 12_100_000, means="CHEQUE")
    page = f"/gestion/cobranzas/{cheque.pk}/"
    assert "En cartera" in finance.get(url(document)).content.decode()
    finance.post(page, {"act": "clear", "cleared_date": "2026-11-20"})
    assert Accrual.objects.get().amount_minor == 500_000
    reverse = {"act": "reverse", "uid": str(builders.new_uid()), "on_date": "2026-11-21"}
    assert finance.post(page, {**reverse, "reason": ""}).status_code == 422
    for _ in range(2):
        finance.post(page, {**reverse, "reason": "Sin fondos"})
    assert Reversal.objects.get().on_date == date(2026, 11, 21)
    assert sum(row.amount_minor for row in Accrual.objects.all()) == 0
    assert finance.post(page, {"act": "no"}).status_code == 404


def test_linking_shows_what_it_will_earn_and_unlinking_what_it_takes(
    finance: Client, cast: Cast
) -> None:
    notice, document = sales.accepted(cast, won=True), sales.invoice(cast)
    sales.collect(cast, document, 4_000_000)
    offered = finance.get(url(document, "oportunidad/")).content.decode()
    assert notice.reference in offered
    assert "Mismo CUIT" in offered
    confirm = url(document, f"oportunidad/{notice.pk}/")
    page = finance.get(confirm).content.decode()
    assert "5.000,00" in page
    assert "1.652,89" in page
    assert not OpportunityLink.objects.exists()
    finance.post(confirm)
    assert Accrual.objects.get().amount_minor == 165_289
    undo = url(document, f"oportunidad/{notice.pk}/desvincular/")
    assert "1.652,89" in finance.get(undo).content.decode()
    assert finance.post(undo, {"reason": "x"}).status_code == 422
    finance.post(undo, {"reason": "Era de otra oportunidad"})
    assert sum(row.amount_minor for row in Accrual.objects.all()) == 0
    assert "Era de otra oportunidad" in finance.get(url(document)).content.decode()


def test_an_invoice_without_families_asks_for_them_first(finance: Client, cast: Cast) -> None:
    notice, document = sales.accepted(cast), sales.invoice(cast, sales.line(family=""))
    confirm = url(document, f"oportunidad/{notice.pk}/")
    assert "familia=POS-SOFT" in finance.get(confirm).content.decode()
    finance.post(confirm)
    assert not OpportunityLink.objects.exists()
    rows = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-0-family_code": "POS-SOFT",
            "lines-0-net": "60.000,00", "lines-0-vat": "12.600,00", "lines-1-family_code": "GESTION",
            "lines-1-net": "40.000,00", "lines-1-vat": "8.400,00"}  # fmt: skip
    assert (
        finance.post(url(document, "renglones/"), {**rows, "lines-1-net": "1,00"}).status_code
        == 422
    )
    assert finance.post(url(document, "renglones/"), rows).status_code == 302
    assert [row.net_minor for row in document.lines.all()] == [6_000_000, 4_000_000]
    finance.post(confirm)
    assert OpportunityLink.objects.get().notice_id == notice.pk
    refused = finance.post(url(document, "renglones/"), rows)
    assert "Desvincule la factura" in refused.content.decode()


def test_an_opportunity_lists_the_invoices_it_may_have(finance: Client, cast: Cast) -> None:
    notice, document = sales.accepted(cast), sales.invoice(cast)
    stranger = sales.invoice(cast, receiver_doc=builders.cuit(), receiver_name="Nadie S.A.")
    page = finance.get(f"/gestion/avisos/{notice.pk}/facturas/").content.decode()
    assert document.title in page
    assert stranger.title not in page


def test_a_notice_that_was_not_accepted_cannot_be_linked(finance: Client, cast: Cast) -> None:
    import routing_cases

    waiting, document = routing_cases.notice(cast, "SUBMITTED"), sales.invoice(cast)
    confirm = url(document, f"oportunidad/{waiting.pk}/")
    assert finance.get(confirm).status_code == finance.post(confirm).status_code == 404


def test_groups_and_search_of_the_list(finance: Client, cast: Cast) -> None:
    document = sales.invoice(cast, number=77_001)
    note = sales.invoice(cast, sales.line(family=""), type_code=sales.CREDIT_A, number=77_002)
    for query, seen, unseen in (
        ("?estado=notas", note, document),
        ("?estado=sin-oportunidad", document, note),
        ("?q=77001", document, note),
        ("?q=00003-00077002", note, document),
    ):
        page = finance.get(LIST + query).content.decode()
        assert seen.title in page, query
        assert unseen.title not in page, query
    assert "Nada coincide" in finance.get(f"{LIST}?q=zzz").content.decode()


def test_only_finance_writes_and_auditors_read(client: Client, cast: Cast) -> None:
    document = sales.invoice(cast)
    for name, actor in cast.everyone().items():
        sales.sign_in(client, actor)
        reads, writes = name in ("finance", "auditor"), name == "finance"
        assert client.get(url(document)).status_code == (200 if reads else 404), name
        code = client.post(url(document), receipt(receipt_number=name)).status_code
        assert code == (302 if writes else 404), name
    assert Collection.objects.count() == 1
