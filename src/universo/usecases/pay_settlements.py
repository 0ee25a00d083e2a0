"""What the bank did with the payments of an approved batch: paid, refused, given back (P-11)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from universo.audit.operations import record, record_all
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.rewards import batches, mails, paying
from universo.rewards.choices import BatchStatus, OrderStatus
from universo.rewards.models import Payment, SettlementLine
from universo.rewards.operations import lock_accounts
from universo.rewards.payment_models import PaymentBatch, PaymentOrder, PaymentReturn
from universo.rewards.wording import amount_text
from universo.usecases.prepare_payments import pending_order, reason_of, require_finance, tidied

TELL = "rewards.tell_paid"
PART = 200  # mails written in one transaction


@transaction.atomic
def mark_paid(
    *, actor: Actor, now: datetime, uid: UUID, batch_id: int, paid_date: date, reference: str,
    references: Mapping[int, str] | None = None, only: Collection[int] | None = None,
) -> list[Payment]:  # fmt: skip
    """Record that the bank paid the pending orders of an approved batch, or only some of them.

    `reference` is the bank's; `references` gives those of single orders. The same `uid` gives the
    payments that it recorded, again.

    Raises NotPermitted, InvalidInput (fields `paid_date`, `reference`), Conflict when nothing waits.
    """
    require_finance(actor)
    _lock(batch_id, only)
    batch = PaymentBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotPermitted("")
    orders = _asked_orders(batch, only)
    known = Payment.objects.filter(uid__in=[paying.payment_uid(uid, order) for order in orders])
    if known.exists():
        return list(known.order_by("pk"))
    waiting = [order for order in orders if order.status == OrderStatus.PENDING]
    if batch.status != BatchStatus.APPROVED or (only is not None and len(waiting) != len(orders)):
        raise Conflict(_("Somebody else did it a moment ago."))
    if not waiting:
        raise Conflict(_("There is nothing that can be paid."))
    said = {order.pk: tidied((references or {}).get(order.pk) or reference) for order in waiting}
    paying.check_paid(batch, paid_date, said, local_date(now))
    made = paying.pay_orders(
        actor=actor, now=now, uid=uid, orders=waiting, paid_date=paid_date, references=said
    )
    _finish(batch)
    record_all(actor=actor, now=now, name="rewards.settlement.paid", rows=_told(made))
    app.configure_task(TELL).defer(batch_id=batch.pk)
    return made


def _lock(batch_id: int, only: Collection[int] | None) -> None:
    """Accounts before the batch's row, as everywhere."""
    rows = PaymentOrder.objects.filter(batch_id=batch_id)
    if only is not None:
        rows = rows.filter(pk__in=only)
    lock_accounts(rows.order_by().values_list("settlement__partner_id", flat=True))


def _asked_orders(batch: PaymentBatch, only: Collection[int] | None) -> list[PaymentOrder]:
    rows = batch.orders.exclude(status=OrderStatus.DISCARDED).select_related(
        "settlement", "invoice"
    )
    if only is not None:
        rows = rows.filter(pk__in=only)
    return list(rows.prefetch_related("withholdings"))


def _finish(batch: PaymentBatch) -> None:
    if not batch.orders.filter(status=OrderStatus.PENDING).exists():
        batches.move_batch(batch, BatchStatus.DONE)


def _told(made: list[Payment]) -> list[tuple[str, int, dict[str, Any]]]:
    rows: list[tuple[str, int, dict[str, Any]]] = []
    data = {
        payment.settlement_id: {
            "reference": payment.settlement.reference,
            "amount_minor": payment.amount_minor,
            "currency": payment.settlement.currency,
            "amount": amount_text(payment.amount_minor, payment.settlement.currency),
            "paid_date": payment.paid_date.isoformat(),
        }
        for payment in made
    }
    for payment in made:
        facts = data[payment.settlement_id]
        rows.append(("settlement", payment.settlement_id, facts))
        rows.append(("partner", payment.settlement.partner_id, facts))
    held = SettlementLine.objects.filter(settlement__in=list(data)).order_by()
    pairs = held.values_list("settlement_id", "accrual__notice_id").distinct()
    rows += [("notice", notice_id, data[pk]) for pk, notice_id in pairs]
    return rows


@transaction.atomic
def reject_order(*, actor: Actor, now: datetime, order_id: int, reason: str) -> PaymentOrder:
    """Record that the bank refused a transfer of an approved batch: the settlement is payable as
    before, and its partner is told. Raises NotPermitted, DomainError without a reason, Conflict."""
    order = pending_order(actor, order_id, BatchStatus.APPROVED)
    tidy = reason_of(reason)
    rows = PaymentOrder.objects.filter(pk=order.pk)
    batches.move_orders(rows, OrderStatus.PENDING, OrderStatus.REJECTED, tidy)
    order.refresh_from_db()
    _finish(order.batch)
    _tell_refused(actor, now, "rewards.payment.refused", order)
    return order


@transaction.atomic
def return_payment(
    *, actor: Actor, now: datetime, uid: UUID, settlement_id: int, on_date: date, reason: str
) -> PaymentReturn:
    """Record that money came back from the bank after it was paid: the settlement is payable again.

    Raises NotPermitted, InvalidInput (fields `on_date`, `reason`), Conflict when it is not paid.
    """
    require_finance(actor)
    rows = Payment.objects.select_related("settlement__partner", "order")
    first = rows.filter(settlement_id=settlement_id, order__isnull=False).last()
    if first is None:
        raise NotPermitted("")
    lock_accounts([first.settlement.partner_id])
    known = PaymentReturn.objects.filter(uid=uid).first()
    if known is not None:
        return known
    payment = rows.filter(settlement_id=settlement_id, returned__isnull=True).last()
    if payment is None or payment.order is None:
        raise Conflict(_("Somebody else did it a moment ago."))
    tidy = " ".join(reason.replace("\x00", "").split())[:240]
    errors: dict[str, list[Any]] = {}
    if not payment.paid_date <= on_date <= local_date(now):
        errors["on_date"] = [_("The day goes from the payment to today.")]
    if len(tidy) < 5:
        errors["reason"] = [_("Write the reason.")]
    if errors:
        raise InvalidInput(errors)
    made = paying.give_back(
        actor=actor, now=now, uid=uid, payment=payment, on_date=on_date, reason=tidy
    )
    payment.order.refresh_from_db()
    _tell_refused(actor, now, "rewards.payment.returned", payment.order)
    return made


def tell_paid(*, now: datetime, batch_id: int) -> None:
    """Write the mails of the payments of a batch; again, it writes those that are missing."""
    rows = Payment.objects.filter(order__batch_id=batch_id, returned__isnull=True).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), PART):
        with transaction.atomic():
            part = rows.filter(pk__in=ids[start : start + PART])
            for payment in part.select_related("settlement"):
                mails.paid(payment, now)


def _tell_refused(actor: Actor, now: datetime, name: str, order: PaymentOrder) -> None:
    settlement = order.settlement
    for kind, subject in (("settlement", settlement.pk), ("partner", settlement.partner_id)):
        record(
            actor=actor,
            now=now,
            name=name,
            subject_kind=kind,
            subject_id=subject,
            partner_may_read=True,
            reference=settlement.reference,
            amount_minor=order.transfer_minor,
            currency=settlement.currency,
            reason=order.reason,
        )
    mails.payment_refused(order, now)
