"""Refunds: booking what a partner spent and Hasar pays back, and reading it for settlements (P-11)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from universo.domain import ledger
from universo.domain.money import Money
from universo.errors import Conflict
from universo.identity.actor import Actor
from universo.rewards.choices import RunStatus
from universo.rewards.models import Settlement
from universo.rewards.operations import book, lock_accounts
from universo.rewards.refund_models import Refund
from universo.rewards.run_models import DraftStatement


@dataclass(frozen=True, slots=True)
class Spent:
    """What is paid back: names it for the statement, and is its arithmetic in minor units."""

    partner_id: int
    currency: str
    reference: str
    title: str
    billed_cuit: str
    base_minor: int
    rate_bp: int
    limit_minor: int
    amount_minor: int


def book_refund(*, actor: Actor, now: datetime, uid: UUID, day: date, spent: Spent) -> Refund:
    """Book what goes to a partner with its next settlement; the same `uid` gives the first again.

    `day` is the local day of the booking. The partner's account is locked: last in the order of
    locks (protocol 3). Raises Conflict when `uid` was booked with something else.
    """
    lock_accounts([spent.partner_id])
    known = Refund.objects.select_related("posting").filter(uid=uid).first()
    if known is not None:
        if _spent(known) != spent:
            raise Conflict(_("From this page something else was already recorded."))
        return known
    cause = ledger.Cause(ledger.CauseKind.SUPPORT, (uid.hex,))
    money = Money(spent.amount_minor, spent.currency)
    posting = book(posting=ledger.accrue(cause, str(spent.partner_id), money), at=now, actor=actor)
    return Refund.objects.create(
        uid=uid,
        posting=posting,
        occurred_date=day,
        reference=spent.reference,
        title=spent.title,
        billed_cuit=spent.billed_cuit,
        base_minor=spent.base_minor,
        rate_bp=spent.rate_bp,
        limit_minor=spent.limit_minor,
        amount_minor=spent.amount_minor,
    )


def book_correction(
    *, actor: Actor, now: datetime, uid: UUID, day: date, of: Refund, amount_minor: int, reason: str
) -> Refund:
    """Book that a part of a refund is taken back with the next settlement; `uid` again gives the first.

    Raises Conflict when it was corrected already. The caller has checked the amount.
    """
    posting = of.posting
    lock_accounts([posting.partner_id])
    known = Refund.objects.filter(corrects=of).first()
    if known is not None:
        if (known.uid, known.amount_minor, known.reason) != (uid, -amount_minor, reason):
            raise Conflict(_("Somebody else did it a moment ago."))
        return known
    cause = ledger.Cause(ledger.CauseKind.SUPPORT, (uid.hex,))
    money = Money(-amount_minor, posting.currency)
    booked = book(posting=ledger.accrue(cause, str(posting.partner_id), money), at=now, actor=actor)
    return Refund.objects.create(
        uid=uid, posting=booked, occurred_date=day, reference=of.reference, title=of.title,
        billed_cuit=of.billed_cuit, base_minor=of.base_minor, rate_bp=of.rate_bp,
        limit_minor=of.limit_minor, amount_minor=-amount_minor, corrects=of, reason=reason,
    )  # fmt: skip


def _spent(known: Refund) -> Spent:
    return Spent(
        known.posting.partner_id, known.posting.currency, known.reference, known.title,
        known.billed_cuit, known.base_minor, known.rate_bp, known.limit_minor, known.amount_minor,
    )  # fmt: skip


def open_refunds(before: date) -> QuerySet[Refund]:
    """Return the refunds booked before this day that no settlement holds."""
    return Refund.objects.filter(settled_in__isnull=True, occurred_date__lt=before)


def refunds_of(found: Settlement) -> list[Refund]:
    """Return the refunds in a settlement that the actor was already shown, in order of day."""
    rows = Refund.objects.filter(settled_in__settlement=found).select_related("posting")
    return list(rows.order_by("occurred_date", "id"))


def refunds_of_draft(found: DraftStatement) -> list[Refund]:
    """Return the refunds that a draft stands for: those of its settlement once it was closed."""
    rows = Refund.objects.filter(
        posting__partner_id=found.partner_id, posting__currency=found.currency
    ).select_related("posting")
    closed = rows.filter(settled_in__settlement__run=found.run)
    if found.run.status == RunStatus.APPROVED and closed.exists():
        return list(closed)
    return list(rows.filter(settled_in__isnull=True, occurred_date__lt=found.run.before_date))


def refund_by_uid(uid: UUID) -> Refund | None:
    """Return what was booked under an id, with its settlement, for those who see its cause."""
    rows = Refund.objects.select_related("posting", "settled_in__settlement")
    return rows.filter(uid=uid).first()
