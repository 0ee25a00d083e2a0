"""Charts drawn on the server: here is the geometry; each chart has its table beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from universo.web.shared import formatting

SIZES = {"s": (380, 170), "m": (560, 210), "l": (820, 240)}
LEFT, BOTTOM, TOP = 34, 20, 8
MAX_SERIES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class GridLine:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars, grid lines and month labels in the coordinates of a `width` by `height` view box."""

    width: int
    height: int
    left: int
    base: float
    bars: tuple[Bar, ...]
    lines: tuple[GridLine, ...]
    labels: tuple[tuple[float, str], ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def bar_chart(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    *,
    currency: str = "",
    size: str = "s",
) -> BarChart:
    """Grouped bars: one group per label, one bar per series (name, values). Values are counts, or
    minor units of `currency`. Raises ValueError for more than four series."""
    if len(series) > MAX_SERIES:
        raise ValueError("a bar chart shows four series at most")
    width, height = SIZES[size]
    say = _sayer(currency, [v for _, values in series for v in values])
    left = LEFT + (34 if currency else 0)
    base = float(height - BOTTOM)
    axis = _sayer(currency, [])
    step = nice_step(max((v for _, values in series for v in values), default=0))
    peak = step * 2
    scale = (base - TOP) / peak
    return BarChart(
        width=width,
        height=height,
        left=left,
        base=base,
        bars=tuple(_bars(labels, series, _Frame(width - left, left, base, scale), say)),
        lines=tuple(GridLine(base - step * at * scale, axis(step * at)) for at in range(3)),
        labels=tuple(
            (round(left + (at + 0.5) * (width - left) / max(len(labels), 1), 1), text)
            for at, text in enumerate(labels)
        ),
        names=tuple(name for name, _ in series),
        rows=tuple(
            (text, tuple(say(values[at]) for _, values in series)) for at, text in enumerate(labels)
        ),
    )


def nice_step(peak: int) -> int:
    """The smallest of 1, 2, 3, 5 times a power of ten whose double reaches `peak`."""
    power = 1
    while True:
        for unit in (1, 2, 3, 5):
            if unit * power * 2 >= peak:
                return unit * power
        power *= 10


def _sayer(currency: str, amounts: Sequence[int]) -> Callable[[int], str]:
    """Say all of these amounts alike: with centavos as soon as one of them has some."""
    if not currency:
        return formatting.number
    whole = all(minor % 100 == 0 for minor in amounts)
    return lambda minor: formatting.money(minor, currency, brief=whole)


@dataclass(frozen=True, slots=True)
class _Frame:
    span: float
    left: float
    base: float
    scale: float


def _bars(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    frame: _Frame,
    say: Callable[[int], str],
) -> list[Bar]:
    group = frame.span / max(len(labels), 1)
    gap = 2.0
    thick = min(18.0, (group * 0.72 - gap * (len(series) - 1)) / max(len(series), 1))
    used = thick * len(series) + gap * (len(series) - 1)
    bars = []
    for at, text in enumerate(labels):
        start = frame.left + at * group + (group - used) / 2
        for number, (name, values) in enumerate(series):
            tall = max(0.0, values[at] * frame.scale)
            bars.append(
                Bar(
                    round(start + number * (thick + gap), 1),
                    round(frame.base - tall, 1),
                    round(thick, 1),
                    round(tall, 1),
                    number + 1,
                    f"{name}, {text}: {say(values[at])}",
                )
            )
    return bars
