"""Finance enters an invoice, credit note or debit note; a note's effect on the reward is booked (R-12)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict
from universo.identity.actor import Actor
from universo.rewards.operations import accrue_document
from universo.sales.conflicts import keep_conflict
from universo.sales.document_data import DocumentData, LineData
from universo.sales.linking import follow
from universo.sales.models import ConflictStatus, Document, DocumentConflict, Origin
from universo.sales.operations import set_correction, set_lines, store_document
from universo.sales.telling import amount_text, tell, tell_both
from universo.sales.waiting import expect_none
from universo.usecases.link_by_rule import link_if_clear
from universo.usecases.register_waiting import register_waiting

__all__ = [
    "DocumentData", "DocumentDiffers", "LineData", "Origin", "Taken", "assign_note",
    "record_document", "state_lines", "take_document",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document that came: new, the same again, or other content (`conflict`)."""

    document: Document
    is_new: bool
    conflict: DocumentConflict | None = None


class DocumentDiffers(Conflict):
    """The number is stored with other content, which stays; what came waits for a person."""

    def __init__(self, taken: Taken) -> None:
        assert taken.conflict is not None
        self.document, self.conflict = taken.document, taken.conflict
        decided = taken.conflict.status != ConflictStatus.OPEN
        message = (
            _("%(label)s is already registered with other data; it was decided that they stay.")
            if decided
            else _("%(label)s is already registered with other data; it stays as it is.")
        )
        super().__init__(message % {"label": taken.document.label}, field="number")


@transaction.atomic
def take_document(
    *, actor: Actor, now: datetime, data: DocumentData, origin: str = Origin.MANUAL
) -> Taken:
    """Store a document once; other content under the same identity is kept for a person to decide.

    A note that names its invoice changes the reward at once (§3). Raises NotPermitted, InvalidInput.
    """
    expect_none()  # before any invoice is locked (protocol 3)
    stored = store_document(actor=actor, now=now, data=data, origin=origin)
    document = stored.document
    if stored.differs:
        kept = keep_conflict(actor=actor, now=now, document=document, data=data, origin=origin)
        if kept.found_at == now and kept.status == ConflictStatus.OPEN:
            tell(actor, now, "document.came_again", document)
        return Taken(document, False, kept)
    if stored.is_new:
        tell(actor, now, "document.recorded", document)
        if document.corrects_id is not None:
            _note_assigned(actor, now, document)
        else:
            link_if_clear(now=now, document_id=document.pk)
        register_waiting(actor=actor, now=now, document_ids=[document.pk])
    return Taken(document, stored.is_new)


def record_document(
    *, actor: Actor, now: datetime, data: DocumentData, origin: str = Origin.MANUAL
) -> Document:
    """Store a document once, as `take_document`; raises DocumentDiffers once what came is kept."""
    taken = take_document(actor=actor, now=now, data=data, origin=origin)
    if taken.conflict is not None:
        raise DocumentDiffers(taken)
    return taken.document


@transaction.atomic
def state_lines(
    *, actor: Actor, now: datetime, document_id: int, lines: tuple[LineData, ...]
) -> Document:
    """Say the lines and families of an invoice that came without them; net amounts are a person's word.

    Raises NotPermitted, InvalidInput, UnableToChange once it is linked or referred to.
    """
    document, changed = set_lines(actor=actor, document_id=document_id, lines=lines)
    if changed:
        tell(actor, now, "document.lines_stated", document, lines=len(lines))
        link_if_clear(now=now, document_id=document.pk)
    return document


@transaction.atomic
def assign_note(
    *, actor: Actor, now: datetime, note_id: int, invoice_id: int, lines: tuple[LineData, ...]
) -> Document:
    """Say which invoice a note corrects, and by how much each line changes; once (§3).

    Raises NotPermitted, InvalidInput, UnableToChange, Conflict when it corrects another already.
    """
    note, is_new = set_correction(actor=actor, note_id=note_id, invoice_id=invoice_id, lines=lines)
    if is_new:
        _note_assigned(actor, now, note)
    return note


def _note_assigned(actor: Actor, now: datetime, note: Document) -> None:
    assert note.corrects is not None
    tell_both(actor, now, "note.assigned", note, invoice=note.corrects.title,
              amount=amount_text(note.sign * note.total_minor, note.currency))  # fmt: skip
    tell(actor, now, "note.received", note.corrects, note=note.title)
    if note.sign > 0:
        follow(note.corrects.pk, [line for line in note.lines.all() if line.changes_id is None])
    accrue_document(actor=actor, now=now, document_id=note.corrects.pk)
