"""Which invoice belongs to which opportunity, by somebody's word (R-12)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.opportunities.models import Notice, NoticeStatus
from universo.sales.models import Document, DocumentKind, OpportunityLink
from universo.sales.operations import (
    UnableToChange,
    active_link,
    document_for_change,
    require_finance,
)


class UnableToLink(UnableToChange):
    """The invoice or the opportunity is not ready to be linked."""


def store_link(
    *, actor: Actor, now: datetime, document_id: int, notice_id: int
) -> tuple[OpportunityLink, bool]:
    """Link an invoice to an accepted opportunity; tell whether it is new.

    Raises NotPermitted, UnableToLink, and Conflict when it belongs to another opportunity.
    """
    document = document_for_change(actor, document_id)
    notice = Notice.objects.filter(pk=notice_id).exclude(status=NoticeStatus.DRAFT).first()
    if notice is None:
        raise NotPermitted(_("That opportunity does not exist."))
    linked = active_link(document.pk)
    if linked is not None:
        if linked.notice_id != notice.pk:
            raise Conflict(
                _("The invoice is already linked to %(reference)s.")
                % {"reference": linked.notice.reference}
            )
        return linked, False
    refuse_link(document, notice)
    made = OpportunityLink.objects.create(
        document=document, notice=notice, linked_at=now, linked_by_id=require_finance(actor)
    )
    return made, True


def refuse_link(document: Document, notice: Notice) -> None:
    """Raise UnableToLink when the invoice or the opportunity is not ready."""
    if document.kind != DocumentKind.INVOICE:
        raise UnableToLink(_("Only invoices are linked; notes follow the invoice they correct."))
    if notice.status != NoticeStatus.ACCEPTED:
        raise UnableToLink(_("Only accepted opportunities have invoices."), field="notice_id")
    if document.net_minor is None:
        raise UnableToLink(_("First state the net amount of each line of the invoice."))
    if not document.lines.filter(family__isnull=False).exists():
        raise UnableToLink(_("First say which product family the lines of the invoice belong to."))


def end_link(*, actor: Actor, now: datetime, document_id: int, reason: str) -> OpportunityLink:
    """Undo the link of an invoice, with a reason; the row stays as history.

    Raises NotPermitted, UnableToLink (field `reason`), Conflict when there is none.
    """
    document = document_for_change(actor, document_id)
    text = " ".join(reason.split())
    if not 5 <= len(text) <= 240:
        raise UnableToLink(_("Write the reason, in 5 to 240 characters."), field="reason")
    link = active_link(document.pk)
    if link is None:
        raise Conflict(_("The invoice is not linked to any opportunity."))
    link.undone_at, link.undone_by_id, link.undone_reason = now, require_finance(actor), text
    link.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    link.document = document
    return link
