"""Adding to the timeline and to the journal; both only inside the transaction of the fact."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from universo.audit.models import Event, JournalEntry, JournalHead
from universo.identity.actor import Actor
from universo.timekeeping import Clock


@dataclass(frozen=True, slots=True)
class Told:
    """A line for the timeline; `data` must be JSON: texts, numbers, ISO dates."""

    name: str
    subject_kind: str
    subject_id: int
    data: dict[str, Any]
    partner_may_read: bool = False


def record(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    subject_kind: str,
    subject_id: int,
    partner_may_read: bool = False,
    **data: Any,
) -> None:
    """Add a line to the timeline (house rule 8). `data` must be JSON: texts, numbers, ISO dates.

    Raises RuntimeError outside a transaction: a line without its fact would be a lie.
    """
    told = Told(name, subject_kind, subject_id, data, partner_may_read)
    record_told(actor=actor, now=now, events=[told])


def record_all(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    rows: Iterable[tuple[str, int, dict[str, Any]]],
    partner_may_read: bool = True,
) -> None:
    """Add the same event to the timelines of many (kind, id, data). Raises RuntimeError as `record`."""
    events = [Told(name, kind, subject, data, partner_may_read) for kind, subject, data in rows]
    record_told(actor=actor, now=now, events=events)


def record_told(*, actor: Actor, now: datetime, events: Sequence[Told]) -> None:
    """Add lines to the timeline, in order. Raises RuntimeError as `record`."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record needs the transaction of the fact it tells")
    Event.objects.bulk_create(
        (
            Event(
                at=now,
                actor_id=actor.user_id,
                actor_name=actor.name,
                name=told.name,
                subject_kind=told.subject_kind,
                subject_id=told.subject_id,
                partner_may_read=told.partner_may_read,
                data=told.data,
            )
            for told in events
        ),
        batch_size=5_000,
    )


def chain_hash(
    previous: str, sequence: int, at: datetime, kind: str, subject: int, sha: str
) -> str:
    """Return the hash (SHA-256, hexadecimal) that chains an entry to the one before it."""
    text = "\n".join([previous, str(sequence), at.isoformat(), kind, str(subject), sha])
    return hashlib.sha256(text.encode()).hexdigest()


def lock_journal(clock: Clock) -> tuple[int, datetime]:
    """Lock the head of the journal and return the next sequence and its instant (P-5, protocol 1).

    The clock is asked after the lock is held, and never goes back: the first by number is the first
    by instant too. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is locked only inside a transaction")
    head = JournalHead.objects.select_for_update().get(id=1)
    at = clock()
    if head.last_at is not None and at <= head.last_at:
        at = head.last_at + timedelta(microseconds=1)
    return head.last_sequence + 1, at


def append_to_journal(
    *, sequence: int, at: datetime, kind: str, subject_id: int, content_sha256: str
) -> JournalEntry:
    """Append the entry whose sequence and instant `lock_journal` gave in this same transaction."""
    head = JournalHead.objects.select_for_update().get(id=1)
    if head.last_sequence + 1 != sequence:
        raise RuntimeError("the sequence was not taken in this transaction")
    entry = JournalEntry.objects.create(
        sequence=sequence,
        at=at,
        kind=kind,
        subject_id=subject_id,
        content_sha256=content_sha256,
        previous_hash=head.last_hash,
        entry_hash=chain_hash(head.last_hash, sequence, at, kind, subject_id, content_sha256),
    )
    JournalHead.objects.filter(id=1).update(
        last_sequence=sequence, last_at=at, last_hash=entry.entry_hash
    )
    return entry
