"""What a receipt says, for the page and for the PDF."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from universo.opportunities.queries import items_of, meter_of
from universo.opportunities.receipt import exact, signed_text
from universo.web.shared import formatting
from universo.web.shared.components import meter as meters

QR_HASH_SIZE = 32  # half of the hash is more than anybody can try


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt ready to be shown."""

    instant: str  # 23/11/2026 12:00:00,123456
    instant_utc: str
    verify_url: str
    qr: str  # a data: address of an SVG picture
    signed_text: str
    key_id: str


def exact_local(instant: datetime) -> str:
    """Return an instant in Buenos Aires with its microseconds, as written in Argentina."""
    micro = instant.astimezone(UTC).strftime("%f")
    return f"{formatting.instant(instant, seconds=True)},{micro}"


def verify_url(notice: Any) -> str:
    """Return the public address that proves this receipt."""
    path = reverse(
        "public:verify_receipt", args=[notice.number, notice.content_sha256[:QR_HASH_SIZE]]
    )
    return f"{settings.PUBLIC_URL}{path}"


def _qr(url: str) -> segno.QRCode:
    return segno.make(url, error="m", micro=False)


def receipt_of(notice: Any) -> Receipt:
    """Return what the receipt of a sent notice shows."""
    url = verify_url(notice)
    return Receipt(
        instant=exact_local(notice.received_at),
        instant_utc=exact(notice.received_at),
        verify_url=url,
        qr=_qr(url).svg_data_uri(border=2, dark="#10142e", light="#ffffff"),
        signed_text=signed_text(notice.reference, notice.received_at, notice.content_sha256),
        key_id=notice.signing_key_id,
    )


def receipt_sheet(notice: Any) -> dict[str, Any]:
    """Return the data of the PDF template `receipt`, sentences included."""
    shown = receipt_of(notice)
    meter = meter_of(notice, notice.received_at)
    assert meter is not None
    return {
        "lang": "es",
        "title": _("Receipt of the notice %(reference)s") % {"reference": notice.reference},
        "product": "Universo Hasar",
        "heading": _("Receipt of notice"),
        "reference": notice.reference,
        "received_label": f"{_('Received')} ({_('Buenos Aires time')})",
        "received": shown.instant,
        "received_utc": f"UTC {shown.instant_utc}",
        "due_label": _("Due"),
        "due": _due_sentence(notice),
        "provisional": _provisional(notice),
        "meter": _ticks(meter),
        "meter_alt": meters.build(meter).sentence,
        "blocks": _blocks(notice),
        "need_label": _("Need"),
        "need": notice.need,
        "qr": _qr(shown.verify_url).svg_inline(border=0, dark="#10142e", scale=4),
        "qr_alt": _("QR code of the page that verifies this receipt"),
        "verify_label": _("Verify it at"),
        "verify_url": shown.verify_url,
        "proofs": [
            [_("SHA-256 of the content"), notice.content_sha256],
            [_("Ed25519 signature"), notice.signature],
            [_("Signing key"), shown.key_id],
        ],
        "foot": _(
            "Hasar has the stated term to accept the customer formally. Past it without an answer,"
            " the proposal is dismissed, with no compensation owed."
        ),
    }


def _due_sentence(notice: Any) -> str:
    return _("%(day)s at 24:00") % {"day": formatting.long_day(notice.due_date, year=True)}


def _provisional(notice: Any) -> str:
    if not notice.due_is_provisional:
        return ""
    return _("The calendar of holidays is still provisional: the date may only move later.")


def _ticks(meter: Any) -> list[dict[str, str]]:
    return [
        {"day": str(tick.day.day), "letter": formatting.long_day(tick.day)[0].upper()}
        for tick in meter.ticks
    ]


def _blocks(notice: Any) -> list[dict[str, Any]]:
    prospect = notice.prospect
    place = ", ".join(p for p in (prospect.locality, str(prospect.province or "")) if p)
    asked = ", ".join(item.product or item.family for item in items_of(notice))
    pairs = {
        _("Sponsor"): [
            (_("Company"), notice.partner.legal_name),
            (_("CUIT"), formatting.cuit(notice.partner.cuit)),
            (_("Level"), notice.get_level_display()),
            (_("Sent by"), notice.author.full_name),
            (_("Account executive"), notice.executive.full_name),
        ],
        _("Customer"): [
            (_("Legal name"), prospect.legal_name),
            (_("Trade name"), prospect.trade_name),
            (_("CUIT"), formatting.cuit(prospect.cuit)),
            (_("Place"), place),
            (_("Whom to talk to"), prospect.contact_name),
        ],
        _("Need"): [
            (_("Asked for"), asked),
            (_("Estimated budget"), formatting.money(notice.budget_minor, notice.budget_currency)),
            (_("Estimated term"), notice.get_estimated_timeframe_display()),
        ],
    }
    return [
        {"title": title, "rows": [[term, value] for term, value in rows if value]}
        for title, rows in pairs.items()
    ]
