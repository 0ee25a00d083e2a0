"""The statement of a settlement as the PDF template `statement` reads it, with its proof."""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from universo.pdf import render
from universo.rewards.ancestry import Ancestry
from universo.rewards.refunds import refunds_of
from universo.rewards.statement_seal import Seal, seal_of
from universo.web.shared import formatting
from universo.web.shared.reward_words import arithmetic, chain, month_name, refunds_told

QR_HASH_SIZE = 32  # half of the hash is more than anybody can try


def statement_pdf(settlement: Any, found: list[Ancestry]) -> bytes:
    """Return the statement with the ancestry of each reward and its signature, as a tagged PDF."""
    return render("statement", _sheet(settlement, found) | _proof(seal_of(settlement)))


def verify_url(seal: Seal) -> str:
    """Return the public address that proves this statement."""
    args = [seal.reference, seal.content_sha256[:QR_HASH_SIZE]]
    return f"{settings.PUBLIC_URL}{reverse('public:verify_receipt', args=args)}"


def verify_qr(seal: Seal) -> segno.QRCode:
    """Return the QR code of that address."""
    return segno.make(verify_url(seal), error="m", micro=False)


def _proof(seal: Seal) -> dict[str, Any]:
    return {
        "qr": verify_qr(seal).svg_inline(border=0, dark="#10142e", scale=4),
        "qr_alt": _("QR code of the page that verifies this statement"),
        "verify_label": _("Verify it at"),
        "verify_url": verify_url(seal),
        "proofs": [
            [_("SHA-256 of the content"), seal.content_sha256],
            [_("Ed25519 signature"), seal.signature],
            [_("Signing key"), seal.key_id],
        ],
    }


def _sheet(settlement: Any, found: list[Ancestry]) -> dict[str, Any]:
    currency, total = settlement.currency, settlement.total_minor
    amount = formatting.money(total, currency)
    refunds = refunds_told(refunds_of(settlement))
    return {
        "lang": (get_language() or "es")[:2],
        "title": _("Statement %(reference)s") % {"reference": settlement.reference},
        "heading": _("Statement of rewards"),
        "reference": settlement.reference,
        "month": month_name(settlement.period),
        "month_label": _("Month"),
        "total_label": _("Total"),
        "total": amount,
        "state_label": _("Status"),
        "state": str(settlement.get_status_display()),
        "partner_title": _("Partner"),
        "partner": _partner(settlement),
        "summary_title": _("Rewards of the statement"),
        "summary_head": [_("Day"), _("Customer"), _("Invoice"), _("Reward")],
        "summary": [*map(_row, found), *map(_refund_row, refunds)],
        "ancestry_title": _("Where each reward comes from"),
        "rewards": [*map(_reward, found), *map(_refund, refunds)],
        "payment_title": _("Payment"),
        "payment": _payment(settlement),
        "foot": _(
            "The reward is a percentage of what was invoiced and effectively collected, in the"
            " currency of each invoice. Rates are those in force when the notice was accepted."
        ),
        "ask": _ask(settlement, amount),
    }


def _partner(settlement: Any) -> list[list[str]]:
    partner = settlement.partner
    return [
        [_("Company"), partner.legal_name],
        [_("CUIT"), formatting.cuit(partner.cuit)],
        [_("Closed on"), formatting.instant(settlement.closed_at)],
    ]


def _row(found: Ancestry) -> list[str]:
    return [
        formatting.day(found.occurred_date),
        f"{found.customer} · {found.notice_reference}",
        f"{found.invoice.name} {found.invoice.number}",
        formatting.money(found.amount_minor, found.currency),
    ]


def _reward(found: Ancestry) -> dict[str, Any]:
    links = chain(found, lambda kind, ancestry: "")
    return {
        "title": f"{formatting.day(found.occurred_date)} · {found.customer}",
        "amount": formatting.money(found.amount_minor, found.currency),
        "chain": [[link["kind"], str(link["title"]), str(link["note"])] for link in links[:-1]],
        "words": f"{arithmetic(found)} → {formatting.money(found.amount_minor, found.currency)}",
    }


def _refund_row(row: dict[str, Any]) -> list[str]:
    return [
        formatting.day(row["occurred_date"]),
        f"{row['title']} · {row['reference']}",
        row["label"],
        formatting.money(row["amount_minor"], row["currency"]),
    ]


def _refund(row: dict[str, Any]) -> dict[str, Any]:
    amount = formatting.money(row["amount_minor"], row["currency"])
    return {
        "title": f"{formatting.day(row['occurred_date'])} · {row['title']}",
        "amount": amount,
        "chain": [[row["label"], row["reference"], row["title"]]],
        "words": f"{row['words']} → {amount}",
    }


def _payment(settlement: Any) -> list[list[str]]:
    payment = getattr(settlement, "payment", None)
    if payment is None:
        return []
    rows = [
        [_("Paid on"), formatting.day(payment.paid_date)],
        [_("Invoice of the partner"), payment.partner_invoice],
        [_("Transfer or payment order"), payment.reference],
    ]
    currency = settlement.currency
    if payment.taxes_minor:
        taxes = formatting.money(payment.taxes_minor, currency)
        rows.append([_("Net"), formatting.money(payment.amount_minor, currency)])
        rows.append([_("VAT and other taxes of the invoice"), taxes])
    if payment.withheld_minor:
        withheld = formatting.money(payment.withheld_minor, currency)
        rows.append([_("Taxes withheld"), f"{withheld} · {payment.withholding_note}"])
    rows.append([_("Transferred"), formatting.money(payment.transferred_minor, currency)])
    return rows


def _ask(settlement: Any, amount: str) -> str:
    if settlement.status != "CLOSED":
        return ""
    return _(
        "To be paid, send us your company's invoice for %(amount)s net, naming %(reference)s."
        " One invoice for each settlement."
    ) % {"amount": amount, "reference": settlement.reference}
