"""Booking rewards: target minus already posted, each cause once (R-12, PROGRAMME.md §3, protocol 6)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from universo.audit.operations import Told, record_told
from universo.domain import ledger
from universo.domain import reward_math as math
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.rewards.booking import BATCH, Accrued, book, book_all, store_accruals
from universo.rewards.bulk_booking import accrue_many
from universo.rewards.choices import AccrualTrigger
from universo.rewards.facts import Fact, InvoiceFacts, facts_of, read_facts
from universo.rewards.prepared import Prepared
from universo.rewards.wording import amount_text
from universo.sales.models import OpportunityLink

__all__ = [
    "BATCH", "accrue_document", "accrue_documents", "accrue_notice", "book", "book_all", "lock_accounts",
    "lock_all_accounts", "take_back_link",
]  # fmt: skip
ACCOUNTS_LOCK = 0x52455744  # "REWD": the advisory-lock class of partner accounts (protocol 3)
ALL_ACCOUNTS = (
    -1
)  # no partner has this id: shared by who books for some, alone for who books for many
MANY = (
    64  # invoices or partners from which work is done set-wise, and all accounts are locked at once
)


def lock_accounts(partner_ids: Iterable[int]) -> None:
    """Take the locks of these partners' accounts, in order; last in the lock order (protocol 3).

    Many partners are one lock that excludes every other booking: one for each would overflow the
    server's table of locks. Call it once per transaction.
    """
    partners = sorted(set(partner_ids))
    if len(partners) > MANY:
        lock_all_accounts()
    elif partners:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(%s, %s), pg_advisory_xact_lock(%s, partner)"
                " FROM unnest(%s::int[]) AS partner",
                [ACCOUNTS_LOCK, ALL_ACCOUNTS, ACCOUNTS_LOCK, partners],
            )


def lock_all_accounts() -> None:
    """Keep every other booking out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ACCOUNTS_LOCK, ALL_ACCOUNTS])


def accrue_document(*, actor: Actor, now: datetime, document_id: int) -> int:
    """Bring the rewards of one invoice up to its facts; see `accrue_documents`."""
    return accrue_documents(actor=actor, now=now, document_ids=[document_id])


def accrue_documents(*, actor: Actor, now: datetime, document_ids: Iterable[int]) -> int:
    """Bring the rewards of invoices up to their facts; call it once, after writing all of them.

    A note stands for the invoice it corrects. Books, for each line and each fact not taken yet, the
    difference between the reward to date and what was accrued already; nothing while an invoice
    belongs to no won opportunity, and nothing again without new facts. Returns how many it booked.

    The documents are locked before their links are read, and the accounts before asking whether
    the opportunity was won: of two writers at once, the second sees what the first one wrote. More
    than MANY invoices are done set-wise (`bulk_booking`), with the same result.
    """
    ids = [pk for (pk,) in _INVOICES.rows(list(document_ids))]
    if len(ids) > MANY:
        lock_all_accounts()
        return accrue_many(actor=actor, now=now, invoice_ids=ids)
    rows = _LINKS.rows(ids, ACCOUNTS_LOCK, ALL_ACCOUNTS)
    return _accrue([row[:4] for row in sorted(rows)], actor, now)


def accrue_notice(*, actor: Actor, now: datetime, notice_id: int) -> int:
    """Bring the rewards of all invoices of an opportunity up to date; called when it is won."""
    lock_accounts(Notice.objects.filter(pk=notice_id).values_list("partner_id", flat=True))
    rows = OpportunityLink.objects.filter(notice_id=notice_id, undone_at__isnull=True)
    columns = ("document_id", "id", "notice_id", "notice__partner_id")
    return _accrue(list(rows.order_by("document_id", "id").values_list(*columns)), actor, now)


def take_back_link(*, actor: Actor, now: datetime, link: OpportunityLink, on: date) -> int:
    """Book back everything that an invoice accrued, when its link to the opportunity is undone.

    `on` is the local day of the undoing: the settlement's month (P-11). Returns how many it booked.
    """
    _INVOICES.rows([link.document_id])
    lock_accounts([link.notice.partner_id])
    known = facts_of(link)
    state, rates = known.state(known.facts), {line.id: line.rate_bp for line in known.lines}
    undone = Fact(AccrualTrigger.UNLINK, on, "undone", math.Note("undone", 0))
    booking = _Booking(link.pk, link.notice_id, link.notice.partner_id, known)
    made = [
        booking.accrued(
            undone,
            math.Step(
                "undone", line, state.amounts.get(line, 0), rates.get(line, 0), state.total,
                state.counted, 0, booked,
            ),
        )
        for line, booked in sorted(known.already.items(), key=lambda item: int(item[0]))
        if booked
    ]  # fmt: skip
    store_accruals(at=now, actor=actor, rows=made, taken=[])
    record_told(actor=actor, now=now, events=booking.told(made))
    return len(made)


# NO KEY: rows that refer to the document, such as a new collection, do not wait for it.
_INVOICES = Prepared(
    "universo_invoices",
    "bigint[]",
    """
SELECT id FROM sales_document
WHERE id IN (SELECT coalesce(corrects_id, id) FROM sales_document WHERE id = ANY ($1))
ORDER BY id FOR NO KEY UPDATE""",
)
# Reads the links of invoices and locks the accounts of their partners, in order.
_LINKS = Prepared(
    "universo_links",
    "bigint[], int, int",
    """
SELECT document_id, id, notice_id, partner_id, pg_advisory_xact_lock_shared($2, $3),
  pg_advisory_xact_lock($2, partner_id::int)
FROM (SELECT k.document_id, k.id, k.notice_id, n.partner_id
      FROM sales_opportunitylink k JOIN opportunities_notice n ON n.id = k.notice_id
      WHERE k.document_id = ANY ($1) AND k.undone_at IS NULL ORDER BY n.partner_id) AS linked""",
)


def _accrue(links: Sequence[tuple[Any, ...]], actor: Actor, now: datetime) -> int:
    """Book what the fresh facts of these (invoice, link, notice, partner) accrue; they are locked."""
    known = read_facts([(document, notice, link) for document, link, notice, _ in links])
    made: list[Accrued] = []
    taken: list[tuple[int, str]] = []
    events: list[Told] = []
    for (_document, link, notice, partner), facts in zip(links, known, strict=True):
        if facts.is_won:
            booking = _Booking(link, notice, partner, facts)
            mine = booking.accruals()
            made += mine
            taken += [(link, fact.key) for fact in facts.fresh()]
            events += booking.told(mine)
    store_accruals(at=now, actor=actor, rows=made, taken=taken)
    record_told(actor=actor, now=now, events=events)
    return len(made)


@dataclass(frozen=True, slots=True)
class _Booking:
    """What is to be booked for one link."""

    link_id: int
    notice_id: int
    partner_id: int
    known: InvoiceFacts

    def accruals(self) -> list[Accrued]:
        by_key = {fact.key: fact for fact in self.known.facts}
        return [self.accrued(by_key[step.event], step) for step in self.known.steps()]

    def accrued(self, fact: Fact, step: math.Step) -> Accrued:
        kind = ledger.CauseKind(fact.trigger.value)
        return Accrued(
            link_id=self.link_id,
            notice_id=self.notice_id,
            partner_id=self.partner_id,
            currency=self.known.document.currency,
            trigger=fact.trigger.value,
            cause=ledger.Cause(kind, (str(self.link_id), step.line, fact.key)),
            occurred_date=fact.date.isoformat(),
            basis=self.known.basis.value,
            step=step,
            collection_id=fact.collection_id,
            note_id=fact.note_id,
        )

    def told(self, made: Sequence[Accrued]) -> list[Told]:
        """Return a line of the notice's timeline for each kind of fact that moved its reward."""
        sums: dict[str, int] = defaultdict(int)
        for accrual in made:
            sums[accrual.trigger] += accrual.amount_minor
        return [self._line(trigger, amount) for trigger, amount in sums.items()]

    def _line(self, trigger: str, amount_minor: int) -> Told:
        document = self.known.document
        return Told(
            name=f"rewards.accrual.{'booked' if amount_minor >= 0 else 'taken_back'}",
            subject_kind="notice",
            subject_id=self.notice_id,
            partner_may_read=True,
            data={
                "trigger": trigger,
                "document": document.label,
                "amount_minor": amount_minor,
                "currency": document.currency,
                "amount": amount_text(amount_minor, document.currency),
            },
        )
