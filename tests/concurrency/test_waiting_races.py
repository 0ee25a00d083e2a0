"""A collection that waits and the invoice that comes at the same moment find each other, once."""

import threading
import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

import sales_cases as sales
import sales_imports as imports
from cast import Cast
from racing import together
from universo.errors import Conflict
from universo.sales.models import Collection, WaitingCollection
from universo.usecases import apply_sales_import
from universo.usecases.import_sales import confirm_import
from universo.usecases.register_waiting import cancel_waiting
from universo.usecases.take_collection import take_collection

FILE = (
    "recibo;fecha;tipo;punto_de_venta;factura;medio;importe\n"
    "R-1;12/11/2026;1;3;77;efectivo;1000,00\n"
)


def test_the_invoice_that_comes_while_its_collection_is_kept_is_not_missed(
    real_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The collection is kept, not committed; the invoice is stored meanwhile and waits for that."""
    batch = imports.preview(real_cast.finance, FILE)
    confirm_import(actor=real_cast.finance, now=sales.NOON, batch_id=batch.pk)
    kept, stored = threading.Event(), threading.Event()
    keeps = apply_sales_import.staged_waiting.keep

    def keep_and_wait(*arguments: Any, **named: Any) -> None:
        keeps(*arguments, **named)
        kept.set()
        assert not stored.wait(0.5), "the invoice did not wait"

    monkeypatch.setattr(apply_sales_import.staged_waiting, "keep", keep_and_wait)

    def store() -> None:
        assert kept.wait(20)
        sales.invoice(real_cast, number=77)
        stored.set()

    raised = together(lambda: imports.work(real_cast.finance, batch), store)
    assert raised == []
    assert Collection.objects.count() == 1
    assert WaitingCollection.objects.get().status == "APPLIED"


def test_the_collection_that_comes_while_its_invoice_is_stored_is_not_missed(
    real_cast: Cast,
) -> None:
    """The invoice is stored, not committed; the file finds it once it is."""
    batch = imports.preview(real_cast.finance, FILE)
    confirm_import(actor=real_cast.finance, now=sales.NOON, batch_id=batch.pk)
    stored, applied = threading.Event(), threading.Event()

    def store() -> None:
        with transaction.atomic():
            sales.invoice(real_cast, number=77)
            stored.set()
            assert not applied.wait(0.5), "the file did not wait"

    def work() -> None:
        assert stored.wait(20)
        imports.work(real_cast.finance, batch)
        applied.set()

    assert together(store, work) == []
    assert Collection.objects.count() == 1
    assert not WaitingCollection.objects.exists()
    batch.refresh_from_db()
    assert imports.outcomes(batch) == {"NEW": 1}


def test_cancelled_and_registered_at_once_it_is_one_of_both(real_cast: Cast) -> None:
    for number in range(77, 83):
        imports.apply(real_cast.finance, FILE.replace("77", str(number)))
        waiting_id = WaitingCollection.objects.get(number=number).pk

        def cancel(pk: int = waiting_id) -> None:
            cancel_waiting(
                actor=real_cast.finance, now=sales.NOON, waiting_id=pk, reason="no corresponde"
            )

        def store(n: int = number) -> None:
            sales.invoice(real_cast, number=n)

        raised = together(cancel, store)
        status = WaitingCollection.objects.get(pk=waiting_id).status
        assert [type(error) for error in raised] == ([Conflict] if status == "APPLIED" else [])
        assert Collection.objects.filter(document__number=number).count() == (status == "APPLIED")
    connection.close()


def test_a_program_that_sends_it_twice_while_the_invoice_comes_gets_one(real_cast: Cast) -> None:
    for number in range(77, 83):
        uid, invoice = uuid.uuid4(), {"type_code": 1, "point_of_sale": 3, "number": number}

        def send(n: dict[str, int] = invoice, key: uuid.UUID = uid) -> None:
            take_collection(
                actor=real_cast.finance, now=sales.NOON, uid=key,
                invoice={"issuer_cuit": sales.ISSUER, **n}, receipt_number="R-1", means="CASH",
                amount_minor=100_000, received_date=date(2026, 11, 12),
            )  # fmt: skip

        def store(n: int = number) -> None:
            sales.invoice(real_cast, number=n)

        assert together(send, store, send) == []
        assert Collection.objects.get(document__number=number).uid == uid
        assert (
            not WaitingCollection.objects.filter(number=number).exclude(status="APPLIED").exists()
        )
    connection.close()
