"""Nobody is settled or paid twice, and no fact falls between two who write at the same time."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import builders
import reward_cases as cases
import routing_cases
import settling_cases as settling
from cast import Cast
from racing import answers
from universo.errors import Conflict, DomainError
from universo.rewards import approving
from universo.rewards.models import Payment, Posting, Settlement, SettlementLine
from universo.rewards.payment_models import PartnerInvoice, PaymentBatch, PaymentOrder
from universo.rewards.reconciliation import differences
from universo.rewards.run_models import SettlementRun
from universo.sales.models import Document
from universo.usecases import settle_period as use
from universo.usecases.bill_settlement import send_invoice
from universo.usecases.link_document import link_document
from universo.usecases.pay_settlements import mark_paid
from universo.usecases.prepare_payments import prepare_batch
from universo.usecases.record_collection import record_collection
from universo.usecases.work_lead import win_lead

ROUNDS = 5
NOON = builders.NOON
OCTOBER = date(2026, 10, 1)
MONTHS = [date(2026, month, 1) for month in range(6, 11)]


def _race(*calls: Callable[[], Any]) -> list[Any]:
    """Run all at once; return what each gave or was refused with. Anything else fails the test."""
    outcomes = answers(*calls)
    unexpected = [
        found
        for found in outcomes
        if isinstance(found, BaseException) and not isinstance(found, DomainError)
    ]
    assert unexpected == []
    return outcomes


def _accrued(cast: Cast, on: date = date(2026, 10, 12), **notice: Any) -> Document:
    bill = cases.invoice(cast, notice=cases.opportunity(cast, **notice))
    cases.collection(cast, bill, 4_000_000, on=on)
    with transaction.atomic():
        cases.accrue(cast.finance, bill)
    return bill


@pytest.mark.django_db(transaction=True)
def test_two_approve_the_same_month_at_once(real_cast: Cast) -> None:
    cast = real_cast
    clerks = [settling.second(), builders.staff("Fausto Finanzas", "FINANCE")] * 2
    for month in MONTHS:
        for partner in (cast.sponsor_partner, cast.referrer_partner, cast.outsider_partner):
            _accrued(cast, month.replace(day=12), partner=partner)
        run = use.prepare_run(actor=cast.finance, now=NOON, period=month)
        outcomes = _race(
            *(
                lambda actor=actor, run=run: use.approve_run(actor=actor, now=NOON, run_id=run.pk)
                for actor in clerks
            )
        )
        assert sum(isinstance(found, list) for found in outcomes) == 1
        assert sum(isinstance(found, Conflict) for found in outcomes) == len(clerks) - 1
    numbers = list(Settlement.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 3 * len(MONTHS) + 1))
    assert set(Settlement.objects.values_list("total_minor", flat=True)) == {165_289}
    assert cases.balance("PAYABLE") == 3 * len(MONTHS) * 165_289
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_two_prepare_the_same_month_at_once(real_cast: Cast) -> None:
    cast = real_cast
    _accrued(cast)
    outcomes = _race(
        *(
            lambda actor=actor: use.prepare_run(actor=actor, now=NOON, period=OCTOBER)
            for actor in (cast.finance, settling.second())
        )
    )
    assert sum(isinstance(found, SettlementRun) for found in outcomes) == 1
    assert SettlementRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_record_the_payment_at_once_and_a_double_click_is_one(real_cast: Cast) -> None:
    cast = real_cast
    _accrued(cast)
    (made,) = settling.settle_period(actor=cast.finance, now=NOON, period=OCTOBER)
    settling.billed(made, cast.finance)
    batch = settling.approved_batch([made], cast.finance, by_hand=True)
    uids = [builders.new_uid(), builders.new_uid()]
    outcomes = _race(
        *(
            lambda uid=uid: mark_paid(
                actor=cast.finance, now=NOON, uid=uid, batch_id=batch.pk,
                paid_date=date(2026, 11, 23), reference="TRF 1",
            )
            for uid in uids * 2
        )
    )  # fmt: skip
    paid = Payment.objects.get()
    given = [found for found in outcomes if isinstance(found, list)]
    assert {found[0].pk for found in given} == {paid.pk}
    assert len(given) == 2  # both clicks of the same page get the one payment
    assert sum(isinstance(found, Conflict) for found in outcomes) == 2
    assert cases.balance("PAID") == 165_289
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_batches_made_at_once_one_holds_the_settlement(real_cast: Cast) -> None:
    cast = real_cast
    _accrued(cast)
    (made,) = settling.settle_period(actor=cast.finance, now=NOON, period=OCTOBER)
    settling.billed(made, cast.finance)
    settling.account(cast.sponsor_partner, cast.sponsor)
    outcomes = _race(
        *(
            lambda actor=actor: prepare_batch(
                actor=actor, now=NOON, uid=builders.new_uid(), currency="ARS",
                settlement_ids=[made.pk],
            )
            for actor in (cast.finance, settling.second())
        )
    )  # fmt: skip
    assert sum(isinstance(found, PaymentBatch) for found in outcomes) == 1
    assert PaymentOrder.objects.filter(status="PENDING").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_invoice_sent_twice_at_once_is_one(real_cast: Cast) -> None:
    cast = real_cast
    _accrued(cast)
    (made,) = settling.settle_period(actor=cast.finance, now=NOON, period=OCTOBER)
    outcomes = _race(
        *(
            lambda uid=uid: send_invoice(
                actor=cast.sponsor, now=NOON, uid=uid, settlement_id=made.pk,
                data=settling.invoice_data(made), file_name="f.pdf", content=settling.PDF,
            )
            for uid in [builders.new_uid(), builders.new_uid()]
        )
    )  # fmt: skip
    assert sum(isinstance(found, PartnerInvoice) for found in outcomes) == 1
    assert PartnerInvoice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_collection_arriving_while_the_month_closes_is_settled_or_left_open(
    real_cast: Cast,
) -> None:
    cast = real_cast
    for month in MONTHS:
        bill = _accrued(cast, month.replace(day=12))
        run = use.prepare_run(actor=cast.finance, now=NOON, period=month)
        closing, _collecting = _race(
            lambda run=run: use.approve_run(actor=settling.second(), now=NOON, run_id=run.pk),
            lambda bill=bill, month=month: record_collection(
                actor=cast.finance, now=NOON, uid=builders.new_uid(), document_id=bill.pk,
                receipt_number="R-9", means="TRANSFER", amount_minor=8_100_000,
                received_date=month.replace(day=20),
            ),
        )  # fmt: skip
        if isinstance(closing, Conflict):  # the collection was first: the drafts are out of date
            use.discard_run(actor=cast.finance, now=NOON, run_id=run.pk)
        else:  # it was last: what was approved is what was read
            assert [row.total_minor for row in closing] == [run.drafts.get().total_minor]
        assert differences() == []
    held = sum(SettlementLine.objects.values_list("accrual__amount_minor", flat=True))
    assert held == cases.balance("PAYABLE")
    assert held + cases.balance("ACCRUED") == len(MONTHS) * 500_000


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_an_approval_nothing_is_left_of_it(real_cast: Cast) -> None:
    """The database's process is killed under the approval: nothing booked, and it goes again."""
    cast = real_cast
    for partner in (cast.sponsor_partner, cast.referrer_partner):
        _accrued(cast, partner=partner)
    run = use.prepare_run(actor=cast.finance, now=NOON, period=OCTOBER)
    second, before = settling.second(), Posting.objects.count()
    for name in ("book_all", "record_all"):
        _killed_at(name, lambda: use.approve_run(actor=second, now=NOON, run_id=run.pk))
        run.refresh_from_db()
        assert (run.status, Posting.objects.count()) == ("PREPARED", before)
        assert not Settlement.objects.exists()
    assert len(use.approve_run(actor=second, now=NOON, run_id=run.pk)) == 2
    assert differences() == []


def _killed_at(name: str, act: Callable[[], Any]) -> None:
    """Run `act`; when it comes to `name` in rewards.approving, its connection is killed after it."""
    real = getattr(approving, name)

    def fatal(**values: Any) -> Any:
        found = real(**values)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(approving, name, fatal)
        with pytest.raises(DatabaseError):
            act()
    connection.close()


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
