"""The same file confirmed by several people at once is applied once; so is the same collection."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import builders
import sales_cases as sales
from cast import Cast
from universo.errors import Conflict
from universo.rewards.models import Accrual
from universo.sales.models import Collection, Document, DocumentLine, ImportRow
from universo.usecases.import_sales import apply_import, preview_import
from universo.usecases.record_collection import record_collection

SAMPLES = Path(__file__).parents[1] / "rooms" / "sales" / "feeds" / "samples"
G3 = (SAMPLES / "g3_emitidos_utf8.csv").read_bytes()


def together(*acts: Callable[[], Any]) -> list[BaseException]:
    """Run the acts at once, each on its own connection; return what they raised."""
    start, raised = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait()
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def preview(cast: Cast) -> int:
    return preview_import(
        actor=cast.finance, now=sales.NOON, file_name="g3.csv", content=G3, issuer_cuit=sales.ISSUER
    ).pk


def test_two_uploads_of_one_file_confirmed_at_once(real_cast: Cast) -> None:
    batches = [preview(real_cast) for _ in range(4)]
    acts = [
        lambda pk=pk: apply_import(actor=real_cast.finance, now=sales.NOON, batch_id=pk)
        for pk in batches
    ]
    assert together(*acts) == []
    assert (Document.objects.count(), DocumentLine.objects.count()) == (17, 16)
    assert ImportRow.objects.filter(outcome="NEW").count() == 17
    assert ImportRow.objects.filter(outcome="UNCHANGED").count() == 51


def test_one_upload_confirmed_by_four_at_once(real_cast: Cast) -> None:
    pk = preview(real_cast)

    def act() -> object:
        return apply_import(actor=real_cast.finance, now=sales.NOON, batch_id=pk)

    assert together(act, act, act, act) == []
    assert Document.objects.count() == 17
    assert ImportRow.objects.filter(batch_id=pk, outcome="NEW").count() == 17


@pytest.mark.parametrize("same_id", [True, False])
def test_one_collection_sent_by_four_at_once(real_cast: Cast, *, same_id: bool) -> None:
    document, _notice = sales.linked(real_cast)
    one = builders.new_uid()

    def act() -> object:
        return record_collection(
            actor=real_cast.finance, now=sales.NOON, document_id=document.pk, means="TRANSFER",
            uid=one if same_id else builders.new_uid(), receipt_number="R-1",
            amount_minor=4_000_000, received_date=sales.DAY,
        )  # fmt: skip

    raised = together(act, act, act, act)
    assert [type(error) for error in raised] == ([] if same_id else [Conflict] * 3)
    assert Collection.objects.count() == 1
    assert [row.amount_minor for row in Accrual.objects.all()] == [165_289]
