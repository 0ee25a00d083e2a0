"""Counting of business days over the table of holidays (P-1, P-2)."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.data import holiday_rows
from universo.domain.business_days import (
    MAX_DAYS,
    Calendar,
    CalendarError,
    Group,
    Holiday,
    ReceiptRule,
    Skipped,
    read_holidays,
    ticks,
)
from universo.domain.decision_clock import compute_due

WORKED = list(
    csv.DictReader((Path(__file__).parent / "data/business_days_dev.csv").open(encoding="utf-8"))
)
HOLIDAYS = read_holidays(holiday_rows())
POLICIES = ["NAC+DNL", "NAC", "NAC+DNL+AR-B", "NAC+BANCO"]
CALENDARS = {policy: Calendar.of(HOLIDAYS, policy) for policy in POLICIES}
TABLE = CALENDARS["NAC+DNL"]

days_of_table = st.dates(date(2024, 1, 1), date(2026, 11, 30))


def every_day(after: date) -> Iterator[date]:
    while True:
        after += timedelta(days=1)
        yield after


@pytest.mark.parametrize("row", WORKED, ids=[row["id"] for row in WORKED])
def test_worked_example(row: dict[str, str]) -> None:
    received = datetime.fromisoformat(row["start_local"])
    assert received == datetime.fromisoformat(row["start_utc"])
    for start in (received, received.astimezone(UTC)):
        due = compute_due(
            start,
            int(row["n_business_days"]),
            Calendar.of(HOLIDAYS, row["policy"]),
            ReceiptRule(row["receipt_rule"]),
        )
        assert due.due_date.isoformat() == row["expected_due_date"]
        assert due.due_at.isoformat() == row["lapses_at_local_exclusive"]
        assert due.due_at == datetime.fromisoformat(row["lapses_at_utc_exclusive"])
        assert due.provisional == row["calendar_status"].startswith("provisional")
        for skipped in due.skipped:
            if skipped.day.weekday() < 5 and "salteados" in row["explanation"]:
                assert f"{skipped.day:%d/%m/%Y}" in row["explanation"]


def test_all_worked_examples_are_here() -> None:
    assert len(WORKED) == 52


@given(days_of_table, st.integers(1, 60), st.sampled_from(POLICIES), st.sampled_from(ReceiptRule))
def test_agrees_with_a_filter_over_all_days(
    start: date, days: int, policy: str, rule: ReceiptRule
) -> None:
    calendar = CALENDARS[policy]
    off = {h.day for h in HOLIDAYS if calendar.policy.closes(h)}
    count = calendar.add_business_days(start, days, rule)
    zero = start
    if rule is ReceiptRule.B and (start.weekday() > 4 or start in off):
        zero = next(d for d in every_day(start) if d.weekday() < 5 and d not in off)
    open_days = [
        day
        for day, _ in zip(every_day(zero), range(400), strict=False)
        if day.isoweekday() < 6 and day not in off
    ]
    assert list(count.counted) == open_days[:days]
    assert count.day_zero == zero


@given(days_of_table, st.integers(1, 60), st.sampled_from(ReceiptRule))
def test_counted_and_skipped_cover_every_day_of_the_term(
    start: date, days: int, rule: ReceiptRule
) -> None:
    count = TABLE.add_business_days(start, days, rule)
    covered = sorted([*count.counted, *(item.day for item in count.skipped)])
    length = (count.due_date - count.day_zero).days
    assert covered == [count.day_zero + timedelta(days=i) for i in range(1, length + 1)]
    assert len(count.counted) == days
    assert all(item.reason for item in count.skipped)


@given(days_of_table, st.integers(1, 60))
def test_more_holidays_never_shorten(start: date, days: int) -> None:
    wide = CALENDARS["NAC+DNL+AR-B"].add_business_days(start, days).due_date
    default = TABLE.add_business_days(start, days).due_date
    strict = CALENDARS["NAC"].add_business_days(start, days).due_date
    assert strict <= default <= wide
    assert default <= TABLE.add_business_days(start, days, ReceiptRule.B).due_date


@given(days_of_table, st.integers(1, 30), st.integers(1, 30))
def test_counting_in_two_parts_is_counting_once(start: date, first: int, second: int) -> None:
    middle = TABLE.add_business_days(start, first).due_date
    whole = TABLE.add_business_days(start, first + second)
    assert TABLE.add_business_days(middle, second).due_date == whole.due_date


@pytest.mark.parametrize(
    ("policy", "day", "reason"),
    [
        ("NAC+DNL", date(2026, 12, 5), "sábado"),
        ("NAC+DNL", date(2026, 12, 6), "domingo"),
        ("NAC+DNL", date(2026, 6, 20), "sábado"),
        ("NAC+DNL", date(2026, 12, 8), "feriado: Inmaculada Concepción de María"),
        ("NAC+DNL", date(2026, 12, 7), "Día no laborable con fines turísticos"),
        ("NAC+DNL", date(2025, 4, 17), "día no laborable: Jueves Santo"),
        ("NAC", date(2025, 4, 17), None),
        ("NAC", date(2024, 4, 1), "Feriado con fines turísticos"),
        (
            "NAC+DNL",
            date(2026, 4, 2),
            "feriado: Día del Veterano y de los Caídos en la Guerra de Malvinas; "
            "día no laborable: Jueves Santo",
        ),
        ("NAC+DNL", date(2026, 11, 6), None),
        ("NAC+BANCO", date(2026, 11, 6), "asueto bancario: Día del Bancario"),
        ("NAC+DNL", date(2026, 11, 11), None),
        (
            "NAC+DNL+AR-B",
            date(2026, 11, 11),
            "feriado provincial: Visita papal (Prov. de Buenos Aires)",
        ),
        ("NAC+DNL+AR-B", date(2026, 11, 10), None),
        ("NAC+AR-X", date(2026, 11, 10), "feriado provincial: Visita papal (CABA y Córdoba)"),
        ("NAC+DNL", date(2025, 10, 10), "feriado: Día del Respeto a la Diversidad Cultural"),
        ("NAC+DNL", date(2025, 10, 13), None),
    ],
)
def test_reason_of_a_day(policy: str, day: date, reason: str | None) -> None:
    calendar = Calendar.of(HOLIDAYS, policy)
    assert calendar.reason_off(day) == reason
    assert calendar.is_business_day(day) == (reason is None)


@pytest.mark.parametrize(
    "policy", ["", "DNL", "NAC+", "nac", "NAC+DNL+DNL", "NAC+AR-I", "NAC+AR-BB", "NAC+BANCOS"]
)
def test_unknown_policies_are_refused(policy: str) -> None:
    with pytest.raises(CalendarError, match="policy"):
        Calendar.of(HOLIDAYS, policy)


@pytest.mark.parametrize("days", [0, -1, MAX_DAYS + 1])
def test_a_count_has_bounds(days: int) -> None:
    with pytest.raises(CalendarError, match="days_out_of_range"):
        TABLE.add_business_days(date(2026, 1, 2), days)


def test_the_calendar_ends_with_a_reason() -> None:
    with pytest.raises(CalendarError, match="date_out_of_range"):
        TABLE.add_business_days(date(9999, 12, 20), 15)


@pytest.mark.parametrize(
    ("start", "days", "rule", "provisional"),
    [
        (date(2026, 11, 2), 15, "A", False),
        (date(2026, 12, 30), 1, "A", False),  # due 31/12/2026
        (date(2026, 12, 31), 1, "A", True),  # all of it in 2027
        (date(2023, 12, 31), 3, "A", False),  # day 0 lies in 2023, and is not counted
        (date(2023, 12, 30), 3, "B", True),  # whether it is a business day depends on 2023
        (date(2028, 3, 1), 1, "A", True),  # not in the table at all
        (date(2023, 6, 1), 1, "A", True),
    ],
)
def test_provisional_years(start: date, days: int, rule: str, provisional: bool) -> None:
    assert TABLE.add_business_days(start, days, ReceiptRule(rule)).provisional is provisional


def test_a_year_is_firm_with_bridge_days_and_nothing_pending() -> None:
    bridge = Holiday.of(date(2027, 5, 24), "Puente", "dnl_turistico")
    pending = Holiday.of(date(2027, 11, 20), "Soberanía", "feriado_trasladable", state="pendiente")
    local = Holiday.of(date(2027, 11, 6), "Bancario", "asueto_bancario", "bancos", "pendiente")
    fixed = Holiday.of(date(2027, 1, 1), "Año Nuevo", "feriado_inamovible")
    assert Calendar.of([bridge, fixed, local]).firm_years == {2027}
    assert Calendar.of([bridge, pending]).firm_years == frozenset()
    assert Calendar.of([fixed]).firm_years == frozenset()
    assert Calendar.of([fixed], firm_years=[2027]).firm_years == {2027}


def test_the_flags_of_the_built_in_table_say_what_its_kinds_say() -> None:
    for row, holiday in zip(holiday_rows(), HOLIDAYS, strict=True):
        assert holiday.group is Holiday.of(holiday.day, "x", row["tipo"]).group


def row(**cells: str) -> dict[str, str]:
    return {"fecha": "2026-12-10", "nombre": "Prueba", "tipo": "feriado_especial", **cells}


def test_flags_decide_where_they_are_filled() -> None:
    assert read_holidays([row()])[0].group is Group.NATIONAL
    assert read_holidays([row(inhabil_NAC="0", inhabil_NAC_DNL="1")])[0].group is Group.NON_WORKING
    assert read_holidays([row(inhabil_NAC="", inhabil_NAC_DNL="")])[0].group is Group.NATIONAL
    assert read_holidays([row(tipo="cierre", inhabil_NAC="1", inhabil_NAC_DNL="1")])[0].reason == (
        "día inhábil: Prueba"
    )


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"fecha": ""}, "fecha"),
        ({"fecha": "10/12/2026"}, "fecha"),
        ({"nombre": " "}, "nombre"),
        ({"tipo": ""}, "tipo"),
        ({"inhabil_NAC": "x", "inhabil_NAC_DNL": "1"}, "inhabil_NAC"),
        ({"inhabil_NAC": "1", "inhabil_NAC_DNL": "0"}, "inhabil_NAC_DNL"),
        ({"inhabil_NAC": "1"}, "inhabil_NAC_DNL"),
    ],
)
def test_a_bad_row_is_named(cells: dict[str, str], field: str) -> None:
    with pytest.raises(CalendarError) as caught:
        read_holidays([row(), row(**cells)])
    assert (caught.value.row, caught.value.field) == (3, field)


def test_ticks_carry_the_weekday_holidays_before_them() -> None:
    count = TABLE.add_business_days(date(2026, 12, 4), 2)
    off = TABLE.reason_off(date(2026, 12, 7)), TABLE.reason_off(date(2026, 12, 8))
    first, second = ticks(count.counted, count.skipped)
    assert (first.day, second.day) == (date(2026, 12, 9), date(2026, 12, 10))
    assert first.skipped_before == (
        Skipped(date(2026, 12, 7), str(off[0])),
        Skipped(date(2026, 12, 8), str(off[1])),
    )
    assert second.skipped_before == ()
