"""Amounts, rates, dates and instants as people of Argentina read them, and in English."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from universo.web.shared import formatting as f

NB = "\u00a0"


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (123456, "ARS", f"${NB}1.234,56"),
        (123456, "USD", f"U$S{NB}1.234,56"),
        (-500, "ARS", f"\u2212${NB}5,00"),
        (0, "ARS", f"${NB}0,00"),
        (7, "USD", f"U$S{NB}0,07"),
        (10**12, "ARS", f"${NB}10.000.000.000,00"),
    ],
)
def test_an_amount(minor: int, currency: str, expected: str) -> None:
    assert f.money(minor, currency) == expected


def test_a_brief_amount_drops_only_zero_centavos() -> None:
    assert f.money(371200, "USD", brief=True) == f"U$S{NB}3.712"
    assert f.money(371201, "USD", brief=True) == f"U$S{NB}3.712,01"


def test_english_writes_amounts_and_dates_its_own_way() -> None:
    with translation.override("en"):
        assert f.money(123456, "USD") == f"USD{NB}1,234.56"
        assert f.rate(750) == "7.5%"
        assert f.short_day(date(2026, 12, 3)) == f"3{NB}Dec"
        assert f.day(date(2026, 12, 3)) == "3 Dec 2026"
        assert f.long_day(date(2026, 12, 3)) == "Thursday 3 December"


@pytest.mark.parametrize(
    ("bp", "expected"), [(500, "5"), (750, "7,5"), (725, "7,25"), (5, "0,05"), (10_000, "100")]
)
def test_a_rate(bp: int, expected: str) -> None:
    assert f.rate(bp) == f"{expected}{NB}%"


def test_days_in_words() -> None:
    third = date(2026, 12, 3)
    assert f.day(third) == "03/12/2026"
    assert f.short_day(third) == f"3{NB}dic"
    assert f.long_day(third) == "jueves 3 de diciembre"
    assert f.long_day(third, year=True) == "jueves 3 de diciembre de 2026"


def test_an_instant_is_shown_in_buenos_aires() -> None:
    late = datetime(2026, 11, 24, 1, 5, 9, tzinfo=UTC)
    assert f.instant(late) == "23/11/2026 22:05"
    assert f.instant(late, seconds=True) == "23/11/2026 22:05:09"
    assert f.day(late) == "23/11/2026"
    assert f.clock_time(late) == "22:05:09"


NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=20), "recién"),
        (timedelta(minutes=5), "hace 5 min"),
        (timedelta(hours=2), "hace 2 h"),
        (timedelta(hours=30), "ayer"),
        (timedelta(days=3), "hace 3 días"),
        (timedelta(days=10), f"13{NB}nov"),
        (timedelta(days=400), "19/10/2025"),
        (timedelta(hours=-5), "23/11/2026 17:00"),
    ],
)
def test_how_long_ago(ago: timedelta, expected: str) -> None:
    assert f.relative(NOW - ago, NOW) == expected


def test_identifiers_and_initials() -> None:
    assert f.cuit("30610400562") == "30-61040056-2"
    assert f.cuit("") == ""
    assert f.initials("Lucía Benítez") == "LB"
    assert f.initials("Ferretería El Tornillo S.R.L.") == "FS"
    assert f.initials("") == ""
