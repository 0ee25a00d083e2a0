"""Finance enters an invoice, credit note or debit note; a note's effect on the reward is booked (R-12)."""

from datetime import datetime

from django.db import transaction

from universo.identity.actor import Actor
from universo.rewards.operations import accrue_document
from universo.sales.document_data import DocumentData, LineData
from universo.sales.models import Document
from universo.sales.operations import set_correction, set_lines, store_document
from universo.sales.telling import amount_text, tell, tell_both

__all__ = ["DocumentData", "LineData", "assign_note", "record_document", "state_lines"]


@transaction.atomic
def record_document(
    *, actor: Actor, now: datetime, data: DocumentData, batch_id: int | None = None
) -> Document:
    """Store a document once; a note that names its invoice changes the reward at once (§3).

    Identity is issuer, type, point of sale and number. Raises NotPermitted, InvalidInput by field,
    Conflict when the number is stored with other content.
    """
    document, is_new = store_document(actor=actor, now=now, data=data, batch_id=batch_id)
    if is_new:
        tell(actor, now, "document.recorded", document)
        if document.corrects_id is not None:
            _note_assigned(actor, now, document)
    return document


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
    accrue_document(actor=actor, now=now, document_id=note.corrects.pk)
