"""Any order and repetition of the same facts ends in the same balances (PROGRAMME.md §3)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reward_cases as cases
from cast import Cast, make_cast
from universo.domain import reward_math as math
from universo.rewards.models import Accrual, Entry
from universo.rewards.reconciliation import differences
from universo.sales.models import Document

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)
SMALL = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)

amounts = st.integers(1, 9_000)
facts = st.lists(
    st.one_of(
        st.tuples(st.just("collection"), amounts, st.booleans()),
        st.tuples(st.just("credit"), st.integers(1, 900), st.just(False)),
        st.tuples(st.just("debit"), st.integers(1, 900), st.just(False)),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def cast_again(db: None) -> Cast:
    return make_cast()


def tell(cast: Cast, bill: Document, fact: tuple[str, int, bool], day: int) -> None:
    """Store one fact of the story, dated `day` days after the first."""
    kind, amount, bounces = fact
    on = FIRST + timedelta(days=day)
    if kind == "collection":
        made = cases.collection(cast, bill, amount, on=on)
        if bounces:
            cases.reversal(cast, made, on=on + timedelta(days=3))
    else:
        sort = "CREDIT_NOTE" if kind == "credit" else "DEBIT_NOTE"
        gross = amount + amount * 21 // 100
        cases.note(cast, bill, amount, gross, kind=sort, on=on)


def expected(bill: Document, story: list[tuple[str, int, bool]]) -> int:
    """Return the reward to date by the domain's arithmetic, from the story alone."""
    lines = [
        math.Line(str(row.position), row.net_minor, row.gross_minor, 700)
        for row in bill.lines.order_by("position")
    ]
    notes, receipts, bounced = [], [], []
    for n, (kind, amount, bounces) in enumerate(story):
        gross = amount + amount * 21 // 100
        if kind == "collection":
            receipts.append(math.Collection(f"c{n}", amount))
            if bounces:
                bounced.append(math.Reversal(f"r{n}", f"c{n}"))
        elif kind == "credit":
            change = math.LineChange("1", -amount, -gross)
            notes.append(math.Note(f"n{n}", -gross, (change,)))
        else:
            lines.append(math.Line(f"d{n}", 0, 0, 700))
            notes.append(math.Note(f"n{n}", gross, (math.LineChange(f"d{n}", amount, gross),)))
    return sum(math.targets(lines, bill.total_minor, notes, receipts, bounced).values())


@SMALL
@given(story=facts, data=st.data())
def test_any_order_and_repetition_ends_in_the_same_balance(
    cast_again: Cast, story: list[tuple[str, int, bool]], data: Any
) -> None:
    cast = cast_again
    ways = [list(range(len(story))), data.draw(st.permutations(range(len(story))))]
    ends = []
    for order in ways:
        with transaction.atomic():
            notice = cases.opportunity(cast, rates={"POS-SOFT": 700})
            bill = cases.invoice(
                cast, ("POS-SOFT", 5_003, 6_053), ("POS-SOFT", 3_001, 3_631), notice=notice
            )
            for place in order:
                tell(cast, bill, story[place], day=place)
                cases.accrue(cast.finance, bill)
                if data.draw(st.booleans()):
                    assert cases.accrue(cast.finance, bill, bill) == []
            mine = Accrual.objects.filter(notice=notice)
            ends.append(sum(mine.values_list("amount_minor", flat=True)))
            assert ends[-1] == expected(bill, story)
            assert sum(Entry.objects.values_list("amount_minor", flat=True)) == 0
            assert differences() == []
            transaction.set_rollback(True)
    assert len(set(ends)) == 1


@SMALL
@given(
    receipts=st.lists(amounts, min_size=1, max_size=4),
    bounced=st.sets(st.integers(0, 3)),
)
def test_a_reversal_of_everything_returns_exactly_what_was_given(
    cast_again: Cast, receipts: list[int], bounced: set[int]
) -> None:
    cast = cast_again
    with transaction.atomic():
        bill = cases.invoice(cast, notice=cases.opportunity(cast, rates={"POS-SOFT": 333}))
        made = [cases.collection(cast, bill, amount) for amount in receipts]
        cases.accrue(cast.finance, bill)
        first = [place for place in range(len(made)) if place in bounced]
        for place in [*first, *(p for p in range(len(made)) if p not in bounced)]:
            cases.reversal(cast, made[place])
            cases.accrue(cast.finance, bill)
        assert sum(cases.accrued_amounts()) == 0
        assert cases.balance("ACCRUED") == cases.balance("REWARDS") == 0
        transaction.set_rollback(True)
