"""Money that left: settlements of an approved batch become paid, and payable again if it comes back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from universo.domain import ledger
from universo.domain.decision_clock import local_date
from universo.domain.lifecycle import SETTLEMENT, check_move
from universo.domain.money import Money
from universo.errors import Conflict, InvalidInput
from universo.identity.actor import Actor
from universo.rewards.batches import move_orders
from universo.rewards.choices import OrderStatus
from universo.rewards.models import Payment, Settlement, SettlementStatus
from universo.rewards.operations import BATCH, book, book_all
from universo.rewards.payment_models import PaymentBatch, PaymentOrder, PaymentReturn
from universo.rewards.wording import amount_text

MOST_REFERENCE = 80


def check_paid(
    batch: PaymentBatch, paid_date: date, references: Mapping[int, str], today: date
) -> None:
    """Refuse a day or a reference that cannot be. Raises InvalidInput (`paid_date`, `reference`)."""
    errors: dict[str, list[Any]] = {}
    if paid_date > today:
        errors["paid_date"] = [_("The payment cannot be in the future.")]
    elif batch.approved_at is None or paid_date < local_date(batch.approved_at):
        errors["paid_date"] = [_("The payment cannot be earlier than its approval.")]
    if not all(references.values()):
        errors["reference"] = [_("Write the number of the transfer or of the payment order.")]
    elif any(len(text) > MOST_REFERENCE for text in references.values()):
        errors["reference"] = [_("At most %(limit)d characters.") % {"limit": MOST_REFERENCE}]
    if errors:
        raise InvalidInput(errors)


def payment_uid(uid: UUID, order: PaymentOrder) -> UUID:
    """Return the id of one order's payment, from that of the page that recorded them together."""
    return uuid5(uid, str(order.pk))


def pay_orders(
    *, actor: Actor, now: datetime, uid: UUID, orders: list[PaymentOrder], paid_date: date,
    references: Mapping[int, str],
) -> list[Payment]:  # fmt: skip
    """Store the payments of these orders and move their settlements to PAID, all or nothing.

    The caller holds their accounts. Raises Conflict when one of them was answered meanwhile.
    """
    assert actor.user_id is not None
    check_move(SETTLEMENT, SettlementStatus.CLOSED, SettlementStatus.PAID)
    ids = [order.settlement_id for order in orders]
    rows = PaymentOrder.objects.filter(pk__in=[order.pk for order in orders])
    closed = Settlement.objects.filter(pk__in=ids, status=SettlementStatus.CLOSED)
    if move_orders(rows, OrderStatus.PENDING, OrderStatus.PAID) != len(orders):
        raise Conflict(_("Somebody else did it a moment ago."))
    if closed.update(status=SettlementStatus.PAID) != len(orders):
        raise Conflict(_("Somebody else did it a moment ago."))
    earlier = set(Payment.objects.filter(settlement__in=ids).values_list("settlement", flat=True))
    postings = book_all(
        postings=[_posting(order, order.settlement_id in earlier) for order in orders],
        at=now,
        actor=actor,
    )
    return Payment.objects.bulk_create(
        (
            Payment(
                uid=payment_uid(uid, order),
                settlement=order.settlement,
                order=order,
                posting=posting,
                partner_invoice=order.invoice.label,
                paid_date=paid_date,
                amount_minor=order.amount_minor,
                taxes_minor=order.taxes_minor,
                withheld_minor=order.withheld_minor,
                withholding_note=withholding_note(order),
                reference=references[order.pk],
                recorded_at=now,
                recorded_by_id=actor.user_id,
            )
            for order, posting in zip(orders, postings, strict=True)
        ),
        batch_size=BATCH,
    )


def _posting(order: PaymentOrder, is_again: bool) -> ledger.Posting:
    """A settlement is paid once; after a return, once more: then the order is part of the cause."""
    ids = (str(order.settlement_id), *((str(order.pk),) if is_again else ()))
    return ledger.pay(
        ledger.Cause(ledger.CauseKind.PAYMENT, ids),
        str(order.settlement.partner_id),
        Money(order.amount_minor, order.settlement.currency),
    )


def withholding_note(order: PaymentOrder) -> str:
    """Return the withholdings of an order in one line: tax, regime, certificate, amount."""
    currency = order.settlement.currency
    parts = [
        " ".join(
            part
            for part in (
                str(row.get_kind_display()),
                row.regime,
                f"cert. {row.certificate}",
                amount_text(row.amount_minor, currency),
            )
            if part
        )
        for row in order.withholdings.all()
    ]
    return "; ".join(parts)[:240]


def give_back(
    *, actor: Actor, now: datetime, uid: UUID, payment: Payment, on_date: date, reason: str
) -> PaymentReturn:
    """Take back a payment that the bank returned; the caller holds the account and has checked it."""
    assert actor.user_id is not None
    settlement = payment.settlement
    check_move(SETTLEMENT, SettlementStatus.PAID, SettlementStatus.CLOSED)
    cause = ledger.Cause(ledger.CauseKind.PAYMENT_RETURN, (str(settlement.pk), str(payment.pk)))
    money = Money(payment.amount_minor, settlement.currency)
    posting = book(
        posting=ledger.give_back(cause, str(settlement.partner_id), money), at=now, actor=actor
    )
    made = PaymentReturn.objects.create(
        uid=uid,
        payment=payment,
        posting=posting,
        on_date=on_date,
        reason=reason,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    # The guard of the table lets a settlement go back only once its payment is taken back.
    Settlement.objects.filter(pk=settlement.pk, status=SettlementStatus.PAID).update(
        status=SettlementStatus.CLOSED
    )
    move_orders(
        PaymentOrder.objects.filter(payment=payment),
        OrderStatus.PAID,
        OrderStatus.RETURNED,
        reason,
    )
    return made
