"""Closing and paying, made the short way: by two people of finance, as the house asks for."""

from datetime import date, datetime, timedelta
from typing import Any

import builders
from builders import NOON
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.actors import actor_for
from universo.partners.bank_accounts import AccountData, approve_account, request_account
from universo.partners.bank_models import BankAccount
from universo.partners.models import Partner
from universo.rewards.invoices import InvoiceData, receivers_of
from universo.rewards.models import Payment, Settlement
from universo.rewards.payment_models import PartnerInvoice, PaymentBatch
from universo.usecases import pay_settlements, prepare_payments
from universo.usecases import settle_period as use
from universo.usecases.bill_settlement import send_invoice

CBU = "0170099220000067797370"
OTHER_CBU = "0720000720000001234569"
PDF = b"%PDF-1.4\n%%EOF\n"
WAIT = timedelta(hours=72)
SECOND = "flora.segunda@example.com"


def second() -> Actor:
    """Return the second person of finance, who approves what the first one prepared."""
    known = User.objects.filter(email=SECOND).first()
    if known is None:
        known = builders.user("Flora Segunda", SECOND)
        from universo.identity.models import RoleGrant

        RoleGrant.objects.create(user=known, role="FINANCE", granted_at=NOON)
    return actor_for(known)


def settle_period(
    *, actor: Actor, now: datetime, period: date, early: bool = False
) -> list[Settlement]:
    """Prepare a month as one person and approve it as the other; the mails are written too."""
    run = use.prepare_run(actor=actor, now=now, period=period, early=early)
    made = use.approve_run(actor=second(), now=now, run_id=run.pk)
    use.tell_closed(now=now, run_id=run.pk)
    return made


def account(
    of: Partner, actor: Actor, *, now: datetime = NOON, currency: str = "ARS", number: str = CBU
) -> BankAccount:
    """Store an account of a partner that is in force at `now`."""
    asked = request_account(
        actor=actor, now=now - WAIT, uid=builders.new_uid(), partner_id=of.pk,
        data=AccountData(currency, number, "Banco de Prueba", of.legal_name, of.cuit),
    )  # fmt: skip
    return approve_account(actor=second(), now=now - WAIT, account_id=asked.pk)


def invoice_data(settlement: Settlement, **changes: Any) -> InvoiceData:
    """Return an invoice C that bills a settlement exactly."""
    values: dict[str, Any] = {
        "issuer_cuit": settlement.partner.cuit,
        "receiver_cuit": receivers_of(settlement)[0],
        "type_code": 11,
        "point_of_sale": 2,
        "number": settlement.number,
        "issue_date": NOON.date(),
        "currency": settlement.currency,
        "net_minor": settlement.total_minor,
        **changes,
    }
    return InvoiceData(**values)


def billed(
    settlement: Settlement, actor: Actor, now: datetime = NOON, **changes: Any
) -> PartnerInvoice:
    """Enter the invoice of a settlement as finance does: it counts at once."""
    values = {"issue_date": now.date(), **changes}
    return send_invoice(
        actor=actor, now=now, uid=builders.new_uid(), settlement_id=settlement.pk,
        data=invoice_data(settlement, **values),
    )  # fmt: skip


def approved_batch(
    settlements: list[Settlement], actor: Actor, now: datetime = NOON, *, by_hand: bool = False
) -> PaymentBatch:
    """Put settlements that are billed into a batch and approve it."""
    batch = prepare_payments.prepare_batch(
        actor=actor, now=now, uid=builders.new_uid(), currency=settlements[0].currency,
        settlement_ids=[row.pk for row in settlements], by_hand=by_hand,
    )  # fmt: skip
    return prepare_payments.approve_batch(actor=second(), now=now, batch_id=batch.pk)


def pay_settlement(
    *, actor: Actor, now: datetime, settlement: Settlement, reference: str = "TRF 8841",
    paid_date: date | None = None,
) -> Payment:  # fmt: skip
    """Bill, batch by hand, approve and pay one settlement; the mails are written too."""
    billed(settlement, actor, now)
    batch = approved_batch([settlement], actor, now, by_hand=True)
    (made,) = pay_settlements.mark_paid(
        actor=actor, now=now, uid=builders.new_uid(), batch_id=batch.pk,
        paid_date=paid_date or now.date(), reference=reference,
    )  # fmt: skip
    pay_settlements.tell_paid(now=now, batch_id=batch.pk)
    return made
