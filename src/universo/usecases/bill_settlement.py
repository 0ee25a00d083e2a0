"""The partner sends its invoice for a settlement, or finance enters it; finance accepts it (P-11)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import Category
from universo.rewards import invoices, mails
from universo.rewards.invoice_files import StoredFile, drop_file, store_file
from universo.rewards.invoices import InvoiceData
from universo.rewards.models import Settlement
from universo.rewards.operations import lock_accounts
from universo.rewards.payment_models import PartnerInvoice
from universo.sales.qr_text import QrDocument, QrRefused, read_qr


def send_invoice(
    *,
    actor: Actor,
    now: datetime,
    uid: UUID,
    settlement_id: int,
    data: InvoiceData,
    file_name: str = "",
    content: bytes = b"",
    qr_text: str = "",
) -> PartnerInvoice:
    """Record the invoice of a settlement; sent by the partner it waits, entered by finance it counts.

    The same `uid` with the same body gives the first one again. A partner must send the file. The
    file is written before the transaction, and removed when nothing was recorded.

    Raises NotPermitted, InvalidInput (fields of InvoiceData), DomainError (fields `file`, `qr`),
    Conflict when the settlement is paid or has an invoice already.
    """
    settlement = _visible(actor, settlement_id)
    known = invoices.same_invoice(uid, settlement.pk, data)
    if known is not None:
        return known
    by_finance = actor.has(StaffRole.FINANCE)
    code = _code(qr_text)
    invoices.check_invoice(settlement, data, local_date(now), code)
    if not content and not by_finance:
        raise DomainError(_("Attach the invoice: a PDF or a picture."), field="file")
    stored = store_file(file_name, content) if content else None
    try:
        return _store(actor, now, uid, settlement, data, stored)
    except BaseException:
        drop_file(stored)
        raise


def _store(
    actor: Actor, now: datetime, uid: UUID, settlement: Settlement, data: InvoiceData,
    stored: StoredFile | None,
) -> PartnerInvoice:  # fmt: skip
    by_finance = actor.has(StaffRole.FINANCE)
    try:
        with transaction.atomic():
            lock_accounts([settlement.partner_id])
            settlement.refresh_from_db()
            made = invoices.store_invoice(
                actor=actor, now=now, uid=uid, settlement=settlement, data=data, file=stored,
                accepted=by_finance,
            )  # fmt: skip
            _record(
                actor,
                now,
                "rewards.invoice.entered" if by_finance else "rewards.invoice.sent",
                made,
            )
            return made
    except IntegrityError as error:  # two at once with one invoice, or a double click
        raise Conflict(_("Somebody else did it a moment ago.")) from error


@transaction.atomic
def accept_invoice(*, actor: Actor, now: datetime, invoice_id: int) -> PartnerInvoice:
    """Finance finds the invoice right: the settlement can be paid. Raises NotPermitted, Conflict."""
    _require_finance(actor)
    found = invoices.decide_invoice(actor=actor, now=now, invoice_id=invoice_id, accept=True)
    _record(actor, now, "rewards.invoice.accepted", found)
    return found


@transaction.atomic
def reject_invoice(*, actor: Actor, now: datetime, invoice_id: int, reason: str) -> PartnerInvoice:
    """Finance asks for another invoice; the partner reads the reason. Raises NotPermitted,
    InvalidInput (field `reason`), Conflict when it is being paid or was rejected already."""
    _require_finance(actor)
    found = invoices.decide_invoice(
        actor=actor, now=now, invoice_id=invoice_id, accept=False, reason=reason
    )
    _record(actor, now, "rewards.invoice.rejected", found, reason=found.reason)
    mails.invoice_rejected(found, now)
    return found


def _visible(actor: Actor, settlement_id: int) -> Settlement:
    found = Settlement.objects.select_related("partner").filter(pk=settlement_id).first()
    own = found is not None and actor.partner_id == found.partner_id
    if found is None or not (
        actor.has(StaffRole.FINANCE) or (own and actor.in_category(Category.SPONSOR))
    ):
        raise NotPermitted("")
    return found


def _code(text: str) -> QrDocument | None:
    if not text.strip():
        return None
    try:
        return read_qr(text)
    except QrRefused as error:
        raise DomainError(error.message, field="qr") from error


def _record(actor: Actor, now: datetime, name: str, made: PartnerInvoice, **data: Any) -> None:
    settlement = made.settlement
    for kind, subject in (("settlement", settlement.pk), ("partner", settlement.partner_id)):
        record(
            actor=actor,
            now=now,
            name=name,
            subject_kind=kind,
            subject_id=subject,
            partner_may_read=True,
            reference=settlement.reference,
            invoice=made.label,
            **data,
        )


def _require_finance(actor: Actor) -> None:
    if not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
