"""How goals, their figures and what they bring are said on pages of both sites."""

from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from universo.web.shared import formatting


def figure(goal: Any, value: int) -> str:
    """Return a figure of a goal as people write it."""
    if goal.currency:
        return formatting.money(value, goal.currency)
    if goal.counted == "WON":
        return ngettext("%(n)s sale", "%(n)s sales", value) % {"n": formatting.number(value)}
    said = ngettext("%(n)s certified person", "%(n)s certified people", value)
    return said % {"n": formatting.number(value)}


def goal_sentence(goal: Any) -> str:
    """Return what is to be reached, and in what time."""
    said = ngettext(
        "%(what)s: %(figure)s in a month",
        "%(what)s: %(figure)s in %(n)d months",
        goal.months,
    )
    if not goal.currency:
        said = ngettext("%(figure)s in a month", "%(figure)s in %(n)d months", goal.months)
    what = goal.get_counted_display()
    return said % {"what": what, "figure": figure(goal, goal.goal), "n": goal.months}


def period_words(first: date, after: date) -> str:
    """Return a period by its months: `octubre a diciembre de 2026`."""
    last = after - timedelta(days=1)
    names = [str(MONTHS[one.month]).lower() for one in (first, last)]
    if names[0] == names[1]:
        return _("%(month)s %(year)s") % {"month": names[0], "year": last.year}
    return _("%(first)s to %(last)s %(year)s") % {
        "first": names[0], "last": names[1], "year": last.year
    }  # fmt: skip


def progress_row(found: Any) -> dict[str, Any]:
    """Return a partner's progress as its page shows it."""
    goal, progress = found.goal, found.progress
    left = _("%(figure)s to go, until %(day)s") % {
        "figure": figure(goal, progress.left),
        "day": formatting.day(found.period.last),
    }
    return {
        "goal": goal,
        "sentence": goal_sentence(goal),
        "period": period_words(found.period.first, found.period.after),
        "percent": progress.percent,
        "value": figure(goal, progress.value),
        "left": _("Reached") if progress.reached else left,
        "reached": progress.reached,
    }


def reached_row(found: Any) -> dict[str, Any]:
    """Return a reached goal with its grant, if it was granted."""
    grant = getattr(found, "grant", None)
    return {
        "one": found,
        "goal": found.goal,
        "period": period_words(found.period_first, found.period_after),
        "value": figure(found.goal, found.value),
        "grant": grant,
    }
