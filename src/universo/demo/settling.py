"""Closing and paying in the demo: a month paid, one being billed, one whose drafts wait."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.domain.decision_clock import local_date
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.partners.actors import actor_for
from universo.partners.bank_accounts import AccountData, approve_account, request_account
from universo.partners.bank_models import BankAccount
from universo.partners.models import Member, Partner
from universo.rewards.invoices import InvoiceData, receivers_of
from universo.rewards.models import Posting, Settlement
from universo.rewards.payment_models import PartnerInvoice, PaymentBatch
from universo.rewards.run_models import SettlementRun
from universo.usecases import pay_settlements, prepare_payments
from universo.usecases.bill_settlement import accept_invoice, send_invoice
from universo.usecases.settle_period import approve_run, prepare_run, tell_closed

Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]
ACCOUNTS = {"ARS": "0170099220000067797370", "USD": "0720000720000001234569"}
# The smallest file that is a PDF: what a partner would attach.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def settling_steps(add: Add, moments: Moments) -> None:
    """Add the closing of the last month, its invoices and payment, and the drafts of this one."""
    first_of_month = local_date(moments.now).replace(day=1)
    last_month = (first_of_month - timedelta(days=1)).replace(day=1)
    settling, paying = moments.at(2, 16), moments.at(1, 12)
    if local_date(settling) < first_of_month:  # on the first days of a month, settle today
        settling = moments.now - timedelta(minutes=90)
        paying = moments.now - timedelta(minutes=60)

    def later(minutes: int) -> datetime:
        return settling + timedelta(minutes=minutes)

    add(moments.at(12, 10), lambda now: ask_account(now, "ARS"))
    add(moments.at(11, 10), approve_waiting)
    add(later(0), lambda now: prepare_run(actor=do.colleague("felipe"), now=now, period=last_month))
    add(later(5), approve)
    add(later(8), lambda now: ask_account(now, "USD"))
    add(later(10), lambda now: bill(now, last_month, "ARS", 118))
    add(later(15), accept)
    add(later(18), lambda now: bill(now, last_month, "USD", 119))
    add(later(20), prepare_payment)
    add(later(25), approve_payment)
    add(paying, pay)
    add(paying + timedelta(minutes=20), lambda now: prepare_early(now, first_of_month))


def approve(now: datetime) -> None:
    """Approve, as the second person, the drafts that wait; their partners are told."""
    run = SettlementRun.objects.get(status="PREPARED")
    approve_run(actor=do.colleague("graciela"), now=now, run_id=run.pk)
    tell_closed(now=now, run_id=run.pk)


def prepare_early(now: datetime, period: date) -> None:
    """Prepare the current month, if there is something in it: its drafts wait for Graciela."""
    try:
        prepare_run(actor=do.colleague("felipe"), now=now, period=period, early=True)
    except DomainError:
        return  # on the first days of a month there is nothing yet


def person_of(partner_id: int) -> Actor:
    """Return the administrator of a partner."""
    found = Member.objects.select_related("user").filter(partner_id=partner_id, is_admin=True)
    return actor_for(found[0].user)


def ask_account(now: datetime, currency: str) -> BankAccount:
    """Ask, as a partner with rewards in this currency, to be paid in an account of its own."""
    actor = person_of(Posting.objects.filter(currency=currency).order_by("pk")[0].partner_id)
    home = Partner.objects.get(pk=actor.partner_id or 0)
    data = AccountData(
        currency, ACCOUNTS[currency], "Banco de la Demostración", home.legal_name, home.cuit
    )
    return request_account(
        actor=actor, now=now, uid=do.uid("account", currency), partner_id=home.pk, data=data
    )


def approve_waiting(now: datetime) -> None:
    """Approve the account that waits."""
    for found in BankAccount.objects.filter(status="REQUESTED"):
        approve_account(actor=do.colleague("felipe"), now=now, account_id=found.pk)


def bill(now: datetime, period: date, currency: str, number: int) -> None:
    """Send, as the partner, its invoice for the month's settlement."""
    found = Settlement.objects.filter(period=period, currency=currency).order_by("number").first()
    if found is None:
        return
    data = InvoiceData(
        issuer_cuit=found.partner.cuit,
        receiver_cuit=receivers_of(found)[0],
        type_code=1,
        point_of_sale=2,
        number=number,
        issue_date=local_date(now),
        currency=currency,
        net_minor=found.total_minor,
        vat_minor=found.total_minor * 21 // 100,
    )
    send_invoice(
        actor=person_of(found.partner_id), now=now, uid=do.uid("billing", currency),
        settlement_id=found.pk, data=data, file_name=f"factura-{number}.pdf", content=PDF,
    )  # fmt: skip


def accept(now: datetime) -> None:
    """Accept the invoices that wait."""
    for found in PartnerInvoice.objects.filter(status="SUBMITTED"):
        accept_invoice(actor=do.colleague("felipe"), now=now, invoice_id=found.pk)


def prepare_payment(now: datetime) -> None:
    """Put what can be paid in pesos into a batch."""
    if PartnerInvoice.objects.filter(status="ACCEPTED", currency="ARS").exists():
        prepare_payments.prepare_batch(
            actor=do.colleague("felipe"), now=now, uid=do.uid("batch", "ARS"), currency="ARS"
        )


def approve_payment(now: datetime) -> None:
    """Approve, as the second person, the batch that waits."""
    for found in PaymentBatch.objects.filter(status="PREPARED"):
        prepare_payments.approve_batch(actor=do.colleague("graciela"), now=now, batch_id=found.pk)


def pay(now: datetime) -> None:
    """Record that the bank paid the batch."""
    for found in PaymentBatch.objects.filter(status="APPROVED"):
        pay_settlements.mark_paid(
            actor=do.colleague("felipe"), now=now, uid=do.uid("payment", found.pk),
            batch_id=found.pk, paid_date=local_date(now), reference="Transferencia 889120",
        )  # fmt: skip
        pay_settlements.tell_paid(now=now, batch_id=found.pk)
