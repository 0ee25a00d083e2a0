"""R-12: a percentage of what was invoiced and effectively collected (PROGRAMME.md §3)."""

from datetime import date

from django.db.models import Sum

import builders
import sales_cases as sales
from cast import Cast
from universo.rewards.models import Accrual
from universo.sales.models import Document
from universo.usecases.link_document import link_document, unlink_document
from universo.usecases.record_collection import (
    clear_cheque,
    register_certificate,
    reverse_collection,
)
from universo.usecases.record_document import assign_note, record_document

NOON = sales.NOON


def reward(document: Document) -> int:
    """What the invoice has accrued so far, in minor units."""
    found = Accrual.objects.filter(link__document=document).aggregate(sum=Sum("amount_minor"))
    return int(found["sum"] or 0)


def test_the_example_of_the_programme(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    first = sales.collect(cast, document, 4_000_000)
    assert reward(document) == 165_289
    sales.collect(cast, document, 8_100_000)
    assert reward(document) == 500_000
    reverse_collection(
        actor=cast.finance, now=NOON, uid=builders.new_uid(), collection_id=first.pk,
        on_date=date(2026, 11, 20), reason="Cheque rechazado",
    )  # fmt: skip
    assert reward(document) == 500_000 - 165_289


def test_nothing_accrues_before_the_invoice_is_linked_and_linking_brings_it_up(cast: Cast) -> None:
    notice, document = sales.accepted(cast, won=True), sales.invoice(cast)
    sales.collect(cast, document, 12_100_000)
    assert reward(document) == 0
    link_document(actor=cast.finance, now=NOON, document_id=document.pk, notice_id=notice.pk)
    assert reward(document) == 500_000


def test_undoing_the_link_takes_everything_back_and_linking_again_gives_it_again(
    cast: Cast,
) -> None:
    document, notice = sales.linked(cast)
    sales.collect(cast, document, 12_100_000)
    unlink_document(
        actor=cast.finance, now=NOON, document_id=document.pk, notice_id=notice.pk,
        reason="Era de otra oportunidad",
    )  # fmt: skip
    assert reward(document) == 0
    link_document(actor=cast.finance, now=NOON, document_id=document.pk, notice_id=notice.pk)
    assert reward(document) == 500_000


def test_a_cheque_counts_when_it_clears(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    cheque = sales.collect(cast, document, 12_100_000, means="CHEQUE")
    assert reward(document) == 0
    for _ in range(2):
        clear_cheque(
            actor=cast.finance, now=NOON, collection_id=cheque.pk, cleared_date=date(2026, 11, 19)
        )
    assert reward(document) == 500_000
    assert Accrual.objects.get().occurred_date == date(2026, 11, 19)


def test_a_cheque_that_bounces_before_it_clears_gives_nothing(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    cheque = sales.collect(cast, document, 12_100_000, means="CHEQUE")
    reverse_collection(
        actor=cast.finance, now=NOON, uid=builders.new_uid(), collection_id=cheque.pk,
        on_date=date(2026, 11, 20), reason="Sin fondos",
    )  # fmt: skip
    assert reward(document) == 0


def test_a_withholding_counts_with_its_certificate(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    held = sales.collect(cast, document, 12_100_000, means="WITHHOLDING", certificate="GAN-0001")
    assert (held.counts_as_collected, reward(document)) == (True, 500_000)
    late = type(held).objects.create(
        uid=builders.new_uid(), document=document, receipt_number="R-2", means="WITHHOLDING",
        amount_minor=1, received_date=held.received_date, recorded_at=NOON,
        recorded_by_id=cast.finance.user_id,
    )  # fmt: skip
    assert not late.counts_as_collected
    register_certificate(actor=cast.finance, now=NOON, collection_id=late.pk, certificate="IIBB-9")
    late.refresh_from_db()
    assert (late.counts_as_collected, late.cleared_date) == (True, date(2026, 11, 23))


def test_a_credit_note_lowers_base_and_total(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    sales.collect(cast, document, 12_100_000)
    note = sales.data(
        sales.line(2_000_000, family=""), type_code=sales.CREDIT_A, corrects_id=document.pk
    )
    record_document(actor=cast.finance, now=NOON, data=note)
    assert reward(document) == 400_000


def test_a_note_that_came_alone_counts_once_somebody_says_what_it_corrects(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    sales.collect(cast, document, 12_100_000)
    alone = sales.data(sales.line(10_000_000, family=""), type_code=sales.CREDIT_A)
    note = record_document(actor=cast.finance, now=NOON, data=alone)
    assert reward(document) == 500_000
    only = document.lines.get().pk
    for _ in range(2):
        assign_note(
            actor=cast.finance, now=NOON, note_id=note.pk, invoice_id=document.pk,
            lines=(sales.line(10_000_000, family="", changes_line_id=only),),
        )  # fmt: skip
    assert reward(document) == 0


def test_a_debit_note_brings_a_line_of_its_own(cast: Cast) -> None:
    document, _notice = sales.linked(cast)
    extra = sales.data(sales.line(10_000_000), type_code=sales.DEBIT_A, corrects_id=document.pk)
    record_document(actor=cast.finance, now=NOON, data=extra)
    sales.collect(cast, document, 24_200_000)
    assert reward(document) == 1_000_000


def test_an_opportunity_not_yet_won_earns_nothing(cast: Cast) -> None:
    document, _notice = sales.linked(cast, won=False)
    sales.collect(cast, document, 12_100_000)
    assert reward(document) == 0
