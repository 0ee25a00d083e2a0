"""Two people at the same invoice at once: split once, decided once, and the rewards of one of both."""

from dataclasses import replace
from typing import Any

import pytest

import sales_cases as sales
from cast import Cast
from racing import together
from universo.errors import DomainError
from universo.rewards.models import Accrual
from universo.rewards.reconciliation import differences
from universo.sales.document_data import from_plain
from universo.sales.models import DocumentConflict, LinkedLine
from universo.sales.replacing import proposed_lines
from universo.usecases.decide_conflict import keep_stored, replace_stored
from universo.usecases.link_document import link_document, split_document
from universo.usecases.record_document import DocumentDiffers, record_document

ROUNDS = 4


@pytest.mark.parametrize("whole", [True, False])
def test_two_place_the_same_invoice_at_once(real_cast: Cast, *, whole: bool) -> None:
    """By lines for one opportunity, and as a whole or by lines for another: one of both stands."""
    for _round in range(ROUNDS):
        mine, other = (sales.accepted(real_cast, won=True) for _n in "12")
        document = sales.invoice(real_cast, sales.line(6_000_000), sales.line(4_000_000))
        sales.collect(real_cast, document, 12_100_000)
        lines = list(document.lines.values_list("pk", flat=True))
        named: dict[str, Any] = {
            "actor": real_cast.finance, "now": sales.NOON, "document_id": document.pk,
        }  # fmt: skip

        def split(notice: Any = mine, lines: Any = lines, named: Any = named) -> None:
            split_document(placing=dict.fromkeys(lines, notice.pk), **named)

        def against(notice: Any = other, lines: Any = lines, named: Any = named) -> None:
            if whole:
                link_document(notice_id=notice.pk, **named)
            else:
                split_document(placing={lines[0]: notice.pk}, **named)

        raised = together(split, against)
        assert len(raised) == 1
        assert isinstance(raised[0], DomainError)
        held = LinkedLine.objects.filter(line__in=lines, is_active=True)
        assert held.count() == held.values("line").distinct().count()
        earned = Accrual.objects.filter(link__document=document)
        assert earned.values("notice").distinct().count() == 1
        assert sum(earned.values_list("amount_minor", flat=True)) in (500_000, 300_000)
    assert differences() == []


def test_two_decide_the_same_difference_at_once(real_cast: Cast) -> None:
    for _round in range(ROUNDS):
        data = sales.data()
        document = record_document(actor=real_cast.finance, now=sales.NOON, data=data)
        notice = sales.accepted(real_cast, won=True)
        named: dict[str, Any] = {"actor": real_cast.finance, "now": sales.NOON}
        link_document(document_id=document.pk, notice_id=notice.pk, **named)
        sales.collect(real_cast, document, document.total_minor)
        line = sales.line(9_000_000)
        other = replace(
            data, lines=(line,), net_minor=9_000_000, vat_minor=1_890_000, total_minor=10_890_000
        )
        with pytest.raises(DocumentDiffers):
            record_document(data=other, **named)
        conflict = DocumentConflict.objects.get(document=document)
        lines = proposed_lines(conflict.document, from_plain(conflict.stated))

        def keep(pk: int = conflict.pk, named: Any = named) -> None:
            keep_stored(conflict_id=pk, reason="Lo dice el papel", **named)

        def put(pk: int = conflict.pk, lines: Any = lines, named: Any = named) -> None:
            replace_stored(conflict_id=pk, lines=lines, reason="Lo dice el papel", **named)

        raised = together(keep, put, put)
        assert len(raised) == 2
        assert all(isinstance(error, DomainError) for error in raised)
        conflict.refresh_from_db()
        total = sum(
            Accrual.objects.filter(link__document=document).values_list("amount_minor", flat=True)
        )
        assert total == (450_000 if conflict.status == "REPLACED" else 500_000)
    assert differences() == []
