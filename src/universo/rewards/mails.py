"""The mails about a settlement, to the partner's people; each once by settlement and event."""

from datetime import datetime
from typing import Any

from universo.notifications.operations import enqueue_mail
from universo.rewards.models import Payment, Settlement
from universo.rewards.wording import amount_text
from universo.routing.recipients import people_of_partner


def closed(settlement: Settlement, now: datetime) -> None:
    """Tell the partner's people what was settled, and ask for the partner's invoice (P-11)."""
    _send(settlement, "closed", now)


def paid(payment: Payment, now: datetime) -> None:
    """Tell the partner's people that their settlement was paid, and what was withheld."""
    currency = payment.settlement.currency
    _send(
        payment.settlement,
        "paid",
        now,
        day=f"{payment.paid_date:%d/%m/%Y}",
        payment=" ".join(payment.reference.split()),
        invoice=payment.partner_invoice,
        withheld=amount_text(payment.withheld_minor, currency) if payment.withheld_minor else "",
        transferred=amount_text(payment.transferred_minor, currency),
    )


def _send(settlement: Settlement, event: str, now: datetime, **more: Any) -> None:
    for person in people_of_partner(settlement.partner_id):
        enqueue_mail(
            key=f"rewards.settlement.{settlement.pk}.{event}",
            to=person.email,
            template=f"settlement_{event}",
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
