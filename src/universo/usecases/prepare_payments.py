"""A batch of payments that one person prepares and another approves (P-11)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import Currency
from universo.rewards import batches
from universo.rewards.batches import Payable, WithholdingData
from universo.rewards.choices import BatchStatus, OrderStatus
from universo.rewards.operations import lock_all_accounts
from universo.rewards.payment_models import PaymentBatch, PaymentOrder
from universo.rewards.seen import check_seen, seen_batch


@transaction.atomic
def prepare_batch(
    *, actor: Actor, now: datetime, uid: UUID, currency: str,
    settlement_ids: Collection[int] | None = None, by_hand: bool = False,
) -> PaymentBatch:  # fmt: skip
    """Put settlements into a batch: those given, or every one of the currency that can be paid.

    By hand, one settlement is paid without the bank's file, even if its partner has no account. The
    same `uid` with the same body gives the first batch again.

    Raises NotPermitted, DomainError when nothing can be paid, Conflict when a settlement given cannot
    be, or is in another batch.
    """
    require_finance(actor)
    if currency not in Currency.values:
        raise DomainError(_("Choose one of the list."), field="currency")
    lock_all_accounts()
    known = PaymentBatch.objects.filter(uid=uid).first()
    if known is not None:
        return _same_batch(known, currency, settlement_ids)
    found = batches.payables(currency, now, settlement_ids)
    ready = [row for row in found if _can_be_paid(row, by_hand)]
    if settlement_ids is not None and len(ready) != len(set(settlement_ids)):
        raise Conflict(_("One of them cannot be paid now: look at the list again."))
    if not ready or (by_hand and len(ready) != 1):
        raise DomainError(_("There is nothing that can be paid."))
    made = batches.store_batch(
        actor=actor, now=now, uid=uid, currency=currency, by_hand=by_hand, rows=ready
    )
    _record(actor, now, "rewards.batch.prepared", made, count=len(ready))
    return made


def _can_be_paid(row: Payable, by_hand: bool) -> bool:
    return not row.problem or (by_hand and row.problem == "no_account")


def _same_batch(known: PaymentBatch, currency: str, ids: Collection[int] | None) -> PaymentBatch:
    held = set(known.orders.values_list("settlement_id", flat=True))
    if known.currency != currency or (ids is not None and set(ids) != held):
        raise Conflict(_("From this page something else was already recorded."))
    return known


@transaction.atomic
def withhold(
    *, actor: Actor, now: datetime, order_id: int, rows: Collection[WithholdingData]
) -> PaymentOrder:
    """State the taxes withheld from a payment, before its approval; only who prepared it, so that
    another person sees them. Raises NotPermitted, DomainError, InvalidInput, Conflict."""
    order = pending_order(actor, order_id, BatchStatus.PREPARED)
    if order.batch.prepared_by_id != actor.user_id:
        raise DomainError(
            _("Only who prepared the batch changes it; take the payment out instead.")
        )
    before = order.withheld_minor
    order = batches.set_withholdings(order, rows)
    _record(
        actor, now, "rewards.batch.withheld", order.batch, of=order.settlement.reference,
        before_minor=before, amount_minor=order.withheld_minor,
    )  # fmt: skip
    return order


@transaction.atomic
def take_out(*, actor: Actor, now: datetime, order_id: int, reason: str) -> PaymentOrder:
    """Take a payment out of a batch that is not approved. Raises NotPermitted, DomainError, Conflict."""
    order = pending_order(actor, order_id, BatchStatus.PREPARED)
    tidy = reason_of(reason)
    rows = PaymentOrder.objects.filter(pk=order.pk)
    batches.move_orders(rows, OrderStatus.PENDING, OrderStatus.DISCARDED, tidy)
    _record(
        actor,
        now,
        "rewards.batch.taken_out",
        order.batch,
        of=order.settlement.reference,
        reason=tidy,
    )
    order.refresh_from_db()
    return order


@transaction.atomic
def discard_batch(*, actor: Actor, now: datetime, batch_id: int) -> PaymentBatch:
    """Drop a batch that is not approved; its settlements can be paid in another one."""
    require_finance(actor)
    batch = batches.locked_batch(batch_id, BatchStatus.PREPARED)
    batches.move_orders(batch.orders.all(), OrderStatus.PENDING, OrderStatus.DISCARDED)
    batches.move_batch(batch, BatchStatus.DISCARDED, discarded_at=now, discarded_by=actor.user_id)
    _record(actor, now, "rewards.batch.discarded", batch)
    return batch


@transaction.atomic
def approve_batch(
    *, actor: Actor, now: datetime, batch_id: int, seen: str | None = None
) -> PaymentBatch:
    """Let a batch out of the house: from now on its file can be downloaded.

    `seen` is `seen_batch` of what the page showed. Raises NotPermitted, DomainError when the actor
    prepared it or nothing is left in it, Conflict when it was decided, is not what was seen, or an
    account or an invoice changed meanwhile.
    """
    require_finance(actor)
    lock_all_accounts()
    batch = batches.locked_batch(batch_id, BatchStatus.PREPARED)
    check_seen(seen, seen_batch(batch))
    batches.approve(actor=actor, now=now, batch=batch)
    count = batch.orders.filter(status=OrderStatus.PENDING).count()
    _record(actor, now, "rewards.batch.approved", batch, count=count)
    return batch


def pending_order(actor: Actor, order_id: int, status: BatchStatus) -> PaymentOrder:
    """Lock the batch of an order and return the order, if both wait."""
    require_finance(actor)
    found = PaymentOrder.objects.filter(pk=order_id).first()
    if found is None:
        raise NotPermitted("")
    batches.locked_batch(found.batch_id, status)
    order = PaymentOrder.objects.select_related("batch", "settlement__partner").get(pk=order_id)
    if order.status != OrderStatus.PENDING:
        raise Conflict(_("Somebody else did it a moment ago."))
    return order


def reason_of(text: str) -> str:
    """Return a reason as it is kept. Raises DomainError (`reason`) when there is none."""
    tidy = tidied(text)[:240]
    if len(tidy) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    return tidy


def tidied(text: str) -> str:
    """Return a text on one line, without what a database cannot keep."""
    return " ".join(text.replace("\x00", "").split())


def _record(actor: Actor, now: datetime, name: str, batch: PaymentBatch, **data: Any) -> None:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="batch",
        subject_id=batch.pk,
        reference=batch.reference,
        currency=batch.currency,
        **data,
    )


def require_finance(actor: Actor) -> None:
    """Raise NotPermitted unless the actor is of finance."""
    if not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
