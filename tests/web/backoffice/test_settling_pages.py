"""Two people of finance close a month and pay it, page by page; the partner bills it on its own."""

import re
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import builders
import reward_cases as cases
import settling_cases as settling
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.insights.finance_waits import finance_waits
from universo.partners.bank_models import BankAccount
from universo.rewards.models import Payment, Settlement
from universo.rewards.payment_models import PartnerInvoice, PaymentBatch
from universo.rewards.refunds import Spent, book_refund
from universo.rewards.run_models import SettlementRun
from universo.usecases import pay_settlements
from universo.usecases.settle_period import hold_draft, release_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(builders.NOON, tick=False):
        yield


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"backoffice:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, *args: Any, site: str = "backoffice", **data: Any) -> Any:
    return client.post(reverse(f"{site}:{name}", args=args), data)


@pytest.fixture
def bill(cast: Cast) -> Any:
    made = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, made, 4_000_000)
    cases.accrue(cast.finance, made)
    return made


@pytest.fixture
def run(cast: Cast, bill: Any) -> SettlementRun:
    assert post(client_of(cast.finance), "settlement_close", mes="2026-10").status_code == 302
    return SettlementRun.objects.get()


@pytest.fixture
def closed(cast: Cast, bill: Any) -> Settlement:
    (made,) = settling.settle_period(
        actor=cast.finance, now=builders.NOON, period=date(2026, 10, 1)
    )
    return made


def test_one_prepares_and_another_one_approves(cast: Cast, run: SettlementRun) -> None:
    mine, other = client_of(cast.finance), client_of(settling.second())
    text = page(mine, "settlement_run", run.pk)
    assert "Lo preparó usted: lo aprueba otra persona de finanzas" in text
    assert "Aprobar y cerrar" not in text
    refused = post(mine, "settlement_run_approve", run.pk)
    assert "otra persona de finanzas" in page(mine, "settlement_run", run.pk)
    assert refused.status_code == 302
    assert not Settlement.objects.exists()
    text = page(other, "settlement_run", run.pk)
    assert "Aprobar y cerrar" in text
    assert "$\u00a01.652,89" in text
    assert approve(other, "settlement_run", run.pk).status_code == 302
    assert "Se cerró 1 liquidación" in page(other, "settlements")
    assert Settlement.objects.get().total_minor == 165_289


def approve(client: Client, name: str, pk: int, seen: str | None = None) -> Any:
    """Press "approve" on the page of a run or a batch, as it is now or as it was `seen`."""
    address = {"settlement_run": "settlement_run_approve", "payment_batch": "payment_batch_decide"}
    return post(client, address[name], pk, approve="1", seen=seen or seen_on(client, name, pk))


def seen_on(client: Client, name: str, pk: int) -> str:
    found = re.search(r'name="seen" value="(\w*)"', page(client, name, pk))
    return found[1] if found else ""


def test_what_was_not_seen_is_not_approved(cast: Cast, run: SettlementRun) -> None:
    """A second tab: held when the approver looked, released behind his back."""
    mine, other = client_of(cast.finance), client_of(settling.second())
    draft = run.drafts.get()
    hold_draft(actor=cast.finance, now=builders.NOON, draft_id=draft.pk, reason="Hay un reclamo")
    seen = seen_on(other, "settlement_run", run.pk)
    release_draft(actor=cast.finance, now=builders.NOON, draft_id=draft.pk)
    for stale in (seen, "otra", " "):
        approve(other, "settlement_run", run.pk, stale)
        assert "Cambió desde que abrió la página" in page(other, "settlement_run", run.pk)
    post(other, "settlement_run_approve", run.pk)
    assert not Settlement.objects.exists()
    approve(mine, "settlement_run", run.pk)
    assert not Settlement.objects.exists()
    approve(other, "settlement_run", run.pk)
    assert Settlement.objects.count() == 1


def test_what_moved_is_shown_and_prepared_again(cast: Cast, run: SettlementRun, bill: Any) -> None:
    cases.collection(cast, bill, 8_100_000)
    cases.accrue(cast.finance, bill)
    other = client_of(settling.second())
    text = page(other, "settlement_run", run.pk)
    assert "Las recompensas cambiaron desde que se preparó" in text
    assert "$\u00a05.000,00" in text
    assert "Aprobar y cerrar" not in text
    post(other, "settlement_run_approve", run.pk)
    assert not Settlement.objects.exists()
    post(other, "settlement_run_discard", run.pk, again="1")
    fresh = SettlementRun.objects.get(status="PREPARED")
    assert fresh.drafts.get().total_minor == 500_000


def test_a_draft_unfolds_to_its_rewards_and_is_held_with_a_reason(
    cast: Cast, run: SettlementRun
) -> None:
    client, draft = client_of(cast.finance), run.drafts.get()
    text = page(client, "settlement_draft", draft.pk)
    assert "neto 100.000,00 × 5\u00a0% × cobrado 40.000,00 / total 121.000,00 = 1.652,89" in text
    assert post(client, "settlement_draft", draft.pk, reason="").status_code == 422
    assert post(client, "settlement_draft", draft.pk, reason="Reclamo abierto").status_code == 302
    text = page(client, "settlement_run", run.pk, resultado="held")
    assert "Reclamo abierto" in text
    assert "Retenida" in text
    assert post(client, "settlement_draft", draft.pk, release="1").status_code == 302
    draft.refresh_from_db()
    assert draft.held_at is None


def test_the_drafts_are_searched(cast: Cast, run: SettlementRun) -> None:
    client = client_of(cast.finance)
    name = "Benítez Equipamientos"
    assert name in page(client, "settlement_run", run.pk, q="benítez")
    assert name in page(client, "settlement_run", run.pk, q=cast.sponsor_partner.cuit)
    for query in ({"q": "nadie"}, {"moneda": "USD"}, {"resultado": "negative"}):
        assert name not in page(client, "settlement_run", run.pk, **query)
    for odd in ({"page": "-1"}, {"page": "x"}, {"resultado": "x"}, {"q": "\x00"}):
        page(client, "settlement_run", run.pk, **odd)


@pytest.mark.parametrize("month", ["", "2027-01", "2026-13", "ayer", "0000-01", "9999-12"])
def test_a_month_that_cannot_be_is_a_sentence(cast: Cast, bill: Any, month: str) -> None:
    answer = post(client_of(cast.finance), "settlement_close", mes=month, early="on")
    assert answer.status_code == 422
    assert not SettlementRun.objects.exists()


def test_the_current_month_needs_its_confirmation(cast: Cast, bill: Any) -> None:
    client = client_of(cast.finance)
    answer = post(client, "settlement_close", mes="2026-11")
    assert answer.status_code == 422
    assert "Este mes no terminó. Confirme el cierre anticipado" in answer.content.decode()
    assert post(client, "settlement_close", mes="2026-11", early="on").status_code == 302


def test_negative_balances_are_shown_with_their_reason(cast: Cast, closed: Settlement) -> None:
    document = closed.lines.get().accrual.link.document
    cases.reversal(cast, document.collections.get(), on=date(2026, 11, 4))
    cases.accrue(cast.finance, document)
    client = client_of(cast.finance)
    assert "Debe: pasa al mes siguiente" in page(client, "settlement_close", mes="2026-11")
    board = page(client, "settlements")
    assert "Saldos que pasan al mes siguiente" in board
    assert "−$\u00a01.652,89" in board


def invoice(made: Settlement, **changes: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid.uuid4()), "issuer_cuit": made.partner.cuit, "receiver_cuit": "30610400562",
        "type_code": "11", "point_of_sale": "2", "number": "147", "issue_date": "2026-11-23",
        "currency": "ARS", "net_minor": "1.652,89", "vat_minor": "", "other_taxes_minor": "",
        "qr": "", "file": SimpleUploadedFile("factura.pdf", settling.PDF), **changes,
    }  # fmt: skip


def test_the_partner_sends_its_invoice_and_finance_accepts_it(
    cast: Cast, closed: Settlement
) -> None:
    sponsor, finance = client_of(cast.sponsor), client_of(cast.finance)
    home = sponsor.get(reverse("portal:home")).content.decode()
    assert "Envíe su factura por $\u00a01.652,89 de octubre de 2026" in home
    wrong = post(sponsor, "statement_invoice", closed.pk, site="portal",
                 **invoice(closed, net_minor="1.652,88"))  # fmt: skip
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "El neto debe ser $ 1.652,89, al centavo." in text
    assert 'value="147"' in text
    sent = post(sponsor, "statement_invoice", closed.pk, site="portal", **invoice(closed))
    assert sent.status_code == 302
    statement = sponsor.get(sent["Location"]).content.decode()
    assert "Finanzas está controlando su factura" in statement
    found = PartnerInvoice.objects.get()
    assert "C 00002-00000147" in page(finance, "partner_invoices")
    assert post(finance, "partner_invoice", found.pk, accept="1").status_code == 302
    assert post(finance, "partner_invoice", found.pk, accept="1").status_code == 409
    assert "Díganos dónde pagarle" in sponsor.get(sent["Location"]).content.decode()


def test_the_file_is_for_its_partner_and_for_finance_only(cast: Cast, closed: Settlement) -> None:
    post(client_of(cast.sponsor), "statement_invoice", closed.pk, site="portal", **invoice(closed))
    found = PartnerInvoice.objects.get()
    for who, actor in cast.everyone().items():
        for site, name in (("portal", "invoice_file"), ("backoffice", "partner_invoice_file")):
            answer = client_of(actor).get(reverse(f"{site}:{name}", args=[found.pk]))
            allowed = (site, who) in {
                ("portal", "sponsor"), ("backoffice", "finance"), ("backoffice", "auditor"),
            }  # fmt: skip
            assert answer.status_code == (200 if allowed else 404), (site, who)
            if allowed:
                assert answer.content == settling.PDF
                assert answer["Content-Disposition"].startswith("attachment")
                assert answer["X-Content-Type-Options"] == "nosniff"
                assert answer["Content-Type"] == "application/pdf"


def test_a_rejected_invoice_says_why_to_the_partner(cast: Cast, closed: Settlement) -> None:
    sponsor, finance = client_of(cast.sponsor), client_of(cast.finance)
    post(sponsor, "statement_invoice", closed.pk, site="portal", **invoice(closed))
    found = PartnerInvoice.objects.get()
    assert post(finance, "partner_invoice", found.pk, reason="").status_code == 422
    answer = post(finance, "partner_invoice", found.pk, reason="El PDF está cortado.")
    assert answer.status_code == 302
    text = sponsor.get(reverse("portal:statement", args=[closed.pk])).content.decode()
    assert "El PDF está cortado." in text
    assert (
        "Su factura de octubre de 2026 necesita una corrección"
        in sponsor.get(reverse("portal:home")).content.decode()
    )


def batch_of(cast: Cast, closed: Settlement) -> PaymentBatch:
    settling.account(cast.sponsor_partner, cast.sponsor)
    settling.billed(closed, cast.finance)
    sent = {"uid": str(uuid.uuid4()), "moneda": "ARS", "liquidacion": [closed.pk]}
    assert post(client_of(cast.finance), "payments", **sent).status_code == 302
    return PaymentBatch.objects.get()


def test_a_batch_is_approved_by_another_and_only_then_has_a_file(
    cast: Cast, closed: Settlement
) -> None:
    batch = batch_of(cast, closed)
    mine, other = client_of(cast.finance), client_of(settling.second())
    file = reverse("backoffice:payment_batch_file", args=[batch.pk])
    assert mine.get(file).status_code == 404
    for sent in ({"approve": "1"}, {}):  # by who prepared it; with nothing chosen
        post(mine, "payment_batch_decide", batch.pk, **sent)
        batch.refresh_from_db()
        assert batch.status == "PREPARED"
    order = batch.orders.get()
    rows = {"withhold": "1", "retencion-TOTAL_FORMS": "3", "retencion-INITIAL_FORMS": "0",
            "retencion-0-kind": "INCOME", "retencion-0-amount_minor": "52,89"}  # fmt: skip
    assert post(mine, "payment_order", order.pk, **rows).status_code == 422  # no certificate
    rows["retencion-0-certificate"] = "7"
    assert post(mine, "payment_order", order.pk, **rows).status_code == 302
    seen = seen_on(other, "payment_batch", batch.pk)
    rows["retencion-0-amount_minor"] = "2,89"  # behind the approver's back
    assert post(mine, "payment_order", order.pk, **rows).status_code == 302
    approve(other, "payment_batch", batch.pk, seen)
    post(other, "payment_batch_decide", batch.pk, approve="1")
    assert "Cambió desde que abrió la página" in page(other, "payment_batch", batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.file_text) == ("PREPARED", "")
    approve(other, "payment_batch", batch.pk)
    batch.refresh_from_db()
    text = page(other, "payment_batch", batch.pk)
    assert batch.file_sha256 in text
    answer = mine.get(file)
    assert answer.content.decode().splitlines()[1].endswith(";1650,00;ARS;LIQ-000001")


def test_paying_keeps_what_was_typed_and_pays_once(cast: Cast, closed: Settlement) -> None:
    batch = batch_of(cast, closed)
    client = client_of(cast.finance)
    approve(client_of(settling.second()), "payment_batch", batch.pk)
    sent = {"uid": str(uuid.uuid4()), "paid_date": "2026-11-24", "reference": "TRF 8841"}
    answer = post(client, "payment_batch_paid", batch.pk, **sent)
    assert answer.status_code == 422
    assert "no puede tener fecha futura" in answer.content.decode()
    assert "TRF 8841" in answer.content.decode()
    sent["paid_date"] = "2026-11-23"
    assert [post(client, "payment_batch_paid", batch.pk, **sent).status_code for _ in "12"] == [
        302,
        302,
    ]
    late = post(client, "payment_batch_paid", batch.pk, **{**sent, "uid": str(uuid.uuid4())})
    assert late.status_code == 409
    assert Payment.objects.count() == 1
    text = page(client, "settlement", closed.pk)
    assert "TRF 8841" in text
    back = {"uid": str(uuid.uuid4()), "on_date": "2026-11-23", "reason": "Cuenta cerrada"}
    assert post(client, "payment_return", closed.pk, **{**back, "reason": ""}).status_code == 422
    assert post(client, "payment_return", closed.pk, **back).status_code == 302
    assert "Lista para pagar" in page(client, "settlement", closed.pk)


def test_the_auditor_reads_every_page_and_changes_nothing(cast: Cast, closed: Settlement) -> None:
    batch = batch_of(cast, closed)
    found, client = PartnerInvoice.objects.get(), client_of(cast.auditor)
    account = BankAccount.objects.get()
    pages = [
        ("settlements", ()), ("settlement", (closed.pk,)), ("settlement_run", (closed.run_id,)),
        ("partner_invoices", ()), ("partner_invoice", (found.pk,)), ("payments", ()),
        ("payment_batch", (batch.pk,)), ("payment_order", (batch.orders.get().pk,)),
        ("bank_accounts", ()),
    ]  # fmt: skip
    for name, args in pages:
        text = page(client, name, *args)
        assert 'method="post"' not in text.partition("<main")[2].partition("</main>")[0], name
    assert post(client, "payment_batch_decide", batch.pk, approve="1").status_code == 404
    assert post(client, "bank_account", account.pk, approve="1").status_code == 404


def test_a_new_account_asks_for_the_password_again(cast: Cast) -> None:
    client = client_of(cast.sponsor)
    url = reverse("portal:bank_account_new")
    answer = client.get(url)
    assert answer.status_code == 200
    home = cast.sponsor_partner
    sent = {"uid": str(uuid.uuid4()), "currency": "ARS", "number": settling.CBU, "bank": "Banco",
            "holder_name": home.legal_name, "holder_cuit": home.cuit}  # fmt: skip
    answer = client.post(url, sent)
    assert answer.status_code == 302
    assert "cuenta" in answer["Location"]
    assert not BankAccount.objects.exists()  # signed in by no method within reach: asked again
    signed = client
    done = signed.post("/cuenta/reauthenticate/", {"password": builders.PASSWORD})
    assert done.status_code == 302
    wrong = signed.post(url, {**sent, "number": settling.CBU[:-1] + "1"})
    assert wrong.status_code == 422
    assert "Los dígitos verificadores no coinciden" in wrong.content.decode()
    assert signed.post(url, sent).status_code == 302
    asked = BankAccount.objects.get()
    text = signed.get(reverse("portal:bank_accounts")).content.decode()
    assert "Espera a finanzas" in text
    stop = reverse("portal:bank_account_stop", args=[asked.pk])
    assert signed.post(stop, {"reason": ""}).status_code == 422
    assert signed.post(stop, {"reason": "No fuimos nosotros"}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "STOPPED"


def test_what_was_typed_survives_the_password_asked_in_between(cast: Cast) -> None:
    """The password's page answers with the form as it was sent; its next try goes to its own page."""
    client = client_of(cast.sponsor)
    url = reverse("portal:bank_account_new")
    home = cast.sponsor_partner
    sent = {"uid": str(uuid.uuid4()), "currency": "ARS", "number": settling.CBU[:-1] + "1",
            "bank": "Banco de prueba", "holder_name": home.legal_name,
            "holder_cuit": home.cuit}  # fmt: skip
    asked = client.post(url, sent)
    assert "/cuenta/reauthenticate/" in asked["Location"]
    form = {"password": builders.PASSWORD, "next": url}
    back = client.post("/cuenta/reauthenticate/", form)
    assert back.status_code == 422
    text = back.content.decode()
    assert 'value="Banco de prueba"' in text
    assert f'<form method="post" action="{url}"' in text


def test_the_partner_is_asked_for_the_file_and_for_the_net_amount(
    cast: Cast, closed: Settlement
) -> None:
    """What must be given is not called optional; finance may record an invoice on paper."""
    sponsor = client_of(cast.sponsor)
    statement = sponsor.get(reverse("portal:statement", args=[closed.pk])).content.decode()
    assert "por $\u00a01.652,89 netos, más IVA si su letra lo lleva" in statement
    url = reverse("portal:statement_invoice", args=[closed.pk])
    label = r'<label[^>]*for="id_file"[^>]*>(.*?)</label>'
    found = re.search(label, sponsor.get(url).content.decode(), re.DOTALL)
    assert found
    assert "opcional" not in found[1]
    sent = invoice(closed)
    del sent["file"]
    wrong = post(sponsor, "statement_invoice", closed.pk, site="portal", **sent)
    assert wrong.status_code == 422
    assert "Adjunte la factura: un PDF o una imagen." in wrong.content.decode()
    at_hasar = re.search(
        label, page(client_of(cast.finance), "partner_invoice_enter", closed.pk), re.DOTALL
    )
    assert at_hasar
    assert "opcional" in at_hasar[1]


def test_a_reseller_who_is_owed_support_finds_the_way_to_its_money(cast: Cast) -> None:
    """Not only sponsors are paid: the task, the statement and the bank accounts are at hand."""
    spent = Spent(
        partner_id=cast.reseller_partner.pk, currency="ARS", reference="APO-00001",
        title="Stand", billed_cuit="30610400562", base_minor=10_000_000, rate_bp=5_000,
        limit_minor=6_000_000, amount_minor=5_000_000,
    )  # fmt: skip
    book_refund(
        actor=cast.finance, now=builders.NOON, uid=uuid.uuid4(), day=date(2026, 10, 20), spent=spent
    )
    (made,) = settling.settle_period(
        actor=cast.finance, now=builders.NOON, period=date(2026, 10, 1)
    )
    client = client_of(cast.reseller)
    statement = reverse("portal:statement", args=[made.pk])
    home = client.get(reverse("portal:home")).content.decode()
    assert "Envíe su factura por $\u00a050.000,00 de octubre de 2026" in home
    assert statement in home
    company = client.get(reverse("portal:profile")).content.decode()
    assert reverse("portal:bank_accounts") in company
    assert statement in company
    shown = client.get(statement).content.decode()
    assert "<dt>Apoyo reintegrado</dt><dd>1</dd>" in shown
    assert "<dt>Recompensas</dt>" not in shown


def test_the_list_of_statements_says_what_each_one_waits_for(
    cast: Cast, closed: Settlement
) -> None:
    client = client_of(cast.sponsor)
    statement = client.get(reverse("portal:statement", args=[closed.pk])).content.decode()
    listed = client.get(reverse("portal:rewards")).content.decode()
    for shown in (statement, listed):
        assert "Falta la factura" in shown
        assert "Cerrada, a pagar" not in shown
    settling.pay_settlement(actor=cast.finance, now=builders.NOON, settlement=closed)
    listed = client.get(reverse("portal:rewards")).content.decode()
    assert "Falta la factura" not in listed


def test_a_paid_statement_says_what_arrived_at_the_bank(cast: Cast, closed: Settlement) -> None:
    """The reward of 1.652,89 was billed with VAT of 347,10: 1.999,99 were transferred."""
    settling.account(cast.sponsor_partner, cast.sponsor)
    settling.billed(closed, cast.finance, type_code=1, vat_minor=34_710)
    batch = settling.approved_batch([closed], cast.finance)
    pay_settlements.mark_paid(
        actor=cast.finance, now=builders.NOON, uid=uuid.uuid4(), batch_id=batch.pk,
        paid_date=builders.NOON.date(), reference="TRF 1",
    )  # fmt: skip
    for who, site in ((cast.sponsor, "portal:statement"), (cast.finance, "backoffice:settlement")):
        shown = client_of(who).get(reverse(site, args=[closed.pk])).content.decode()
        payment = shown.split("Transferencia u orden de pago")[1].split("</dl>")[0]
        assert "$\u00a01.652,89" in payment
        assert "$\u00a0347,10" in payment
        assert "$\u00a01.999,99" in payment


def test_the_first_page_says_that_somebody_else_approves_what_one_prepared(
    cast: Cast, run: SettlementRun
) -> None:
    """P-11: four eyes; what the reader may not do is no work of the reader's."""
    for who, own, waiting in ((cast.finance, 1, 0), (settling.second(), 0, 1)):
        (found,) = (wait for wait in finance_waits(who) if wait.kind == "runs")
        assert (found.count, found.own) == (1, own)
        answer = client_of(who).get("/gestion/")
        assert answer.context["finance"]["waiting"] == waiting
        said = "Lo preparó usted: lo aprueba otra persona de Finanzas." in answer.content.decode()
        assert said is bool(own)


def test_the_drafts_say_what_they_count(cast: Cast, run: SettlementRun) -> None:
    text = page(client_of(cast.finance), "settlement_run", run.pk)
    assert '<span class="stat-note">1 partner</span>' in text
