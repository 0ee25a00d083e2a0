"""The matcher held against people: what it said of each look-alike, and what they said of it. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from universo.domain.decision_clock import local_date
from universo.domain.shares import bounds
from universo.matching.judge import DIFFERENT, REVIEW, SAME

EDGES = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Given:
    """The last verdict on one look-alike, and what the matcher had said when it was given."""

    finding_id: int
    notice_id: int
    reference: str
    kind: str
    is_same: bool
    outcome: str
    probability: float | None
    evidence: list[dict[str, Any]]
    matcher: str
    found_at: datetime
    first_at: datetime  # of the first verdict on it
    given_at: datetime
    pointed_out: bool  # a person named it: the search had missed it


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the bounds between which the true share lies (95 %)."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The interval of 95 %."""
        return bounds(self.hits, self.total)


@dataclass(frozen=True, slots=True)
class Band:
    """Look-alikes to which the matcher gave a probability in [low, high): how many people confirmed."""

    low: float
    high: float
    expected: float | None  # the mean of the probabilities given
    confirmed: Share


@dataclass(frozen=True, slots=True)
class Report:
    """What the page of the matcher tells."""

    verdicts: int
    same_right: Share  # answered «same» and confirmed
    review_same: Share  # answered «review» that turned out the same
    by_outcome: tuple[tuple[str, int, int], ...]  # outcome, judged the same, judged another one
    by_kind: tuple[tuple[str, Share], ...]  # check, verdicts that agree with what looked likelier
    by_month: tuple[tuple[date, int, int], ...]  # month, verdicts that agree, that do not
    bands: tuple[Band, ...]
    brier: float | None  # mean square of probability against verdict: 0 is perfect, 0.25 a coin
    wait_hours: float | None  # median from finding to the first verdict
    false_same: tuple[Given, ...]
    missed: tuple[Given, ...]  # pointed out by people: the search had not brought them
    review_confirmed: tuple[Given, ...]
    matchers: tuple[tuple[str, int], ...]


def report(given: Sequence[Given]) -> Report:
    """Return the figures of these verdicts. What a person pointed out says nothing of the score."""
    found = [one for one in given if not one.pointed_out]
    same = [one for one in found if one.outcome == SAME]
    review = [one for one in found if one.outcome == REVIEW]
    return Report(
        verdicts=len(given),
        same_right=_share(same),
        review_same=_share(review),
        by_outcome=tuple(_split(found, outcome) for outcome in (SAME, REVIEW, DIFFERENT)),
        by_kind=tuple(
            (kind, _agreement([one for one in found if one.kind == kind]))
            for kind in sorted({one.kind for one in found})
        ),
        by_month=_months(found),
        bands=_bands(found),
        brier=_brier(found),
        wait_hours=_wait(found),
        false_same=_latest(one for one in same if not one.is_same),
        missed=_latest(one for one in given if one.pointed_out and one.is_same),
        review_confirmed=_latest(one for one in review if one.is_same),
        matchers=tuple(Counter(one.matcher for one in given if one.matcher).most_common()),
    )


def _share(given: Sequence[Given]) -> Share:
    return Share(sum(one.is_same for one in given), len(given))


def _split(given: Sequence[Given], outcome: str) -> tuple[str, int, int]:
    these = _share([one for one in given if one.outcome == outcome])
    return outcome, these.hits, these.total - these.hits


def _agrees(one: Given) -> bool:
    """Whether the verdict is what the matcher held likelier; its outcome where it gave no number."""
    likely = one.outcome == SAME if one.probability is None else one.probability >= 0.5
    return likely is one.is_same


def _agreement(given: Sequence[Given]) -> Share:
    return Share(sum(map(_agrees, given)), len(given))


def _months(given: Sequence[Given]) -> tuple[tuple[date, int, int], ...]:
    agree: Counter[date] = Counter()
    differ: Counter[date] = Counter()
    for one in given:
        month = local_date(one.given_at).replace(day=1)
        (agree if _agrees(one) else differ)[month] += 1
    return tuple((month, agree[month], differ[month]) for month in sorted({*agree, *differ}))


def _bands(given: Sequence[Given]) -> tuple[Band, ...]:
    bands = []
    for low, high in pairwise(EDGES):
        top = high == EDGES[-1]
        these = [
            one
            for one in given
            if one.probability is not None
            and low <= one.probability
            and (one.probability < high or top)
        ]
        chances = [one.probability for one in these if one.probability is not None]
        expected = sum(chances) / len(chances) if chances else None
        bands.append(Band(low, high, expected, _share(these)))
    return tuple(bands)


def _brier(given: Sequence[Given]) -> float | None:
    squares = [(one.probability - one.is_same) ** 2 for one in given if one.probability is not None]
    return sum(squares) / len(squares) if squares else None


def _wait(given: Sequence[Given]) -> float | None:
    hours = [(one.first_at - one.found_at).total_seconds() / 3600 for one in given]
    return median(hours) if hours else None


def _latest(given: Iterable[Given], most: int = 50) -> tuple[Given, ...]:
    return tuple(sorted(given, key=lambda one: one.given_at, reverse=True)[:most])
