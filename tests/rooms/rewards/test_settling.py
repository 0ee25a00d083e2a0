"""Monthly settlements and their payment (P-10, P-11)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

import reward_cases as cases
from builders import NOON, member, new_uid
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.program.models import Terms
from universo.rewards.models import Payment, Settlement, SettlementLine
from universo.rewards.reconciliation import differences
from universo.rewards.settling import Outcome, UnableToSettle, candidates, fingerprint
from universo.sales.models import Document
from universo.usecases.pay_settlement import pay_settlement
from universo.usecases.settle_period import settle_period

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
    return settle_period(actor=actor, now=now, period=period, **more)


def outcomes(period: date = OCTOBER, today: date = TODAY) -> list[tuple[str, int, str]]:
    terms = Terms.objects.order_by("-version").first()
    assert terms is not None
    return [(r.currency, r.total_minor, r.outcome.value) for r in candidates(period, today, terms)]


def pay(cast: Cast, settlement: Settlement, **more: Any) -> Payment:
    values: dict[str, Any] = {
        "uid": new_uid(),
        "partner_invoice": "A-0001-00000012",
        "paid_date": TODAY,
        "reference": "TRF 8841",
        **more,
    }
    return pay_settlement(
        actor=values.pop("actor", cast.finance),
        now=values.pop("now", NOON),
        settlement_id=settlement.pk,
        **values,
    )


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


def test_a_month_is_closed_once_and_later_entries_roll_on(cast: Cast) -> None:
    collected(cast)
    settle(cast.finance)
    with pytest.raises(Conflict, match="10/2026"):
        settle(cast.finance)
    collected(cast, 12_100_000, on=date(2026, 10, 30))
    assert outcomes() == [("ARS", 500_000, "closed")]
    with pytest.raises(Conflict, match="Felipe Finanzas"):
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


def test_some_partners_only(cast: Cast) -> None:
    collected(cast)
    collected(cast, notice={"partner": cast.referrer_partner})
    made = settle(cast.finance, partners=[cast.referrer_partner.pk])
    assert [s.partner_id for s in made] == [cast.referrer_partner.pk]
    assert [s.partner_id for s in settle(cast.finance)] == [cast.sponsor_partner.pk]


def test_what_is_closed_is_what_was_read(cast: Cast) -> None:
    collected(cast)
    terms = Terms.objects.get()
    seen = fingerprint(candidates(OCTOBER, TODAY, terms))
    bill = collected(cast, 12_100_000)
    with pytest.raises(Conflict):
        settle(cast.finance, seen=seen)
    assert not Settlement.objects.exists()
    fresh = candidates(OCTOBER, TODAY, terms)
    assert settle(cast.finance, seen=fingerprint(fresh))
    assert bill.links.count() == 1
    assert fresh[0].outcome is Outcome.READY


@pytest.mark.parametrize("who", ["auditor", "admin", "executive", "channel_manager", "sponsor"])
def test_only_finance_settles_and_pays(cast: Cast, who: str) -> None:
    collected(cast)
    actor = cast.everyone()[who]
    with pytest.raises(NotPermitted):
        settle(actor)
    made = settle(cast.finance)[0]
    with pytest.raises(NotPermitted):
        pay(cast, made, actor=actor)


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


def test_paying_moves_payable_to_paid(cast: Cast) -> None:
    collected(cast)
    made = settle(cast.finance)[0]
    payment = pay(cast, made, withheld_minor=10_000, withholding_note="Ganancias, cert. 77")
    made.refresh_from_db()
    assert (made.status, payment.amount_minor, payment.transferred_minor) == (
        "PAID",
        165_289,
        155_289,
    )
    assert cases.balance("PAYABLE") == 0
    assert cases.balance("PAID", cast.sponsor_partner) == 165_289
    assert differences() == []
    mail = Mail.objects.get(key=f"rewards.settlement.{made.pk}.paid")
    assert "$ 1.552,89" in mail.text
    assert "TRF 8841" in mail.text


def test_the_same_payment_twice_is_one(cast: Cast) -> None:
    collected(cast)
    made, uid = settle(cast.finance)[0], new_uid()
    first = pay(cast, made, uid=uid)
    again = pay(cast, made, uid=uid, now=NOON + timedelta(days=365), reference=" TRF 8841 ")
    assert first.pk == again.pk
    with pytest.raises(Conflict):
        pay(cast, made, uid=uid, reference="otra")
    assert cases.balance("PAID") == 165_289


def test_a_paid_settlement_is_not_paid_again(cast: Cast) -> None:
    collected(cast)
    made = settle(cast.finance)[0]
    pay(cast, made)
    with pytest.raises(Conflict, match=r"23/11/2026.*Felipe Finanzas"):
        pay(cast, made, partner_invoice="A-2")
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("partner_invoice", {"partner_invoice": "  "}),
        ("partner_invoice", {"partner_invoice": "A" * 41}),
        ("reference", {"reference": ""}),
        ("paid_date", {"paid_date": TODAY + timedelta(days=1)}),
        ("paid_date", {"paid_date": TODAY - timedelta(days=1)}),
        ("withheld_minor", {"withheld_minor": -1}),
        ("withheld_minor", {"withheld_minor": 165_290, "withholding_note": "x"}),
        ("withholding_note", {"withheld_minor": 1, "withholding_note": " "}),
    ],
)
def test_a_payment_that_cannot_be_is_refused_at_its_field(
    cast: Cast, field: str, values: dict[str, Any]
) -> None:
    collected(cast)
    made = settle(cast.finance)[0]
    with pytest.raises(InvalidInput) as refusal:
        pay(cast, made, **values)
    assert list(refusal.value.errors) == [field]
    made.refresh_from_db()
    assert made.status == "CLOSED"
    assert cases.balance("PAID") == 0


def test_one_invoice_of_the_partner_pays_one_settlement(cast: Cast) -> None:
    collected(cast)
    collected(cast, currency="USD")
    first, second = settle(cast.finance)
    pay(cast, first)
    with pytest.raises(InvalidInput) as refusal:
        pay(cast, second, partner_invoice=" a-0001-00000012 ")
    assert "LIQ-000001" in str(refusal.value.errors["partner_invoice"][0])


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
    pay(cast, settle(cast.finance)[0])
    with pytest.raises(Exception, match=r"does not change|only added"), transaction.atomic():
        connection.cursor().execute(change)


def test_the_reconciliation_sees_a_collection_nobody_accrued(cast: Cast) -> None:
    bill = collected(cast)
    cases.collection(cast, bill, 8_100_000)
    found = differences()
    assert [(d.kind, d.expected_minor, d.found_minor) for d in found] == [
        ("line", 500_000, 165_289)
    ]
