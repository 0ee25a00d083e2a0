"""The same file confirmed by several people at once is applied once; so is the same collection."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

import builders
import sales_cases as sales
import sales_imports as imports
from cast import Cast
from racing import together
from universo.errors import Conflict
from universo.rewards.models import Accrual
from universo.sales.models import Collection, Document, DocumentLine, ImportBatch
from universo.usecases import apply_sales_import
from universo.usecases.import_sales import confirm_import
from universo.usecases.record_collection import record_collection

SAMPLES = Path(__file__).parents[1] / "rooms" / "sales" / "feeds" / "samples"
G3 = (SAMPLES / "g3_emitidos_utf8.csv").read_bytes()


def confirm(cast: Cast, batch: ImportBatch) -> Callable[[], Any]:
    """An act that confirms a file and works on it until somebody has applied it."""

    def act() -> None:
        confirm_import(actor=cast.finance, now=sales.NOON, batch_id=batch.pk, dollars_seen=True)
        for _try in range(600):
            if imports.work(cast.finance, batch).status == "APPLIED":
                return
            time.sleep(0.05)
        raise AssertionError(batch.status)

    return act


def test_two_uploads_of_one_file_confirmed_at_once(real_cast: Cast) -> None:
    batches = [imports.preview(real_cast.finance, G3) for _ in range(4)]
    assert together(*(confirm(real_cast, batch) for batch in batches)) == []
    assert (Document.objects.count(), DocumentLine.objects.count()) == (17, 16)
    found = [imports.outcomes(ImportBatch.objects.get(pk=batch.pk)) for batch in batches]
    assert sum(one.get("NEW", 0) for one in found) == 17
    assert sum(one.get("UNCHANGED", 0) for one in found) == 51


def test_one_upload_confirmed_by_four_at_once(real_cast: Cast) -> None:
    batch = imports.preview(real_cast.finance, G3)
    acts = [confirm(real_cast, ImportBatch.objects.get(pk=batch.pk)) for _ in range(4)]
    assert together(*acts) == []
    assert Document.objects.count() == 17
    batch.refresh_from_db()
    assert imports.outcomes(batch) == {"NEW": 17}


def test_killed_between_parts_and_gone_on_with_it_is_applied_once(
    real_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, _notice = sales.linked(real_cast)
    head = "recibo;fecha;tipo;punto_de_venta;factura;medio;importe\n"
    row = f"R-%d;12/11/2026;1;3;{document.number};efectivo;1000,00\n"
    batch = imports.preview(real_cast.finance, head + "".join(row % n for n in range(20)))
    confirm_import(actor=real_cast.finance, now=sales.NOON, batch_id=batch.pk)
    monkeypatch.setattr(apply_sales_import, "RECEIPTS_AT_ONCE", 6)
    keeps, calls = apply_sales_import._keep, []

    def die(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) in (2, 4):  # after the part was written, before it was committed
            raise OperationalError("killed")
        keeps(*arguments)

    monkeypatch.setattr(apply_sales_import, "_keep", die)
    counts = []
    for _run in range(2):
        with pytest.raises(OperationalError):
            imports.work(real_cast.finance, batch)
        counts.append(Collection.objects.count())
    assert imports.work(real_cast.finance, batch).status == "APPLIED"
    assert counts == [5, 11]  # the heading is the first row
    assert Collection.objects.count() == 20
    assert sum(row.amount_minor for row in Accrual.objects.all()) == 82_645


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
