"""Compare two companies and explain the result; judge all candidates of one company together."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from typing import Generic, TypeVar

from universo.domain import matching as first
from universo.matching.party import Party
from universo.matching.rarity import Rarity

SAME = "same"
REVIEW = "review"
DIFFERENT = "different"
MOST = 5  # candidates told of one company, at most
Ref = TypeVar("Ref")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for (weight > 0) or against two companies being the same.

    Weights are log-odds and add up to the score, exactly. `left` and `right` are what was compared,
    as a person would read it; `count` says how many companies of the base share it (0: not counted).
    """

    kind: str  # base cuit legal_name trade_name phone email domain address contact …
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
    """Compare two companies by themselves."""
    found = first.compare(query.facts, other.facts)
    evidence = tuple(
        Evidence(one.kind, one.detail_code, one.weight, one.left, one.right)
        for one in found.evidence
    )
    probability = 1 / (1 + exp(-max(-30.0, min(30.0, found.score - first.SAME_FROM))))
    return Finding(found.score, probability, found.outcome, evidence)


def judge(
    query: Party, candidates: Iterable[tuple[Ref, Party]], rarity: Rarity
) -> list[Judged[Ref]]:
    """Compare with every candidate and return all of them, the likeliest first (callers cut)."""
    judged = [Judged(ref, compare(query, other, rarity)) for ref, other in candidates]
    return sorted(judged, key=lambda one: -one.finding.score)
