"""An invoice split by its lines among opportunities (R-12, §3)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
import sales_cases as sales
from cast import Cast
from universo.errors import Conflict, NotPermitted
from universo.rewards.models import Accrual
from universo.rewards.reconciliation import differences
from universo.sales.linking import UnableToLink, placed_lines
from universo.sales.models import Document, LinkedLine, OpportunityLink
from universo.usecases.link_document import link_document, split_document, unlink_document
from universo.usecases.record_document import record_document

pytestmark = pytest.mark.django_db
TWO = (sales.line(6_000_000), sales.line(4_000_000))


def rewards_by_line() -> dict[int, int]:
    """The reward of each line, by its position."""
    found: dict[int, int] = {}
    for row in Accrual.objects.select_related("line"):
        found[row.line.position] = found.get(row.line.position, 0) + row.amount_minor
    return found


def split(cast: Cast, document: Document, *notices: Any) -> list[OpportunityLink]:
    """Give each line, in order, to one of these opportunities; None leaves it."""
    lines = document.lines.order_by("position")
    placing = {line.pk: notice.pk for line, notice in zip(lines, notices, strict=False) if notice}
    return split_document(
        actor=cast.finance, now=sales.NOON, document_id=document.pk, placing=placing
    )


def test_each_line_earns_for_its_own_opportunity(cast: Cast) -> None:
    mine, other = sales.accepted(cast, won=True), sales.accepted(cast, won=True, rate_bp=1_000)
    document = sales.invoice(cast, *TWO)
    split(cast, document, mine, other)
    sales.collect(cast, document, 12_100_000)
    assert rewards_by_line() == {1: 300_000, 2: 400_000}
    assert dict(Accrual.objects.values_list("notice_id", "amount_minor")) == {
        mine.pk: 300_000, other.pk: 400_000,
    }  # fmt: skip
    assert differences() == []


def test_a_line_left_out_earns_nothing_until_somebody_says_whose_it_is(cast: Cast) -> None:
    mine, other = sales.accepted(cast, won=True), sales.accepted(cast, won=True)
    document = sales.invoice(cast, *TWO)
    split(cast, document, mine)
    sales.collect(cast, document, 12_100_000)
    assert rewards_by_line() == {1: 300_000}
    with pytest.raises(UnableToLink, match="ya tiene renglones"):
        split(cast, document, None, mine)
    split(cast, document, mine, other)  # the first one, said again, changes nothing
    assert rewards_by_line() == {1: 300_000, 2: 200_000}
    assert split(cast, document, mine, other) == []


def test_undoing_one_part_leaves_the_other(cast: Cast) -> None:
    mine, other = sales.accepted(cast, won=True), sales.accepted(cast, won=True)
    document = sales.invoice(cast, *TWO)
    split(cast, document, mine, other)
    sales.collect(cast, document, 12_100_000)
    unlink_document(
        actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=mine.pk,
        reason="Era de otra",
    )  # fmt: skip
    assert rewards_by_line() == {1: 0, 2: 200_000}
    assert [link.notice_id for link in placed_lines(document.pk).values()] == [other.pk]
    split(cast, document, other and None, other)  # what stays may be said again
    fresh = sales.accepted(cast, won=True, rate_bp=100)
    split(cast, document, fresh)
    assert rewards_by_line() == {1: 60_000, 2: 200_000}
    assert differences() == []


def test_whole_and_by_lines_exclude_each_other(cast: Cast) -> None:
    mine, other = sales.accepted(cast, won=True), sales.accepted(cast)
    whole, parts = sales.invoice(cast, *TWO), sales.invoice(cast, *TWO)
    link_document(actor=cast.finance, now=sales.NOON, document_id=whole.pk, notice_id=mine.pk)
    with pytest.raises(Conflict):
        split(cast, whole, other)
    split(cast, parts, mine)
    with pytest.raises(Conflict):
        link_document(actor=cast.finance, now=sales.NOON, document_id=parts.pk, notice_id=other.pk)
    with pytest.raises(Conflict):
        split(cast, parts, other)
    assert OpportunityLink.objects.count() == 2


def test_what_may_not_be_split_is_refused(cast: Cast) -> None:
    mine, document, other = sales.accepted(cast), sales.invoice(cast), sales.invoice(cast)
    with pytest.raises(UnableToLink):
        split(cast, document)
    stranger = {other.lines.get().pk: mine.pk}
    for placing in (stranger, {document.lines.get().pk: 10**9}):
        with pytest.raises(NotPermitted):
            split_document(
                actor=cast.finance, now=sales.NOON, document_id=document.pk, placing=placing
            )
    with pytest.raises(NotPermitted):
        split_document(
            actor=cast.auditor, now=sales.NOON, document_id=document.pk,
            placing={document.lines.get().pk: mine.pk},
        )  # fmt: skip
    assert not LinkedLine.objects.exists()


@pytest.mark.parametrize("later", [True, False])
def test_a_debit_notes_line_follows_those_of_its_family(cast: Cast, later: bool) -> None:
    mine, other = sales.accepted(cast, won=True), sales.accepted(cast, won=True)
    document = sales.invoice(cast, sales.line(), sales.line(family="GESTION"))
    split(cast, document, mine, other)
    if later:
        sales.collect(cast, document, 24_200_000)
    note = sales.data(sales.line(1_000_000), type_code=sales.DEBIT_A, corrects_id=document.pk)
    stored = record_document(actor=cast.finance, now=sales.NOON, data=note)
    sales.collect(cast, document, 1_210_000 if later else 25_410_000)
    assert placed_lines(document.pk)[stored.lines.get().pk].notice_id == mine.pk
    rewards = Accrual.objects.filter(notice=mine).values_list("amount_minor", flat=True)
    assert sum(rewards) == 550_000
    assert differences() == []


def test_a_debit_notes_line_that_could_be_two_peoples_waits(cast: Cast) -> None:
    mine, other = sales.accepted(cast, won=True), sales.accepted(cast, won=True)
    document = sales.invoice(cast, *TWO)
    split(cast, document, mine, other)
    note = sales.data(sales.line(1_000_000), type_code=sales.DEBIT_A, corrects_id=document.pk)
    stored = record_document(actor=cast.finance, now=sales.NOON, data=note)
    assert stored.lines.get().pk not in placed_lines(document.pk)
    assert differences() == []


@pytest.fixture
def cast_again(db: None, cast: Cast) -> Cast:
    return cast


@settings(
    max_examples=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_any_split_at_equal_rates_gives_in_total_what_the_whole_gives(
    cast_again: Cast, data: st.DataObject
) -> None:
    """Per line: whoever the line belongs to, the same centavos."""
    cast = cast_again
    nets = data.draw(st.lists(st.integers(1, 900_000), min_size=1, max_size=5))
    lines = tuple(sales.line(net) for net in nets)
    total = sum(line.gross_minor for line in lines)
    paid = data.draw(st.lists(st.integers(1, total), min_size=1, max_size=3))
    rate = data.draw(st.integers(1, 3_000))
    owners = data.draw(st.lists(st.integers(0, 2), min_size=len(nets), max_size=len(nets)))
    notices = [sales.accepted(cast, won=True, rate_bp=rate) for _each in range(3)]
    whole, parts = sales.invoice(cast, *lines), sales.invoice(cast, *lines)
    link_document(actor=cast.finance, now=sales.NOON, document_id=whole.pk, notice_id=notices[0].pk)
    before = data.draw(st.booleans())
    if before:
        split(cast, parts, *(notices[owner] for owner in owners))
    for amount in paid:
        for document in (whole, parts):
            sales.collect(cast, document, amount, uid=builders.new_uid())
    if not before:
        split(cast, parts, *(notices[owner] for owner in owners))
    found = []
    for document in (whole, parts):
        sums: dict[int, int] = {}
        for row in Accrual.objects.filter(link__document=document).select_related("line"):
            sums[row.line.position] = sums.get(row.line.position, 0) + row.amount_minor
        found.append({place: amount for place, amount in sums.items() if amount})
    assert found[0] == found[1]
