"""The meter of fifteen ticks: one per business day that Hasar has to answer a notice (R-9).

What `universo.domain.decision_clock.meter` returns becomes words and drawings here.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from universo.domain.business_days import Skipped
from universo.domain.decision_clock import Meter, MeterTick, TickState
from universo.web.shared import formatting

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick (`state` used, today, left), or the days skipped before the next tick."""

    kind: str  # tick, weekend, holiday
    state: str
    date: date
    label: str
    position: int = 0  # 1 to 15 for ticks
    is_due: bool = False

    @property
    def weekday_letter(self) -> str:
        return formatting.long_day(self.date)[0].upper()


@dataclass(frozen=True, slots=True)
class MeterView:
    """The meter ready to be drawn, with its sentences in the active language."""

    marks: tuple[Mark, ...]
    tone: str
    days_text: str
    due_text: str
    due_date: date
    days_left: int

    @property
    def sentence(self) -> str:
        return f"{self.days_text}. {self.due_text}."

    @property
    def ticks(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.kind == "tick")

    @property
    def skipped(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.kind != "tick")


def tone_of(days_left: int) -> str:
    """More than 7 business days left is calm, 3 to 7 a warning, fewer is urgent."""
    return "ok" if days_left > 7 else "warn" if days_left >= 3 else "bad"


def build(meter: Meter) -> MeterView:
    """The view of `meter`: ticks in order of date with the skipped days between them."""
    ticks = meter.ticks
    due_date = ticks[-1].day
    due = formatting.long_day(due_date)
    if meter.lapsed:
        days_text = _("The term is over")
        due_text = _("It fell due on %(day)s at 24") % {"day": due}
    else:
        days_text = ngettext(
            "%(count)d business day left", "%(count)d business days left", meter.days_left
        ) % {"count": meter.days_left}
        due_today = ticks[-1].state is TickState.TODAY
        due_text = _("Due today at 24") if due_today else _("Due on %(day)s at 24") % {"day": due}
    return MeterView(
        marks=tuple(_marks(ticks, meter.skipped)),
        tone=tone_of(meter.days_left),
        days_text=days_text,
        due_text=due_text,
        due_date=due_date,
        days_left=meter.days_left,
    )


def _marks(ticks: Sequence[MeterTick], skipped: Sequence[Skipped]) -> list[Mark]:
    words = {
        TickState.USED: _("gone"),
        TickState.TODAY: _("today"),
        TickState.LEFT: _("left"),
    }
    marks = []
    for at, tick in enumerate(ticks, start=1):
        label = _("Business day %(position)d: %(day)s (%(state)s)") % {
            "position": at,
            "day": formatting.long_day(tick.day),
            "state": words[tick.state],
        }
        marks.append(Mark("tick", tick.state.value, tick.day, label, at, at == len(ticks)))
    return sorted([*marks, *_gaps(ticks, skipped)], key=lambda mark: mark.date)


def _gaps(ticks: Sequence[MeterTick], skipped: Sequence[Skipped]) -> list[Mark]:
    """One mark per run of skipped days; ordinary weekends and holidays are told apart."""
    days = [tick.day for tick in ticks]
    runs: dict[int, list[Skipped]] = {}
    for item in sorted(skipped, key=lambda each: each.day):
        if item.day < days[-1]:
            runs.setdefault(bisect(days, item.day), []).append(item)
    return [_gap(run) for run in runs.values()]


def _gap(run: list[Skipped]) -> Mark:
    holiday = any(item.day.weekday() < SATURDAY for item in run)
    named = [f"{formatting.short_day(item.day)}, {item.reason}" for item in run]
    return Mark("holiday" if holiday else "weekend", "skipped", run[0].day, "; ".join(named))


# Mail readers know neither oklch nor light-dark(): one plain colour per tone, tried on white.
MAIL_COLOURS = {"ok": "#0a6b41", "warn": "#8a5200", "bad": "#b3202c", "left": "#dde2ee"}


def meter_svg(meter: Meter, *, width: int = 450, height: int = 26) -> str:
    """The meter as a stand-alone SVG picture for documents; its title is the sentence."""
    view = build(meter)
    colour = MAIL_COLOURS[view.tone]
    gap = 3.0
    each = (width - gap * (len(view.ticks) - 1)) / len(view.ticks)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img"><title>{escape(view.sentence)}</title>'
    ]
    for at, mark in enumerate(view.ticks):
        x = round(at * (each + gap), 2)
        fill = colour if mark.state == "used" else MAIL_COLOURS["left"]
        parts.append(_rect(x, each, height, fill))
        if mark.state == "today":
            parts.append(_rect(x, each / 2, height, colour))
    return "".join([*parts, "</svg>"])


def _rect(x: float, width: float, height: int, fill: str) -> str:
    return f'<rect x="{x}" y="0" width="{width:.2f}" height="{height}" rx="3" fill="{fill}"/>'
