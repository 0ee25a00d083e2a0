"""Reading invoices of partners, payment batches, and how far each settlement is on its way (P-11)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.bank_queries import in_force
from universo.program.choices import Currency
from universo.rewards.batches import Payable, payables
from universo.rewards.choices import BatchStatus, InvoiceStatus, OrderStatus
from universo.rewards.models import Settlement, SettlementStatus
from universo.rewards.payment_models import PartnerInvoice, PaymentBatch, PaymentOrder
from universo.rewards.queries import settlements_visible_to

PROGRESS = (
    "invoice_wanted",
    "invoice_rejected",
    "invoice_sent",
    "account_wanted",
    "ready",
    "being_paid",
    "paid",
)


def _reads_all(actor: Actor) -> bool:
    return actor.sees_everything or actor.has(StaffRole.FINANCE)


def invoices_visible_to(actor: Actor) -> QuerySet[PartnerInvoice]:
    """Return the invoices of the actor's organisation; all of them for finance and auditors."""
    rows = PartnerInvoice.objects.select_related(
        "settlement__partner", "submitted_by", "decided_by"
    )
    return rows if _reads_all(actor) else rows.filter(settlement__partner_id=actor.partner_id or 0)


def invoice(actor: Actor, invoice_id: int) -> PartnerInvoice:
    """Return one invoice; NotPermitted if out of sight."""
    found = invoices_visible_to(actor).filter(pk=invoice_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def invoices_to_check(actor: Actor) -> QuerySet[PartnerInvoice]:
    """Return the invoices that wait for finance, the oldest first; none for others."""
    rows = invoices_visible_to(actor).filter(status=InvoiceStatus.SUBMITTED)
    return rows.order_by("pk") if _reads_all(actor) else rows.none()


def invoices_of(found: Settlement) -> list[PartnerInvoice]:
    """Return all invoices that were sent for a settlement that the actor sees, the latest first."""
    return list(found.partner_invoices.select_related("submitted_by", "decided_by"))


def batches_visible_to(actor: Actor) -> QuerySet[PaymentBatch]:
    """Return the payment batches, newest first, each with `living` and `total_minor`."""
    living = ~Q(orders__status=OrderStatus.DISCARDED)
    rows = PaymentBatch.objects.select_related("prepared_by", "approved_by", "discarded_by")
    rows = rows.defer("file_text").annotate(
        living=Count("orders", filter=living),
        total_minor=Sum("orders__amount_minor", filter=living, default=0)
        + Sum("orders__taxes_minor", filter=living, default=0)
        - Sum("orders__withheld_minor", filter=living, default=0),
    )
    return rows if _reads_all(actor) else rows.none()


def batch(actor: Actor, batch_id: int) -> PaymentBatch:
    """Return one batch; NotPermitted if out of sight."""
    found = batches_visible_to(actor).filter(pk=batch_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def orders_of(found: PaymentBatch) -> QuerySet[PaymentOrder]:
    """Return the orders of a batch that the actor sees, in its order."""
    return found.orders.select_related(
        "settlement__partner", "invoice", "account", "batch"
    ).prefetch_related("withholdings")


def order(actor: Actor, order_id: int) -> PaymentOrder:
    """Return one order; NotPermitted if out of sight."""
    if not _reads_all(actor):
        raise NotPermitted("")
    rows = PaymentOrder.objects.select_related(
        "settlement__partner", "invoice", "account", "batch__prepared_by"
    )
    found = rows.prefetch_related("withholdings").filter(pk=order_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def to_pay(actor: Actor, currency: str, now: datetime) -> list[Payable]:
    """Return what waits for payment in a currency, with what is missing; nothing for others."""
    return payables(currency, now) if _reads_all(actor) else []


def progress_of(rows: Iterable[Settlement], now: datetime) -> dict[int, str]:
    """Return where each of these settlements, which the actor sees, stands: one of PROGRESS."""
    found = list(rows)
    ids = [row.pk for row in found]
    invoices: dict[int, str] = {}
    sent = PartnerInvoice.objects.filter(settlement__in=ids).order_by("pk")
    for settlement_id, status in sent.values_list("settlement_id", "status"):
        invoices[settlement_id] = status
    orders = set(
        PaymentOrder.objects.filter(settlement__in=ids, status=OrderStatus.PENDING).values_list(
            "settlement_id", flat=True
        )
    )
    accounts = {
        currency: in_force({r.partner_id for r in found if r.currency == currency}, currency, now)
        for currency in Currency.values
    }
    return {
        row.pk: _progress(
            row, invoices.get(row.pk), row.pk in orders, row.partner_id in accounts[row.currency]
        )
        for row in found
    }


def with_progress(rows: Iterable[Settlement], now: datetime) -> list[tuple[Settlement, str]]:
    """Return settlements, which the actor sees, each with where it stands: one of PROGRESS."""
    found = list(rows)
    progress = progress_of(found, now)
    return [(row, progress[row.pk]) for row in found]


def _progress(row: Settlement, invoice_status: str | None, ordered: bool, account: bool) -> str:
    if row.status == SettlementStatus.PAID:
        return "paid"
    if ordered:
        return "being_paid"
    if invoice_status == InvoiceStatus.ACCEPTED:
        return "ready" if account else "account_wanted"
    if invoice_status == InvoiceStatus.SUBMITTED:
        return "invoice_sent"
    return "invoice_rejected" if invoice_status == InvoiceStatus.REJECTED else "invoice_wanted"


def progress_counts(actor: Actor, now: datetime, period: date | None = None) -> dict[str, int]:
    """Return how many visible settlements stand at each of PROGRESS, of one month or of all."""
    rows = settlements_visible_to(actor)
    if period is not None:
        rows = rows.filter(period=period)
    counted = Counter(progress_of(rows, now).values())
    return {name: counted[name] for name in PROGRESS}


def partner_tasks(actor: Actor, now: datetime) -> list[tuple[Settlement, str]]:
    """Return the settlements of the actor's organisation that wait for something from it."""
    rows = list(settlements_visible_to(actor).filter(status=SettlementStatus.CLOSED))
    progress = progress_of(rows, now)
    asked = {"invoice_wanted", "invoice_rejected", "account_wanted"}
    return [(row, progress[row.pk]) for row in rows if progress[row.pk] in asked]


def finance_counts(actor: Actor) -> dict[str, Any]:
    """Return what waits for finance on the way to the money."""
    waiting = batches_visible_to(actor)
    return {
        "invoices": invoices_to_check(actor).count(),
        "batches": waiting.filter(status=BatchStatus.PREPARED).count(),
        "sent": waiting.filter(status=BatchStatus.APPROVED).count(),
    }
