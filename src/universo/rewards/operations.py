"""Booking rewards: target minus already posted, each cause once (R-12, PROGRAMME.md §3, protocol 6)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet, Sum

from universo.audit.operations import record
from universo.domain import ledger
from universo.domain.money import Money
from universo.domain.reward_math import Line
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.rewards.facts import Fact, InvoiceFacts, State, facts_of
from universo.rewards.models import Accrual, AccrualTrigger, Entry, Posting, TakenFact
from universo.rewards.wording import amount_text
from universo.routing.models import Assignment, AssignmentStatus
from universo.sales.models import Document, OpportunityLink

ACCOUNTS_LOCK = 0x52455744  # "REWD": the advisory-lock class of partner accounts (protocol 3)


@dataclass(frozen=True, slots=True)
class Booking:
    """Who books for which link, and when."""

    link: OpportunityLink
    known: InvoiceFacts
    actor: Actor
    now: datetime


def lock_accounts(partner_ids: Iterable[int]) -> None:
    """Take the locks of these partners' accounts, in order; last in the lock order (protocol 3)."""
    with connection.cursor() as cursor:
        for partner_id in sorted(set(partner_ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ACCOUNTS_LOCK, partner_id])


def book(*, posting: ledger.Posting, at: datetime, actor: Actor) -> Posting:
    """Store a balanced posting. A cause that is booked already raises IntegrityError."""
    stored = Posting.objects.create(
        cause=posting.cause.key,
        at=at,
        partner_id=int(posting.partner),
        currency=posting.currency,
        actor_id=actor.user_id,
    )
    Entry.objects.bulk_create(
        Entry(posting=stored, account=entry.account.value, amount_minor=entry.money.minor)
        for entry in posting.entries
    )
    return stored


def accrue_document(*, actor: Actor, now: datetime, document_id: int) -> list[Accrual]:
    """Bring the rewards of one invoice up to its facts; see `accrue_documents`."""
    return accrue_documents(actor=actor, now=now, document_ids=[document_id])


def accrue_documents(*, actor: Actor, now: datetime, document_ids: Iterable[int]) -> list[Accrual]:
    """Bring the rewards of invoices up to their facts; call it once, after writing all of them.

    A note stands for the invoice it corrects. Books, for each line and each fact not taken yet, the
    difference between the reward to date and what was accrued already; nothing while an invoice
    belongs to no won opportunity, and nothing again without new facts.

    The documents are locked before their links are read, and the accounts before asking whether
    the opportunity was won: of two writers at once, the second sees what the first one wrote.
    """
    ids = _invoices(document_ids)
    _lock_documents(ids)
    links = list(_active_links().filter(document_id__in=ids).order_by("document_id"))
    return _accrue_links(links, actor, now)


def accrue_notice(*, actor: Actor, now: datetime, notice_id: int) -> list[Accrual]:
    """Bring the rewards of all invoices of an opportunity up to date; called when it is won."""
    lock_accounts(Notice.objects.filter(pk=notice_id).values_list("partner_id", flat=True))
    links = list(_active_links().filter(notice_id=notice_id).order_by("document_id"))
    return _accrue_links(links, actor, now)


def take_back_link(
    *, actor: Actor, now: datetime, link: OpportunityLink, on: date
) -> list[Accrual]:
    """Book back everything that an invoice accrued, when its link to the opportunity is undone.

    `on` is the local day of the undoing: the settlement's month (P-11).
    """
    _lock_documents([link.document_id])
    lock_accounts([link.notice.partner_id])
    booking = Booking(link, facts_of(link), actor, now)
    state = booking.known.state(booking.known.facts)
    already = _already(link)
    made = [
        _store(booking, line, state, AccrualTrigger.UNLINK, None, on, 0, already[int(line.id)])
        for line in booking.known.lines
        if already[int(line.id)]
    ]
    _tell(booking, made)
    return made


def _invoices(document_ids: Iterable[int]) -> list[int]:
    """Return the ids of the invoices meant, in order: a note means the one it corrects."""
    rows = Document.objects.filter(pk__in=set(document_ids)).values_list("pk", "corrects_id")
    return sorted({corrected or pk for pk, corrected in rows})


def _lock_documents(ids: Iterable[int]) -> None:
    # NO KEY: rows that refer to the document, such as a new collection, do not wait for it.
    rows = Document.objects.filter(pk__in=list(ids)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _active_links() -> QuerySet[OpportunityLink]:
    return OpportunityLink.objects.select_related("notice", "document").filter(
        undone_at__isnull=True
    )


def _accrue_links(links: list[OpportunityLink], actor: Actor, now: datetime) -> list[Accrual]:
    lock_accounts(link.notice.partner_id for link in links)
    won = set(
        Assignment.objects.filter(
            notice_id__in={link.notice_id for link in links}, status=AssignmentStatus.WON
        ).values_list("notice_id", flat=True)
    )
    made: list[Accrual] = []
    for link in links:
        if link.notice_id in won:
            made += _accrue_link(Booking(link, facts_of(link), actor, now))
    return made


def _accrue_link(booking: Booking) -> list[Accrual]:
    link, facts = booking.link, booking.known.facts
    taken = set(TakenFact.objects.filter(link=link).values_list("key", flat=True))
    seen = [fact for fact in facts if fact.key in taken]
    fresh = [fact for fact in facts if fact.key not in taken]
    already = _already(link)
    made: list[Accrual] = []
    for fact in fresh:
        seen.append(fact)
        made += _accrue_fact(booking, fact, booking.known.state(seen), already)
    TakenFact.objects.bulk_create(
        TakenFact(link=link, key=fact.key, taken_at=booking.now) for fact in fresh
    )
    _tell(booking, made)
    return made


def _already(link: OpportunityLink) -> dict[int, int]:
    rows = (
        Accrual.objects.filter(link=link)
        .values("line_id")
        .annotate(total=Sum("amount_minor"))
        .values_list("line_id", "total")
    )
    return defaultdict(int, rows)


def _accrue_fact(
    booking: Booking, fact: Fact, state: State, already: dict[int, int]
) -> list[Accrual]:
    made = []
    for line in booking.known.lines:
        target, before = state.target(line), already[int(line.id)]
        if target != before:
            made.append(_store(booking, line, state, fact.trigger, fact, fact.date, target, before))
            already[int(line.id)] = target
    return made


def _store(
    booking: Booking,
    line: Line,
    state: State,
    trigger: AccrualTrigger,
    fact: Fact | None,
    on: date,
    target: int,
    already: int,
) -> Accrual:
    link, known = booking.link, booking.known
    cause = ledger.Cause(
        ledger.CauseKind(trigger.value),
        (str(link.pk), line.id, fact.key if fact else "undone"),
    )
    amount = Money(target - already, known.document.currency)
    posting = book(
        posting=ledger.accrue(cause, str(link.notice.partner_id), amount),
        at=booking.now,
        actor=booking.actor,
    )
    return Accrual.objects.create(
        posting=posting,
        link=link,
        notice_id=link.notice_id,
        line_id=int(line.id),
        trigger=trigger,
        collection=fact.collection if fact else None,
        note=fact.note if fact else None,
        occurred_date=on,
        basis=known.basis.value,
        base_minor=state.amounts[line.id],
        rate_bp=line.rate_bp,
        total_minor=state.total,
        collected_minor=state.counted,
        target_minor=target,
        already_minor=already,
        amount_minor=target - already,
    )


def _tell(booking: Booking, made: list[Accrual]) -> None:
    """Write one line on the notice's timeline for each kind of fact that moved its reward."""
    sums: dict[str, int] = defaultdict(int)
    for accrual in made:
        sums[accrual.trigger] += accrual.amount_minor
    for trigger, amount_minor in sums.items():
        record(
            actor=booking.actor,
            now=booking.now,
            name=f"rewards.accrual.{'booked' if amount_minor >= 0 else 'taken_back'}",
            subject_kind="notice",
            subject_id=booking.link.notice_id,
            partner_may_read=True,
            trigger=trigger,
            document=booking.known.document.label,
            amount_minor=amount_minor,
            currency=booking.known.document.currency,
            amount=amount_text(amount_minor, booking.known.document.currency),
        )
