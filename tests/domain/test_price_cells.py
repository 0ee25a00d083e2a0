"""Cells of a price list: amounts and VAT rates, as sheets and people write them; no float gets through."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.price_cells import CellRefused, price_minor, vat_bp


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1234, 123_400), (1234.5, 123_450), (1234.56, 123_456), (0.1 + 0.2, 30), (2.675, 268), (1.005, 101),
        ("1.234,56", 123_456), ("$ 1.234,56", 123_456), ("1234.56", 123_456), ("1.234", 123_400), (1.234, 123),
        ("'1234,50", 123_450),
    ],
)  # fmt: skip
def test_amounts(cell: object, expected: int) -> None:
    assert price_minor(cell, "ARS").minor == expected


def test_what_a_sheet_has_beyond_centavos_is_rounded_and_said() -> None:
    assert price_minor(10.126, "ARS").is_rounded
    assert not price_minor(0.1 + 0.2, "ARS").is_rounded  # a binary fraction, not a third decimal
    assert not price_minor(10.12, "ARS").is_rounded


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "missing"), (None, "missing"), ("consultar", "amount"), ("1,234", "ambiguous"),
        (0, "not_positive"),
        (-5, "not_positive"), ("-5", "not_positive"), ("U$S 5", "wrong_currency"), (10**14, "too_large"),
        (float("nan"), "amount"), (float("inf"), "too_large"), (True, "amount"), (0.001, "not_positive"),
    ],
)  # fmt: skip
def test_what_is_no_price_says_why(cell: object, code: str) -> None:
    with pytest.raises(CellRefused) as refused:
        price_minor(cell, "ARS")
    assert refused.value.code == code


@given(st.integers(1, 10**13))
def test_any_centavos_survive_a_sheet(minor: int) -> None:
    # Fifteen digits: what a sheet keeps of a number.
    assert price_minor(float(Decimal(minor) / 100), "ARS").minor == minor


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.booleans()))
def test_any_cell_is_a_price_or_refused(cell: object) -> None:
    with suppress(CellRefused):
        assert price_minor(cell, "USD").minor > 0
    with suppress(CellRefused):
        assert vat_bp(cell) >= 0


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("21", 2100), ("21%", 2100), ("21,00 %", 2100), (0.21, 2100), (21, 2100), (10.5, 1050), ("10,5", 1050),
     (0.105, 1050), ("10.50", 1050), (0, 0), ("0%", 0), ("27", 2700), (0.05, 500), ("2,5%", 250),
     ("exento", 0), ("Exento", 0)],
)  # fmt: skip
def test_rates_of_vat(cell: object, expected: int) -> None:
    assert vat_bp(cell) == expected


@pytest.mark.parametrize("cell", ["19", "x", 12, "", None, float("nan"), True])
def test_a_rate_that_does_not_exist_is_refused(cell: object) -> None:
    with pytest.raises(CellRefused):
        vat_bp(cell)
