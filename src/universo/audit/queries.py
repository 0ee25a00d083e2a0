"""Reading the timeline and proving the journal."""

from django.db.models import QuerySet

from universo.audit.models import Event, JournalEntry
from universo.audit.operations import chain_hash
from universo.identity.actor import Actor


def timeline(actor: Actor, subject_kind: str, subject_id: int) -> QuerySet[Event]:
    """Return the lines about one record, oldest first; partners get those that they may read.

    The caller has already checked that the actor sees the record itself.
    """
    rows = Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    if not (actor.is_staff or actor.is_system):
        rows = rows.filter(partner_may_read=True)
    return rows


def all_events(actor: Actor) -> QuerySet[Event]:
    """Return the whole timeline, newest first, for auditors; nothing for others."""
    if not actor.sees_everything:
        return Event.objects.none()
    return Event.objects.order_by("-at", "-id")


def journal_faults() -> list[int]:
    """Return the sequences whose entry does not match its hash, its place or its predecessor."""
    faults = []
    expected, previous = 1, "0" * 64
    for entry in JournalEntry.objects.order_by("sequence").iterator():
        digest = chain_hash(
            previous, entry.sequence, entry.at, entry.kind, entry.subject_id, entry.content_sha256
        )
        if (entry.sequence, entry.previous_hash, entry.entry_hash) != (expected, previous, digest):
            faults.append(entry.sequence)
        expected, previous = entry.sequence + 1, entry.entry_hash
    return faults
