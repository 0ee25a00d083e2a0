"""Which rewards a month settles, and which carry over (P-10, P-11)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

import reward_cases as cases
import settling_cases as settling
from builders import NOON, member
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.program.models import Terms
from universo.rewards.models import Settlement, SettlementLine
from universo.rewards.reconciliation import differences
from universo.rewards.settling import UnableToSettle, candidates, cutoff
from universo.sales.models import Document
from universo.usecases.link_document import link_document, unlink_document

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
TODAY = date(2026, 11, 23)


def collected(
    cast: Cast, amount: int = 4_000_000, on: date = date(2026, 10, 12), **of: Any
) -> Document:
    """Store a won invoice with one collection, accrued."""
    bill = cases.invoice(cast, notice=cases.opportunity(cast, **of.pop("notice", {})), **of)
    cases.collection(cast, bill, amount, on=on)
    cases.accrue(cast.finance, bill)
    return bill


def settle(
    actor: Actor, period: date = OCTOBER, now: datetime = NOON, **more: Any
) -> list[Settlement]:
    return settling.settle_period(actor=actor, now=now, period=period, **more)


def outcomes(period: date = OCTOBER, today: date = TODAY) -> list[tuple[str, int, str]]:
    terms = Terms.objects.order_by("-version").first()
    assert terms is not None
    found = candidates(period, cutoff(period, today), terms)
    return [(row.currency, row.total_minor, row.outcome.value) for row in found]


def test_closing_a_month_moves_accrued_to_payable(cast: Cast) -> None:
    collected(cast)
    collected(cast, 12_100_000, on=date(2026, 9, 30))  # came late: it enters too
    collected(cast, on=NOVEMBER)  # the next month's
    made = settle(cast.finance)
    assert [(s.reference, s.total_minor, s.status) for s in made] == [
        ("LIQ-000001", 665_289, "CLOSED")
    ]
    assert SettlementLine.objects.filter(settlement=made[0]).count() == 2
    assert cases.balance("PAYABLE", cast.sponsor_partner) == 665_289
    assert cases.balance("ACCRUED", cast.sponsor_partner) == 165_289
    assert differences() == []


def test_each_currency_has_its_own_settlement(cast: Cast) -> None:
    collected(cast)
    collected(cast, 12_100_000, currency="USD")
    made = settle(cast.finance)
    assert [(s.currency, s.total_minor, s.number) for s in made] == [
        ("ARS", 165_289, 1),
        ("USD", 500_000, 2),
    ]


def test_a_negative_balance_carries_over_to_the_next_month(cast: Cast) -> None:
    bill = collected(cast)
    settle(cast.finance)
    cases.reversal(cast, bill.collections.get(), on=date(2026, 11, 3))
    cases.accrue(cast.finance, bill)
    december = datetime(2026, 12, 10, 15, tzinfo=UTC)
    assert outcomes(NOVEMBER, date(2026, 12, 10)) == [("ARS", -165_289, "negative")]
    with pytest.raises(UnableToSettle):
        settle(cast.finance, NOVEMBER, december)
    collected(cast, 12_100_000, on=date(2026, 12, 2))
    made = settle(cast.finance, DECEMBER, datetime(2027, 1, 4, 15, tzinfo=UTC))
    assert [s.total_minor for s in made] == [500_000 - 165_289]


def test_under_the_least_amount_of_the_terms_it_carries_over(cast: Cast) -> None:
    collected(cast)
    collected(cast, currency="USD")
    Terms.objects.update(minimum_payment_ars_minor=165_290, minimum_payment_usd_minor=165_289)
    assert outcomes() == [("ARS", 165_289, "below_minimum"), ("USD", 165_289, "ready")]
    assert [s.currency for s in settle(cast.finance)] == ["USD"]
    assert cases.balance("ACCRUED") == 165_289


def test_what_adds_up_to_nothing_carries_over_and_stops_nobody(cast: Cast) -> None:
    bill = collected(cast)
    cases.reversal(cast, bill.collections.get(), on=date(2026, 10, 20))
    cases.accrue(cast.finance, bill)
    assert outcomes() == [("ARS", 0, "negative")]
    with pytest.raises(UnableToSettle):
        settle(cast.finance)
    collected(cast, notice={"partner": cast.referrer_partner})
    (made,) = settle(cast.finance)
    assert made.partner_id == cast.referrer_partner.pk
    assert SettlementLine.objects.count() == 1


def undone(cast: Cast, bill: Document, notice: Any) -> None:
    unlink_document(
        actor=cast.finance, now=NOON, document_id=bill.pk, notice_id=notice.pk, reason="Era de otra"
    )


def test_a_link_undone_before_the_closing_is_paid_to_nobody_by_it(cast: Cast) -> None:
    """Linked by mistake, undone and given to the other sponsor in November: October is only his."""
    wrong = cases.opportunity(cast)
    right = cases.opportunity(cast, partner=cast.referrer_partner)
    bill = cases.invoice(cast)
    cases.collection(cast, bill, 12_100_000)
    act: dict[str, Any] = {"actor": cast.finance, "now": NOON, "document_id": bill.pk}
    link_document(notice_id=wrong.pk, **act)
    undone(cast, bill, wrong)
    link_document(notice_id=right.pk, **act)
    (made,) = settle(cast.finance)
    assert (made.partner_id, made.total_minor) == (cast.referrer_partner.pk, 500_000)
    assert cases.balance("ACCRUED") == 0
    assert differences() == []


def test_what_was_undone_of_a_later_month_takes_nothing_from_an_earlier_one(cast: Cast) -> None:
    collected(cast)
    wrong = cases.opportunity(cast)
    bill = cases.invoice(cast, notice=wrong)
    cases.collection(cast, bill, 12_100_000, on=NOVEMBER)
    cases.accrue(cast.finance, bill)
    undone(cast, bill, wrong)
    (made,) = settle(cast.finance)
    assert made.total_minor == 165_289
    assert cases.balance("ACCRUED") == 0
    assert differences() == []


def test_a_link_undone_after_the_closing_is_taken_back_by_the_next_one(cast: Cast) -> None:
    wrong = cases.opportunity(cast)
    bill = cases.invoice(cast, notice=wrong)
    cases.collection(cast, bill, 12_100_000, on=date(2026, 9, 12))
    cases.accrue(cast.finance, bill)
    settle(cast.finance, date(2026, 9, 1))
    undone(cast, bill, wrong)
    collected(cast)
    assert outcomes() == [("ARS", 165_289 - 500_000, "negative")]


def test_a_month_closed_in_pesos_is_open_in_dollars(cast: Cast) -> None:
    """P-10, P-11: each currency of a partner has its own account and its own months."""
    collected(cast)
    settle(cast.finance)
    collected(cast, currency="USD", on=date(2026, 10, 30))
    assert outcomes() == [("USD", 165_289, "ready")]
    (made,) = settle(cast.finance)
    assert (made.currency, made.period) == ("USD", OCTOBER)


def test_a_month_is_closed_once_and_later_entries_roll_on(cast: Cast) -> None:
    collected(cast)
    settle(cast.finance)
    with pytest.raises(Conflict, match="10/2026"):
        settle(cast.finance)
    collected(cast, 12_100_000, on=date(2026, 10, 30))
    assert outcomes() == [("ARS", 500_000, "closed")]
    with pytest.raises(Conflict, match="Flora Segunda"):
        settle(cast.finance)
    made = settle(cast.finance, NOVEMBER, datetime(2026, 12, 1, 15, tzinfo=UTC))
    assert [(s.period, s.total_minor) for s in made] == [(NOVEMBER, 500_000)]


def test_an_earlier_month_is_not_closed_after_a_later_one(cast: Cast) -> None:
    collected(cast)
    settle(cast.finance, NOVEMBER, early=True)
    collected(cast, 12_100_000)
    assert outcomes() == [("ARS", 500_000, "later_closed")]
    with pytest.raises(UnableToSettle):
        settle(cast.finance)


def test_the_current_month_closes_only_when_confirmed_and_up_to_today(cast: Cast) -> None:
    collected(cast, on=TODAY)
    collected(cast, 12_100_000, on=TODAY + timedelta(days=1))  # dated tomorrow: not yet
    with pytest.raises(UnableToSettle) as refusal:
        settle(cast.finance, NOVEMBER)
    assert refusal.value.field == "early"
    made = settle(cast.finance, NOVEMBER, early=True)
    assert [s.total_minor for s in made] == [165_289]


@pytest.mark.parametrize("early", [True, False])
def test_a_month_that_has_not_begun_is_refused(cast: Cast, early: bool) -> None:
    collected(cast)
    with pytest.raises(UnableToSettle) as refusal:
        settle(cast.finance, DECEMBER, early=early)
    assert refusal.value.field == "period"


def test_the_day_is_that_of_buenos_aires(cast: Cast) -> None:
    collected(cast)
    last_hour = datetime(2026, 11, 1, 2, 59, tzinfo=UTC)  # 31/10 at 23:59
    with pytest.raises(UnableToSettle):
        settle(cast.finance, OCTOBER, last_hour)
    assert settle(cast.finance, OCTOBER, last_hour + timedelta(minutes=1))


def test_nothing_to_settle_is_said(cast: Cast) -> None:
    with pytest.raises(UnableToSettle, match="10/2026"):
        settle(cast.finance)


def test_a_settlement_is_told_to_all_the_partners_people_and_in_the_timeline(cast: Cast) -> None:
    colleague = member(cast.sponsor_partner, "Colega Benítez")
    collected(cast)
    made = settle(cast.finance)[0]
    mails = Mail.objects.filter(key=f"rewards.settlement.{made.pk}.closed")
    assert {m.recipient for m in mails} == {cast.sponsor.email, colleague.email}
    text = mails[0].text
    assert "LIQ-000001" in text
    assert "$ 1.652,89" in text
    assert "factura" in text
    kinds = Event.objects.filter(name="rewards.settlement.closed", partner_may_read=True)
    assert set(kinds.values_list("subject_kind", flat=True)) == {"settlement", "partner", "notice"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rewards_settlement SET total_minor = 1",
        "UPDATE rewards_settlement SET status = 'CLOSED' WHERE status = 'PAID'",
        "DELETE FROM rewards_settlement",
        "UPDATE rewards_settlementline SET id = id",
        "DELETE FROM rewards_payment",
        "UPDATE rewards_payment SET reference = 'x'",
    ],
)
def test_closed_settlements_and_payments_do_not_change(cast: Cast, change: str) -> None:
    collected(cast)
    settling.pay_settlement(actor=cast.finance, now=NOON, settlement=settle(cast.finance)[0])
    with pytest.raises(Exception, match=r"does not change|only added"), transaction.atomic():
        connection.cursor().execute(change)


def test_the_reconciliation_sees_a_collection_nobody_accrued(cast: Cast) -> None:
    bill = collected(cast)
    cases.collection(cast, bill, 8_100_000)
    found = differences()
    assert [(d.kind, d.expected_minor, d.found_minor) for d in found] == [
        ("line", 500_000, 165_289)
    ]
