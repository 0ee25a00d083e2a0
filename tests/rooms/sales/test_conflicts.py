"""Documents that came again with other content, and what a person decides about them (protocol 6)."""

from dataclasses import replace
from typing import Any

import pytest

import sales_cases as sales
import settling_cases as settling
from cast import Cast
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.rewards.models import Accrual, Settlement
from universo.rewards.reconciliation import differences
from universo.sales.document_data import DocumentData, from_plain, plain
from universo.sales.models import Document, DocumentConflict
from universo.sales.replacing import proposed_lines
from universo.usecases.decide_conflict import effects_of_replacing, keep_stored, replace_stored
from universo.usecases.link_document import link_document
from universo.usecases.record_document import DocumentDiffers, record_document

pytestmark = pytest.mark.django_db


def again(cast: Cast, data: DocumentData, **changes: Any) -> DocumentConflict:
    """Have the document come again with other content."""
    with pytest.raises(DocumentDiffers) as differs:
        record_document(actor=cast.finance, now=sales.NOON, data=replace(data, **changes))
    return DocumentConflict.objects.get(pk=differs.value.conflict.pk)


def sold(cast: Cast, *lines: Any) -> tuple[DocumentData, Document]:
    """An invoice of a won opportunity, wholly collected, as it was stated and as it is stored."""
    data = sales.data(*lines)
    document = record_document(actor=cast.finance, now=sales.NOON, data=data)
    notice = sales.accepted(cast, won=True)
    link_document(actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk)
    sales.collect(cast, document, document.total_minor)
    return data, document


def with_net(data: DocumentData, net: int) -> DocumentData:
    line = sales.line(net)
    return replace(
        data, lines=(line,), net_minor=net, vat_minor=line.gross_minor - net,
        total_minor=line.gross_minor,
    )  # fmt: skip


def reward() -> int:
    return sum(Accrual.objects.values_list("amount_minor", flat=True))


def decide(cast: Cast, conflict: DocumentConflict, **changes: Any) -> DocumentConflict:
    lines = proposed_lines(conflict.document, from_plain(conflict.stated))
    named = {"lines": lines, "reason": "Lo dice el papel", **changes}
    return replace_stored(actor=cast.finance, now=sales.NOON, conflict_id=conflict.pk, **named)


def test_plain_values_give_the_document_back() -> None:
    data = sales.data(exempt_minor=5, non_taxed_minor=None)
    assert from_plain(plain(data)) == data


def test_the_same_other_content_is_one_conflict_and_changes_nothing(cast: Cast) -> None:
    data = sales.data()
    document = record_document(actor=cast.finance, now=sales.NOON, data=data)
    first = again(cast, data, receiver_name="Otro S.A.")
    assert again(cast, data, receiver_name="Otro S.A.") == first
    assert again(cast, with_net(data, 1_000_000)) != first
    document.refresh_from_db()
    assert (document.receiver_name, document.version) == (data.receiver_name, 1)
    assert DocumentConflict.objects.count() == 2


def test_what_is_not_stated_contradicts_nothing(cast: Cast) -> None:
    data = sales.data()
    document = record_document(actor=cast.finance, now=sales.NOON, data=data)
    fuller = replace(data, authorisation_code="71000000000001", exempt_minor=0)
    name = replace(data, receiver_name=data.receiver_name.upper())
    for other in (fuller, name):
        assert record_document(actor=cast.finance, now=sales.NOON, data=other) == document
    assert not DocumentConflict.objects.exists()


def test_a_kept_document_is_not_asked_about_again(cast: Cast) -> None:
    data = sales.data()
    record_document(actor=cast.finance, now=sales.NOON, data=data)
    conflict = again(cast, data, receiver_name="Otro S.A.")
    keep_stored(
        actor=cast.finance, now=sales.NOON, conflict_id=conflict.pk, reason="Error de tipeo"
    )
    with pytest.raises(Conflict):
        keep_stored(actor=cast.finance, now=sales.NOON, conflict_id=conflict.pk, reason="Otra vez")
    with pytest.raises(DocumentDiffers, match="se decidió"):
        record_document(
            actor=cast.finance, now=sales.NOON, data=replace(data, receiver_name="Otro S.A.")
        )
    assert DocumentConflict.objects.get().status == "KEPT"


def test_replacing_shows_what_it_changes_and_then_does_exactly_that(cast: Cast) -> None:
    data, document = sold(cast)
    assert reward() == 500_000
    conflict = again(cast, with_net(data, 8_000_000))
    lines = proposed_lines(document, from_plain(conflict.stated))
    effects = effects_of_replacing(
        actor=cast.finance, now=sales.NOON, conflict_id=conflict.pk, lines=lines
    )
    assert [(row.before_minor, row.after_minor) for row in effects] == [(500_000, 400_000)]
    assert reward() == 500_000
    document.refresh_from_db()
    assert document.version == 1
    decide(cast, conflict)
    document.refresh_from_db()
    assert (document.version, document.net_minor) == (2, 8_000_000)
    assert reward() == 400_000
    assert Accrual.objects.latest("pk").trigger == "CORRECTION"
    conflict.refresh_from_db()
    assert conflict.before["net_minor"] == 10_000_000
    assert differences() == []


def test_a_part_collected_is_the_same_part_of_a_smaller_invoice(cast: Cast) -> None:
    """The worked table of docs/reward-arithmetic.md: 1.652,89 before and after."""
    data = sales.data()
    document = record_document(actor=cast.finance, now=sales.NOON, data=data)
    notice = sales.accepted(cast, won=True)
    link_document(actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk)
    sales.collect(cast, document, 4_000_000)
    assert reward() == 165_289
    decide(cast, again(cast, with_net(data, 8_000_000)))
    assert reward() == 165_289
    assert Accrual.objects.count() == 1
    assert differences() == []


def test_what_was_replaced_may_come_back_and_be_replaced_again(cast: Cast) -> None:
    data, _document = sold(cast)
    other = with_net(data, 8_000_000)
    decide(cast, again(cast, other))
    decide(cast, again(cast, data))
    assert reward() == 500_000
    decide(cast, again(cast, other))
    assert reward() == 400_000
    assert record_document(actor=cast.finance, now=sales.NOON, data=other).version == 4
    assert differences() == []


def test_lines_may_be_restated_and_those_gone_earn_nothing(cast: Cast) -> None:
    data, document = sold(cast, sales.line(6_000_000), sales.line(4_000_000))
    conflict = again(cast, with_net(data, 10_000_001))
    decide(cast, conflict, lines=(sales.line(10_000_001),))
    assert [line.net_minor for line in document.lines.all()] == [10_000_001, 0]
    assert differences() == []
    assert reward() in {500_000, 500_001}


def test_a_closed_settlement_stays_and_the_next_one_takes_the_difference(cast: Cast) -> None:
    data, _document = sold(cast)
    settling.settle_period(
        actor=cast.finance, now=sales.NOON, period=sales.DAY.replace(day=1), early=True
    )
    settled = Settlement.objects.values_list("pk", "total_minor").order_by("pk")
    before = list(settled)
    decide(cast, again(cast, with_net(data, 8_000_000)))
    assert list(settled) == before
    open_rows = Accrual.objects.filter(settled_in__isnull=True)
    assert [total for _pk, total in before] == [500_000]
    assert list(open_rows.values_list("amount_minor", flat=True)) == [-100_000]


def test_a_note_that_came_otherwise_moves_the_invoices_reward(cast: Cast) -> None:
    _data, document = sold(cast)
    line = document.lines.get()
    note = sales.data(
        sales.line(2_000_000, changes_line_id=line.pk), type_code=sales.CREDIT_A,
        corrects_id=document.pk,
    )  # fmt: skip
    record_document(actor=cast.finance, now=sales.NOON, data=note)
    assert reward() == 400_000
    smaller = sales.line(1_000_000, changes_line_id=line.pk)
    conflict = again(
        cast, note, lines=(smaller,), net_minor=1_000_000, vat_minor=210_000, total_minor=1_210_000
    )
    decide(cast, conflict)
    assert reward() == 450_000
    assert differences() == []


def test_what_stands_on_the_document_is_not_pulled_away(cast: Cast) -> None:
    data, document = sold(cast)
    note = sales.data(
        sales.line(5_000_000, changes_line_id=document.lines.get().pk),
        type_code=sales.CREDIT_A, corrects_id=document.pk,
    )  # fmt: skip
    record_document(actor=cast.finance, now=sales.NOON, data=note)
    dollars = again(cast, data, currency="USD")
    with pytest.raises(InvalidInput, match="moneda"):
        decide(cast, dollars)
    small = again(cast, with_net(data, 1_000_000))
    with pytest.raises(InvalidInput, match="acreditan"):
        decide(cast, small)
    with pytest.raises(InvalidInput, match="renglones"):
        decide(cast, again(cast, with_net(data, 9_000_000)), lines=(sales.line(1),))
    with pytest.raises(InvalidInput, match="motivo"):
        decide(cast, again(cast, with_net(data, 9_000_000)), reason="no")
    with pytest.raises(NotPermitted):
        keep_stored(
            actor=cast.auditor, now=sales.NOON, conflict_id=small.pk, reason="No es de finanzas"
        )
    assert DocumentConflict.objects.exclude(status="OPEN").count() == 0


def test_a_new_line_of_a_split_invoice_follows_its_family(cast: Cast) -> None:
    from universo.usecases.link_document import split_document

    data = sales.data(sales.line(6_000_000), sales.line(4_000_000, family="GESTION"))
    document = record_document(actor=cast.finance, now=sales.NOON, data=data)
    mine = sales.accepted(cast, won=True)
    first = document.lines.get(position=1)
    split_document(
        actor=cast.finance, now=sales.NOON, document_id=document.pk, placing={first.pk: mine.pk}
    )
    sales.collect(cast, document, 24_200_000)
    grown = (*data.lines, sales.line(10_000_000))
    conflict = again(
        cast, data, lines=grown, net_minor=20_000_000, vat_minor=4_200_000, total_minor=24_200_000
    )
    decide(cast, conflict)
    assert reward() == 800_000
    assert differences() == []
