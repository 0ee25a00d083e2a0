"""What the timeline is told of sales: under the document, and under the notice that it belongs to."""

from datetime import datetime
from typing import Any

from universo.audit.operations import record
from universo.domain.money import format_amount
from universo.identity.actor import Actor
from universo.sales.models import Document
from universo.sales.operations import active_links

SIGNS = {"ARS": "$", "USD": "U$S"}


def amount_text(minor: int, currency: str) -> str:
    """Return minor units as the timeline writes them, `$ 1.234,56`."""
    text = f"{SIGNS.get(currency, currency)}\u00a0{format_amount(abs(minor))}"
    return f"\u2212{text}" if minor < 0 else text


def tell(actor: Actor, now: datetime, what: str, document: Document, **data: Any) -> None:
    """Add `sales.<what>` under the document, with its title."""
    record(
        actor=actor,
        now=now,
        name=f"sales.{what}",
        subject_kind="document",
        subject_id=document.pk,
        document=document.title,
        **data,
    )


def tell_notice(
    actor: Actor, now: datetime, what: str, document: Document, notice_id: int, **data: Any
) -> None:
    """Add `sales.<what>` under the notice, in words that its sponsor may read."""
    record(
        actor=actor,
        now=now,
        name=f"sales.{what}",
        subject_kind="notice",
        subject_id=notice_id,
        partner_may_read=True,
        document=document.title,
        **data,
    )


def tell_both(actor: Actor, now: datetime, what: str, document: Document, **data: Any) -> None:
    """Add `sales.<what>` under the document, and under each notice that it is linked to."""
    tell(actor, now, what, document, **data)
    for link in active_links(document.corrects_id or document.pk):
        tell_notice(actor, now, what, document, link.notice_id, **data)
