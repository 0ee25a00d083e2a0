"""Look-alikes of a prospect: notices of other sponsors (check 2) and known customers (check 4)."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from universo.customers.models import KnownCustomer, Prospect
from universo.customers.search import candidates, facts_of, sought
from universo.customers.search_keys import keys_for
from universo.domain.decision_clock import local_date
from universo.evaluation.evidence import Row, row
from universo.matching.judge import DIFFERENT, SAME, Finding, compare, judge
from universo.matching.party import PACK_VERSION, Party, PartyFacts, prepare
from universo.matching.rarity import Rarity, Unknown
from universo.matching.weights import weights
from universo.opportunities.models import Notice, NoticeStatus

MOST = 12  # findings kept of each check, the likeliest first
Ended = Callable[[list[int]], set[int]]
"""Answers which of these accepted notices protect nobody any more: their assignment closed (P-6)."""
Company = TypeVar("Company", Prospect, KnownCustomer)


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
    near = candidates(rows, sought(notice.prospect))
    over = ended([one.notice.pk for one in near if one.notice.status == NoticeStatus.ACCEPTED])
    standing = [one for one in near if one.notice.pk not in over]
    # Any number of sponsors may notify one customer: no notice is a rival of another.
    judged = _judged(notice.prospect, standing, lambda one: one.pk)
    return _split(
        "notices",
        [(_told(f, notice_id=one.notice.pk), _before(one.notice, notice)) for one, f in judged],
    )


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
    still = Q(retired_at__isnull=True) | Q(retired_at__gt=received_at)  # he was one when it came
    rows = KnownCustomer.objects.filter(still).select_related("province", "owner")
    near = candidates(rows, sought(notice.prospect))
    # Within one list each company stands once; two lists may hold the same one.
    judged = _judged(notice.prospect, near, lambda one: one.owner_id)
    return _split(
        "customers",
        [(_told(f, customer_id=one.pk), one.recorded_at <= received_at) for one, f in judged],
    )


def _judged(
    mine: Prospect, near: Iterable[Company], rivals: Callable[[Company], Hashable]
) -> list[tuple[Company, Finding]]:
    """Judge all, those of one `rivals` group together: at most one of a group can be the same."""
    groups: dict[Hashable, list[tuple[Company, Party]]] = {}
    for one in near:
        groups.setdefault(rivals(one), []).append((one, prepare(facts_of(one))))
    query = prepare(facts_of(mine))
    rarity = rarity_for(query)
    found = [one for group in groups.values() for one in judge(query, group, rarity)]
    return [(one.ref, one.finding) for one in found if one.finding.outcome != DIFFERENT]


@cache
def matcher_version() -> str:
    """Return what tells two matchers apart: the version of what is compared, and the weights' sum."""
    text = files("universo.matching").joinpath("weights.json").read_bytes()
    return f"{PACK_VERSION}-{blake2b(text, digest_size=4).hexdigest()}"


def thresholds() -> tuple[float, float]:
    """Return the scores from which on two companies are to be looked at, and look the same."""
    return weights().review_from, weights().same_from


def rarity_for(*parties: Party) -> Rarity:
    """Return how rare what these companies carry is in the base."""
    return Unknown()


def known_alike(
    facts: PartyFacts, rows: QuerySet[KnownCustomer]
) -> list[tuple[KnownCustomer, Finding]]:
    """Return the customers among `rows` that a search brings near these facts, the likeliest first."""
    party = prepare(facts)
    keys = keys_for(
        legal_name=facts.legal_name,
        trade_name=facts.trade_name,
        phone=facts.phones[0] if facts.phones else "",
        email=facts.emails[0] if facts.emails else "",
        web=facts.web,
    )
    company = KnownCustomer(legal_name=facts.legal_name, cuit=party.cuit, **keys)
    near = candidates(rows.select_related("province", "owner"), sought(company))
    found = judge(party, [(one, prepare(facts_of(one))) for one in near], rarity_for(party))
    return [(one.ref, one.finding) for one in found]


def compare_with(notice: Notice, other: Prospect | KnownCustomer, **ids: int) -> LookAlike:
    """Return a company that a person points out as a look-alike, whatever the outcome."""
    assert notice.prospect is not None
    mine, theirs = prepare(facts_of(notice.prospect)), prepare(facts_of(other))
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
