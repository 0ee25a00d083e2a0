"""What the guarantees cost, against the bare writes that they are made of."""

import statistics
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

import builders
from builders import NOON
from cast import Cast
from sales_cases import DAY, linked
from universo.usecases.record_collection import record_collection
from universo.usecases.submit_notice import submit_notice

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
ROUNDS = 60


def _median_ms(act: Callable[[int], object]) -> float:
    spent = []
    for round_number in range(ROUNDS):
        begun = time.process_time()
        act(round_number)
        spent.append((time.process_time() - begun) * 1_000)
    return statistics.median(spent)


def _bare_append(round_number: int) -> None:
    """The least that an ordered receipt needs: lock the head, insert, move the head."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT last_sequence FROM audit_journalhead WHERE id = 1 FOR UPDATE")
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS bare (n serial, at timestamptz, hash text)")
        cursor.execute("INSERT INTO bare (at, hash) VALUES (now(), %s)", [uuid.uuid4().hex])
        cursor.execute("UPDATE audit_journalhead SET last_hash = last_hash WHERE id = 1")


def test_cost_of_a_receipt(cast: Cast, report: Callable[[list[str]], None]) -> None:
    def send(round_number: int) -> None:
        submit_notice(
            actor=cast.sponsor,
            clock=lambda: NOON + timedelta(seconds=round_number),
            uid=uuid.uuid4(),
            data=builders.notice_data(legal_name=f"Cliente {uuid.uuid4().hex[:12]} S.A."),
        )

    send(-1)
    full, bare = _median_ms(send), _median_ms(_bare_append)
    report(
        [
            f"processor time of this process, median of {ROUNDS} rounds",
            f"a notice sent, with draft, term, hash, signature, audit, mails: {full:.2f} ms",
            f"a bare ordered append: {bare:.2f} ms",
            f"ratio: {full / bare:.1f}",
        ]
    )


def test_cost_of_a_collection(cast: Cast, report: Callable[[list[str]], None]) -> None:
    document, _notice = linked(cast)

    def collect(round_number: int) -> None:
        record_collection(
            actor=cast.finance,
            now=NOON,
            uid=uuid.uuid4(),
            document_id=document.pk,
            receipt_number=f"R-{round_number}",
            means="TRANSFER",
            amount_minor=10_000,
            received_date=DAY,
        )

    collect(-1)
    full, bare = _median_ms(collect), _median_ms(_bare_append)
    report(
        [
            f"processor time of this process, median of {ROUNDS} rounds, one invoice",
            f"a collection recorded with its reward booked: {full:.2f} ms",
            f"a bare ordered append: {bare:.2f} ms",
            f"ratio: {full / bare:.1f}",
        ]
    )
