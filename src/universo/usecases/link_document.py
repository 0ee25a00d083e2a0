"""Finance says which opportunity an invoice belongs to; its reward is booked, or taken back (R-12)."""

from datetime import datetime

from django.db import transaction

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.rewards.operations import accrue_document, take_back_link
from universo.sales.linking import end_link, store_link
from universo.sales.models import OpportunityLink
from universo.sales.telling import tell, tell_notice


@transaction.atomic
def link_document(
    *, actor: Actor, now: datetime, document_id: int, notice_id: int
) -> OpportunityLink:
    """Link an invoice to an accepted opportunity; what was collected already accrues once it is won.

    Twice is once. Raises NotPermitted, UnableToLink, Conflict when it belongs to another.
    """
    link, is_new = store_link(actor=actor, now=now, document_id=document_id, notice_id=notice_id)
    if is_new:
        reference = link.notice.reference
        tell(actor, now, "document.linked", link.document, reference=reference)
        tell_notice(actor, now, "document.linked", link.document, notice_id, reference=reference)
        accrue_document(actor=actor, now=now, document_id=document_id)
    return link


@transaction.atomic
def unlink_document(
    *, actor: Actor, now: datetime, document_id: int, reason: str
) -> OpportunityLink:
    """Undo the link of an invoice: everything that it accrued is taken back.

    Raises NotPermitted, UnableToLink (field `reason`), Conflict when it is not linked.
    """
    link = end_link(actor=actor, now=now, document_id=document_id, reason=reason)
    reference = link.notice.reference
    tell(
        actor,
        now,
        "document.unlinked",
        link.document,
        reference=reference,
        reason=link.undone_reason,
    )
    tell_notice(actor, now, "document.unlinked", link.document, link.notice_id, reference=reference)
    take_back_link(actor=actor, now=now, link=link, on=local_date(now))
    return link
