"""Counting business days over a given table of holidays (P-1, P-2)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Self

DEFAULT_POLICY = "NAC+DNL"
MAX_DAYS = 5_000
ONE_DAY = timedelta(days=1)
SATURDAY = 5
_WEEKEND = {5: "sábado", 6: "domingo"}
_UNSETTLED = ("regla_legal", "pendiente", "provis")
_EXTRA = re.compile(r"BANCO|AR-[A-HJ-NP-Z]")


class CalendarError(ValueError):
    """A table, policy or count that cannot be; `field` names the part, `code` the reason."""

    def __init__(self, code: str, field: str, row: int | None = None) -> None:
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field
        self.row = row


class ReceiptRule(StrEnum):
    """What a receipt on a non-business day means (P-2)."""

    A = "A"  # day 0 is the day of receipt, whatever it is
    B = "B"  # day 0 is the next business day


class Group(IntEnum):
    """For whom a day is off; the order is the order of reasons when two fall together."""

    NATIONAL = 1
    NON_WORKING = 2  # "día no laborable": off under NAC+DNL only
    LOCAL = 3  # banks and provinces: off only where the policy names them


@dataclass(frozen=True, slots=True)
class Holiday:
    """One row of the table. `scopes` are `AR`, `bancos` or provinces by ISO 3166-2 (`AR-B`)."""

    day: date
    name: str
    kind: str
    scopes: frozenset[str]
    group: Group
    settled: bool

    @classmethod
    def of(
        cls, day: date, name: str, kind: str, scope: str = "AR", state: str = "confirmado"
    ) -> Self:
        """Build a holiday whose group follows from its kind, as in the built-in table."""
        scopes = frozenset(part.strip() for part in scope.split("|"))
        return cls(day, name, kind, scopes, _group(kind), not state.startswith(_UNSETTLED))

    @property
    def is_bridge(self) -> bool:
        """Whether it is one of the days that are published year by year (Ley 27.399 art. 7)."""
        return "turistico" in self.kind

    @property
    def reason(self) -> str:
        """Return why the day is off, in Spanish, with its name."""
        if self.kind.startswith("feriado"):
            label = "feriado"
        elif self.kind.startswith("dnl"):
            label = "día no laborable"
        elif self.kind.startswith("asueto"):
            label = "asueto bancario"
        else:
            label = "feriado provincial" if self.kind == "provincial" else "día inhábil"
        return self.name if self.name.lower().startswith(label) else f"{label}: {self.name}"


def _group(kind: str) -> Group:
    if kind.startswith("feriado"):
        return Group.NATIONAL
    return Group.NON_WORKING if kind.startswith("dnl") else Group.LOCAL


@dataclass(frozen=True, slots=True)
class Policy:
    """Which holidays do not count: `NAC`, `NAC+DNL`, each with `+BANCO` or `+AR-B` and the like."""

    text: str
    non_working: bool
    extras: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a policy name; raises CalendarError."""
        first, *rest = text.split("+")
        extras = [part for part in rest if part != "DNL"]
        known = all(_EXTRA.fullmatch(part) for part in extras)
        if first != "NAC" or not known or len(set(rest)) != len(rest):
            raise CalendarError("unknown_policy", "policy")
        scopes = frozenset("bancos" if part == "BANCO" else part for part in extras)
        return cls(text, "DNL" in rest, scopes)

    def closes(self, holiday: Holiday) -> bool:
        """Return whether `holiday` is off under this policy."""
        if holiday.group is Group.LOCAL:
            return not self.extras.isdisjoint(holiday.scopes)
        return holiday.group is Group.NATIONAL or self.non_working


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that did not count, and why, in Spanish."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One counted day of the meter, with the weekday holidays passed over just before it."""

    day: date
    skipped_before: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A count of business days. `day_zero` is the day that does not count (P-1)."""

    day_zero: date
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    provisional: bool

    @property
    def due_date(self) -> date:
        """Return the last counted day."""
        return self.counted[-1]


@dataclass(frozen=True)
class Calendar:
    """A table of holidays read under a policy. `firm_years` have their bridge days published."""

    holidays: Mapping[date, tuple[Holiday, ...]]
    policy: Policy
    firm_years: frozenset[int]

    @classmethod
    def of(
        cls,
        holidays: Iterable[Holiday],
        policy: str = DEFAULT_POLICY,
        firm_years: Iterable[int] | None = None,
    ) -> Self:
        """Build a calendar; without `firm_years` they are read off the table (P-2).

        A year is firm when the table has a bridge day in it and no national day of it is still
        unsettled. Raises CalendarError on an unknown policy.
        """
        table: dict[date, tuple[Holiday, ...]] = {}
        national = []
        for holiday in holidays:
            table[holiday.day] = (*table.get(holiday.day, ()), holiday)
            if holiday.group is not Group.LOCAL:
                national.append(holiday)
        if firm_years is None:
            bridged = {holiday.day.year for holiday in national if holiday.is_bridge}
            firm_years = bridged - {h.day.year for h in national if not h.settled}
        return cls(table, Policy.parse(policy), frozenset(firm_years))

    def reason_off(self, day: date) -> str | None:
        """Return why `day` is not a business day, in Spanish, or None when it is one."""
        return _WEEKEND.get(day.weekday()) or self.holiday_reason(day)

    def holiday_reason(self, day: date) -> str | None:
        """Return the holidays of `day` that are off under the policy, or None."""
        closing = [h for h in self.holidays.get(day, ()) if self.policy.closes(h)]
        closing.sort(key=lambda holiday: holiday.group)
        return "; ".join(holiday.reason for holiday in closing) or None

    def is_business_day(self, day: date) -> bool:
        """Return whether `day` counts (P-1)."""
        return self.reason_off(day) is None

    def add_business_days(self, start: date, days: int, rule: ReceiptRule = ReceiptRule.A) -> Count:
        """Count `days` business days after `start`, the day of receipt (P-1, P-2).

        Raises CalendarError when `days` is not within 1 to MAX_DAYS or the calendar runs out.
        """
        if not 1 <= days <= MAX_DAYS:
            raise CalendarError("days_out_of_range", "days")
        try:
            return self._count(start, days, rule)
        except OverflowError:
            raise CalendarError("date_out_of_range", "start") from None

    def day_zero(self, start: date, rule: ReceiptRule) -> date:
        """Return the day that does not count for a receipt on `start` (P-1, P-2)."""
        while rule is ReceiptRule.B and not self.is_business_day(start):
            start += ONE_DAY
        return start

    def _count(self, start: date, days: int, rule: ReceiptRule) -> Count:
        day_zero = self.day_zero(start, rule)
        counted: list[date] = []
        skipped: list[Skipped] = []
        day = day_zero
        while len(counted) < days:
            day += ONE_DAY
            reason = self.reason_off(day)
            if reason is None:
                counted.append(day)
            else:
                skipped.append(Skipped(day, reason))
        first = start if rule is ReceiptRule.B else start + ONE_DAY
        years = range(first.year, day.year + 1)
        provisional = any(year not in self.firm_years for year in years)
        return Count(day_zero, tuple(counted), tuple(skipped), provisional)


def ticks(counted: Sequence[date], skipped: Iterable[Skipped]) -> tuple[Tick, ...]:
    """Return one tick per counted day; weekends are left out of what lies between."""
    holidays = [item for item in skipped if item.day.weekday() < SATURDAY]
    previous = date.min
    result = []
    for day in counted:
        between = tuple(item for item in holidays if previous < item.day < day)
        result.append(Tick(day, between))
        previous = day
    return tuple(result)


def read_holidays(rows: Iterable[Mapping[str, str]]) -> list[Holiday]:
    """Read rows laid out as the built-in table (columns in src/universo/data/README.md).

    `fecha`, `nombre` and `tipo` are needed. Where the columns `inhabil_*` are filled they decide,
    otherwise the kind does. Raises CalendarError with the line (the header is line 1) and column.
    """
    return [_read_holiday(row, line) for line, row in enumerate(rows, start=2)]


def _read_holiday(row: Mapping[str, str], line: int) -> Holiday:
    cells = {name: (row.get(name) or "").strip() for name in ("fecha", "nombre", "tipo")}
    for name, cell in cells.items():
        if not cell:
            raise CalendarError("missing", name, line)
    try:
        day = date.fromisoformat(cells["fecha"])
    except ValueError:
        raise CalendarError("not_a_date", "fecha", line) from None
    holiday = Holiday.of(
        day,
        cells["nombre"],
        cells["tipo"],
        (row.get("alcance") or "").strip() or "AR",
        (row.get("estado") or "").strip(),
    )
    group = _group_of_flags(row, holiday.group, line)
    return Holiday(day, holiday.name, holiday.kind, holiday.scopes, group, holiday.settled)


def _group_of_flags(row: Mapping[str, str], by_kind: Group, line: int) -> Group:
    strict = (row.get("inhabil_NAC") or "").strip()
    wide = (row.get("inhabil_NAC_DNL") or "").strip()
    if not strict and not wide:
        return by_kind
    by_flags = {"11": Group.NATIONAL, "01": Group.NON_WORKING, "00": Group.LOCAL}
    if len(strict) != 1 or strict + wide not in by_flags:
        column = "inhabil_NAC" if strict not in {"0", "1"} else "inhabil_NAC_DNL"
        raise CalendarError("not_a_flag", column, line)
    return by_flags[strict + wide]
