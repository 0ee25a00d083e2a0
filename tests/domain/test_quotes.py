"""The arithmetic of a quote: net exact, VAT rounded once for each rate, the total their sum."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.money import MAX_MINOR
from universo.domain.quotes import (
    VAT_RATES_BP,
    QuoteLine,
    QuoteState,
    QuoteTooLarge,
    below_own,
    last_day,
    state_on,
    totals,
)

LINES = st.lists(
    st.builds(
        QuoteLine,
        quantity=st.integers(1, 10_000),
        unit_minor=st.integers(0, 10**9),
        vat_bp=st.sampled_from(VAT_RATES_BP),
    ),
    max_size=12,
)


def test_a_worked_example_with_two_rates() -> None:
    lines = [QuoteLine(3, 33_333, 2100), QuoteLine(1, 10_001, 1050), QuoteLine(2, 5_000, 0)]
    found = totals(lines)
    assert found.net_minor == 99_999 + 10_001 + 10_000
    # 99.999 x 21 % = 20.999,79 -> 21.000 centavos; 10.001 x 10,5 % = 1.050,105 -> 1.050
    assert [(row.vat_bp, row.net_minor, row.vat_minor) for row in found.rates] == [
        (2100, 99_999, 21_000), (1050, 10_001, 1_050), (0, 10_000, 0),
    ]  # fmt: skip
    assert found.total_minor == 120_000 + 22_050


@given(LINES)
def test_the_total_is_what_is_shown_above_it(lines: list[QuoteLine]) -> None:
    found = totals(lines)
    assert found.net_minor == sum(line.quantity * line.unit_minor for line in lines)
    assert found.net_minor == sum(row.net_minor for row in found.rates)
    assert found.vat_minor == sum(row.vat_minor for row in found.rates)
    assert found.total_minor == found.net_minor + found.vat_minor
    for row in found.rates:
        assert abs(row.vat_minor * 10_000 - row.net_minor * row.vat_bp) * 2 <= 10_000


@given(LINES, st.randoms())
def test_neither_order_nor_splitting_a_line_changes_it(
    lines: list[QuoteLine], chance: object
) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert totals(shuffled) == totals(lines)
    parts = [
        QuoteLine(quantity, line.unit_minor, line.vat_bp)
        for line in lines
        for quantity in (1, line.quantity - 1)
        if quantity
    ]
    assert totals(parts) == totals(lines)


def test_a_sum_beyond_any_invoice_is_refused() -> None:
    with pytest.raises(QuoteTooLarge):
        totals([QuoteLine(99_999, MAX_MINOR, 2100)])


def test_below_ones_own_price_is_known_only_where_there_is_one() -> None:
    assert below_own(99, 100)
    assert not below_own(100, 100)
    assert not below_own(1, None)


def test_it_may_be_accepted_to_the_end_of_its_last_day() -> None:
    end = last_day(date(2026, 11, 23), 10)
    assert end == date(2026, 12, 3)
    assert state_on("ISSUED", end, date(2026, 12, 3)) is QuoteState.ISSUED
    assert state_on("ISSUED", end, date(2026, 12, 4)) is QuoteState.EXPIRED
    assert state_on("WITHDRAWN", end, date(2026, 12, 4)) is QuoteState.WITHDRAWN
    assert state_on("DRAFT", None, date(2026, 12, 4)) is QuoteState.DRAFT
