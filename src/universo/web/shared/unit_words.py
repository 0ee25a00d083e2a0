"""How demonstration units and their loans are said and drawn on pages of both sites."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from universo.benefits.units import queries
from universo.web.shared import formatting

LOOKS = {
    "REQUESTED": ("warn", "hourglass"),
    "APPROVED": ("brand", "calendar-check"),
    "DECLINED": ("bad", "circle-x"),
    "WITHDRAWN": ("neutral", "undo-2"),
    "CANCELLED": ("neutral", "ban"),
    "OUT": ("brand", "truck"),
    "RETURNED": ("ok", "check"),
    "SOLD": ("ok", "hand-coins"),
    "LOST": ("bad", "circle-alert"),
}
ENDS = {"entrega": "DISPATCH", "devolucion": "RETURN"}
FARTHEST_MONTHS = 12
OVERDUE = gettext_lazy("Overdue")


@dataclass(frozen=True, slots=True)
class Look:
    """A badge."""

    label: Any
    tone: str
    icon: str


def look_of(loan: Any, today: date) -> Look:
    """Return how a loan's state is shown; past its day it is overdue whatever else it is."""
    if loan.overdue(today):
        return Look(OVERDUE, "bad", "alarm-clock")
    tone, icon = LOOKS[loan.status]
    return Look(loan.get_status_display(), tone, icon)


def rows_of(loans: Any, today: date) -> list[tuple[Any, Look]]:
    """Return loans with how each is shown."""
    return [(loan, look_of(loan, today)) for loan in loans]


def month_asked(text: str, today: date) -> date:
    """Return the first day of the month that an address names (2026-12), at most a year away; this
    month when it names none."""
    this = today.replace(day=1)
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return this
    away = abs((found.year - this.year) * 12 + found.month - this.month)
    return found if away <= FARTHEST_MONTHS else this


def calendar_of_model(model: Any, first: date, today: date) -> dict[str, Any]:
    """Return what the calendar of a model shows for a month: weeks from Monday, and its neighbours."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = {row.day: row for row in queries.days_of(model.pk, first, last, today)}
    weeks = [
        [_cell(days.get(day), today) for day in week]
        for week in Weeks().monthdatescalendar(first.year, first.month)
    ]
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return {
        "model": model,
        "title": f"{MONTHS[first.month]} {first.year}".capitalize(),
        "heads": [(str(WEEKDAYS[n])[:2].capitalize(), str(WEEKDAYS[n])) for n in range(7)],
        "weeks": weeks,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
    }


def _cell(row: queries.DayUse | None, today: date) -> dict[str, Any] | None:
    if row is None:
        return None
    look = "none" if not row.stock else "full" if not row.free else "free"
    said = ngettext("%(free)d free", "%(free)d free", row.free) % {"free": row.free}
    return {
        "day": row.day,
        "free": row.free,
        "look": "past" if row.day < today else look,
        "said": said,
        "is_today": row.day == today,
    }


def rules_words(rules: Any) -> list[str]:
    """Return the rules of lending as sentences."""
    said = [
        ngettext(
            "%(n)d unit of a model at a time.", "%(n)d units of a model at a time.",
            rules.units_at_a_time,
        )
        % {"n": rules.units_at_a_time},
        ngettext(
            "At most %(n)d business day.", "At most %(n)d business days.", rules.longest_days
        )
        % {"n": rules.longest_days},
    ]  # fmt: skip
    if rules.months_between:
        said.append(
            ngettext(
                "%(n)d month between two loans of the same model.",
                "%(n)d months between two loans of the same model.",
                rules.months_between,
            )
            % {"n": rules.months_between}
        )
    if rules.extension_days:
        said.append(
            ngettext(
                "It may be made longer by up to %(n)d business day.",
                "It may be made longer by up to %(n)d business days.",
                rules.extension_days,
            )
            % {"n": rules.extension_days}
        )
    return said


def notice_words(notice: Any) -> str:
    """Return a notice as a choice: its number and the customer."""
    prospect = notice.prospect
    return f"{notice.reference} · {prospect.trade_name or prospect.legal_name}"


def note_title(end: str) -> str:
    """Return what the note of one end of a loan is called."""
    return _("Note of delivery") if end == "DISPATCH" else _("Note of return")


def days_words(loan: Any) -> str:
    """Return the days of a loan."""
    return _("From %(first)s to %(last)s") % {
        "first": formatting.day(loan.dispatched_date or loan.from_date),
        "last": formatting.day(loan.ended_date or loan.due_date),
    }
