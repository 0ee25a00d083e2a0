"""A scorecard learnt from labelled pairs: logistic regression with signs, steps and an order that hold.

Every (kind, detail) has a weight for the rarest step and a fall for each commoner one, so what is
commoner never proves more. What speaks for a match weighs 0 or more, what speaks against it 0 or less
(SIGNS). Names share one table for all three kinds and keep small differences of their own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from labelled import Code, Labelled

from universo.matching.codes import CODES

Table = dict[tuple[str, str], list[float]]
NAMES = ("legal_name", "trade_name", "crossed_name")
# Best first: a detail never weighs more than the one before it. The first ones speak for a match,
# those behind the None against it.
ORDER: dict[str, tuple[tuple[str | None, ...], ...]] = {
    "cuit": (("equal", "document", "slip", None, "different"),),
    "other_name": (("alike", "partly", "different"),),
    "legal_form": (("equal", None, "different"),),
    "owner": (("equal", None, "different"),),
    "phone": (("equal", "local", None, "different"), ("equal", "near", None, "different")),
    "email": (("equal", "near", None, "different"), ("equal", "box", None, "different")),
    "domain": (("equal", "near", "names", None, "different"),),
    "address": (
        ("unit", "door", "near_door", None, "street", "different"),
        ("door", None, "other_unit"),
    ),
    "place": (
        ("town", "near_town", "city", None, "other_town", "other_province"),
        ("near_town", "province", None, "other_town"),
    ),
    "contact": (
        ("equal", "near", "shared", None, "different"),
        ("equal", "mailbox", None, "different"),
    ),
    **dict.fromkeys(
        NAMES,
        (
            ("exact", "near", "near_known"),
            ("exact", "padded", "wider"),
            ("padded", "wider_light"),
            ("near", "resembling"),
            ("near", "clash_light", "clash", "different"),
        ),
    ),
}
CUIT_DECIDES = 25.0  # set, not learnt: one CUIT, one taxpayer
MOST_FALL = 1.8  # of what several channels mean together, a step: less than any one of them adds
Column = tuple[str, str, int]


def sign_of(kind: str, detail: str) -> int:
    """1 for what may only speak for a match, -1 for what may only speak against, 0 for both."""
    for line in ORDER.get(kind, ()):
        if None in line and detail in line:
            return 1 if line.index(detail) < line.index(None) else -1
    return 0


@dataclass(slots=True)
class Pairs:
    """Pairs with the same observations, counted together: how many are right, how many wrong."""

    columns: np.ndarray  # a row of column numbers per pair, filled up with the last one
    right: np.ndarray
    wrong: np.ndarray


class Scorecard:
    """The columns, and the weights once learnt."""

    def __init__(self) -> None:
        """Lay out a column for every step there can be."""
        self.columns: dict[Column, int] = {}
        for kind, details in CODES.items():
            for detail in details:
                for step in range(7):
                    self.columns[kind, detail, step] = len(self.columns)
        for detail in CODES["legal_name"]:
            for step in range(7):
                self.columns["name", detail, step] = len(self.columns)
        self.weights = np.zeros(len(self.columns) + 1)

    def pairs(self, sets: Iterable[tuple[Labelled, float]]) -> Pairs:
        """Count the pairs of all sets, each with its share."""
        right: Counter[tuple[Code, ...]] = Counter()
        wrong: Counter[tuple[Code, ...]] = Counter()
        for labelled, share in sets:
            for of_query in labelled.pairs:
                for codes, is_right in of_query:
                    (right if is_right else wrong)[codes] += share
        patterns = list(right.keys() | wrong.keys())
        rows = [self._columns_of(codes) for codes in patterns]
        filled = np.full((len(rows), max(map(len, rows))), len(self.columns), dtype=np.int32)
        for at, row in enumerate(rows):
            filled[at, : len(row)] = row
        return Pairs(
            filled,
            np.array([right[codes] for codes in patterns], dtype=float),
            np.array([wrong[codes] for codes in patterns], dtype=float),
        )

    def _columns_of(self, codes: tuple[Code, ...]) -> list[int]:
        row = []
        for kind, detail, step in codes:
            for at in range(step + 1):
                row.append(self.columns[kind, detail, at])
                if kind in NAMES:
                    row.append(self.columns["name", detail, at])
        return row

    def learn(self, pairs: Pairs, rounds: int = 2000) -> None:
        """Fit by accelerated projected gradient, each column with a pace of its own."""
        low, high, pull = self._bounds()
        total = pairs.right + pairs.wrong
        pace = 1 / (self._gather(pairs, total * pairs.columns.shape[1] / 4) * 0.5 + pull)
        here = self.weights.copy()
        ahead, momentum = here.copy(), 1.0
        for _ in range(rounds):
            score = ahead[pairs.columns].sum(axis=1)
            excess = total / (1 + np.exp(-score)) - pairs.right
            slope = self._gather(pairs, excess) + pull * ahead
            new = np.clip(ahead - pace * slope, low, high)
            if ((ahead - new) * (new - here)).sum() > 0:
                momentum = 1.0  # overshot: start again from rest
            faster = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
            ahead = new + (momentum - 1) / faster * (new - here)
            here, momentum = new, faster
        self.weights = here

    def _gather(self, pairs: Pairs, values: np.ndarray) -> np.ndarray:
        spread = np.repeat(values, pairs.columns.shape[1])
        summed = np.bincount(pairs.columns.ravel(), spread, minlength=len(self.columns) + 1)
        summed[-1] = 0
        return summed

    def _bounds(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The least and the greatest of each weight, and how hard it is pulled to zero."""
        count = len(self.columns) + 1
        low, high, pull = np.full(count, -np.inf), np.full(count, np.inf), np.full(count, 0.3)
        low[-1] = high[-1] = 0
        for (kind, detail, step), at in self.columns.items():
            sign = sign_of(kind, detail)
            together = kind == "together"
            if step:
                pull[at], high[at] = (30.0 if kind in NAMES else 1.0), 0
            elif kind in NAMES:
                pull[at] = 3.0
            if together:
                low[at] = -MOST_FALL
                high[at] = high[at] if step or detail == "good_name" else 0
            elif not step and sign:
                low[at], high[at] = (0, np.inf) if sign > 0 else (-np.inf, 0)
        pull[self.columns["base", "base", 0]] = 0.001
        return low, high, pull

    def table(self) -> Table:
        """The weights by (kind, detail), a number per step; the promised order is put in force."""
        found: Table = {}
        for kind, details in CODES.items():
            for detail in details:
                sums = self._steps(kind, detail)
                if sign_of(kind, detail) > 0:
                    sums = [max(0.0, weight) for weight in sums]
                found[kind, detail] = sums
        for kind, lines in ORDER.items():
            for line in lines:
                named = [detail for detail in line if detail]
                for better, worse in pairwise(named):
                    most = found[kind, better] if kind in NAMES else [found[kind, better][0]] * 7
                    found[kind, worse] = [
                        min(pair) for pair in zip(found[kind, worse], most, strict=True)
                    ]
        found["cuit", "equal"] = [CUIT_DECIDES]
        return {code: _shortened(steps) for code, steps in found.items()}

    def _steps(self, kind: str, detail: str) -> list[float]:
        sums: list[float] = []
        for step in range(7):
            weight = float(self.weights[self.columns[kind, detail, step]])
            if kind in NAMES:
                weight += float(self.weights[self.columns["name", detail, step]])
            sums.append(weight + (sums[-1] if step else 0.0))
        return sums


def _shortened(steps: list[float]) -> list[float]:
    kept = [round(weight, 4) + 0.0 for weight in steps]
    while len(kept) > 1 and kept[-1] == kept[-2]:
        kept.pop()
    return kept


def score(table: Table, codes: tuple[Code, ...]) -> float:
    """The sum of the weights of what was seen."""
    return sum(
        table[kind, detail][min(step, len(table[kind, detail]) - 1)] for kind, detail, step in codes
    )
