"""Reading the timeline and proving the journal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.db.models import Q, QuerySet

from universo.audit.models import Event, JournalEntry, JournalHead
from universo.audit.operations import chain_hash
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole

# What the auditor looks at every week: whatever bends a rule, moves money's rules or opens a door.
WATCHED = (
    "program.",
    "identity.",
    "evaluation.notice.rival_after_view",
    "partners.partner.suspended",
    "partners.enrolment.level_changed",
    "routing.assignment.taken_back",
    "sales.link.undone",
    "sales.document.unlinked",
    "sales.collection.reversed",
    "rewards.draft.held",
    "rewards.batch.approved",
    "rewards.payment.returned",
    "partners.bank_account.",
)


def timeline(actor: Actor, subject_kind: str, subject_id: int) -> QuerySet[Event]:
    """Return the lines about one record, oldest first; partners get those that they may read.

    The caller has already checked that the actor sees the record itself.
    """
    rows = Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    if not (actor.is_staff or actor.is_system):
        rows = rows.filter(partner_may_read=True)
    return rows


def all_events(actor: Actor) -> QuerySet[Event]:
    """Return the whole timeline, newest first, for auditors and administrators; nothing for others."""
    if not may_audit(actor):
        return Event.objects.none()
    return Event.objects.order_by("-at", "-id")


def may_audit(actor: Actor) -> bool:
    """Tell whether the actor reads the whole timeline."""
    return actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN)


def find_events(
    actor: Actor,
    *,
    person: str = "",
    name: str = "",
    subject_kind: str = "",
    subject_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Event]:
    """Return lines of the whole timeline, newest first. `person` is a part of a name, `name` of an
    event up to its last word, `until` an exclusive instant."""
    rows = all_events(actor)
    if person.strip():
        rows = rows.filter(actor_name__icontains=person.strip())
    if name:
        rows = rows.filter(Q(name=name) | Q(name__startswith=f"{name}."))
    if subject_kind:
        rows = rows.filter(subject_kind=subject_kind)
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows.filter(at__lt=until) if until is not None else rows


def watched_events(actor: Actor, since: datetime) -> QuerySet[Event]:
    """Return the lines for the auditor's weekly list: no override is silent (RELIABILITY.md)."""
    some = Q()
    for start in WATCHED:
        some |= Q(name__startswith=start)
    return find_events(actor, since=since).filter(some)


@dataclass(frozen=True, slots=True)
class JournalStatus:
    """What verifying the whole chain found; `head_matches` tells of entries cut off at the end."""

    entries: int
    first_at: datetime | None
    last_at: datetime | None
    last_hash: str
    faults: tuple[int, ...]
    head_matches: bool

    @property
    def intact(self) -> bool:
        """Every entry matches its hash and its place, and the head points at the last one."""
        return not self.faults and self.head_matches


def journal_status(actor: Actor) -> JournalStatus | None:
    """Verify the chain from its first entry; None for those who do not audit."""
    if not may_audit(actor):
        return None
    rows = JournalEntry.objects.order_by("sequence")
    first, last = rows.first(), rows.last()
    head = JournalHead.objects.filter(id=1).first()
    expected = (last.sequence, last.entry_hash) if last else (0, "0" * 64)
    return JournalStatus(
        entries=rows.count(),
        first_at=first.at if first else None,
        last_at=last.at if last else None,
        last_hash=last.entry_hash if last else "",
        faults=tuple(journal_faults()),
        head_matches=head is not None and (head.last_sequence, head.last_hash) == expected,
    )


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


def database_answers() -> bool:
    """Tell whether the database can be reached and the journal's head is there."""
    try:
        return JournalHead.objects.filter(id=1).exists()
    except DatabaseError:
        return False
