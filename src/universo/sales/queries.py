"""Reading invoices, notes and collections. Finance and auditors read all of it; nobody else any."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.sales.checks import TOLERANCE_MINOR, remaining_minor
from universo.sales.models import (
    Collection,
    ConflictStatus,
    Document,
    DocumentConflict,
    DocumentKind,
    DocumentLine,
    Means,
    OpportunityLink,
)
from universo.sales.operations import active_links

COUNTS = Q(means__in=[Means.CASH, Means.TRANSFER, Means.CARD]) | (
    Q(means=Means.CHEQUE, cleared_date__isnull=False)
) | (Q(means=Means.WITHHOLDING) & ~Q(certificate=""))  # fmt: skip
UNLINKED, NOTES, INCOMPLETE, OWED = "unlinked", "notes", "incomplete", "owed"
DIFFERING = "differing"
GROUPS = ("", UNLINKED, NOTES, INCOMPLETE, OWED, DIFFERING)


def may_read(actor: Actor) -> bool:
    """Tell whether the actor reads sales: finance, auditors, the system."""
    return actor.sees_everything or actor.has(StaffRole.FINANCE)


def visible_to(actor: Actor) -> QuerySet[Document]:
    """Return the documents that exist for this actor (§4)."""
    return Document.objects.all() if may_read(actor) else Document.objects.none()


def in_group(actor: Actor, group: str) -> QuerySet[Document, Document]:
    """Return a group of GROUPS: invoices without opportunity, notes to assign, documents without a
    net amount, invoices with something left to collect, documents that came again otherwise; "" is
    all."""
    rows = visible_to(actor)
    if group == UNLINKED:
        rows = rows.filter(~_is_linked(), kind=DocumentKind.INVOICE)
    elif group == NOTES:
        rows = rows.exclude(kind=DocumentKind.INVOICE).filter(corrects__isnull=True)
    elif group == INCOMPLETE:
        rows = rows.filter(kind=DocumentKind.INVOICE, net_minor__isnull=True)
    elif group == OWED:
        rows = with_amounts(rows.filter(kind=DocumentKind.INVOICE))
        rows = rows.filter(Q(collected_minor__lt=F("after_notes_minor")))
    elif group == DIFFERING:
        rows = rows.filter(Exists(_open_conflicts().filter(document=OuterRef("pk"))))
    return rows


@dataclass(frozen=True, slots=True)
class Period:
    """Days of issue, inclusive; and a currency. What is empty narrows nothing."""

    since: date | None = None
    until: date | None = None
    currency: str = ""

    def of(self, rows: QuerySet[Document, Document]) -> QuerySet[Document, Document]:
        """Narrow documents to it."""
        if self.since is not None:
            rows = rows.filter(issue_date__gte=self.since)
        if self.until is not None:
            rows = rows.filter(issue_date__lte=self.until)
        return rows.filter(currency=self.currency) if self.currency else rows


def _open_conflicts() -> QuerySet[DocumentConflict, DocumentConflict]:
    return DocumentConflict.objects.filter(status=ConflictStatus.OPEN)


def conflicts(actor: Actor, *, is_open: bool = True) -> QuerySet[DocumentConflict]:
    """Return documents that came again with other content, those to decide or the decided ones."""
    rows = DocumentConflict.objects.filter(document__in=visible_to(actor))
    rows = rows.select_related("document", "batch", "found_by", "decided_by")
    if is_open:
        return rows.filter(status=ConflictStatus.OPEN)
    return rows.exclude(status=ConflictStatus.OPEN).order_by("-decided_at", "-pk")


def find_conflict(actor: Actor, conflict_id: int) -> DocumentConflict | None:
    """Return one conflict with its document; None if there is none for this actor."""
    rows = DocumentConflict.objects.filter(document__in=visible_to(actor))
    return (
        rows.select_related("document__corrects", "found_by", "decided_by")
        .filter(pk=conflict_id)
        .first()
    )


def conflicts_of(document: Document) -> QuerySet[DocumentConflict]:
    """Return all that came of a document with other content, the latest first."""
    return document.conflicts.select_related("found_by", "decided_by")


def group_counts(actor: Actor) -> dict[str, int]:
    """Return how many documents each group holds."""
    return {group: in_group(actor, group).count() for group in GROUPS}


def _is_linked() -> Exists:
    return Exists(OpportunityLink.objects.filter(document=OuterRef("pk"), undone_at__isnull=True))


def with_amounts(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Add `after_notes_minor` (T of §3), `collected_minor` (K), `notice_number` and `notice_count`."""
    notes = Document.objects.filter(corrects=OuterRef("pk")).order_by().values("corrects")
    counted = (
        Collection.objects.filter(COUNTS, document=OuterRef("pk"), reversal__isnull=True)
        .order_by()
        .values("document")
    )
    linked = OpportunityLink.objects.filter(document=OuterRef("pk"), undone_at__isnull=True)

    def total(rows: QuerySet[Any], name: str) -> Coalesce:
        return Coalesce(Subquery(rows.annotate(sum=Sum(name)).values("sum")), Value(0))

    return rows.annotate(
        after_notes_minor=F("total_minor")
        + total(notes.filter(kind=DocumentKind.DEBIT_NOTE), "total_minor")
        - total(notes.filter(kind=DocumentKind.CREDIT_NOTE), "total_minor"),
        collected_minor=total(counted, "amount_minor"),
        notice_number=Subquery(linked.values("notice__number")[:1]),
        notice_count=Coalesce(
            Subquery(linked.order_by().values("document").annotate(n=Count("pk")).values("n")),
            Value(0),
        ),
    )


def search(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Narrow to documents whose number, customer's name or CUIT has this text in it."""
    words = " ".join(text.split())[:80]
    if not words:
        return rows
    digits = "".join(letter for letter in words if letter.isdigit())
    found = Q(receiver_name__icontains=words)
    if digits:
        found |= Q(receiver_doc__startswith=digits)
        number = words.rsplit("-", 1)[-1]
        if number.isdigit() and len(number) <= 9:
            found |= Q(number=int(number))
    return rows.filter(found)


def find_document(actor: Actor, document_id: int) -> Document | None:
    """Return one document with what its page reads; None if there is none for this actor."""
    rows = with_amounts(visible_to(actor)).select_related("corrects", "batch", "recorded_by")
    return rows.filter(pk=document_id).first()


def with_parts(rows: QuerySet[Document, Document]) -> QuerySet[Document, Document]:
    """Read documents with their lines, and their present links in `shown_links`."""
    links = OpportunityLink.objects.filter(undone_at__isnull=True).select_related("notice")
    lines = DocumentLine.objects.select_related("family", "product")
    return rows.prefetch_related(
        Prefetch("lines", lines), Prefetch("links", links.order_by("pk"), to_attr="shown_links")
    )


def by_identity(actor: Actor, identity: dict[str, Any]) -> Document | None:
    """Return the document with this issuer, type, point of sale and number; None if there is none."""
    return with_amounts(visible_to(actor)).filter(**identity).first()


@dataclass(frozen=True, slots=True)
class Sums:
    """Where an invoice stands, in minor units of its currency (§3)."""

    total: int  # after notes
    collected: int  # what counts, reversals taken off
    waiting: int  # cheques in portfolio and withholdings without certificate

    @property
    def outstanding(self) -> int:
        """What is left to collect."""
        return max(0, self.total - self.collected)

    @property
    def credit(self) -> int:
        """What was collected beyond the total: the customer's credit."""
        return max(0, self.collected - self.total)


def sums_of(document: Document) -> Sums:
    """Return where an invoice stands."""
    collected = waiting = 0
    for row in collections_of(document):
        if getattr(row, "reversal", None) is None:
            if row.counts_as_collected:
                collected += row.amount_minor
            else:
                waiting += row.amount_minor
    return Sums(remaining_minor(document), collected, waiting)


def collections_of(document: Document) -> QuerySet[Collection]:
    """Return the collections of an invoice, by date, with what took them back."""
    return document.collections.select_related("reversal", "recorded_by")


def find_collection(actor: Actor, collection_id: int) -> Collection | None:
    """Return one collection with its invoice; None if there is none for this actor."""
    rows = Collection.objects.filter(document__in=visible_to(actor))
    return rows.select_related("document", "reversal").filter(pk=collection_id).first()


def links_of(document: Document) -> list[OpportunityLink]:
    """Return the opportunities of an invoice now, with their notices: several when it is split."""
    return list(active_links(document.pk).select_related("notice__prospect", "notice__partner"))


def link_to(document: Document, notice_id: int) -> OpportunityLink | None:
    """Return the link of an invoice with this opportunity now; None if there is none."""
    return next((link for link in links_of(document) if link.notice_id == notice_id), None)


def past_links(document: Document) -> QuerySet[OpportunityLink]:
    """Return the links of an invoice that were undone, the last first."""
    rows = document.links.filter(undone_at__isnull=False)
    return rows.select_related("notice", "undone_by").order_by("-undone_at")


def lines_of(document: Document) -> QuerySet[Any]:
    """Return the lines of a document with family, product and the line that each changes."""
    return document.lines.select_related("family", "product", "changes")


def notes_on(document: Document) -> QuerySet[Document]:
    """Return the notes that correct an invoice, by date."""
    return document.notes.order_by("issue_date", "id")


def invoices_for_note(note: Document) -> QuerySet[Document]:
    """Return the invoices that a note may correct: same issuer, customer and currency, of its date
    or before, with lines, and with at least its amount left if it credits. Those of the same
    amount come first, then the nearest."""
    rows = Document.objects.filter(
        kind=DocumentKind.INVOICE,
        issuer_cuit=note.issuer_cuit,
        receiver_doc=note.receiver_doc,
        currency=note.currency,
        issue_date__lte=note.issue_date,
    )
    fitting: QuerySet[Any] = with_amounts(rows)
    if note.kind == DocumentKind.CREDIT_NOTE:
        fitting = fitting.filter(after_notes_minor__gte=note.total_minor - TOLERANCE_MINOR)
    same = Case(When(after_notes_minor=note.total_minor, then=0), default=1)
    return fitting.order_by(same, "-issue_date", "-id")


def known_issuers(actor: Actor) -> list[str]:
    """Return the CUITs of the companies whose documents are stored, the most used first."""
    rows = visible_to(actor).order_by().values("issuer_cuit").annotate(count=Count("pk"))
    return [row["issuer_cuit"] for row in rows.order_by("-count")[:8]]
