"""A list counted by several connections at once, as when two of its files end together."""

import threading

from django.db import connection

from builders import NOON
from cast import Cast
from evaluating import known
from universo.customers.figures import count_list
from universo.customers.models import ListFigures

TIMES = 15


def test_two_that_count_a_list_at_once_leave_its_figures_once(real_cast: Cast) -> None:
    owner_id = real_cast.reseller_partner.pk
    known(real_cast.reseller, owner_id)
    start, raised = threading.Barrier(4), []

    def run() -> None:
        try:
            start.wait()
            for _time in range(TIMES):
                count_list(now=NOON, owner_id=owner_id)
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    assert ListFigures.objects.get(owner_id=owner_id, is_part=False).figures["size"] == 1
