"""Comparing the ledger with what the documents say, row by row: rebuilt, it must be the same."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from universo.domain.reward_math import target
from universo.identity.actor import Actor
from universo.rewards import reconciliation_sql as sql
from universo.rewards.models import Posting, Reconciliation

MOST_KEPT = 1_000  # differences; all are counted


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not match; amounts in minor units of `currency`.

    `kind`: line (the reward of an invoice's line), accrual (the arithmetic of one booking), posting
    (a posting against its cause), refund (the arithmetic of support paid back), support (against the
    request that it pays back), settlement (total against its rewards), payment (of a settlement),
    account (a partner's balance against what explains it). The ids lead to where it comes from.
    """

    kind: str
    subject: str
    currency: str
    expected_minor: int
    found_minor: int
    document_id: int | None = None
    notice_id: int | None = None
    settlement_id: int | None = None
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was looked at, and what of it differs: all counted, the first MOST_KEPT kept."""

    postings: int
    lines: int
    difference_count: int
    differences: list[Difference]


Questions = Sequence[Callable[[], Iterable[Difference]]]


def differences() -> list[Difference]:
    """Recompute every reward from its documents and compare; empty: all matches."""
    return compare().differences


def compare(more: Questions = ()) -> Comparison:
    """Compare everything, as of one instant: what is booked meanwhile disturbs nothing.

    `more` asks what other rooms know of what was booked, within the same instant.
    """
    kept: list[Difference] = []
    count = 0
    with _snapshot():
        for found in chain(_all(), *(question() for question in more)):
            count += 1
            if len(kept) < MOST_KEPT:
                kept.append(found)
        lines = next(_rows(sql.COUNT_LINES))[0]
        return Comparison(Posting.objects.count(), lines, count, kept)


@contextmanager
def _snapshot() -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"
        )
        yield


def _all() -> Iterator[Difference]:
    for place, number, position, currency, n, r, t, k, found, document, notice, partner in _rows(
        sql.WRONG_LINES
    ):
        subject = f"{place:05d}-{number:08d} / {position}"
        expected = target(n, r, t, k)
        yield Difference(
            "line", subject, currency, expected, found, document, notice, None, partner
        )
    for kind, question in (
        ("accrual", sql.WRONG_ACCRUALS),
        ("posting", sql.WRONG_POSTINGS),
        ("refund", sql.WRONG_REFUNDS),
        ("settlement", sql.WRONG_SETTLEMENTS),
        ("payment", sql.WRONG_PAYMENTS),
        ("account", sql.WRONG_ACCOUNTS),
    ):
        for row in _rows(question):
            yield Difference(kind, *row)


def _rows(question: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        while part := cursor.fetchmany(500):
            yield from part


def reconcile(
    *, actor: Actor, clock: Callable[[], datetime], more: Questions = ()
) -> Reconciliation:
    """Compare everything and keep the outcome. `actor` is who asked; the system for the nightly job."""
    begun = clock()
    found = compare(more)
    return Reconciliation.objects.create(
        begun_at=begun,
        ended_at=clock(),
        asked_by_id=actor.user_id,
        postings=found.postings,
        lines=found.lines,
        difference_count=found.difference_count,
        differences=[asdict(each) for each in found.differences],
    )


def stored_differences(run: Reconciliation) -> list[Difference]:
    """Return what a comparison found and kept."""
    return [Difference(**each) for each in run.differences]


def agrees_since() -> datetime | None:
    """Return since when everything agrees: the begin of the unbroken run of comparisons without a
    difference up to the latest. None when the latest found some, or there is none."""
    last_wrong = Reconciliation.objects.filter(difference_count__gt=0).first()
    clean = Reconciliation.objects.filter(difference_count=0)
    if last_wrong is not None:
        clean = clean.filter(
            Q(begun_at__gt=last_wrong.begun_at)
            | Q(begun_at=last_wrong.begun_at, pk__gt=last_wrong.pk)
        )
    first = clean.order_by("begun_at", "id").first()
    return first.begun_at if first else None


def latest_comparison() -> Reconciliation | None:
    """Return the latest comparison, None before the first."""
    return Reconciliation.objects.first()


def last_comparisons(count: int = 20) -> list[Reconciliation]:
    """Return the latest comparisons, newest first, without what they found."""
    return list(Reconciliation.objects.select_related("asked_by").defer("differences")[:count])
