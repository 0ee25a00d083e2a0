"""Twelve small months of a year with the days off under a policy, for the page of holidays."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dates import MONTHS

from universo.domain.business_days import Calendar, Group
from universo.web.shared.formatting import short_day

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class PictureDay:
    """A day of the picture: `look` is work, weekend, holiday, off, local or blank."""

    number: int
    look: str
    title: str
    unsettled: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class PictureMonth:
    """A month: name, weeks of seven days from Monday, how many business days it has."""

    name: str
    weeks: list[list[PictureDay]]
    business_days: int


def months_of(year: int, calendar: Calendar, today: date) -> list[PictureMonth]:
    """Return the twelve months of `year` as `calendar` reads them (P-1, P-2)."""
    months = []
    for month in range(1, 13):
        weeks = [
            [_day(year, month, number, calendar, today) for number in week]
            for week in Weeks().monthdayscalendar(year, month)
        ]
        worked = sum(1 for week in weeks for day in week if day.look in ("work", "local"))
        months.append(PictureMonth(str(MONTHS[month]).capitalize(), weeks, worked))
    return months


def _day(year: int, month: int, number: int, calendar: Calendar, today: date) -> PictureDay:
    if number == 0:
        return PictureDay(0, "blank", "")
    day = date(year, month, number)
    listed = calendar.holidays.get(day, ())
    said = "; ".join(holiday.reason for holiday in listed)
    return PictureDay(
        number,
        _look(day, calendar, listed),
        f"{short_day(day)}: {said}" if said else "",
        any(not holiday.settled for holiday in listed),
        day == today,
    )


def _look(day: date, calendar: Calendar, listed: tuple[Any, ...]) -> str:
    closing = [holiday for holiday in listed if calendar.policy.closes(holiday)]
    if any(holiday.group is Group.NATIONAL for holiday in closing):
        return "holiday"
    if closing:
        return "off"
    if day.weekday() >= SATURDAY:
        return "weekend"
    return "local" if listed else "work"
