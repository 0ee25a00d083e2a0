"""What the simulator answers is what the same sale books, to the centavo (R-12, PROGRAMME.md §3)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reward_cases as cases
from cast import Cast, make_cast
from universo.domain.reward_math import Basis
from universo.domain.simulation import Supposed, simulate
from universo.rewards.models import Accrual
from universo.rewards.reconciliation import differences

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)
FAMILIES = ("POS-SOFT", "GESTION", "FISCAL")

lines = st.lists(
    st.builds(Supposed, st.integers(1, 10**9), st.sampled_from([0, 1050, 2100]), st.integers(1, 9_999)),
    min_size=1, max_size=3,
)  # fmt: skip


@pytest.fixture
def cast_again(db: None) -> Cast:
    return make_cast()


@settings(
    max_examples=30, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    supposed=lines,
    included=st.booleans(),
    paid=st.lists(st.integers(1, 10**9), min_size=1, max_size=4),
    basis=st.sampled_from(list(Basis)),
    at_once=st.booleans(),
)
def test_the_simulated_sale_and_the_booked_one_give_the_same(
    cast_again: Cast, supposed: list[Supposed], included: bool, paid: list[int], basis: Basis,
    at_once: bool,
) -> None:  # fmt: skip
    cast = cast_again
    found = simulate(supposed, vat_included=included, collections=paid, basis=basis)
    with transaction.atomic():
        rates = {FAMILIES[at]: line.rate_bp for at, line in enumerate(supposed)}
        notice = cases.opportunity(cast, rates=rates, frozen_basis=str(basis))
        sold: list[Any] = [
            (FAMILIES[at], line.net_minor, line.gross_minor) for at, line in enumerate(found.lines)
        ]
        bill = cases.invoice(cast, *sold, notice=notice, on=FIRST)
        assert bill.total_minor == found.total_minor
        for day, amount in enumerate(paid):
            cases.collection(cast, bill, amount, on=FIRST + timedelta(days=day))
            if not at_once:
                booked = cases.accrue(cast.finance, bill)
                assert booked == [each for each in found.earned[day].amounts if each]
        cases.accrue(cast.finance, bill)
        mine = Accrual.objects.filter(notice=notice)
        for at, line in enumerate(bill.lines.order_by("position")):
            got = sum(mine.filter(line=line).values_list("amount_minor", flat=True))
            assert got == sum(each.amounts[at] for each in found.earned)
        assert sum(mine.values_list("amount_minor", flat=True)) == found.earned_minor
        assert differences() == []
        transaction.set_rollback(True)
