"""Compare two companies and explain the result; judge all candidates of one company together."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log1p
from typing import Generic, TypeVar

from universo.matching.observe import observe
from universo.matching.party import Party
from universo.matching.rarity import Rarity
from universo.matching.weights import weights

SAME = "same"
REVIEW = "review"
DIFFERENT = "different"
MOST = 5  # candidates told of one company, at most
Ref = TypeVar("Ref")
_NAMES = frozenset({"legal_name", "trade_name", "crossed_name"})
_DOUBTFUL = frozenset({"clash", "different"})


@dataclass(slots=True, unsafe_hash=True)  # not frozen, for each judgement makes hundreds
class Evidence:
    """One thing that speaks for (weight > 0) or against two companies being the same.

    Weights are log-odds and add up to the score, exactly. `left` and `right` are what was compared,
    as a person would read it; `count` says how many companies of the base share it (0: not counted).
    """

    kind: str  # of codes.CODES
    detail: str
    weight: float
    left: str = ""
    right: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """The sum, the calibrated probability (0 to 1), what follows, and the evidence in reading order."""

    score: float
    probability: float
    outcome: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Judged(Generic[Ref]):
    """A candidate with its finding."""

    ref: Ref
    finding: Finding


def compare(query: Party, other: Party, rarity: Rarity) -> Finding:
    """Compare two companies by themselves.

    The score decides, with three exceptions. An equal CUIT is always the same company. Two valid CUITs
    that differ are two taxpayers, and names that clash may be sister companies of one house: these go
    to review however much else agrees.
    """
    return _finding(_weigh(query, other, rarity), _two_taxpayers(query, other))


def judge(
    query: Party, candidates: Iterable[tuple[Ref, Party]], rarity: Rarity
) -> list[Judged[Ref]]:
    """Compare with every candidate and return all of them, the likeliest first (callers cut).

    A candidate loses what the others gain: when several fit, none is certain. Candidates that are the
    same company entered twice are no rivals of each other.
    """
    weighed = [(ref, other, _weigh(query, other, rarity)) for ref, other in candidates]
    sums = [sum(one.weight for one in evidence) for _, _, evidence in weighed]
    likely = [i for i, score in enumerate(sums) if score > weights().review_from - 3]
    judged = []
    for i, (ref, other, evidence) in enumerate(weighed):
        rivals: tuple[Evidence, ...] = ()
        if i in likely and len(likely) > 1 and not _decided(evidence):
            rivals = _rival(i, other, likely, sums, weighed, rarity)
        judged.append(Judged(ref, _finding(evidence + rivals, _two_taxpayers(query, other))))
    return sorted(judged, key=lambda one: -one.finding.score)


def _weigh(query: Party, other: Party, rarity: Rarity) -> tuple[Evidence, ...]:
    of = weights().of
    return tuple(
        Evidence(kind, detail, of(kind, detail, step), left, right, count)
        for kind, detail, step, left, right, count in observe(query, other, rarity)
    )


def _decided(evidence: tuple[Evidence, ...]) -> bool:
    return any(one.kind == "cuit" and one.detail == "equal" for one in evidence)


def _rival(
    place: int,
    party: Party,
    likely: list[int],
    sums: list[float],
    weighed: list[tuple[Ref, Party, tuple[Evidence, ...]]],
    rarity: Rarity,
) -> tuple[Evidence, ...]:
    others = [
        (sums[i], weighed[i][1])
        for i in likely
        if i != place and not _twins(party, weighed[i][1], rarity)
    ]
    mass = sum(exp(min(30.0, score)) for score, _ in others) * weights().rival_share
    if mass < 0.01:
        return ()
    best = max(others, key=lambda one: one[0])[1]
    taken = round(-log1p(mass), 4)
    return (Evidence("rival", "rival", taken, "", best.facts.legal_name, len(others)),)


def _twins(one: Party, other: Party, rarity: Rarity) -> bool:
    return compare(one, other, rarity).outcome == SAME


def _two_taxpayers(one: Party, other: Party) -> bool:
    known = bool(one.cuit and other.cuit) and one.cuit != other.cuit
    return known and not (one.dni and one.dni == other.dni)


def _finding(evidence: tuple[Evidence, ...], two_taxpayers: bool) -> Finding:
    table = weights()
    score = round(sum(one.weight for one in evidence), 4)
    doubtful = two_taxpayers or any(
        one.detail in _DOUBTFUL and one.kind in _NAMES for one in evidence
    )
    if _decided(evidence) or (score >= table.same_from and not doubtful):
        outcome = SAME
    else:
        outcome = REVIEW if score >= table.review_from else DIFFERENT
    return Finding(score, table.probability(score), outcome, evidence)


def explanation(finding: Finding) -> str:
    """The evidence in one line that needs no language, for files."""
    rows = [
        f"{one.kind}:{one.detail}{f'({one.count})' if one.count else ''} {one.weight:+.2f}"
        for one in finding.evidence
    ]
    return f"{' | '.join(rows)} = {finding.score:.2f}"
