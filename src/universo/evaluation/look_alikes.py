"""Look-alikes of a prospect: notices of other sponsors (check 2) and known customers (check 4)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from django.db.models import Q, QuerySet

from universo.customers.among import CustomersOn
from universo.customers.models import KnownCustomer, Prospect
from universo.customers.nearby import (
    Near,
    customers_near,
    findings,
    party_of,
    prospects_near,
)
from universo.customers.rarity import rarity_for
from universo.domain.decision_clock import local_date
from universo.evaluation.evidence import Row, row
from universo.matching.judge import SAME, Finding, compare
from universo.matching.party import PACK_VERSION
from universo.matching.weights import weights
from universo.opportunities.models import Notice, NoticeStatus

MOST = 12  # findings kept of each check, the likeliest first
Ended = Callable[[list[int]], set[int]]
"""Answers which of these accepted notices protect nobody any more: their assignment closed (P-6)."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another notice, or a known customer, with what makes it alike."""

    score: float
    probability: float
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
    others = others_protecting(notice, now)
    rows = Prospect.objects.filter(notice__in=others).select_related("province", "notice")
    party = party_of(notice.prospect)
    near = prospects_near(party, rows)
    accepted = [one.notice.pk for one, _ in near.companies if _is_accepted(one.notice)]
    over = ended(accepted)
    standing = [(one, theirs) for one, theirs in near.companies if one.notice.pk not in over]
    # Any number of sponsors may notify one customer: no notice is a rival of another.
    found = findings(party, Near(standing, near.rarity), lambda one: one.pk)
    return _split(
        "notices",
        [(_told(f, notice_id=one.notice.pk), _before(one.notice, notice)) for one, f in found],
    )


def _is_accepted(notice: Notice) -> bool:
    return notice.status == NoticeStatus.ACCEPTED


def _before(other: Notice, notice: Notice) -> bool:
    return (other.number or 0) < (notice.number or 0)


def find_customers(notice: Notice) -> Found:
    """Search among the known customers of Hasar and of every reseller (R-8, check 4).

    Those on a list before the notice came count against it; later ones are only told, since a proof
    made after the notice is none.
    """
    assert notice.prospect is not None
    assert notice.received_at is not None
    received_at = notice.received_at
    party = party_of(notice.prospect)
    near = customers_near(party, CustomersOn(received_at))  # he was one when it came
    # Within one list each company stands once; two lists may hold the same one.
    found = findings(party, near, lambda one: (one.owner_id, one.source_id))
    return _split(
        "customers",
        [(_told(f, customer_id=one.pk), one.recorded_at <= received_at) for one, f in found],
    )


@cache
def matcher_version() -> str:
    """Return what tells two matchers apart: the version of what is compared, and the weights' sum."""
    text = files("universo.matching").joinpath("weights.json").read_bytes()
    return f"{PACK_VERSION}-{blake2b(text, digest_size=4).hexdigest()}"


def thresholds() -> tuple[float, float]:
    """Return the scores from which on two companies are to be looked at, and look the same."""
    return weights().review_from, weights().same_from


def compare_with(notice: Notice, other: Prospect | KnownCustomer, **ids: int) -> LookAlike:
    """Return a company that a person points out as a look-alike, whatever the outcome."""
    assert notice.prospect is not None
    mine, theirs = party_of(notice.prospect), party_of(other)
    return _told(compare(mine, theirs, rarity_for(mine, theirs)), **ids)


def _told(
    finding: Finding, *, notice_id: int | None = None, customer_id: int | None = None
) -> LookAlike:
    evidence = [asdict(one) for one in finding.evidence]
    return LookAlike(
        finding.score, finding.probability, finding.outcome, evidence, notice_id, customer_id
    )


def _split(what: str, found: list[tuple[LookAlike, bool]]) -> Found:
    """Tell those that were there before the notice apart from those that came after it."""
    earlier, later = (
        sorted((one for one, early in found if early is wanted), key=lambda one: -one.score)[:MOST]
        for wanted in (True, False)
    )
    lines = _summary(what, earlier)
    if later:
        lines.append(row(f"{what}_later", None, count=len(later)))
    return Found(lines, [*earlier, *later])


def _summary(what: str, alike: list[LookAlike]) -> list[Row]:
    strong = sum(1 for one in alike if one.outcome == SAME)
    weak = len(alike) - strong
    lines = []
    if strong:
        lines.append(row(f"{what}_same", False, count=strong))
    if weak:
        lines.append(row(f"{what}_alike", None, count=weak))
    return lines or [row(f"{what}_none", True)]
