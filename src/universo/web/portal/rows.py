"""Notices as rows of a list: with their meter while under review, else with their stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from universo.domain.decision_clock import Meter
from universo.domain.lifecycle import Stage
from universo.insights.stages import stages_of
from universo.opportunities.queries import meters_of
from universo.web.portal.stage_look import STAGES
from universo.web.shared.components.status import Look


@dataclass(frozen=True, slots=True)
class Row:
    """A notice in a list; `meter` only while it is under review."""

    notice: Any
    stage: Stage
    look: Look
    meter: Meter | None


def rows_of(notices: Iterable[Any], now: datetime) -> list[Row]:
    """Return the rows of notices that the caller may see, as they read at `now`."""
    found = list(notices)
    stages = stages_of(found, now)
    waiting = [n for n in found if stages[n.pk] is Stage.UNDER_REVIEW]
    meters = meters_of(waiting, now) if waiting else {}
    return [Row(n, stages[n.pk], STAGES[stages[n.pk]], meters.get(n.pk)) for n in found]
