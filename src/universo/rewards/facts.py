"""From stored documents and collections to the facts of the domain's arithmetic (PROGRAMME.md §3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from universo.domain import reward_math as math
from universo.domain.decision_clock import local_date
from universo.opportunities.models import FrozenRate
from universo.rewards.models import AccrualTrigger
from universo.sales.models import (
    Collection,
    ConflictStatus,
    Document,
    DocumentConflict,
    DocumentKind,
    DocumentLine,
    LinkedLine,
    OpportunityLink,
    Reversal,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to an invoice, on a day; `key` is unique for the invoice."""

    trigger: AccrualTrigger
    date: date
    key: str
    event: math.Event
    collection: Collection | None = None
    note: Document | None = None


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """All that is known of an invoice: its lines with frozen rates, and its facts by day."""

    document: Document
    basis: math.Basis
    lines: tuple[math.Line, ...]
    facts: tuple[Fact, ...]

    def state(self, facts: Iterable[Fact]) -> "State":
        """Return amounts, total and collected after these facts; order does not matter."""
        amounts = {
            line.id: line.net_minor if self.basis is math.Basis.NET else line.gross_minor
            for line in self.lines
        }
        total, paid, reversed_ids = self.document.total_minor, dict[str, int](), set[str]()
        for fact in facts:
            event = fact.event
            if isinstance(event, math.Note):
                total += event.amount_minor
                for change in event.changes:
                    part = change.net_minor if self.basis is math.Basis.NET else change.gross_minor
                    amounts[change.line] += part
            elif isinstance(event, math.Collection):
                paid[event.id] = event.amount_minor
            else:
                reversed_ids.add(event.reverses)
        collected = sum(amount for key, amount in paid.items() if key not in reversed_ids)
        return State(amounts, total, max(0, min(collected, total)), collected)


@dataclass(frozen=True, slots=True)
class State:
    """n of each line, T, C and K, in minor units (PROGRAMME.md §3)."""

    amounts: dict[str, int]
    total: int
    counted: int
    collected: int

    def target(self, line: math.Line) -> int:
        """Return reward_to_date of the line, in minor units."""
        return math.target(self.amounts[line.id], line.rate_bp, self.total, self.collected)


def facts_of(link: OpportunityLink) -> InvoiceFacts:
    """Read the facts of the linked invoice; rates and basis are the notice's frozen ones (P-7).

    Of a split invoice, only the link's lines are there; total and collections are the invoice's. A
    line whose family or product has no frozen rate earns nothing: its rate is zero.
    """
    document = link.document
    rates = {
        (row.family_id, row.product_id): row.rate_bp
        for row in FrozenRate.objects.filter(notice_id=link.notice_id)
    }
    notes = list(
        Document.objects.filter(corrects=document).prefetch_related("lines").order_by("id")
    )
    own = list(document.lines.all())
    brought = [
        line
        for note in notes
        if note.kind == DocumentKind.DEBIT_NOTE
        for line in note.lines.all()
        if line.changes_id is None
    ]
    lines = [_line(line, rates, starts_at_zero=False) for line in own]
    lines += [_line(line, rates, starts_at_zero=True) for line in brought]
    if not link.is_whole:
        linked = set(LinkedLine.objects.filter(link=link).values_list("line_id", flat=True))
        lines = [line for line in lines if int(line.id) in linked]
    held = {line.id for line in lines}
    facts = [_of_note(note, held) for note in notes]
    replaced = DocumentConflict.objects.filter(document=document, status=ConflictStatus.REPLACED)
    facts += [_of_correction(conflict) for conflict in replaced]
    for collection in Collection.objects.filter(document=document).select_related("reversal"):
        facts += _of_collection(collection)
    facts.sort(key=lambda fact: (fact.date, fact.key))
    basis = math.Basis(link.notice.frozen_basis or math.Basis.NET)
    return InvoiceFacts(document, basis, tuple(lines), tuple(facts))


def _line(
    line: DocumentLine, rates: dict[tuple[int, int | None], int], *, starts_at_zero: bool
) -> math.Line:
    rate = 0
    if line.family_id is not None:
        family_rate = rates.get((line.family_id, None), 0)
        rate = rates.get((line.family_id, line.product_id), family_rate)
    net, gross = (0, 0) if starts_at_zero else (line.net_minor, line.gross_minor)
    return math.Line(str(line.pk), net, gross, rate)


def _of_correction(conflict: DocumentConflict) -> Fact:
    """What stands in the document now counts from the day of the decision; it changes no amount here."""
    assert conflict.decided_at is not None
    name = f"correction-{conflict.pk}"
    return Fact(
        AccrualTrigger.CORRECTION, local_date(conflict.decided_at), name, math.Note(name, 0)
    )


def _of_note(note: Document, held: set[str]) -> Fact:
    changes = tuple(
        math.LineChange(
            str(line.changes_id or line.pk),
            note.sign * line.net_minor,
            note.sign * line.gross_minor,
        )
        for line in note.lines.all()
        if (line.changes_id is not None or note.kind == DocumentKind.DEBIT_NOTE)
        and str(line.changes_id or line.pk) in held
    )
    trigger = AccrualTrigger(note.kind)
    event = math.Note(f"note-{note.pk}", note.sign * note.total_minor, changes)
    return Fact(trigger, note.issue_date, f"note-{note.pk}", event, note=note)


def _of_collection(collection: Collection) -> list[Fact]:
    if not collection.counts_as_collected:
        return []
    key = f"collection-{collection.pk}"
    day = collection.cleared_date or collection.received_date
    found = [
        Fact(
            AccrualTrigger.COLLECTION,
            day,
            key,
            math.Collection(key, collection.amount_minor),
            collection=collection,
        )
    ]
    reversal: Reversal | None = getattr(collection, "reversal", None)
    if reversal is not None:
        name = f"reversal-{reversal.pk}"
        found.append(
            Fact(
                AccrualTrigger.REVERSAL,
                max(day, reversal.on_date),
                name,
                math.Reversal(name, key),
                collection=collection,
            )
        )
    return found
