"""The mails about a settlement, to the partner's people; each once by record and event."""

from datetime import datetime
from typing import Any

from universo.notifications.operations import enqueue_mail
from universo.rewards.models import Payment, Settlement
from universo.rewards.payment_models import PartnerInvoice, PaymentOrder
from universo.rewards.wording import amount_text
from universo.routing.recipients import people_of_partner


def closed(settlement: Settlement, now: datetime) -> None:
    """Tell the partner's people what was settled, and ask for the partner's invoice (P-11)."""
    _send(settlement, f"rewards.settlement.{settlement.pk}.closed", "settlement_closed", now)


def invoice_rejected(invoice: PartnerInvoice, now: datetime) -> None:
    """Tell the partner's people why their invoice does not do, and ask for another one."""
    key = f"rewards.invoice.{invoice.pk}.rejected"
    more = {"invoice": invoice.label, "reason": invoice.reason}
    _send(invoice.settlement, key, "settlement_invoice_rejected", now, **more)


def paid(payment: Payment, now: datetime) -> None:
    """Tell the partner's people that their settlement was paid, and what was withheld."""
    currency = payment.settlement.currency
    _send(
        payment.settlement,
        f"rewards.payment.{payment.pk}.paid",
        "settlement_paid",
        now,
        day=f"{payment.paid_date:%d/%m/%Y}",
        payment=" ".join(payment.reference.split()),
        invoice=payment.partner_invoice,
        taxes=amount_text(payment.taxes_minor, currency) if payment.taxes_minor else "",
        withheld=amount_text(payment.withheld_minor, currency) if payment.withheld_minor else "",
        transferred=amount_text(payment.transferred_minor, currency),
    )


def payment_refused(order: PaymentOrder, now: datetime) -> None:
    """Tell the partner's people that the bank did not take a payment, so that they look at the account."""
    key = f"rewards.order.{order.pk}.refused"
    account = order.account.masked if order.account else ""
    _send(order.settlement, key, "settlement_refused", now, reason=order.reason, account=account)


def _send(settlement: Settlement, key: str, template: str, now: datetime, **more: Any) -> None:
    for person in people_of_partner(settlement.partner_id):
        enqueue_mail(
            key=key,
            to=person.email,
            template=template,
            context={
                "name": person.full_name,
                "reference": settlement.reference,
                "settlement_id": settlement.pk,
                "month": f"{settlement.period:%m/%Y}",
                "amount": amount_text(settlement.total_minor, settlement.currency),
                **more,
            },
            now=now,
            language=person.language,
        )
