"""Finance records the payment of a settlement, against the partner's own invoice (P-11)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.rewards import mails, paying
from universo.rewards.models import Payment, Settlement, SettlementLine, SettlementStatus
from universo.rewards.operations import lock_accounts
from universo.rewards.wording import amount_text


@transaction.atomic
def pay_settlement(
    *,
    actor: Actor,
    now: datetime,
    uid: UUID,
    settlement_id: int,
    partner_invoice: str,
    paid_date: date,
    reference: str,
    withheld_minor: int = 0,
    withholding_note: str = "",
) -> Payment:
    """Record that a settlement was paid; the same `uid` with the same body gives the first payment.

    Raises NotPermitted, InvalidInput (fields `partner_invoice`, `paid_date`, `reference`,
    `withheld_minor`, `withholding_note`), Conflict when it was paid already or when another body
    came under this `uid`.
    """
    if not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
    data = paying.PaymentData(
        partner_invoice, paid_date, reference, withheld_minor, withholding_note
    ).tidy()
    settlement = Settlement.objects.select_related("partner").filter(pk=settlement_id).first()
    if settlement is None:
        raise NotPermitted("")
    lock_accounts([settlement.partner_id])
    known = paying.same_payment(uid, settlement_id, data)
    if known is not None:
        return known
    settlement.refresh_from_db()
    if settlement.status != SettlementStatus.CLOSED:
        raise Conflict(paying.already_paid(settlement))
    paying.check_payment(settlement, data, local_date(now))
    payment = paying.pay(actor=actor, now=now, uid=uid, settlement=settlement, data=data)
    _record(actor, now, settlement, payment)
    mails.paid(payment, now)
    return payment


def _record(actor: Actor, now: datetime, settlement: Settlement, payment: Payment) -> None:
    notices = SettlementLine.objects.filter(settlement=settlement)
    subjects = [("settlement", settlement.pk), ("partner", settlement.partner_id)]
    subjects += [
        ("notice", pk)
        for (pk,) in notices.values_list("accrual__notice_id")
        .distinct()
        .order_by("accrual__notice_id")
    ]
    for kind, subject in subjects:
        record(
            actor=actor,
            now=now,
            name="rewards.settlement.paid",
            subject_kind=kind,
            subject_id=subject,
            partner_may_read=True,
            reference=settlement.reference,
            amount_minor=settlement.total_minor,
            currency=settlement.currency,
            amount=amount_text(settlement.total_minor, settlement.currency),
            paid_date=payment.paid_date.isoformat(),
        )
