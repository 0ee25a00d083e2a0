"""Money, rates and roundings (PROGRAMME.md section 3, P-10)."""

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.money import (
    MAX_MINOR,
    AmountError,
    CurrencyMismatch,
    Money,
    MoneyError,
    Rate,
    format_amount,
    parse_amount,
    round_half_up_div,
    sum_money,
)

amounts = st.integers(-(10**14), 10**14)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (-3, 2, -2), (49, 100, 0), (50, 100, 1), (-49, 100, 0)],
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, expected: int) -> None:
    assert round_half_up_div(numerator, denominator) == expected


@given(amounts, st.integers(1, 10**9))
def test_rounding_is_nearest_and_symmetric(numerator: int, denominator: int) -> None:
    rounded = round_half_up_div(numerator, denominator)
    assert abs(Fraction(numerator, denominator) - rounded) <= Fraction(1, 2)
    assert round_half_up_div(-numerator, denominator) == -rounded


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_must_be_positive(denominator: int) -> None:
    with pytest.raises(ZeroDivisionError):
        round_half_up_div(1, denominator)


@given(amounts, amounts)
def test_sums_are_exact_and_reversible(a: int, b: int) -> None:
    left, right = Money(a, "ARS"), Money(b, "ARS")
    assert (left + right) - right == left
    assert sum_money([left, right, -left], "ARS") == right
    assert (left < right) == (a < b)
    assert (left <= right) == (a <= b)
    assert bool(left) == (a != 0)


def test_currencies_do_not_mix() -> None:
    for mix in (
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: sum_money([b], a.currency),
    ):
        with pytest.raises(CurrencyMismatch):
            mix(Money(1, "ARS"), Money(1, "USD"))


@pytest.mark.parametrize(
    ("minor", "currency"), [(1.0, "ARS"), (True, "ARS"), ("1", "ARS"), (1, "EUR")]
)
def test_money_that_cannot_be(minor: object, currency: str) -> None:
    with pytest.raises(MoneyError):
        Money(minor, currency)  # type: ignore[arg-type]


@pytest.mark.parametrize("bp", [-1, 10_001, True, 5.0])
def test_a_rate_is_between_nothing_and_everything(bp: object) -> None:
    with pytest.raises(MoneyError):
        Rate(bp)  # type: ignore[arg-type]


def test_a_rate_of_an_amount_is_rounded_once() -> None:
    assert Rate(500).of(Money(10_000_000, "ARS")) == Money(500_000, "ARS")
    assert Rate(1).of(Money(5_000, "USD")) == Money(1, "USD")
    assert Rate(1).of(Money(-5_000, "USD")) == Money(-1, "USD")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1.234,56", 123456),
        ("1234,56", 123456),
        ("1234.56", 123456),
        ("$ 1.234,56", 123456),
        ("$1.234,5", 123450),
        ("ars 1", 100),
        ("1.234", 123400),
        ("1.234.567", 123456700),
        ("1.5", 150),
        ("0,05", 5),
        ("0", 0),
        (" \u00a01234\u00a0", 123400),
        ("-$ 5,50", -550),
        ("$ -5,50", -550),
        ("\u22125,50", -550),
    ],
)
def test_amounts_as_people_write_them(text: str, minor: int) -> None:
    assert parse_amount(text) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("$ ", "empty"),
        ("1,234", "ambiguous"),
        ("1,234.56", "ambiguous"),
        ("1,234,567", "ambiguous"),
        ("0.123", "ambiguous"),
        ("1.234,567", "too_many_decimals"),
        ("1234,567", "too_many_decimals"),
        ("1234.567", "too_many_decimals"),
        ("1.2345", "too_many_decimals"),
        ("1.23,45", "format"),
        ("12.34.56", "format"),
        ("012.345", "ambiguous"),
        ("1234,", "format"),
        (",5", "format"),
        ("--5", "format"),
        ("-$ -5", "format"),
        ("1e5", "format"),
        ("1 234", "format"),
        ("١٢", "format"),
        ("cien", "format"),
        ("U$S 5", "wrong_currency"),
        ("9" * 20, "too_large"),
        ("9" * 5000, "too_large"),
        (str(MAX_MINOR), "too_large"),
    ],
)
def test_text_that_is_not_one_clear_amount(text: str, code: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse_amount(text)
    assert caught.value.code == code


def test_dollars_have_their_own_marks() -> None:
    assert parse_amount("U$S 1.234,56", "USD") == parse_amount("us$1234.56", "USD") == 123456
    with pytest.raises(AmountError, match="wrong_currency"):
        parse_amount("$ 5", "USD")


@given(st.integers(-MAX_MINOR, MAX_MINOR))
def test_a_written_amount_reads_back(minor: int) -> None:
    assert parse_amount(format_amount(minor)) == minor


@given(st.text(alphabet="0123456789.,-$ US", max_size=14))
def test_any_text_is_an_amount_or_a_named_refusal(text: str) -> None:
    with contextlib.suppress(AmountError):
        assert isinstance(parse_amount(text), int)
