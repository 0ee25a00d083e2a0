"""The waterfall: how pieces of evidence add up, one step on top of the other. Geometry only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from universo.web.shared import formatting

WIDTH = 240.0
MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence to draw: a sentence, what was compared, and its weight."""

    text: str
    note: str
    weight: float


@dataclass(frozen=True, slots=True)
class Step:
    """A piece with its bar: from `start` to `end` on the common axis."""

    text: str
    note: str
    weight: float
    x: float
    width: float
    end: float

    @property
    def tone(self) -> str:
        """Likeness speaks against a notice, so it is the one to be warned of."""
        return "bad" if self.weight > 0 else "ok" if self.weight < 0 else "neutral"

    @property
    def icon(self) -> str:
        return "arrow-up" if self.weight > 0 else "arrow-down" if self.weight < 0 else "minus"

    @property
    def said(self) -> str:
        """The weight with its sign: `+3,2`."""
        return formatting.signed(self.weight)


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold on the axis."""

    x: float
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All steps on one axis of `width` units, the sum, and the thresholds."""

    steps: tuple[Step, ...]
    total: str
    total_x: float
    zero: float
    marks: tuple[Mark, ...]
    width: float = WIDTH


def waterfall(pieces: Sequence[Piece], marks: Sequence[tuple[float, str]] = ()) -> Waterfall:
    """Lay the pieces one after the other: each bar begins where the one before it ended.

    `marks` are (score, name) of thresholds. The sum of the weights is the score.
    """
    ends = [0.0]
    for piece in pieces:
        ends.append(ends[-1] + piece.weight)
    everything = [*ends, *(value for value, _label in marks)]
    low, high = min(everything), max(everything)
    scale = (WIDTH - 2 * MARGIN) / ((high - low) or 1.0)

    def at(value: float) -> float:
        return round(MARGIN + (value - low) * scale, 1)

    steps = tuple(
        Step(
            piece.text,
            piece.note,
            piece.weight,
            min(at(ends[n]), at(ends[n + 1])),
            max(0.8, round(abs(piece.weight) * scale, 1)),
            at(ends[n + 1]),
        )
        for n, piece in enumerate(pieces)
    )
    return Waterfall(
        steps,
        formatting.decimal(ends[-1]),
        at(ends[-1]),
        at(0.0),
        tuple(Mark(at(value), label, formatting.decimal(value)) for value, label in marks),
    )
