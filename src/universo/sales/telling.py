"""What the timeline is told of sales: under the document, and under the notice that it belongs to."""

from datetime import datetime
from typing import Any

from universo.audit.operations import record
from universo.identity.actor import Actor
from universo.sales.feeds.doc_types import document_types
from universo.sales.models import Document
from universo.sales.operations import active_link


def title_of(document: Document) -> str:
    """Return the official name and number, `Factura A 00003-00001045`."""
    return f"{type_name(document.type_code)} {document.label}"


def type_name(code: int) -> str:
    """Return the official name of a type of document."""
    known = document_types().get(code)
    return known.name if known else str(code)


def tell(actor: Actor, now: datetime, what: str, document: Document, **data: Any) -> None:
    """Add `sales.<what>` under the document, with its title."""
    record(
        actor=actor,
        now=now,
        name=f"sales.{what}",
        subject_kind="document",
        subject_id=document.pk,
        document=title_of(document),
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
        document=title_of(document),
        **data,
    )


def tell_both(actor: Actor, now: datetime, what: str, document: Document, **data: Any) -> None:
    """Add `sales.<what>` under the document, and under its notice if it is linked."""
    tell(actor, now, what, document, **data)
    link = active_link(document.corrects_id or document.pk)
    if link is not None:
        tell_notice(actor, now, what, document, link.notice_id, **data)
