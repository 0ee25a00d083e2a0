"""What will be earned once it is collected agrees with the ledger's own arithmetic."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reward_cases as cases
from builders import NOON
from cast import Cast
from universo.domain.reward_math import target
from universo.insights.expected import expected_of, expected_sums
from universo.insights.reward_months import money_months
from universo.rewards.facts import facts_of
from universo.sales.models import Document, LinkedLine, OpportunityLink

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def by_domain(bill: Document) -> int:
    """The reward of the whole less that of what is collected, by domain.reward_math."""
    facts = facts_of(OpportunityLink.objects.get(document=bill, undone_at__isnull=True))
    state = facts.state(facts.facts)
    return sum(
        target(state.amounts[line.id], line.rate_bp, state.total, state.total) - state.target(line)
        for line in facts.lines
    )


def found(cast: Cast) -> dict[int, int]:
    return {row.document_id: row.expected_minor for row in expected_of(cast.sponsor)}


def test_a_partly_collected_invoice_will_bring_the_rest(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000)
    (row,) = expected_of(cast.sponsor)
    assert row.expected_minor == 500_000 - 165_289
    assert (row.outstanding_minor, row.invoice) == (8_100_000, f"Factura A {bill.label}")


def test_nothing_is_expected_of_what_is_collected_or_unlinked(cast: Cast) -> None:
    paid = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, paid, 12_100_000)
    cases.invoice(cast)
    undone = cases.invoice(cast, notice=cases.opportunity(cast))
    OpportunityLink.objects.filter(document=undone).update(
        undone_at=NOON, undone_by_id=cast.finance.user_id
    )
    assert expected_of(cast.sponsor) == []
    assert expected_sums(cast.finance, TODAY) == []


def test_a_cheque_not_cleared_and_a_bounce_are_still_to_be_collected(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 12_100_000, means="CHEQUE")
    assert found(cast) == {bill.pk: 500_000}
    bounced = cases.collection(cast, bill, 12_100_000)
    assert found(cast) == {}
    cases.reversal(cast, bounced)
    assert found(cast) == {bill.pk: 500_000}


def test_each_invoice_is_read_once_whatever_the_planner_believes(cast: Cast) -> None:
    """Right after an import nothing is counted yet: joined as wholes, each would read all the others."""
    notice, many = cases.opportunity(cast), 80
    for _each in range(many):
        cases.collection(cast, cases.invoice(cast, notice=notice), 4_000_000)
    with CaptureQueriesContext(connection) as asked:
        assert sum(expected_sums(cast.finance, TODAY)[0].counts) == many
    (statement,) = [row["sql"] for row in asked if "bills AS" in row["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as where a table has more than a page
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement.replace("%", "%%"))
        (plan,) = cursor.fetchone()
    assert rows_read(plan[0]["Plan"]) < 30 * many


def rows_read(node: dict[str, Any]) -> float:
    """How many rows a plan handled, those that it left out among them."""
    seen = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    own = sum(node.get(name, 0) for name in seen) * node["Actual Loops"]
    return float(own + sum(rows_read(part) for part in node.get("Plans", ())))


amounts = st.integers(1, 10**9)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(st.tuples(amounts, st.integers(0, 10**6)), min_size=1, max_size=3),
    credit=st.integers(0, 100), debit=st.integers(0, 10**6), paid=st.integers(0, 99),
    rate=st.integers(0, 10_000), basis=st.sampled_from(["net", "total"]),
    split=st.booleans(),
)  # fmt: skip
def test_the_statement_and_the_domain_never_differ(
    cast: Cast, lines: list[tuple[int, int]], credit: int, debit: int, paid: int, rate: int,
    basis: str, split: bool,
) -> None:  # fmt: skip
    notice = cases.opportunity(cast, rates={"POS-SOFT": rate, "GESTION": 777}, frozen_basis=basis)
    rows = [
        (("POS-SOFT", "GESTION", "FISCAL")[at], net, net + tax)
        for at, (net, tax) in enumerate(lines)
    ]
    bill = cases.invoice(cast, *rows)
    link = OpportunityLink.objects.create(
        document=bill, notice=notice, is_whole=not split, linked_at=NOON,
        linked_by_id=cast.finance.user_id,
    )  # fmt: skip
    total = bill.total_minor
    if credit:
        cut = lines[0][0] * credit // 100
        if cut:
            cases.note(cast, bill, cut, cut)
            total -= cut
    if debit:
        cases.note(cast, bill, debit, debit, kind="DEBIT_NOTE")
        total += debit
    if split:
        LinkedLine.objects.create(link=link, line=bill.lines.order_by("position")[0])
    if total * paid // 100 > 0:
        cases.collection(cast, bill, total * paid // 100)
    assert found(cast).get(bill.pk, 0) == by_domain(bill)


def test_ageing_counts_from_the_invoice(cast: Cast) -> None:
    for days in (0, 30, 31, 60, 61, 90, 91, 400):
        on = TODAY - timedelta(days=days)
        cases.invoice(cast, notice=cases.opportunity(cast), on=on)
    cases.invoice(cast, notice=cases.opportunity(cast), on=TODAY, currency="USD")
    pesos, dollars = expected_sums(cast.finance, TODAY)
    assert (pesos.currency, pesos.counts) == ("ARS", (2, 2, 2, 2))
    assert pesos.amounts == (1_000_000,) * 4
    assert pesos.oldest == TODAY - timedelta(days=400)
    assert (dollars.currency, dollars.counts, dollars.total_minor) == ("USD", (1, 0, 0, 0), 500_000)


def test_each_organisation_sees_its_own_and_finance_all(cast: Cast) -> None:
    cases.invoice(cast, notice=cases.opportunity(cast))
    assert len(expected_of(cast.sponsor)) == 1
    assert expected_sums(cast.sponsor, TODAY) != []
    for who in (cast.outsider, cast.referrer, cast.executive, cast.admin, cast.finance):
        assert expected_of(who) == []
    for who in (cast.outsider, cast.executive, cast.admin):
        assert expected_sums(who, TODAY) == []
    assert expected_sums(cast.auditor, TODAY) != []


def test_months_tell_what_was_accrued_less_what_was_taken_back(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    first = cases.collection(cast, bill, 12_100_000, on=date(2026, 9, 3))
    cases.accrue(cast.finance, bill)
    cases.reversal(cast, first, on=date(2026, 11, 2))
    cases.accrue(cast.finance, bill)
    (found,) = money_months(cast.sponsor, TODAY, 3)
    assert found.months == (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
    assert (found.accrued, found.paid) == ((500_000, 0, -500_000), (0, 0, 0))
    assert money_months(cast.outsider, TODAY, 3) == []
    assert money_months(cast.finance, TODAY, 3) == [found]
