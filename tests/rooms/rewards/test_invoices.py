"""The partner's invoice bills its settlement exactly, once, and finance has the last word (P-11)."""

import base64
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

import builders
import reward_cases as cases
import settling_cases as settling
from builders import NOON
from cast import Cast
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.rewards.invoice_files import read_file
from universo.rewards.invoices import InvoiceData, receivers_of
from universo.rewards.models import Settlement
from universo.rewards.payment_models import PartnerInvoice
from universo.rewards.payment_queries import invoices_visible_to, partner_tasks, progress_of
from universo.usecases.bill_settlement import accept_invoice, reject_invoice, send_invoice

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def settled(cast: Cast) -> Settlement:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    (made,) = settling.settle_period(actor=cast.finance, now=NOON, period=OCTOBER)
    return made


def send(
    actor: Actor, made: Settlement, data: InvoiceData | None = None, **more: Any
) -> PartnerInvoice:
    values: dict[str, Any] = {
        "uid": builders.new_uid(), "file_name": "factura.pdf", "content": settling.PDF, **more
    }  # fmt: skip
    data = data or settling.invoice_data(made)
    return send_invoice(actor=actor, now=NOON, settlement_id=made.pk, data=data, **values)


def progress(made: Settlement) -> str:
    made.refresh_from_db()
    return progress_of([made], NOON)[made.pk]


def test_sent_it_waits_accepted_it_can_be_paid(cast: Cast, settled: Settlement) -> None:
    assert [step for _row, step in partner_tasks(cast.sponsor, NOON)] == ["invoice_wanted"]
    sent = send(cast.sponsor, settled)
    assert (sent.status, sent.label, progress(settled)) == (
        "SUBMITTED", "C 00002-00000001", "invoice_sent",
    )  # fmt: skip
    assert partner_tasks(cast.sponsor, NOON) == []
    accept_invoice(actor=cast.finance, now=NOON, invoice_id=sent.pk)
    assert progress(settled) == "account_wanted"
    settling.account(cast.sponsor_partner, cast.sponsor)
    assert progress(settled) == "ready"


def test_rejected_it_is_told_with_the_reason_and_another_may_be_sent(
    cast: Cast, settled: Settlement
) -> None:
    sent = send(cast.sponsor, settled)
    with pytest.raises(InvalidInput):
        reject_invoice(actor=cast.finance, now=NOON, invoice_id=sent.pk, reason="  ")
    reject_invoice(
        actor=cast.finance, now=NOON, invoice_id=sent.pk, reason="El PDF es de otra factura."
    )
    mail = Mail.objects.get(key=f"rewards.invoice.{sent.pk}.rejected")
    assert mail.recipient == cast.sponsor.email
    assert "El PDF es de otra factura." in mail.text
    assert progress(settled) == "invoice_rejected"
    again = send(cast.sponsor, settled)  # the same number, with the right file
    assert again.status == "SUBMITTED"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("issuer_cuit", {"issuer_cuit": "30712345671"}),
        ("receiver_cuit", {"receiver_cuit": "30712345671"}),
        ("type_code", {"type_code": 6}),
        ("type_code", {"type_code": 3}),
        ("point_of_sale", {"point_of_sale": 0}),
        ("number", {"number": 100_000_000}),
        ("issue_date", {"issue_date": date(2026, 11, 24)}),
        ("issue_date", {"issue_date": date(2026, 11, 22)}),
        ("currency", {"currency": "USD"}),
        ("net_minor", {"net_minor": 165_288}),
        ("net_minor", {"net_minor": 165_290}),
        ("vat_minor", {"vat_minor": 1}),
        ("vat_minor", {"type_code": 1, "vat_minor": -1}),
        ("other_taxes_minor", {"other_taxes_minor": 10**12}),
    ],
)
def test_what_does_not_bill_this_settlement_is_refused_at_its_field(
    cast: Cast, settled: Settlement, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        send(cast.sponsor, settled, settling.invoice_data(settled, **changes))
    assert list(refusal.value.errors) == [field]
    assert not PartnerInvoice.objects.exists()


def test_a_letter_a_bills_vat_apart(cast: Cast, settled: Settlement) -> None:
    data = settling.invoice_data(settled, type_code=1, vat_minor=34_711)
    assert send(cast.sponsor, settled, data).total_minor == 200_000


def test_it_is_made_out_to_who_invoiced_the_customers(cast: Cast, settled: Settlement) -> None:
    assert receivers_of(settled) == ["30610400562"]


def test_one_invoice_bills_one_settlement(cast: Cast, settled: Settlement) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast), currency="USD")
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    (dollars,) = settling.settle_period(actor=cast.finance, now=NOON, period=OCTOBER)
    send(cast.sponsor, settled)
    with pytest.raises(InvalidInput) as refusal:
        send(cast.sponsor, dollars, settling.invoice_data(dollars, number=settled.number))
    assert "LIQ-000001" in str(refusal.value.errors["number"][0])
    with pytest.raises(Conflict):
        send(cast.sponsor, settled, settling.invoice_data(settled, number=77))


def test_the_same_twice_is_one(cast: Cast, settled: Settlement) -> None:
    uid = builders.new_uid()
    first, again = (send(cast.sponsor, settled, uid=uid) for _ in "12")
    assert first.pk == again.pk
    with pytest.raises(Conflict):
        send(cast.sponsor, settled, settling.invoice_data(settled, number=9), uid=uid)


def test_an_id_is_of_the_settlement_for_which_it_came(cast: Cast, settled: Settlement) -> None:
    """Protocol 5: the same words for another settlement are another body."""
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000, on=date(2026, 11, 12))
    cases.accrue(cast.finance, bill)
    (other,) = settling.settle_period(
        actor=cast.finance, now=NOON, period=date(2026, 11, 1), early=True
    )
    uid, data = builders.new_uid(), settling.invoice_data(settled)
    send(cast.sponsor, settled, data, uid=uid)
    with pytest.raises(Conflict):
        send(cast.sponsor, other, data, uid=uid)
    assert not other.partner_invoices.exists()


def test_entered_by_finance_it_counts_at_once_and_needs_no_file(
    cast: Cast, settled: Settlement
) -> None:
    with pytest.raises(DomainError) as refusal:
        send(cast.sponsor, settled, content=b"")
    assert refusal.value.field == "file"
    made = send(cast.finance, settled, content=b"")
    assert (made.status, made.decided_by_id) == ("ACCEPTED", cast.finance.user_id)


@pytest.mark.parametrize(
    "who", ["referrer", "outsider", "reseller", "executive", "admin", "auditor"]
)
def test_others_neither_send_nor_decide_nor_see(cast: Cast, settled: Settlement, who: str) -> None:
    actor = cast.everyone()[who]
    with pytest.raises(NotPermitted):
        send(actor, settled)
    sent = send(cast.sponsor, settled)
    for decide in (
        lambda: accept_invoice(actor=actor, now=NOON, invoice_id=sent.pk),
        lambda: reject_invoice(actor=actor, now=NOON, invoice_id=sent.pk, reason="porque sí"),
    ):
        with pytest.raises(NotPermitted):
            decide()
    assert invoices_visible_to(actor).exists() is (who == "auditor")


@pytest.mark.parametrize(
    "content", [b"", b"<html><script>alert(1)</script>", b"MZ\x90\x00", b"PK\x03\x04", b"GIF89a"]
)
def test_only_a_pdf_or_a_picture_is_kept(cast: Cast, settled: Settlement, content: bytes) -> None:
    with pytest.raises(DomainError) as refusal:
        send(cast.sponsor, settled, content=content, file_name="factura.pdf")
    assert refusal.value.field == "file"
    assert not PartnerInvoice.objects.exists()


def test_the_file_is_kept_as_it_came_under_a_name_that_nobody_chose(
    cast: Cast, settled: Settlement
) -> None:
    sent = send(cast.sponsor, settled, file_name='..\\..\\etc/pas"swd\r\n.pdf')
    assert read_file(sent.stored_name) == settling.PDF
    assert sent.content_type == "application/pdf"
    assert sent.file_name == "passwd.pdf"
    assert "/" not in sent.stored_name


def test_a_file_too_large_is_refused(cast: Cast, settled: Settlement) -> None:
    with pytest.raises(DomainError) as refusal:
        send(cast.sponsor, settled, content=settling.PDF + b"0" * (8 * 2**20))
    assert refusal.value.field == "file"


def _code(made: Settlement, **changes: Any) -> str:
    data = settling.invoice_data(made)
    fields = {
        "ver": 1, "fecha": data.issue_date.isoformat(), "cuit": int(data.issuer_cuit),
        "ptoVta": data.point_of_sale, "tipoCmp": data.type_code, "nroCmp": data.number,
        "importe": data.total_minor / 100, "moneda": "PES", "ctz": 1, "tipoDocRec": 80,
        "nroDocRec": int(data.receiver_cuit), "tipoCodAut": "E", "codAut": 70417054367476, **changes,
    }  # fmt: skip
    coded = base64.b64encode(json.dumps(fields).encode()).decode()
    return f"https://www.afip.gob.ar/fe/qr/?p={coded}"


def test_its_qr_must_not_say_something_else(cast: Cast, settled: Settlement) -> None:
    with pytest.raises(InvalidInput) as refusal:
        send(cast.sponsor, settled, qr_text=_code(settled, nroCmp=8))
    assert list(refusal.value.errors) == ["number"]
    with pytest.raises(DomainError) as other:
        send(cast.sponsor, settled, qr_text="https://example.com/?p=1")
    assert other.value.field == "qr"
    assert send(cast.sponsor, settled, qr_text=_code(settled)).pk


def test_what_is_being_paid_is_not_rejected_any_more(cast: Cast, settled: Settlement) -> None:
    settling.account(cast.sponsor_partner, cast.sponsor)
    billed = settling.billed(settled, cast.finance)
    settling.approved_batch([settled], cast.finance)
    with pytest.raises(Conflict):
        reject_invoice(actor=cast.finance, now=NOON, invoice_id=billed.pk, reason="demasiado tarde")


def test_an_invoice_does_not_change_after_it_was_sent(cast: Cast, settled: Settlement) -> None:
    send(cast.sponsor, settled)
    for change in ("net_minor = net_minor - 1, total_minor = total_minor - 1", "stored_name = 'x'"):
        with pytest.raises(Exception, match="does not change"), transaction.atomic():
            connection.cursor().execute(f"UPDATE rewards_partnerinvoice SET {change}")


def test_a_paid_settlement_takes_no_invoice(cast: Cast, settled: Settlement) -> None:
    settling.pay_settlement(actor=cast.finance, now=NOON, settlement=settled)
    with pytest.raises(Conflict):
        send(cast.sponsor, settled, replace(settling.invoice_data(settled), number=99))


def test_the_day_of_closing_is_the_first_day_of_its_invoice(
    cast: Cast, settled: Settlement
) -> None:
    data = settling.invoice_data(settled, issue_date=(NOON - timedelta(days=1)).date())
    with pytest.raises(InvalidInput):
        send(cast.sponsor, settled, data)
