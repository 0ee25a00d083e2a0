"""Of any number of notices for one customer sent at the same moment, exactly one has no earlier
duplicate, whatever the order of the searches (P-5, protocols 1, 2 and 7)."""

import random
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

import builders
from builders import new_uid, notice_data
from cast import Cast
from universo.evaluation.models import CheckKind, Finding
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.submit_notice import submit_notice

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS = 64
NAMES = (
    "Ferretería Ñandubay Hermanos S.R.L.", "FERRETERIA NANDUBAY HNOS SRL", "Ferreteria Ñandubay Hermanos",
    "Ñandubay Hermanos Ferretería S.R.L.", "Ferretería Ñandubai Hermanos SRL", "Ferretería Ñandubay Hnos.",
    "Ferreteria Nandubay Hermanos Sociedad de Responsabilidad Limitada", "ÑANDUBAY HERMANOS FERRETERIA",
)  # fmt: skip
PHONES = ("011 4743-2210", "+54 11 4743 2210", "(011) 47432210", "11-4743-2210", "54 11 47432210")


def spelt(number: int) -> dict[str, Any]:
    """One customer as the `number`-th sponsor writes him: no two agree in all, each has a name and a phone."""
    chance = random.Random(number)
    return notice_data(
        legal_name=NAMES[number % len(NAMES)],
        phone=PHONES[number % len(PHONES)],
        email=chance.choice(("", "ventas@nandubay.com.ar", "Ventas@Nandubay.com.ar")),
        web=chance.choice(("", "www.nandubay.com.ar")),
        street=chance.choice(("", "Mitre 1450", "Bartolomé Mitre 1450")),
        cuit=chance.choice(("", "", builders.cuit(61_040_056))),
    )


def sponsors(cast: Cast) -> list[Actor]:
    return [
        builders.member(
            builders.partner(f"Promotora {n} S.A.", executive=cast.executive, level="INTRODUCER"),
            f"Persona {n}",
        )
        for n in range(SENDERS)
    ]


def send_and_search(actor: Actor, number: int) -> int:
    """Send, again with the same id when all wait for one lock too long (protocols 3 and 5).

    Every other one is searched for at once, while others are still being sent.
    """
    uid, data = new_uid(), spelt(number)
    for _attempt in range(60):
        try:
            notice = submit_notice(actor=actor, clock=timezone.now, uid=uid, data=data)
            break
        except OperationalError:
            continue
    if number % 2:
        evaluate_notice(now=timezone.now(), notice_id=notice.pk)
    return notice.pk


def at_once(actors: list[tuple[Actor, int]]) -> list[Any]:
    gate = threading.Barrier(len(actors))
    results: list[Any] = []

    def run(actor: Actor, number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            results.append(send_and_search(actor, number))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def in_processes(actors: list[tuple[Actor, int]], processes: int = 4) -> list[Any]:
    """The same from several processes, each with its threads."""
    connections.close_all()
    parts = [actors[n::processes] for n in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        return [one for part in pool.map(at_once, parts) for one in part]


def search_in_any_order(seed: int) -> None:
    ids = list(Notice.objects.values_list("pk", flat=True))
    random.Random(seed).shuffle(ids)
    for pk in ids:
        assert evaluate_notice(now=timezone.now(), notice_id=pk)


def without_an_earlier_one() -> list[int]:
    """The numbers of the notices that no earlier notice speaks against."""
    earlier = {
        (one.check_of.notice_id)
        for one in Finding.objects.select_related("check_of__notice", "other_notice")
        if one.check_of.kind == CheckKind.DUPLICATES
        and one.other_notice is not None
        and (one.other_notice.number or 0) < (one.check_of.notice.number or 0)
    }
    return [n.number or 0 for n in Notice.objects.exclude(pk__in=earlier).order_by("number")]


def test_of_64_at_the_same_moment_exactly_one_has_no_earlier_duplicate(real_cast: Cast) -> None:
    actors = list(zip(sponsors(real_cast), range(SENDERS), strict=True))
    results = at_once(actors)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert len(results) == SENDERS
    # Those searched at once saw every earlier one already: who has a number comes after all before him.
    searched = set(Notice.objects.filter(pk__in=Finding.objects.values("check_of__notice"))
                   .values_list("number", flat=True))  # fmt: skip
    assert len(searched) >= SENDERS // 2 - 1
    search_in_any_order(1)
    assert without_an_earlier_one() == [1]
    search_in_any_order(2)
    assert without_an_earlier_one() == [1]


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(10))
def test_the_same_from_several_processes(real_cast: Cast, round_: int) -> None:
    actors = list(zip(sponsors(real_cast), range(SENDERS), strict=True))
    random.Random(round_).shuffle(actors)
    results = in_processes(actors)
    assert [one for one in results if isinstance(one, Exception)] == []
    search_in_any_order(round_)
    assert without_an_earlier_one() == [1]
