"""The invoice with which a partner bills a settlement: what it must say, and its fate (P-11)."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from universo.domain import tax_ids
from universo.domain.decision_clock import local_date
from universo.domain.lifecycle import PARTNER_INVOICE, check_move
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.rewards.choices import INVOICE_TYPES, InvoiceStatus, OrderStatus
from universo.rewards.invoice_files import StoredFile
from universo.rewards.models import Settlement, SettlementLine, SettlementStatus
from universo.rewards.payment_models import PartnerInvoice, PaymentOrder
from universo.rewards.refund_models import Refund
from universo.rewards.wording import amount_text
from universo.sales.qr_text import QrDocument

WITHOUT_VAT = frozenset({11, 211})  # letter C says no VAT
MOST_NUMBER = {"point_of_sale": 99_999, "number": 99_999_999}


@dataclass(frozen=True, slots=True)
class InvoiceData:
    """What is typed of a partner's invoice; amounts in minor units of `currency`."""

    issuer_cuit: str
    receiver_cuit: str
    type_code: int
    point_of_sale: int
    number: int
    issue_date: date
    currency: str
    net_minor: int
    vat_minor: int = 0
    other_taxes_minor: int = 0

    @property
    def total_minor(self) -> int:
        """What the invoice asks for."""
        return self.net_minor + self.vat_minor + self.other_taxes_minor


def receivers_of(settlement: Settlement) -> list[str]:
    """Return the CUITs that may be billed: the companies whose invoices the rewards come from, or
    that pay support back."""
    rows = SettlementLine.objects.filter(settlement=settlement).order_by()
    rows_of = rows.values_list("accrual__link__document__issuer_cuit", flat=True)
    refunds = Refund.objects.filter(settled_in__settlement=settlement).order_by()
    return sorted({*rows_of.distinct(), *refunds.values_list("billed_cuit", flat=True)})


def live_invoice(settlement: Settlement) -> PartnerInvoice | None:
    """Return the invoice that was sent or accepted for a settlement; a rejected one does not live."""
    rows = settlement.partner_invoices.exclude(status=InvoiceStatus.REJECTED)
    return rows.select_related("submitted_by", "decided_by").first()


def check_invoice(
    settlement: Settlement, data: InvoiceData, today: date, qr: QrDocument | None = None
) -> None:
    """Refuse an invoice that does not bill this settlement. Raises InvalidInput with sentences by field."""
    errors: dict[str, list[Any]] = {}

    def wrong(field: str, sentence: Any) -> None:
        errors.setdefault(field, []).append(sentence)

    _check_parties(settlement, data, wrong)
    _check_identity(settlement, data, wrong)
    _check_amounts(settlement, data, wrong)
    if data.issue_date > today:
        wrong("issue_date", _("The invoice cannot be dated in the future."))
    elif data.issue_date < local_date(settlement.closed_at):
        wrong("issue_date", _("The invoice cannot be earlier than the settlement's closing."))
    if qr is not None and not errors:
        _check_qr(data, qr, wrong)
    if errors:
        raise InvalidInput(errors)


def _check_parties(settlement: Settlement, data: InvoiceData, wrong: Any) -> None:
    own = settlement.partner.cuit
    if data.issuer_cuit != own:
        wrong(
            "issuer_cuit",
            _("The invoice must be of the partner itself, CUIT %(cuit)s.")
            % {"cuit": tax_ids.format_cuit(own)},
        )
    allowed = receivers_of(settlement)
    if data.receiver_cuit not in allowed:
        names = ", ".join(tax_ids.format_cuit(cuit) for cuit in allowed)
        wrong(
            "receiver_cuit", _("The invoice must be made out to CUIT %(cuit)s.") % {"cuit": names}
        )


def _check_identity(settlement: Settlement, data: InvoiceData, wrong: Any) -> None:
    if data.type_code not in INVOICE_TYPES:
        wrong("type_code", _("Choose one of the list."))
    for field, most in MOST_NUMBER.items():
        if not 1 <= getattr(data, field) <= most:
            wrong(
                field, _("Type a number from %(least)s to %(most)s.") % {"least": 1, "most": most}
            )
    other = (
        PartnerInvoice.objects.filter(
            issuer_cuit=data.issuer_cuit, type_code=data.type_code,
            point_of_sale=data.point_of_sale, number=data.number,
        )
        .exclude(status=InvoiceStatus.REJECTED)
        .exclude(settlement=settlement)
        .select_related("settlement")
        .first()
    )  # fmt: skip
    if other is not None:
        wrong(
            "number",
            _("With this invoice %(reference)s was already billed.")
            % {"reference": other.settlement.reference},
        )


def _check_amounts(settlement: Settlement, data: InvoiceData, wrong: Any) -> None:
    if data.currency != settlement.currency:
        wrong("currency", _("The invoice must be in the currency of the settlement."))
    if data.net_minor != settlement.total_minor:
        total = amount_text(settlement.total_minor, settlement.currency)
        wrong(
            "net_minor", _("The net amount must be %(total)s, to the centavo.") % {"total": total}
        )
    for field in ("vat_minor", "other_taxes_minor"):
        if not 0 <= getattr(data, field) <= settlement.total_minor:
            wrong(field, _("This amount cannot be."))
    if data.type_code in WITHOUT_VAT and data.vat_minor:
        wrong("vat_minor", _("An invoice of letter C has no VAT."))


def _check_qr(data: InvoiceData, qr: QrDocument, wrong: Any) -> None:
    """The code is no proof, but it must not contradict what was typed."""
    pairs = {
        "issuer_cuit": (qr.issuer_cuit, data.issuer_cuit),
        "type_code": (qr.type_code, data.type_code),
        "point_of_sale": (qr.point_of_sale, data.point_of_sale),
        "number": (qr.number, data.number),
        "issue_date": (qr.issue_date, data.issue_date),
        "currency": (qr.currency, data.currency),
        "net_minor": (qr.total_minor, data.total_minor),
    }
    if qr.receiver_doc:
        pairs["receiver_cuit"] = (qr.receiver_doc, data.receiver_cuit)
    for field, (said, typed) in pairs.items():
        if said != typed:
            wrong(field, _("The QR code of the invoice says something else."))


def store_invoice(
    *,
    actor: Actor,
    now: datetime,
    uid: UUID,
    settlement: Settlement,
    data: InvoiceData,
    file: StoredFile | None,
    accepted: bool,
) -> PartnerInvoice:
    """Keep the invoice of a settlement; the caller holds its partner's account and has checked it.

    Raises Conflict when the settlement is paid, or has an invoice that was not rejected.
    """
    if settlement.status != SettlementStatus.CLOSED:
        raise Conflict(_("The settlement is paid already."))
    if live_invoice(settlement) is not None:
        raise Conflict(_("The settlement has an invoice already."))
    assert actor.user_id is not None
    decided = {"decided_at": now, "decided_by_id": actor.user_id} if accepted else {}
    return PartnerInvoice.objects.create(
        uid=uid,
        settlement=settlement,
        total_minor=data.total_minor,
        file_name=file.name if file else "",
        stored_name=file.stored_name if file else "",
        content_type=file.content_type if file else "",
        file_size=file.size if file else 0,
        file_sha256=file.sha256 if file else "",
        status=InvoiceStatus.ACCEPTED if accepted else InvoiceStatus.SUBMITTED,
        submitted_at=now,
        submitted_by_id=actor.user_id,
        **decided,
        **{field.name: getattr(data, field.name) for field in fields(InvoiceData)},
    )


def same_invoice(uid: UUID, settlement_id: int, data: InvoiceData) -> PartnerInvoice | None:
    """Return what this client id already recorded, None if it is new (protocol 5). Raises Conflict."""
    found = PartnerInvoice.objects.filter(uid=uid).first()
    if found is None:
        return None
    same = all(getattr(found, f.name) == getattr(data, f.name) for f in fields(InvoiceData))
    if not same or found.settlement_id != settlement_id:
        raise Conflict(_("From this page something else was already recorded."))
    return found


def decide_invoice(
    *, actor: Actor, now: datetime, invoice_id: int, accept: bool, reason: str = ""
) -> PartnerInvoice:
    """Accept an invoice, or reject it with a reason. Raises NotPermitted, InvalidInput, Conflict."""
    rows = PartnerInvoice.objects.select_for_update(of=("self",)).select_related("settlement")
    found = rows.filter(pk=invoice_id).first()
    if found is None:
        raise NotPermitted("")
    tidy = " ".join(reason.replace("\x00", "").split())[:500]
    if not accept and len(tidy) < 5:
        raise InvalidInput({"reason": [_("Write the reason.")]})
    to = InvoiceStatus.ACCEPTED if accept else InvoiceStatus.REJECTED
    living = PaymentOrder.objects.filter(
        invoice=found, status__in=[OrderStatus.PENDING, OrderStatus.PAID]
    )
    if found.status == to or to not in PARTNER_INVOICE.moves[found.status] or living.exists():
        raise Conflict(_("Somebody else did it a moment ago."))
    check_move(PARTNER_INVOICE, found.status, to)
    PartnerInvoice.objects.filter(pk=found.pk, status=found.status).update(
        status=to, decided_at=now, decided_by=actor.user_id, reason="" if accept else tidy
    )
    found.refresh_from_db()
    return found
