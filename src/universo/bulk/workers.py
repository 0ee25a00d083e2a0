"""Processes that prepare and compare, and that never outlive the one that started them."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


@contextmanager
def pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Yield the processes; on a failure or an interruption they are ended at once."""
    # Spawned and not forked: the engine runs threads of its own.
    workers = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (os.getpid(),))
    try:
        yield workers
    except BaseException:
        for process in list((workers._processes or {}).values()):
            process.kill()
        raise
    finally:
        workers.shutdown(wait=True, cancel_futures=True)


def _begin(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started us
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def in_order(
    workers: ProcessPoolExecutor,
    work: Callable[[Given], Made],
    given: Iterable[Given],
    *,
    ahead: int,
) -> Iterator[Made]:
    """Yield `work` of each, in order, with at most `ahead` of them under way."""
    waiting: list[Future[Made]] = []
    for one in given:
        waiting.append(workers.submit(work, one))
        if len(waiting) >= ahead:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()
