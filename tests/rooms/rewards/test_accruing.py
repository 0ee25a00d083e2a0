"""Booking rewards from documents and collections (R-12, P-7 to P-10, PROGRAMME.md §3)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

import reward_cases as cases
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.domain import ledger
from universo.domain.money import Money
from universo.identity.actor import SYSTEM
from universo.rewards.models import Accrual, Posting, TakenFact
from universo.rewards.operations import accrue_notice, book, take_back_link
from universo.sales.models import OpportunityLink

pytestmark = pytest.mark.django_db


def test_partial_collections_and_a_bounce_are_exact(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    first = cases.collection(cast, bill, 4_000_000)
    assert cases.accrue(cast.finance, bill) == [165_289]
    cases.collection(cast, bill, 8_100_000)
    assert cases.accrue(cast.finance, bill) == [334_711]
    cases.reversal(cast, first)
    assert cases.accrue(cast.finance, bill) == [-165_289]
    assert cases.balance("ACCRUED") == 334_711
    assert cases.balance("REWARDS") == -334_711


def test_a_link_alone_accrues_nothing_and_winning_accrues_what_was_collected(cast: Cast) -> None:
    notice = cases.opportunity(cast, won=False)
    bill = cases.invoice(cast, notice=notice)
    cases.collection(cast, bill, 12_100_000)
    assert cases.accrue(cast.finance, bill) == []
    cases.win(cast, notice)
    assert accrue_notice(actor=cast.reseller, now=NOON, notice_id=notice.pk) == 1
    row = Accrual.objects.get()
    assert (row.amount_minor, row.occurred_date) == (500_000, date(2026, 10, 12))


def test_an_invoice_of_no_opportunity_accrues_nothing(cast: Cast) -> None:
    bill = cases.invoice(cast)
    cases.collection(cast, bill, 12_100_000)
    assert cases.accrue(cast.finance, bill) == []
    assert not Posting.objects.exists()


def test_calling_again_without_new_facts_books_nothing(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    assert cases.accrue(cast.finance, bill, bill) == []
    assert Posting.objects.count() == 1


def test_facts_that_moved_nothing_are_not_taken_again(cast: Cast) -> None:
    """An overpayment and a later note that moves nothing: replayed, they must book no pair."""
    bill = cases.invoice(cast, ("POS-SOFT", 10_000, 10_000), notice=cases.opportunity(cast))
    first = cases.collection(cast, bill, 10_000, on=date(2026, 10, 1))
    cases.accrue(cast.finance, bill)
    cases.collection(cast, bill, 5_000, on=date(2026, 10, 20))  # beyond the total: moves nothing
    cases.accrue(cast.finance, bill)
    cases.reversal(cast, first, on=date(2026, 10, 21))
    cases.accrue(cast.finance, bill)
    cases.note(cast, bill, 5_000, 5_000, on=date(2026, 10, 2))  # half a debt, half collected
    assert cases.accrue(cast.finance, bill) == []
    assert cases.accrue(cast.finance, bill) == []
    assert cases.accrued_amounts() == [500, -250]


def test_a_cheque_counts_when_it_clears(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cheque = cases.collection(cast, bill, 12_100_000, means="CHEQUE")
    assert cases.accrue(cast.finance, bill) == []
    cheque.cleared_date = date(2026, 11, 3)
    cheque.save()
    assert cases.accrue(cast.finance, bill) == [500_000]
    assert Accrual.objects.get().occurred_date == date(2026, 11, 3)


def test_a_credit_note_takes_back_and_a_debit_note_brings_a_line(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 12_100_000)
    credit = cases.note(cast, bill, 2_000_000, 2_420_000)
    # The note itself stands for its invoice; lowering n and T keeps all of T collected.
    assert cases.accrue(cast.finance, credit) == [500_000, -100_000]
    debit = cases.note(cast, bill, 1_000_000, 1_210_000, kind="DEBIT_NOTE")
    # What was paid beyond T counts again now that T grew.
    assert cases.accrue(cast.finance, debit) == [50_000]
    assert cases.balance("ACCRUED") == 450_000


def test_a_fully_credited_invoice_owes_nothing(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 12_100_000)
    cases.note(cast, bill, 10_000_000, 12_100_000)
    cases.accrue(cast.finance, bill)
    assert cases.balance("ACCRUED") == 0


def test_rates_are_the_frozen_ones_by_family_and_product(cast: Cast) -> None:
    from universo.opportunities.models import FrozenRate
    from universo.program.models import Product

    notice = cases.opportunity(cast, rates={"POS-SOFT": 500, "FISCAL": 300})
    special = Product.objects.create(code="ESP", name="Especial", family=cast.families["POS-SOFT"])
    FrozenRate.objects.create(
        notice=notice, family=cast.families["POS-SOFT"], product=special, rate_bp=1_000
    )
    bill = cases.invoice(
        cast,
        ("POS-SOFT", 100_000, 121_000),
        ("POS-SOFT", 100_000, 121_000),
        ("FISCAL", 100_000, 121_000),
        ("GESTION", 100_000, 121_000),  # not frozen: earns nothing
        ("", 100_000, 121_000),  # not of the programme
        notice=notice,
    )
    bill.lines.filter(position=2).update(product=special)
    cases.collection(cast, bill, bill.total_minor)
    assert cases.accrue(cast.finance, bill) == [5_000, 10_000, 3_000]


def test_the_basis_may_be_the_total(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast, frozen_basis="total"))
    cases.collection(cast, bill, 12_100_000)
    assert cases.accrue(cast.finance, bill) == [605_000]
    assert Accrual.objects.get().base_minor == 12_100_000


def test_the_reward_is_in_the_invoices_currency(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast), currency="USD")
    cases.collection(cast, bill, 12_100_000)
    cases.accrue(cast.finance, bill)
    assert (cases.balance("ACCRUED"), cases.balance("ACCRUED", currency="USD")) == (0, 500_000)


def test_undoing_the_link_gives_back_everything_and_linking_again_accrues_again(cast: Cast) -> None:
    notice = cases.opportunity(cast)
    bill = cases.invoice(cast, notice=notice)
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    link = OpportunityLink.objects.get()
    OpportunityLink.objects.update(undone_at=NOON, undone_by_id=cast.finance.user_id)
    day = date(2026, 11, 23)
    assert take_back_link(actor=cast.finance, now=NOON, link=link, on=day) == 1
    last = Accrual.objects.latest("id")
    assert (last.amount_minor, last.occurred_date) == (-165_289, day)
    assert take_back_link(actor=cast.finance, now=NOON, link=link, on=day) == 0
    assert cases.accrue(cast.finance, bill) == []
    assert cases.balance("ACCRUED") == 0
    other = cases.opportunity(cast, rates={"POS-SOFT": 1_000})
    cases.link(cast, bill, other)
    assert cases.accrue(cast.finance, bill) == [330_579]


def test_the_notices_timeline_tells_each_accrual_and_clawback(cast: Cast) -> None:
    notice = cases.opportunity(cast)
    bill = cases.invoice(cast, notice=notice)
    first = cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    cases.reversal(cast, first)
    cases.accrue(cast.finance, bill)
    told = Event.objects.filter(subject_kind="notice", subject_id=notice.pk).order_by("id")
    assert [(row.name, row.data["amount"], row.partner_may_read) for row in told] == [
        ("rewards.accrual.booked", "$ 1.652,89", True),
        ("rewards.accrual.taken_back", "-$ 1.652,89", True),
    ]


def test_a_cause_is_booked_once(cast: Cast) -> None:
    cause = ledger.Cause(ledger.CauseKind.COLLECTION, ("1", "2", "collection-3"))
    posting = ledger.accrue(cause, str(cast.sponsor_partner.pk), Money(100, "ARS"))
    book(posting=posting, at=NOON, actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        book(posting=posting, at=NOON, actor=SYSTEM)


def test_the_arithmetic_of_an_accrual_must_add_up(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    row = Accrual.objects.get()
    row.pk, row.amount_minor = None, row.amount_minor + 1
    row.posting_id += 1
    with pytest.raises(IntegrityError, match="target_less_already"), transaction.atomic():
        row.save()
    assert TakenFact.objects.count() == 1
