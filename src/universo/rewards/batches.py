"""Payment batches: what may be paid, what stays out and why, withholdings, the second person (P-11)."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from universo.domain.lifecycle import BATCH, ORDER, check_move
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.partners.bank_models import BankAccount
from universo.partners.bank_queries import in_force
from universo.rewards import operations
from universo.rewards.choices import BatchStatus, InvoiceStatus, OrderStatus, WithholdingKind
from universo.rewards.models import Settlement, SettlementStatus
from universo.rewards.payment_file import file_text
from universo.rewards.payment_models import PartnerInvoice, PaymentBatch, PaymentOrder, Withholding

LIVING = (OrderStatus.PENDING, OrderStatus.PAID)


@dataclass(frozen=True, slots=True)
class Payable:
    """A closed settlement that is not being paid yet, with what it is paid against and where.

    `problem`: no_invoice, invoice_waiting, no_account; empty when it can go into a batch.
    """

    settlement: Settlement
    invoice: PartnerInvoice | None
    account: BankAccount | None

    @property
    def problem(self) -> str:
        """Why it stays out."""
        if self.invoice is None:
            return "no_invoice"
        if self.invoice.status != InvoiceStatus.ACCEPTED:
            return "invoice_waiting"
        return "" if self.account is not None else "no_account"


def payables(currency: str, now: datetime, ids: Collection[int] | None = None) -> list[Payable]:
    """Return the settlements of a currency that wait for payment and are in no living order."""
    rows = Settlement.objects.filter(status=SettlementStatus.CLOSED, currency=currency).exclude(
        orders__status__in=LIVING
    )
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    found = list(rows.select_related("partner").order_by("number"))
    invoices = {
        row.settlement_id: row
        for row in PartnerInvoice.objects.filter(settlement__in=rows).exclude(
            status=InvoiceStatus.REJECTED
        )
    }
    accounts = in_force({row.partner_id for row in found}, currency, now)
    return [Payable(row, invoices.get(row.pk), accounts.get(row.partner_id)) for row in found]


def store_batch(
    *, actor: Actor, now: datetime, uid: UUID, currency: str, by_hand: bool, rows: list[Payable]
) -> PaymentBatch:
    """Keep a batch with one order for each of these; the caller holds their accounts' locks."""
    assert actor.user_id is not None
    batch = PaymentBatch.objects.create(
        uid=uid,
        currency=currency,
        by_hand=by_hand,
        status=BatchStatus.PREPARED,
        prepared_at=now,
        prepared_by_id=actor.user_id,
    )
    PaymentOrder.objects.bulk_create(
        (
            PaymentOrder(
                batch=batch,
                settlement=row.settlement,
                invoice=row.invoice,
                account=row.account,
                amount_minor=row.settlement.total_minor,
                taxes_minor=row.invoice.total_minor - row.invoice.net_minor if row.invoice else 0,
                status=OrderStatus.PENDING,
            )
            for row in rows
        ),
        batch_size=operations.BATCH,
    )
    return batch


def locked_batch(batch_id: int, status: BatchStatus) -> PaymentBatch:
    """Lock a batch in this state. Raises NotPermitted when there is none, Conflict in another state."""
    found = PaymentBatch.objects.select_for_update().filter(pk=batch_id).first()
    if found is None:
        raise NotPermitted("")
    if found.status != status:
        raise Conflict(_("Somebody else did it a moment ago."))
    return found


def move_batch(batch: PaymentBatch, to: BatchStatus, **values: Any) -> None:
    """Move a locked batch on."""
    check_move(BATCH, batch.status, to)
    PaymentBatch.objects.filter(pk=batch.pk, status=batch.status).update(status=to, **values)
    batch.refresh_from_db()


def move_orders(
    orders: QuerySet[PaymentOrder], old: OrderStatus, to: OrderStatus, reason: str = ""
) -> int:
    """Move orders that are in state `old`; return how many there were."""
    check_move(ORDER, old, to)
    return orders.filter(status=old).update(status=to, reason=reason)


def approve(*, actor: Actor, now: datetime, batch: PaymentBatch) -> None:
    """Approve a locked batch of somebody else, and keep the file as it is approved.

    Raises DomainError when the actor prepared it, or nothing is left in it; Conflict when an
    invoice, an account or a settlement is no longer what it was when it was prepared.
    """
    if batch.prepared_by_id == actor.user_id:
        raise DomainError(_("You prepared it: another person of finance approves it."))
    orders = list(
        batch.orders.filter(status=OrderStatus.PENDING).select_related(
            "settlement__partner", "invoice", "account", "batch"
        )
    )
    if not orders:
        raise DomainError(_("Nothing is left to pay in this batch: discard it."))
    accounts = in_force({o.settlement.partner_id for o in orders}, batch.currency, now)
    stale = [order.settlement.reference for order in orders if _is_stale(order, accounts)]
    if stale:
        raise Conflict(
            _("The account or the invoice of %(references)s changed: take it out first.")
            % {"references": ", ".join(stale[:5])}
        )
    text = file_text(orders)
    move_batch(
        batch, BatchStatus.APPROVED, approved_at=now, approved_by=actor.user_id, file_text=text,
        file_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip


def _is_stale(order: PaymentOrder, accounts: dict[int, BankAccount]) -> bool:
    account = accounts.get(order.settlement.partner_id)
    moved = order.account_id is not None and (account is None or account.pk != order.account_id)
    closed = order.settlement.status == SettlementStatus.CLOSED
    return moved or not closed or order.invoice.status != InvoiceStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class WithholdingData:
    """A tax withheld from a payment, as it is typed; the amount in minor units."""

    kind: str
    certificate: str
    amount_minor: int
    regime: str = ""


def set_withholdings(order: PaymentOrder, rows: Iterable[WithholdingData]) -> PaymentOrder:
    """Replace the withholdings of a pending order, whose batch is locked. Raises InvalidInput."""
    tidy = [_tidy(row) for row in rows]
    total = sum(row.amount_minor for row in tidy)
    if total > order.amount_minor + order.taxes_minor:
        raise InvalidInput({"amount_minor": [_("The withholdings are more than the invoice.")]})
    order.withholdings.all().delete()
    Withholding.objects.bulk_create(
        Withholding(
            order=order, kind=row.kind, regime=row.regime, certificate=row.certificate,
            amount_minor=row.amount_minor,
        )
        for row in tidy
    )  # fmt: skip
    PaymentOrder.objects.filter(pk=order.pk).update(withheld_minor=total)
    order.refresh_from_db()
    return order


def _tidy(row: WithholdingData) -> WithholdingData:
    errors: dict[str, list[Any]] = {}
    texts = {
        name: " ".join(getattr(row, name).replace("\x00", "").split())
        for name in ("certificate", "regime")
    }
    if row.kind not in WithholdingKind.values:
        errors["kind"] = [_("Choose one of the list.")]
    if not 1 <= len(texts["certificate"]) <= 60:
        errors["certificate"] = [_("Write the number of the certificate.")]
    if len(texts["regime"]) > 60:
        errors["regime"] = [_("At most %(limit)d characters.") % {"limit": 60}]
    if row.amount_minor <= 0:
        errors["amount_minor"] = [_("Write the amount withheld.")]
    if errors:
        raise InvalidInput(errors)
    return WithholdingData(row.kind, texts["certificate"], row.amount_minor, texts["regime"])
