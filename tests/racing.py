"""Calls at the same moment, each on a thread and a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

PATIENCE = 60  # seconds, after which a call that never ends fails its test


def race(*calls: Callable[[], Any]) -> list[BaseException | None]:
    """Start all calls at once; return what each raised, None for those that ended well."""
    return [one if isinstance(one, BaseException) else None for one in answers(*calls)]


def together(*calls: Callable[[], Any]) -> list[BaseException]:
    """Start all calls at once; return what was raised."""
    return [one for one in race(*calls) if one is not None]


def answers(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at once; return what each gave, or raised."""
    outcomes: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index: int, call: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[index] = call()
        except BaseException as error:  # handed to the test, which looks at each
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a call never came back"
    return outcomes
