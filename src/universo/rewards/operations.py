"""Booking rewards: target minus already posted, each cause once (R-12, PROGRAMME.md §3, protocol 6)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Sum

from universo.domain import ledger
from universo.domain.money import Money
from universo.domain.reward_math import Line
from universo.identity.actor import Actor
from universo.rewards.facts import Fact, InvoiceFacts, State, facts_of
from universo.rewards.models import Accrual, AccrualTrigger, Entry, Posting
from universo.routing.models import Assignment, AssignmentStatus
from universo.sales.models import OpportunityLink

ACCOUNTS_LOCK = 0x52455744  # "REWD": the advisory-lock class of partner accounts (protocol 3)


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
    """Bring the rewards of an invoice up to its facts; called after each new fact.

    Books, for each line and each fact not booked yet, the difference between the reward to date and
    what was accrued already. Does nothing while the invoice belongs to no won opportunity. Calling
    it again without new facts books nothing.
    """
    link = _active_link(document_id)
    if link is None or not _is_won(link.notice_id):
        return []
    lock_accounts([link.notice.partner_id])
    known = facts_of(link)
    booked = set(
        Accrual.objects.filter(link=link).values_list("collection_id", "note_id", "trigger")
    )
    seen = [fact for fact in known.facts if _identity(fact) in booked]
    fresh = [fact for fact in known.facts if _identity(fact) not in booked]
    made: list[Accrual] = []
    already = _already(link)
    for fact in fresh:
        seen.append(fact)
        made += _accrue_fact(link, known, fact, known.state(seen), already, actor=actor, now=now)
    return made


def accrue_notice(*, actor: Actor, now: datetime, notice_id: int) -> list[Accrual]:
    """Bring the rewards of all invoices of an opportunity up to date; called when it is won."""
    documents = OpportunityLink.objects.filter(
        notice_id=notice_id, undone_at__isnull=True
    ).values_list("document_id", flat=True)
    made: list[Accrual] = []
    for document_id in sorted(documents):
        made += accrue_document(actor=actor, now=now, document_id=document_id)
    return made


def take_back_link(
    *, actor: Actor, now: datetime, link: OpportunityLink, on: date
) -> list[Accrual]:
    """Book back everything that an invoice accrued, when its link to the opportunity is undone."""
    lock_accounts([link.notice.partner_id])
    known = facts_of(link)
    state = known.state(known.facts)
    made = []
    already = _already(link)
    for line in known.lines:
        if already[int(line.id)]:
            made.append(
                _store(
                    link, known, line, state,
                    trigger=AccrualTrigger.UNLINK, fact=None, on=on,
                    target=0, already=already[int(line.id)], actor=actor, now=now,
                )
            )  # fmt: skip
    return made


def _active_link(document_id: int) -> OpportunityLink | None:
    return (
        OpportunityLink.objects.select_related("notice", "document")
        .filter(document_id=document_id, undone_at__isnull=True)
        .first()
    )


def _is_won(notice_id: int) -> bool:
    return Assignment.objects.filter(notice_id=notice_id, status=AssignmentStatus.WON).exists()


def _identity(fact: Fact) -> tuple[int | None, int | None, str]:
    return (
        fact.collection.pk if fact.collection else None,
        fact.note.pk if fact.note else None,
        fact.trigger.value,
    )


def _already(link: OpportunityLink) -> dict[int, int]:
    rows = (
        Accrual.objects.filter(link=link)
        .values("line_id")
        .annotate(total=Sum("amount_minor"))
        .values_list("line_id", "total")
    )
    return defaultdict(int, rows)


def _accrue_fact(
    link: OpportunityLink,
    known: InvoiceFacts,
    fact: Fact,
    state: State,
    already: dict[int, int],
    *,
    actor: Actor,
    now: datetime,
) -> list[Accrual]:
    made = []
    for line in known.lines:
        target, before = state.target(line), already[int(line.id)]
        if target != before:
            made.append(
                _store(
                    link, known, line, state,
                    trigger=fact.trigger, fact=fact, on=fact.date,
                    target=target, already=before, actor=actor, now=now,
                )
            )  # fmt: skip
            already[int(line.id)] = target
    return made


def _store(
    link: OpportunityLink,
    known: InvoiceFacts,
    line: Line,
    state: State,
    *,
    trigger: AccrualTrigger,
    fact: Fact | None,
    on: date,
    target: int,
    already: int,
    actor: Actor,
    now: datetime,
) -> Accrual:
    cause = ledger.Cause(
        ledger.CauseKind(trigger.value),
        (str(link.pk), line.id, fact.key if fact else "undone"),
    )
    amount = Money(target - already, known.document.currency)
    posting = book(
        posting=ledger.accrue(cause, str(link.notice.partner_id), amount), at=now, actor=actor
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
