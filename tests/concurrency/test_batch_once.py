"""A batch sent by several connections at once, as a client does that lost the answer."""

import threading
from typing import Any

from django.db import connection

from builders import NOON
from cast import Cast
from universo.customers.models import CustomerSource, KnownCustomer
from universo.errors import Conflict
from universo.identity.models import ApiAnswer
from universo.usecases.store_customers import ClientKey, Row, Target, store_batch

SENDERS = 4


def _rows(*codes: str) -> list[Row]:
    return [Row({"external_id": code, "legal_name": f"Cliente {code} S.A."}, {}) for code in codes]


def _send(cast: Cast, batches: list[tuple[ClientKey | None, list[Row]]]) -> tuple[list[Any], ...]:
    """Send all at once, each on its own connection; return what was answered and what was raised."""
    start = threading.Barrier(len(batches))
    answered: list[Any] = []
    raised: list[Any] = []

    def run(client: ClientKey | None, rows: list[Row]) -> None:
        target = Target(cast.reseller_partner.pk, "Tango")
        try:
            start.wait()
            answered.append(
                store_batch(actor=cast.reseller, now=NOON, target=target, rows=rows, client=client)
            )
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered, raised


def test_one_batch_sent_by_four_at_once_is_stored_once(real_cast: Cast) -> None:
    client, rows = ClientKey("lote-1", "a" * 64), _rows("A", "B")
    answered, raised = _send(real_cast, [(client, rows)] * SENDERS)
    assert raised == []
    assert len({text for text, _again in answered}) == 1
    assert sorted(again for _text, again in answered) == [False, True, True, True]
    assert (KnownCustomer.objects.count(), ApiAnswer.objects.count()) == (2, 1)


def test_two_batches_under_one_key_leave_one_and_a_conflict(real_cast: Cast) -> None:
    first = (ClientKey("lote-1", "a" * 64), _rows("A"))
    second = (ClientKey("lote-1", "b" * 64), _rows("B"))
    answered, raised = _send(real_cast, [first, second])
    assert [again for _text, again in answered] == [False]
    assert [type(error) for error in raised] == [Conflict]
    assert KnownCustomer.objects.count() == 1


def test_a_source_is_made_once_by_four_that_use_it_first(real_cast: Cast) -> None:
    batches = [(None, _rows(f"C-{number}")) for number in range(SENDERS)]
    answered, raised = _send(real_cast, batches)
    assert (len(answered), raised) == (SENDERS, [])
    assert (CustomerSource.objects.count(), KnownCustomer.objects.count()) == (1, SENDERS)
