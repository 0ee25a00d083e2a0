"""Look-alikes of a prospect: notices of other sponsors (check 2) and known customers (check 4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from universo.customers.models import KnownCustomer, Prospect
from universo.customers.search import candidates, facts_of, sought
from universo.domain.decision_clock import local_date
from universo.domain.matching import DIFFERENT, SAME, Finding, PartyFacts, compare
from universo.evaluation.evidence import Row, row
from universo.opportunities.models import Notice, NoticeStatus

MOST = 12  # findings kept of each check, the likeliest first
Ended = Callable[[list[int]], set[int]]
"""Answers which of these accepted notices protect nobody any more: their assignment closed (P-6)."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another notice, or a known customer, with what makes it alike."""

    score: float
    outcome: str
    evidence: list[dict[str, Any]]
    notice_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: lines of evidence and the look-alikes."""

    rows: list[Row]
    look_alikes: list[LookAlike] = field(default_factory=list)


def protecting(now: datetime) -> Q:
    """Return the condition on notices that protect somebody at `now` (P-5, P-6).

    Under review and not lapsed, or accepted and within its protection. Whether the assignment of
    an accepted one is closed is known downstream: see `Ended`.
    """
    open_ones = Q(status=NoticeStatus.SUBMITTED, due_at__gt=now)
    accepted = Q(status=NoticeStatus.ACCEPTED, protected_until_date__gt=local_date(now))
    return open_ones | accepted


def others_protecting(notice: Notice, now: datetime) -> QuerySet[Notice]:
    """Return the notices of other sponsors that protect somebody at `now`."""
    rows = Notice.objects.filter(protecting(now)).exclude(partner_id=notice.partner_id)
    return rows.exclude(pk=notice.pk)


def find_notices(notice: Notice, now: datetime, ended: Ended) -> Found:
    """Search for duplicates among other sponsors' notices (R-8, check 2).

    Those received earlier count against this one (P-5); later ones are only told.
    """
    assert notice.prospect is not None
    assert notice.number is not None
    others = others_protecting(notice, now)
    rows = Prospect.objects.filter(notice__in=others).select_related("province", "notice")
    near = candidates(rows, sought(notice.prospect))
    over = ended([one.notice.pk for one in near if one.notice.status == NoticeStatus.ACCEPTED])
    mine = facts_of(notice.prospect)
    standing = [one for one in near if one.notice.pk not in over]
    earlier, later = (
        _best(
            _alike(mine, one, notice_id=one.notice.pk)
            for one in standing
            if ((one.notice.number or 0) < notice.number) is is_earlier
        )
        for is_earlier in (True, False)
    )
    lines = _summary("notices", earlier)
    if later:
        lines.append(row("notices_later", None, count=len(later)))
    return Found(lines, [*earlier, *later])


def find_customers(notice: Notice) -> Found:
    """Search among the known customers of Hasar and of every reseller (R-8, check 4).

    Those on a list before the notice came count against it; later ones are only told, since a proof
    made after the notice is none.
    """
    assert notice.prospect is not None
    assert notice.received_at is not None
    received_at = notice.received_at
    rows = KnownCustomer.objects.select_related("province", "owner")
    near = candidates(rows, sought(notice.prospect))
    mine = facts_of(notice.prospect)
    known, later = (
        _best(
            _alike(mine, one, customer_id=one.pk)
            for one in near
            if (one.recorded_at <= received_at) is is_earlier
        )
        for is_earlier in (True, False)
    )
    lines = _summary("customers", known)
    if later:
        lines.append(row("customers_later", None, count=len(later)))
    return Found(lines, [*known, *later])


def _alike(
    mine: PartyFacts,
    other: Prospect | KnownCustomer,
    *,
    notice_id: int | None = None,
    customer_id: int | None = None,
) -> LookAlike:
    finding = compare(mine, facts_of(other))
    return LookAlike(finding.score, finding.outcome, _as_json(finding), notice_id, customer_id)


def _as_json(finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "weight": one.weight,
            "detail": one.detail_code,
            "left": one.left,
            "right": one.right,
        }
        for one in finding.evidence
    ]


def _best(alike: Iterable[LookAlike]) -> list[LookAlike]:
    kept = [one for one in alike if one.outcome != DIFFERENT]
    return sorted(kept, key=lambda one: -one.score)[:MOST]


def _summary(what: str, alike: list[LookAlike]) -> list[Row]:
    strong = sum(1 for one in alike if one.outcome == SAME)
    weak = len(alike) - strong
    lines = []
    if strong:
        lines.append(row(f"{what}_same", False, count=strong))
    if weak:
        lines.append(row(f"{what}_alike", None, count=weak))
    return lines or [row(f"{what}_none", True)]
