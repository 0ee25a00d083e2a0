"""Who may use a benefit of the programme, and what is missing to those who may not (R-2).

Each rule of the programme's table grants one benefit to one category, or to one level of sponsors,
perhaps on a condition, from a day on. Any rule that holds is enough.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Condition(StrEnum):
    """What a rule asks for besides the category; `amount` says how much of it."""

    NONE = "NONE"
    MONTHS = "MONTHS"  # whole months in the category
    CERTIFIED = "CERTIFIED"  # people with a certificate in force
    WON = "WON"  # opportunities or leads won in the last 365 days
    NOTHING_OVERDUE = "NOTHING_OVERDUE"  # no demonstration unit kept past its day


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: in force on the days `from_date` <= day < `until_date` (None: no end)."""

    category: str
    level: str  # of sponsors; "" for any
    condition: Condition
    amount: int
    from_date: date
    until_date: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the rule counts on this local day."""
        return self.from_date <= day and (self.until_date is None or day < self.until_date)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a partner on a day: since when in which category, and what it achieved."""

    since: dict[str, date] = field(default_factory=dict)
    level: str = ""  # as a sponsor
    certified: int = 0
    won: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """What one rule would still ask for: a category, a level, or `have` of `amount` of a condition."""

    category: str
    level: str = ""
    condition: Condition = Condition.NONE
    amount: int = 0
    have: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the benefit may be used; if not, each way to get it, the nearest first."""

    allowed: bool
    missing: tuple[Missing, ...] = ()


def months_between(since: date, day: date) -> int:
    """Return the whole months from `since` to `day`; 0 when `day` is earlier."""
    whole = (day.year - since.year) * 12 + day.month - since.month
    return max(0, whole - (day.day < since.day))


def answer(rules: Iterable[Rule], standing: Standing, day: date) -> Answer:
    """Judge the rules of one benefit for a partner on a local day (R-2)."""
    ways = []
    for rule in rules:
        if not rule.in_force(day):
            continue
        missing = _missing(rule, standing, day)
        if missing is None:
            return Answer(True)
        ways.append(missing)
    return Answer(False, tuple(sorted(ways, key=lambda way: _distance(way, standing))))


def _missing(rule: Rule, standing: Standing, day: date) -> Missing | None:
    since = standing.since.get(rule.category)
    if since is None or since > day:
        return Missing(rule.category, rule.level, rule.condition, rule.amount)
    if rule.level and rule.level != standing.level:
        return Missing(rule.category, rule.level, rule.condition, rule.amount)
    if rule.condition is Condition.NOTHING_OVERDUE:
        lacks = Missing(rule.category, rule.level, rule.condition, 0, standing.overdue)
        return lacks if standing.overdue else None
    have = {
        Condition.MONTHS: months_between(since, day),
        Condition.CERTIFIED: standing.certified,
        Condition.WON: standing.won,
    }.get(rule.condition, rule.amount)
    if have >= rule.amount:
        return None
    return Missing(rule.category, rule.level, rule.condition, rule.amount, have)


def _distance(way: Missing, standing: Standing) -> tuple[bool, bool, int, str]:
    """Order the ways: within a category that he has, his level, the least that is missing."""
    other_level = bool(way.level) and way.level != standing.level
    return (way.category not in standing.since, other_level, way.amount - way.have, way.category)
