"""Searching the ledger: a part of its rows at a time, the latest first, however many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from universo.domain.ledger import CauseKind
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.program.choices import Currency
from universo.rewards.choices import Account
from universo.rewards.ledger_rows import EntryRow, entry_rows
from universo.rewards.models import Accrual, Entry, Payment, Posting, Settlement
from universo.rewards.payment_models import PaymentReturn
from universo.rewards.queries import reads_all
from universo.rewards.refund_models import Refund

PER_PAGE = 40
PART = 2_000  # rows of a file that are read at a time
MOST_ADDED_UP = 100_000  # more rows are added up only for one partner


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What the ledger's page is asked for; empty means all. Instants are `since` inclusive, `until`
    exclusive; `first` and `last` are days of the fact, both inclusive."""

    partner_id: int | None = None
    currency: str = ""
    account: str = ""
    kind: str = ""  # domain.ledger.CauseKind
    words: str = ""  # a notice, document or settlement as people quote it, or a customer
    since: datetime | None = None
    until: datetime | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A part of the ledger, the latest row first; `older` and `newer` are where the next parts begin."""

    rows: list[EntryRow]
    older: int | None
    newer: int | None


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Return the rows of the ledger, newest first: for finance and auditors only."""
    rows = Entry.objects.select_related("posting__partner", "posting__actor")
    return rows.order_by("-id") if reads_all(actor) else rows.none()


def search_entries(actor: Actor, wanted: LedgerFilter) -> QuerySet[Entry]:
    """Return the ledger's rows that match, newest first."""
    rows = entries_visible_to(actor)
    if wanted.partner_id is not None:
        rows = rows.filter(posting__partner_id=wanted.partner_id)
    if wanted.currency in Currency.values:
        rows = rows.filter(posting__currency=wanted.currency)
    if wanted.account in Account.values:
        rows = rows.filter(account=wanted.account)
    if wanted.kind in set(CauseKind):
        rows = rows.filter(posting__cause__startswith=f"{wanted.kind}:")
    if wanted.since is not None:
        rows = rows.filter(posting__at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(posting__at__lt=wanted.until)
    if wanted.first is not None or wanted.last is not None:
        rows = rows.filter(posting__in=_of_days(wanted.first, wanted.last))
    if wanted.words.strip():
        rows = rows.filter(_speaks_of(wanted.words))
    return rows


def _of_days(first: date | None, last: date | None) -> QuerySet[Posting]:
    """Return the postings whose fact, payment or month lies within these days."""
    days = (first or date.min, last or date.max)
    found = Q(accrual__occurred_date__range=days) | Q(refund__occurred_date__range=days)
    for rows in (
        Settlement.objects.filter(period__range=days),
        Payment.objects.filter(paid_date__range=days),
        PaymentReturn.objects.filter(on_date__range=days),
    ):
        found |= Q(pk__in=rows.values("posting_id"))
    return Posting.objects.filter(found)


def _speaks_of(words: str) -> Q:
    text = words.strip()[:120].replace("\x00", "").upper()
    if text.startswith("APO-"):
        return Q(posting__in=Refund.objects.filter(reference=text).values("posting_id"))
    number = text.removeprefix("LIQ-").removeprefix("OP-").split("-")[-1].lstrip("0")
    is_number = number.isascii() and number.isdigit() and len(number) <= 12
    if text.startswith("LIQ-"):
        found = Settlement.objects.filter(number=int(number) if is_number else 0)
        paid = Payment.objects.filter(settlement__in=found).values("posting_id")
        back = PaymentReturn.objects.filter(payment__settlement__in=found).values("posting_id")
        return Q(posting__in=found.values("posting_id")) | Q(posting__in=paid) | Q(posting__in=back)
    if is_number:
        mine = Q(notice__number=int(number))
        if not text.startswith("OP-"):
            mine |= Q(link__document__number=int(number)) | Q(note__number=int(number))
    else:
        mine = Q(link__document__receiver_name__icontains=words.strip()[:120].replace("\x00", ""))
        mine |= Q(collection__receipt_number__iexact=text)
    return Q(posting__in=Accrual.objects.filter(mine).values("posting_id"))


def ledger_page(
    actor: Actor, wanted: LedgerFilter, *, before: int | None = None, after: int | None = None
) -> LedgerPage:
    """Return the rows before an entry, or after it, or the latest; no row is counted or skipped."""
    entries = search_entries(actor, wanted)
    if after is not None:
        part = list(entries.filter(pk__gt=after).order_by("id")[: PER_PAGE + 1])
        more, part = len(part) > PER_PAGE, part[:PER_PAGE][::-1]
        older = part[-1].pk if part else None
        newer = part[0].pk if more else None
    else:
        rows = entries if before is None else entries.filter(pk__lt=before)
        part = list(rows[: PER_PAGE + 1])
        more, part = len(part) > PER_PAGE, part[:PER_PAGE]
        older = part[-1].pk if more else None
        newer = part[0].pk if part and before is not None else None
    return LedgerPage(entry_rows(part, _stands(part)), older, newer)


_STANDS = """
SELECT id, stand FROM (
  SELECT e.id, sum(e.amount_minor) OVER (
    PARTITION BY p.partner_id, p.currency, e.account ORDER BY e.id)::bigint AS stand
  FROM (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::text[], %s::text[])
    AS x (partner_id, currency, account)) AS asked
  JOIN rewards_posting p ON p.partner_id = asked.partner_id AND p.currency = asked.currency
  JOIN rewards_entry e ON e.posting_id = p.id AND e.account = asked.account
  WHERE e.id <= %s) AS run
WHERE id = ANY (%s)"""


def _stands(part: list[Entry]) -> dict[int, int]:
    """Return what the account of each row's partner and currency stood at after it, by entry."""
    if not part:
        return {}
    columns: list[Any] = [
        [row.posting.partner_id for row in part],
        [row.posting.currency for row in part],
        [row.account for row in part],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [*columns, part[0].pk, [row.pk for row in part]])
        return dict(cursor.fetchall())


def all_rows(actor: Actor, wanted: LedgerFilter) -> Iterator[EntryRow]:
    """Yield every row of a search, newest first, a part at a time, for files of any size."""
    entries, last = search_entries(actor, wanted), None
    while True:
        part = list((entries if last is None else entries.filter(pk__lt=last))[:PART])
        yield from entry_rows(part)
        if len(part) < PART:
            return
        last = part[-1].pk


@dataclass(frozen=True, slots=True)
class AccountBalances:
    """The accounts of a partner in one currency, in minor units; `check_minor` is always zero."""

    partner_id: int
    partner: str
    currency: str
    accrued_minor: int
    payable_minor: int
    paid_minor: int
    rewards_minor: int

    @property
    def check_minor(self) -> int:
        """What the four accounts add up to."""
        return self.accrued_minor + self.payable_minor + self.paid_minor + self.rewards_minor


def balances(entries: QuerySet[Entry]) -> list[AccountBalances]:
    """Return the balances of these rows by partner and currency, by partner's name."""
    sums = (
        entries.order_by()
        .values_list(
            "posting__partner_id", "posting__partner__legal_name", "posting__partner__trade_name",
            "posting__currency",
        )
        .annotate(
            **{
                account.name: Sum("amount_minor", filter=Q(account=account), default=0)
                for account in Account
            }
        )
    )  # fmt: skip
    found = [
        AccountBalances(pk, trade or legal, currency, accrued, payable, paid, rewards)
        for pk, legal, trade, currency, accrued, payable, paid, rewards in sums
    ]
    return sorted(found, key=lambda row: (row.partner.casefold(), row.partner_id, row.currency))


def are_few(wanted: LedgerFilter) -> bool:
    """Tell whether balances can be added up while a person waits: of one partner, or of few rows."""
    if wanted.partner_id is not None:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'rewards_entry'::regclass")
        return bool(cursor.fetchone()[0] <= MOST_ADDED_UP)


def partners_with_rewards(actor: Actor) -> Iterable[tuple[int, str]]:
    """Return (id, name) of the partners with something in the ledger, by name."""
    if not reads_all(actor):
        return []
    rows = Partner.objects.filter(Exists(Posting.objects.filter(partner=OuterRef("pk"))))
    found = rows.values_list("pk", "legal_name", "trade_name")
    named = ((pk, trade or legal) for pk, legal, trade in found)
    return sorted(named, key=lambda row: row[1].casefold())
