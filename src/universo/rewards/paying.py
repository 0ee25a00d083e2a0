"""The payment of a closed settlement, against the partner's own invoice (P-11)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from universo.domain import ledger
from universo.domain.decision_clock import local_date
from universo.domain.lifecycle import SETTLEMENT, check_move
from universo.domain.money import Money
from universo.errors import Conflict, InvalidInput
from universo.identity.actor import Actor
from universo.rewards.models import Payment, Settlement, SettlementStatus
from universo.rewards.operations import book
from universo.rewards.wording import amount_text

LIMITS = {"partner_invoice": 40, "reference": 80, "withholding_note": 240}


@dataclass(frozen=True, slots=True)
class PaymentData:
    """What is typed of a payment; amounts in minor units of the settlement's currency."""

    partner_invoice: str
    paid_date: date
    reference: str
    withheld_minor: int = 0
    withholding_note: str = ""

    def tidy(self) -> "PaymentData":
        """Return the same without blanks around; the invoice's number in capitals."""
        return PaymentData(
            partner_invoice=" ".join(_clean(self.partner_invoice).upper().split()),
            paid_date=self.paid_date,
            reference=_clean(self.reference),
            withheld_minor=self.withheld_minor,
            withholding_note=_clean(self.withholding_note),
        )


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def same_payment(uid: UUID, settlement_id: int, data: PaymentData) -> Payment | None:
    """Return the payment that this client id already recorded, None if it is new (protocol 5).

    Raises Conflict when the same id comes with another body.
    """
    found = Payment.objects.select_related("settlement").filter(uid=uid).first()
    if found is None:
        return None
    recorded = PaymentData(
        found.partner_invoice,
        found.paid_date,
        found.reference,
        found.withheld_minor,
        found.withholding_note,
    )
    if (found.settlement_id, recorded) != (settlement_id, data):
        raise Conflict(_("From this page a payment was already recorded with other data."))
    return found


def check_payment(settlement: Settlement, data: PaymentData, today: date) -> None:
    """Refuse what cannot be paid so. Raises InvalidInput with sentences by field."""
    errors: dict[str, list[Any]] = {}

    def wrong(field: str, sentence: Any) -> None:
        errors.setdefault(field, []).append(sentence)

    for field, limit in LIMITS.items():
        if len(getattr(data, field)) > limit:
            wrong(field, _("At most %(limit)d characters.") % {"limit": limit})
    if not data.partner_invoice:
        wrong("partner_invoice", _("Write the number of the invoice that the partner sent."))
    elif other := _paid_with(settlement, data.partner_invoice):
        wrong(
            "partner_invoice",
            _("With this invoice %(reference)s was already paid.") % {"reference": other.reference},
        )
    if not data.reference:
        wrong("reference", _("Write the number of the transfer or of the payment order."))
    _check_date(settlement, data, today, wrong)
    _check_withheld(settlement, data, wrong)
    if errors:
        raise InvalidInput(errors)


def _paid_with(settlement: Settlement, invoice: str) -> Settlement | None:
    """Return another settlement of the partner that was paid with this invoice: one invoice each."""
    rows = Payment.objects.filter(
        partner_invoice=invoice, settlement__partner_id=settlement.partner_id
    ).exclude(settlement_id=settlement.pk)
    found = rows.select_related("settlement").first()
    return found.settlement if found else None


def _check_date(settlement: Settlement, data: PaymentData, today: date, wrong: Any) -> None:
    if data.paid_date > today:
        wrong("paid_date", _("The payment cannot be in the future."))
    elif data.paid_date < local_date(settlement.closed_at):
        wrong("paid_date", _("The payment cannot be earlier than the settlement's closing."))


def _check_withheld(settlement: Settlement, data: PaymentData, wrong: Any) -> None:
    if not 0 <= data.withheld_minor <= settlement.total_minor:
        total = amount_text(settlement.total_minor, settlement.currency)
        wrong("withheld_minor", _("The withholdings go from zero to %(total)s.") % {"total": total})
    if data.withheld_minor > 0 and not data.withholding_note:
        wrong("withholding_note", _("Say which taxes were withheld and their certificates."))


def pay(
    *, actor: Actor, now: datetime, uid: UUID, settlement: Settlement, data: PaymentData
) -> Payment:
    """Store the payment and move the settlement to PAID; the caller holds the account's lock.

    Raises Conflict when it was paid meanwhile.
    """
    assert actor.user_id is not None
    check_move(SETTLEMENT, SettlementStatus.CLOSED, SettlementStatus.PAID)
    moved = Settlement.objects.filter(pk=settlement.pk, status=SettlementStatus.CLOSED)
    if not moved.update(status=SettlementStatus.PAID):
        raise Conflict(already_paid(settlement))
    settlement.status = SettlementStatus.PAID
    cause = ledger.Cause(ledger.CauseKind.PAYMENT, (str(settlement.pk),))
    money = Money(settlement.total_minor, settlement.currency)
    posting = book(
        posting=ledger.pay(cause, str(settlement.partner_id), money), at=now, actor=actor
    )
    return Payment.objects.create(
        uid=uid,
        settlement=settlement,
        posting=posting,
        partner_invoice=data.partner_invoice,
        paid_date=data.paid_date,
        amount_minor=settlement.total_minor,
        withheld_minor=data.withheld_minor,
        withholding_note=data.withholding_note,
        reference=data.reference,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )


def already_paid(settlement: Settlement) -> Any:
    """Return the sentence for whoever comes second: when it was paid and who recorded it."""
    payment = Payment.objects.select_related("recorded_by").get(settlement_id=settlement.pk)
    return _("%(reference)s had already been paid on %(day)s; %(who)s recorded it.") % {
        "reference": settlement.reference,
        "day": f"{payment.paid_date:%d/%m/%Y}",
        "who": payment.recorded_by.full_name,
    }
