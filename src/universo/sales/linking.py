"""Which invoice, or which of its lines, belongs to which opportunity, by somebody's word (R-12)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.opportunities.models import Notice, NoticeStatus
from universo.sales.models import (
    Document,
    DocumentKind,
    DocumentLine,
    LinkedLine,
    OpportunityLink,
)
from universo.sales.operations import (
    UnableToChange,
    active_links,
    document_for_change,
    require_finance,
)


class UnableToLink(UnableToChange):
    """The invoice or the opportunity is not ready to be linked."""


def store_link(
    *, actor: Actor, now: datetime, document_id: int, notice_id: int
) -> tuple[OpportunityLink, bool]:
    """Link a whole invoice to an accepted opportunity; tell whether it is new.

    Raises NotPermitted, UnableToLink, and Conflict when it belongs to another opportunity.
    """
    document = document_for_change(actor, document_id)
    notice = _notice(notice_id)
    links = list(active_links(document.pk))
    if any(link.is_whole and link.notice_id == notice.pk for link in links):
        return links[0], False
    if links:
        raise Conflict(
            _("The invoice is already linked to %(reference)s.")
            % {"reference": ", ".join(link.notice.reference for link in links)}
        )
    refuse_link(document, notice)
    return make_whole_link(document, notice, now, require_finance(actor)), True


def make_whole_link(
    document: Document, notice: Notice, now: datetime, user_id: int | None
) -> OpportunityLink:
    """Link a locked invoice that was found ready; without `user_id` the rule does it."""
    take_family(document, notice)
    return OpportunityLink.objects.create(
        document=document, notice=notice, linked_at=now, linked_by_id=user_id
    )


def _notice(notice_id: int) -> Notice:
    found = Notice.objects.filter(pk=notice_id).exclude(status=NoticeStatus.DRAFT).first()
    if found is None:
        raise NotPermitted(_("That opportunity does not exist."))
    return found


def refuse_link(document: Document, notice: Notice) -> None:
    """Raise UnableToLink when the invoice or the opportunity is not ready."""
    if document.kind != DocumentKind.INVOICE:
        raise UnableToLink(_("Only invoices are linked; notes follow the invoice they correct."))
    if notice.status != NoticeStatus.ACCEPTED:
        raise UnableToLink(_("Only accepted opportunities have invoices."), field="notice_id")
    if document.net_minor is None:
        raise UnableToLink(_("First state the net amount of each line of the invoice."))
    if family_to_take(document, notice) is not None:
        return
    if not document.lines.filter(family__isnull=False).exists():
        raise UnableToLink(_("First say which product family the lines of the invoice belong to."))


def family_to_take(document: Document, notice: Notice) -> int | None:
    """Return the family that an invoice without detail takes from its opportunity, None otherwise.

    The file had no lines: the only one is its net amount. Where the opportunity asked for one family
    that is the product; where it asked for several a person splits the amount (set_lines).
    """
    lines = list(document.lines.all()[:2])
    if len(lines) != 1 or lines[0].family_id is not None or lines[0].description:
        return None
    asked = set(notice.items.values_list("family_id", flat=True)[:2])
    return asked.pop() if len(asked) == 1 else None


def take_family(document: Document, notice: Notice) -> bool:
    """Give the only line of an invoice without detail its family; tell whether it did."""
    family_id = family_to_take(document, notice)
    if family_id is None:
        return False
    document.lines.update(family_id=family_id)
    return True


def lines_to_place(document_id: int) -> QuerySet[DocumentLine]:
    """Return the lines that belong to opportunities: the invoice's, and those that debit notes bring."""
    brought = {"document__corrects_id": document_id, "document__kind": DocumentKind.DEBIT_NOTE}
    own = DocumentLine.objects.filter(document_id=document_id)
    found = own | DocumentLine.objects.filter(**brought, changes__isnull=True)
    return found.select_related("family", "product", "document").order_by("document_id", "position")


def placed_lines(document_id: int) -> dict[int, OpportunityLink]:
    """Return the opportunity of each line of a split invoice, by line."""
    rows = LinkedLine.objects.filter(link__document_id=document_id, is_active=True)
    return {row.line_id: row.link for row in rows.select_related("link__notice")}


def store_split(
    *, actor: Actor, now: datetime, document_id: int, placing: Mapping[int, int]
) -> list[OpportunityLink]:
    """Link lines of an invoice to opportunities, `placing` from line to notice; return the new links.

    Lines that are not named keep what they have, or belong to nobody. Lines are added to an
    opportunity all at once: one that has lines of this invoice already is undone first.
    Raises NotPermitted, UnableToLink, Conflict when a line, or the whole invoice, is linked already.
    """
    document = document_for_change(actor, document_id)
    if any(link.is_whole for link in active_links(document.pk)):
        raise Conflict(_("The whole invoice belongs to an opportunity: undo that link first."))
    known = {line.pk: line for line in lines_to_place(document.pk)}
    held = placed_lines(document.pk)
    fresh: dict[int, list[int]] = defaultdict(list)
    for line_id, notice_id in placing.items():
        if line_id not in known:
            raise NotPermitted(_("That line does not exist."))
        if line_id not in held:
            fresh[notice_id].append(line_id)
        elif held[line_id].notice_id != notice_id:
            raise Conflict(
                _("A line already belongs to another opportunity: undo that link first.")
            )
    if not fresh and not held:
        raise UnableToLink(_("Choose an opportunity for at least one line."))
    holders = {link.notice_id: link.notice.reference for link in held.values()}
    for notice_id in set(fresh) & set(holders):
        raise UnableToLink(
            _("%(reference)s already has lines of this invoice: undo that link, then split again.")
            % {"reference": holders[notice_id]}
        )
    return [
        _part(
            document, _notice(notice_id), [known[pk] for pk in lines], now, require_finance(actor)
        )
        for notice_id, lines in sorted(fresh.items())
    ]


def _part(
    document: Document, notice: Notice, lines: list[DocumentLine], now: datetime, user_id: int
) -> OpportunityLink:
    refuse_link(document, notice)
    made = OpportunityLink.objects.create(
        document=document, notice=notice, is_whole=False, linked_at=now, linked_by_id=user_id
    )
    LinkedLine.objects.bulk_create(LinkedLine(link=made, line=line) for line in lines)
    return made


def follow(document_id: int, lines: list[DocumentLine]) -> None:
    """New lines of a split invoice follow the lines of their family, when one opportunity has them.

    Called before the fact that brings them is booked. Others wait for a person; a whole invoice
    needs nothing, since its opportunity has all its lines.
    """
    held = placed_lines(document_id)
    owners: dict[int, set[int]] = defaultdict(set)
    families = dict(DocumentLine.objects.filter(pk__in=held).values_list("pk", "family_id"))
    for line_id, link in held.items():
        family_id = families[line_id]
        if family_id is not None:
            owners[family_id].add(link.pk)
    for line in lines:
        links = owners.get(line.family_id or 0, set())
        if len(links) == 1 and line.pk not in held:
            LinkedLine.objects.create(link_id=next(iter(links)), line=line)


def end_link(
    *, actor: Actor, now: datetime, document_id: int, notice_id: int, reason: str
) -> OpportunityLink:
    """Undo the link of an invoice, or of its lines, with an opportunity; the row stays as history.

    Raises NotPermitted, UnableToLink (field `reason`), Conflict when there is none.
    """
    document = document_for_change(actor, document_id)
    text = " ".join(reason.split())
    if not 5 <= len(text) <= 240:
        raise UnableToLink(_("Write the reason, in 5 to 240 characters."), field="reason")
    link = active_links(document.pk).filter(notice_id=notice_id).first()
    if link is None:
        raise Conflict(_("The invoice is not linked to any opportunity."))
    link.undone_at, link.undone_by_id, link.undone_reason = now, require_finance(actor), text
    link.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    LinkedLine.objects.filter(link=link).update(is_active=False)
    link.document = document
    return link
