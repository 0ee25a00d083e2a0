"""The weights of the evidence and what follows from their sum, read once from weights.json."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of every (kind, detail) by the step of its rarity, and the lines between outcomes."""

    rows: dict[tuple[str, str], tuple[float, ...]]
    same_from: float
    review_from: float
    slope: float  # of the calibrated probability: 1 / (1 + exp(-(slope * score + shift)))
    shift: float
    rival_share: float  # how much of a rival's likelihood is taken off
    origin: str  # what the weights were learnt from

    def of(self, kind: str, detail: str, step: int) -> float:
        """The weight of an observation; a step beyond the last learnt one weighs as the last."""
        steps = self.rows[kind, detail]
        return steps[step] if step < len(steps) else steps[-1]

    def probability(self, score: float) -> float:
        """The calibrated probability of a score."""
        return 1 / (1 + exp(-max(-40.0, min(40.0, self.slope * score + self.shift))))


@cache
def weights() -> Weights:
    """The weights in force."""
    return read(files("universo.matching").joinpath("weights.json").read_text("utf-8"))


def read(text: str) -> Weights:
    """Read a table of weights; KeyError or ValueError when it is none."""
    stored = json.loads(text)
    rows = {
        (kind, detail): tuple(steps)
        for kind, details in stored["weights"].items()
        for detail, steps in details.items()
    }
    return Weights(
        rows=rows, **{name: stored[name] for name in Weights.__slots__ if name != "rows"}
    )
