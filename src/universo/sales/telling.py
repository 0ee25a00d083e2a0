"""What the timeline is told of sales: under the document, and under the notice that it belongs to."""

from datetime import datetime
from typing import Any

from universo.audit.operations import Told, record_told
from universo.domain.money import format_amount
from universo.identity.actor import Actor
from universo.sales.models import Document
from universo.sales.operations import active_links

SIGNS = {"ARS": "$", "USD": "U$S"}


def amount_text(minor: int, currency: str) -> str:
    """Return minor units as the timeline writes them, `$ 1.234,56`; of no currency, `1.234,56`."""
    sign = SIGNS.get(currency, currency)
    text = f"{sign}\u00a0{format_amount(abs(minor))}" if sign else format_amount(abs(minor))
    return f"\u2212{text}" if minor < 0 else text


def tell(actor: Actor, now: datetime, what: str, document: Document, **data: Any) -> None:
    """Add `sales.<what>` under the document, with its title."""
    record_told(actor=actor, now=now, events=[_under_document(what, document, data)])


def tell_notice(
    actor: Actor, now: datetime, what: str, document: Document, notice_id: int, **data: Any
) -> None:
    """Add `sales.<what>` under the notice, in words that its sponsor may read."""
    record_told(actor=actor, now=now, events=[_under_notice(what, document, notice_id, data)])


def tell_both(actor: Actor, now: datetime, what: str, document: Document, **data: Any) -> None:
    """Add `sales.<what>` under the document, and under each notice that it is linked to."""
    links = active_links(document.corrects_id or document.pk).values_list("notice_id", flat=True)
    notices = [_under_notice(what, document, notice_id, data) for notice_id in links]
    events = [_under_document(what, document, data), *notices]
    record_told(actor=actor, now=now, events=events)


def _under_document(what: str, document: Document, data: dict[str, Any]) -> Told:
    return Told(f"sales.{what}", "document", document.pk, {"document": document.title, **data})


def _under_notice(what: str, document: Document, notice_id: int, data: dict[str, Any]) -> Told:
    told = {"document": document.title, **data}
    return Told(f"sales.{what}", "notice", notice_id, told, partner_may_read=True)
