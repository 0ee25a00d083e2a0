"""A period replayed: under its own rates it is what was booked; under others, the reward of those."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reward_cases as cases
from builders import NOON
from cast import Cast
from universo.domain.reward_math import Basis, steps
from universo.insights.what_if import Answer, Question, count_links, what_if
from universo.program.models import Product
from universo.program.operations import RateKey
from universo.rewards.facts import facts_of
from universo.rewards.models import Accrual, TakenFact
from universo.rewards.operations import take_back_link
from universo.sales.models import (
    Collection,
    Document,
    DocumentLine,
    LinkedLine,
    OpportunityLink,
)

pytestmark = pytest.mark.django_db
SINCE, BEFORE = date(2026, 1, 1), date(2027, 1, 1)


def asked(rates: dict[RateKey, int] | None = None, **changes: Any) -> Answer:
    return what_if(
        Question(changes.pop("since", SINCE), changes.pop("before", BEFORE), rates or {}, **changes)
    )


def key(cast: Cast, code: str = "POS-SOFT", product: int | None = None) -> RateKey:
    return RateKey(cast.families[code].pk, product, "INTRODUCER")


def sold(cast: Cast, **changes: Any) -> Document:
    bill = cases.invoice(cast, notice=cases.opportunity(cast, **changes))
    cases.collection(cast, bill, 4_000_000, on=date(2026, 9, 12))
    cases.collection(cast, bill, 8_100_000, on=date(2026, 10, 12))
    cases.accrue(cast.finance, bill)
    return bill


def test_nothing_supposed_nothing_differs(cast: Cast) -> None:
    sold(cast)
    found = asked()
    assert found.booked == found.replayed
    assert sum(found.booked.values()) == 500_000
    assert (found.invoices, found.by_rows) == (1, 0)


def test_another_rate_by_partner_family_and_month(cast: Cast) -> None:
    sold(cast)
    found = asked({key(cast): 1000})
    by_month = {cell.month: amount for cell, amount in found.replayed.items()}
    assert by_month == {date(2026, 9, 1): 330_579, date(2026, 10, 1): 669_421}
    (cell,) = {(c.partner_id, c.currency, c.family_id) for c in found.replayed}
    assert cell == (cast.sponsor_partner.pk, "ARS", cast.families["POS-SOFT"].pk)


def test_only_the_days_of_the_period(cast: Cast) -> None:
    sold(cast)
    found = asked({key(cast): 1000}, since=date(2026, 10, 1), before=date(2026, 11, 1))
    assert list(found.booked.values()) == [334_711]
    assert list(found.replayed.values()) == [669_421]


def test_half_a_centavo_is_rounded_up_as_it_is_when_booked(cast: Cast) -> None:
    notice = cases.opportunity(cast, rates={"POS-SOFT": 100})
    bill = cases.invoice(cast, ("POS-SOFT", 10, 12), notice=notice)
    cases.collection(cast, bill, 12, on=date(2026, 9, 12))
    cases.accrue(cast.finance, bill)
    assert sum(asked({key(cast): 499}).replayed.values()) == 0
    assert sum(asked({key(cast): 500}).replayed.values()) == 1


def test_another_level_touches_nothing(cast: Cast) -> None:
    sold(cast)
    found = asked({RateKey(cast.families["POS-SOFT"].pk, None, "REFERRER"): 10_000})
    assert found.booked == found.replayed


def test_what_earned_nothing_may_earn_something(cast: Cast) -> None:
    """A family without a frozen rate left no row in the ledger: only its facts tell."""
    sold(cast, rates={"GESTION": 700})
    assert not Accrual.objects.exists()
    found = asked({key(cast): 1000})
    assert sum(found.booked.values()) == 0
    assert sum(found.replayed.values()) == 1_000_000


def test_on_the_total_instead_of_the_net(cast: Cast) -> None:
    sold(cast)
    found = asked(basis=Basis.TOTAL)
    assert sum(found.replayed.values()) == 605_000


def test_a_products_own_rate_stands_before_its_familys(cast: Cast) -> None:
    product = Product.objects.create(code="P", name="P", family=cast.families["POS-SOFT"])
    notice = cases.opportunity(cast)
    bill = cases.invoice(cast, notice=notice)
    bill.lines.update(product=product)
    cases.collection(cast, bill, 12_100_000)
    cases.accrue(cast.finance, bill)
    assert sum(asked({key(cast): 1000}).replayed.values()) == 1_000_000
    both = {key(cast): 1000, key(cast, product=product.pk): 200}
    assert sum(asked(both).replayed.values()) == 200_000
    notice.frozen_rates.create(family=product.family, product=product, rate_bp=500)
    assert sum(asked({key(cast): 1000}).replayed.values()) == 500_000


def test_a_link_undone_takes_all_back_under_any_rate(cast: Cast) -> None:
    bill = sold(cast)
    link = OpportunityLink.objects.select_related("notice").get(document=bill)
    take_back_link(actor=cast.finance, now=NOON, link=link, on=NOON.date())
    OpportunityLink.objects.filter(pk=link.pk).update(
        undone_at=NOON, undone_by_id=cast.finance.user_id
    )
    found = asked({key(cast): 1000})
    assert sum(found.booked.values()) == sum(found.replayed.values()) == 0
    assert {c.month: a for c, a in found.replayed.items()}[date(2026, 11, 1)] == -1_000_000
    assert found.by_rows == 0


def test_a_document_replaced_after_booking_is_replayed_from_its_rows(cast: Cast) -> None:
    bill = sold(cast)
    bill.lines.update(net_minor=5_000_000, gross_minor=6_050_000)
    found = asked({key(cast): 1000})
    assert found.by_rows == 1
    assert sum(found.booked.values()) == 500_000
    assert sum(found.replayed.values()) == 1_000_000
    again = asked({key(cast): 500}, basis=Basis.TOTAL)
    assert again.replayed == again.booked
    assert again.basis_kept == 1


def test_a_split_invoice_has_its_lines_rates_and_partners_apart(cast: Cast) -> None:
    mine, other = cases.opportunity(cast), cases.opportunity(cast, rates={"GESTION": 800})
    bill = cases.invoice(
        cast, ("POS-SOFT", 6_000_000, 7_260_000), ("GESTION", 4_000_000, 4_840_000)
    )
    soft, management = bill.lines.order_by("position")
    for notice, line in ((mine, soft), (other, management)):
        link = OpportunityLink.objects.create(
            document=bill, notice=notice, is_whole=False, linked_at=NOON,
            linked_by_id=cast.finance.user_id,
        )  # fmt: skip
        LinkedLine.objects.create(link=link, line=line)
    cases.collection(cast, bill, 4_000_000, on=date(2026, 9, 12))
    cases.accrue(cast.finance, bill)
    found = asked({key(cast): 1000})
    by_family = {cell.family_id: amount for cell, amount in found.replayed.items()}
    assert by_family == {
        cast.families["POS-SOFT"].pk: 198_347,
        cast.families["GESTION"].pk: 105_785,
    }
    assert found.booked == asked().replayed


def test_what_is_not_won_was_never_booked(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast, won=False))
    cases.collection(cast, bill, 12_100_000)
    cases.accrue(cast.finance, bill)
    assert count_links(Question(SINCE, BEFORE, {})) == 0


acts = st.lists(
    st.tuples(
        st.sampled_from(["collect", "cheque", "clear", "bounce", "credit", "debit", "book"]),
        st.integers(1, 9_999_999), st.integers(1, 28), st.integers(7, 11),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=acts,
    basis=st.sampled_from(["net", "total"]),
    rate=st.integers(1, 3000),
    other=st.integers(0, 10_000),
    else_basis=st.sampled_from([None, *Basis]),
)
def test_with_the_frozen_rates_it_is_exactly_what_was_booked_day_by_day(
    cast: Cast, acts: list[tuple[str, int, int, int]], basis: str, rate: int, other: int,
    else_basis: Basis | None,
) -> None:  # fmt: skip
    """Documents come late, in any order, between bookings: the replay follows the order of booking."""
    with transaction.atomic():
        notice = cases.opportunity(
            cast, rates={"POS-SOFT": rate, "GESTION": 333}, frozen_basis=basis
        )
        bill = cases.invoice(
            cast,
            ("POS-SOFT", 10_000_001, 12_100_001),
            ("GESTION", 3_333_333, 4_033_333),
            notice=notice,
        )
        for act, amount, day, month in acts:
            _do(cast, bill, act, amount, date(2026, month, day))
        cases.accrue(cast.finance, bill)
        found = asked()
        assert found.by_rows == 0
        assert found.replayed == found.booked
        rows = Accrual.objects.values_list("line__family_id", "occurred_date", "amount_minor")
        sums: Counter[tuple[int | None, date]] = Counter()
        for family, on, amount in rows:
            sums[family, on.replace(day=1)] += amount
        told: Counter[tuple[int | None, date]] = Counter()
        for cell, amount in found.replayed.items():
            told[cell.family_id, cell.month] += amount
        assert {k: v for k, v in told.items() if v} == {k: v for k, v in sums.items() if v}
        made = asked({key(cast): other}, basis=else_basis)
        assert made.booked == found.booked
        by_family: Counter[tuple[int | None, date]] = Counter()
        for cell, amount in made.replayed.items():
            by_family[cell.family_id, cell.month] += amount
        wanted = _by_the_domain(cast, bill, other, else_basis or Basis(basis))
        assert {k: v for k, v in by_family.items() if v} == wanted
        transaction.set_rollback(True)  # each example by itself


def _by_the_domain(
    cast: Cast, bill: Document, other: int, basis: Basis
) -> dict[tuple[int | None, date], int]:
    """What the arithmetic of the domain gives, fact by fact, with another rate for one family."""
    (link,) = OpportunityLink.objects.filter(document=bill)
    known = facts_of(link)
    families = {str(pk): family for pk, family in DocumentLine.objects.values_list("pk", "family")}
    lines = [
        replace(line, rate_bp=other if families[line.id] == key(cast).family_id else line.rate_bp)
        for line in known.lines
    ]
    by_key = {fact.key: fact for fact in known.facts}
    order = TakenFact.objects.filter(link=link).order_by("pk").values_list("key", flat=True)
    events = [by_key[name].event for name in order]
    sums: Counter[tuple[int | None, date]] = Counter()
    for step in steps(lines, bill.total_minor, (), events, {}, basis):
        sums[families[step.line], by_key[step.event].date.replace(day=1)] += step.amount_minor
    return {k: v for k, v in sums.items() if v}


def _do(cast: Cast, bill: Document, act: str, amount: int, on: date) -> None:
    living = Collection.objects.filter(document=bill, reversal__isnull=True)
    if act == "collect":
        cases.collection(cast, bill, amount, on=on)
    elif act == "cheque":
        cases.collection(cast, bill, amount, on=on, means="CHEQUE")
    elif act == "clear":
        cheque = living.filter(means="CHEQUE", cleared_date__isnull=True).first()
        if cheque:
            Collection.objects.filter(pk=cheque.pk).update(
                cleared_date=max(on, cheque.received_date)
            )
    elif act == "bounce":
        found = living.exclude(means="CHEQUE").first()
        if found:
            cases.reversal(cast, found, on=on)
    elif act == "credit":
        cases.note(cast, bill, amount // 10 + 1, amount // 10 + 1, on=on)
    elif act == "debit":
        cases.note(cast, bill, amount // 10 + 1, amount // 10 + 1, kind="DEBIT_NOTE", on=on)
    else:
        cases.accrue(cast.finance, bill)
