"""Nobody is settled or paid twice, and no fact falls between two who write at the same time."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

import builders
import reward_cases as cases
import routing_cases
from cast import Cast
from universo.errors import Conflict, DomainError
from universo.notifications.models import Mail
from universo.rewards.models import Payment, Posting, Settlement, SettlementLine
from universo.rewards.reconciliation import differences
from universo.sales.models import Document
from universo.usecases.link_document import link_document
from universo.usecases.pay_settlement import pay_settlement
from universo.usecases.record_collection import record_collection
from universo.usecases.settle_period import settle_period
from universo.usecases.work_lead import win_lead

ROUNDS = 5
NOON = builders.NOON
OCTOBER = date(2026, 10, 1)
MONTHS = [date(2026, month, 1) for month in range(6, 11)]


def _race(*calls: Callable[[], Any]) -> list[Any]:
    """Run all at once, each on its own connection; return what each gave or was refused with."""
    outcomes: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index: int, call: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[index] = call()
        except BaseException as error:  # handed to the test, which looks at each
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    unexpected = [
        found
        for found in outcomes
        if isinstance(found, BaseException) and not isinstance(found, DomainError)
    ]
    assert unexpected == []
    return outcomes


def _accrued(cast: Cast, on: date = date(2026, 10, 12)) -> Document:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000, on=on)
    with transaction.atomic():
        cases.accrue(cast.finance, bill)
    return bill


@pytest.mark.django_db(transaction=True)
def test_two_clerks_close_the_same_month_at_once(real_cast: Cast) -> None:
    cast = real_cast
    clerks = [cast.finance, builders.staff("Flora Finanzas", "FINANCE")] * 2
    for month in MONTHS:
        _accrued(cast, month.replace(day=12))
        outcomes = _race(
            *(
                lambda actor=actor, month=month: settle_period(actor=actor, now=NOON, period=month)
                for actor in clerks
            )
        )
        assert sum(isinstance(found, list) for found in outcomes) == 1
        assert sum(isinstance(found, Conflict) for found in outcomes) == len(clerks) - 1
    made = Settlement.objects.order_by("number")
    assert [row.number for row in made] == list(range(1, len(MONTHS) + 1))
    assert {row.total_minor for row in made} == {165_289}
    assert cases.balance("PAYABLE") == len(MONTHS) * 165_289
    assert Mail.objects.filter(key__startswith="rewards.settlement.").count() == len(MONTHS)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_close_different_partners_at_once_and_numbers_follow(real_cast: Cast) -> None:
    cast = real_cast
    partners = [cast.sponsor_partner, cast.referrer_partner, cast.outsider_partner]
    for month in MONTHS:
        for partner in partners:
            bill = cases.invoice(cast, notice=cases.opportunity(cast, partner=partner))
            cases.collection(cast, bill, 4_000_000, on=month.replace(day=12))
            with transaction.atomic():
                cases.accrue(cast.finance, bill)
        outcomes = _race(
            *(
                lambda month=month, partner=partner: settle_period(
                    actor=cast.finance, now=NOON, period=month, partners=[partner.pk]
                )
                for partner in partners
            )
        )
        assert all(len(found) == 1 for found in outcomes)
    numbers = list(Settlement.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(partners) * len(MONTHS) + 1))


@pytest.mark.django_db(transaction=True)
def test_two_record_the_payment_at_once_and_a_double_click_is_one(real_cast: Cast) -> None:
    cast = real_cast
    _accrued(cast)
    (made,) = settle_period(actor=cast.finance, now=NOON, period=OCTOBER)
    uids = [builders.new_uid(), builders.new_uid()]
    outcomes = _race(
        *(
            lambda uid=uid: pay_settlement(
                actor=cast.finance, now=NOON, uid=uid, settlement_id=made.pk,
                partner_invoice="C 1", paid_date=date(2026, 11, 23), reference="TRF 1",
            )
            for uid in uids * 2
        )
    )  # fmt: skip
    paid = Payment.objects.get()
    given = [found for found in outcomes if isinstance(found, Payment)]
    assert {found.pk for found in given} == {paid.pk}
    assert len(given) == 2  # both clicks of the same page get the one payment
    assert sum(isinstance(found, Conflict) for found in outcomes) == 2
    assert cases.balance("PAID") == 165_289
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_a_collection_arriving_while_the_month_closes_is_settled_or_left_open(
    real_cast: Cast,
) -> None:
    cast = real_cast
    for month in MONTHS:
        bill = _accrued(cast, month.replace(day=12))
        _race(
            lambda month=month: settle_period(actor=cast.finance, now=NOON, period=month),
            lambda bill=bill, month=month: record_collection(
                actor=cast.finance, now=NOON, uid=builders.new_uid(), document_id=bill.pk,
                receipt_number="R-9", means="TRANSFER", amount_minor=8_100_000,
                received_date=month.replace(day=20),
            ),
        )  # fmt: skip
        assert differences() == []
    held = sum(SettlementLine.objects.values_list("accrual__amount_minor", flat=True))
    assert held == cases.balance("PAYABLE")
    assert held + cases.balance("ACCRUED") == len(MONTHS) * 500_000


@pytest.mark.django_db(transaction=True)
def test_linking_winning_and_collecting_at_once_lose_no_reward(real_cast: Cast) -> None:
    cast = real_cast
    for _round in range(ROUNDS):
        notice = cases.opportunity(cast, won=False)
        lead = routing_cases.active(cast, notice)
        bill = cases.invoice(cast)
        outcomes = _race(
            lambda bill=bill, notice=notice: link_document(
                actor=cast.finance, now=NOON, document_id=bill.pk, notice_id=notice.pk
            ),
            lambda lead=lead: win_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk),
            lambda bill=bill: record_collection(
                actor=cast.finance, now=NOON, uid=builders.new_uid(), document_id=bill.pk,
                receipt_number="R-1", means="TRANSFER", amount_minor=12_100_000,
                received_date=date(2026, 11, 20),
            ),
        )  # fmt: skip
        assert not any(isinstance(found, BaseException) for found in outcomes)
        assert differences() == []
    assert cases.balance("ACCRUED") == ROUNDS * 500_000
    assert Posting.objects.count() == ROUNDS
