"""Sales benefits by achieved goals: periods of whole months, progress, what was reached (R-2)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

PERIODS = (1, 3, 6, 12)  # months; each divides the year


class Metric(StrEnum):
    """What a goal counts in a period; amounts in minor units of the goal's currency."""

    WON = "WON"  # notices and leads won
    SALES = "SALES"  # net amount invoiced for them
    REWARDS = "REWARDS"  # rewards accrued
    CERTIFIED = "CERTIFIED"  # people with a certificate in force at the end of it


AMOUNTS = frozenset({Metric.SALES, Metric.REWARDS})


@dataclass(frozen=True, slots=True)
class Period:
    """Local days [first, after) of a goal."""

    first: date
    after: date

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.after - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a partner is: its figure, the goal, and the share in percent, 100 at most."""

    value: int
    goal: int

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.value >= self.goal

    @property
    def left(self) -> int:
        """What is missing; 0 when it is reached."""
        return max(0, self.goal - self.value)

    @property
    def percent(self) -> int:
        """The share, rounded down and never outside 0 to 100: 100 says that it is reached."""
        return max(0, min(100, self.value * 100 // self.goal))


def period_of(day: date, months: int) -> Period:
    """Return the period of so many months of the calendar year in which a day lies.

    Raises ValueError when the months do not divide the year.
    """
    if months not in PERIODS:
        raise ValueError("periods are of 1, 3, 6 or 12 months")
    month = (day.month - 1) // months * months + 1
    year, index = divmod(day.year * 12 + month - 1 + months, 12)
    return Period(date(day.year, month, 1), date(year, index + 1, 1))
