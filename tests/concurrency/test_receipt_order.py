"""Many senders at once, on real transactions: one order, one notice per id, one whole chain (P-5)."""

import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from builders import new_uid, notice_data
from cast import Cast
from universo.audit.models import JournalEntry
from universo.audit.queries import journal_faults
from universo.errors import Conflict, DomainError
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.opportunities.models import Notice
from universo.opportunities.receipt import is_genuine
from universo.usecases.submit_notice import submit_notice
from universo.usecases.withdraw_notice import withdraw_notice

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS = 12


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run each act in its own thread and connection, started together; return results or errors."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)
    return results


def sending(actor: Actor, uid: Any = None, **changes: Any) -> Callable[[], Notice]:
    own, data = uid or new_uid(), notice_data(**changes)
    return lambda: submit_notice(actor=actor, clock=timezone.now, uid=own, data=data)


def assert_one_order() -> list[Notice]:
    notices = list(Notice.objects.order_by("number"))
    assert [n.number for n in notices] == list(range(1, len(notices) + 1))
    instants = [n.received_at for n in notices]
    assert all(a < b for a, b in pairwise(instants))  # type: ignore[operator]
    assert journal_faults() == []
    assert [e.subject_id for e in JournalEntry.objects.order_by("sequence")] == [
        n.pk for n in notices
    ]
    assert all(is_genuine(n) for n in notices)
    return notices


def test_different_customers_get_one_order(real_cast: Cast) -> None:
    senders = [real_cast.sponsor, real_cast.referrer, real_cast.outsider]
    results = at_once([sending(senders[i % 3]) for i in range(SENDERS)])
    assert [r for r in results if isinstance(r, Exception)] == []
    assert len(assert_one_order()) == SENDERS


def test_the_same_customer_by_several_sponsors_has_exactly_one_first(real_cast: Cast) -> None:
    senders = [real_cast.sponsor, real_cast.referrer, real_cast.outsider]
    name = "Almacén Disputado S.A."
    results = at_once([sending(actor, legal_name=name) for actor in senders])
    assert [r for r in results if isinstance(r, Exception)] == []
    assert {r.number for r in results} == {1, 2, 3}
    assert_one_order()


def test_one_sponsor_cannot_open_the_same_customer_twice(real_cast: Cast) -> None:
    name = "Almacén Repetido S.A."
    results = at_once([sending(real_cast.sponsor, legal_name=name) for _ in range(8)])
    refused = [r for r in results if isinstance(r, DomainError)]
    assert len(refused) == 7
    assert {r.code for r in refused} == {"already_open"}
    assert len(assert_one_order()) == 1


def test_a_double_click_gives_one_notice_and_the_same_receipt(real_cast: Cast) -> None:
    uid, data = new_uid(), notice_data()

    def click() -> Notice:
        return submit_notice(actor=real_cast.sponsor, clock=timezone.now, uid=uid, data=data)

    results = at_once([click] * 8)
    assert {(r.pk, r.signature) for r in results} == {(results[0].pk, results[0].signature)}
    assert len(assert_one_order()) == 1
    assert Mail.objects.count() == 2  # one to the sponsor, one to the executive


def test_two_bodies_under_one_id_leave_one_notice_and_a_conflict(real_cast: Cast) -> None:
    uid = new_uid()
    results = at_once([sending(real_cast.sponsor, uid) for _ in range(2)])
    assert sorted(type(r).__name__ for r in results) == ["Conflict", "Notice"]
    assert len(assert_one_order()) == 1


def test_withdrawing_twice_at_once_happens_once(real_cast: Cast) -> None:
    notice = sending(real_cast.sponsor)()

    def act() -> Notice:
        return withdraw_notice(actor=real_cast.sponsor, now=timezone.now(), notice_id=notice.pk)

    results = at_once([act] * 4)
    assert sum(isinstance(r, Conflict) for r in results) == 3
    assert Mail.objects.filter(key__startswith="notice_withdrawn").count() == 1


def test_a_customer_held_too_long_is_told_as_busy(real_cast: Cast) -> None:
    from django.db import OperationalError, transaction

    from universo.opportunities.clients import lock_clients

    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock_clients(["name:almacen ocupado"])
            held.set()
            go_on.wait(timeout=30)

    def wait_in_vain() -> Any:
        held.wait(timeout=10)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 200")
            return sending(real_cast.sponsor, legal_name="Almacén Ocupado S.A.")()
        finally:
            go_on.set()

    results = at_once([hold, wait_in_vain])
    assert isinstance(results[1], OperationalError)
    assert not Notice.objects.exists()
