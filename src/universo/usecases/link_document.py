"""Finance says which opportunity an invoice belongs to; its reward is booked, or taken back (R-12)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.rewards.operations import accrue_document, take_back_link
from universo.sales.linking import end_link, store_link, store_split
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
        _linked(actor, now, link)
        accrue_document(actor=actor, now=now, document_id=document_id)
    return link


@transaction.atomic
def split_document(
    *, actor: Actor, now: datetime, document_id: int, placing: Mapping[int, int]
) -> list[OpportunityLink]:
    """Link lines of an invoice to opportunities, `placing` from line to notice; each then accrues.

    The same again changes nothing. Raises NotPermitted, UnableToLink, Conflict.
    """
    made = store_split(actor=actor, now=now, document_id=document_id, placing=placing)
    for link in made:
        _linked(actor, now, link)
    if made:
        accrue_document(actor=actor, now=now, document_id=document_id)
    return made


def _linked(actor: Actor, now: datetime, link: OpportunityLink) -> None:
    what = "document.linked" if link.is_whole else "document.lines_linked"
    reference = link.notice.reference
    tell(actor, now, what, link.document, reference=reference)
    tell_notice(actor, now, what, link.document, link.notice_id, reference=reference)


@transaction.atomic
def unlink_document(
    *, actor: Actor, now: datetime, document_id: int, notice_id: int, reason: str
) -> OpportunityLink:
    """Undo the link of an invoice, or of its lines, with an opportunity: what it accrued is taken back.

    Raises NotPermitted, UnableToLink (field `reason`), Conflict when it is not linked.
    """
    link = end_link(
        actor=actor, now=now, document_id=document_id, notice_id=notice_id, reason=reason
    )
    reference, text = link.notice.reference, link.undone_reason
    tell(actor, now, "document.unlinked", link.document, reference=reference, reason=text)
    tell_notice(actor, now, "document.unlinked", link.document, link.notice_id, reference=reference)
    take_back_link(actor=actor, now=now, link=link, on=local_date(now))
    return link
