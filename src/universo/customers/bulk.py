"""Storing a whole list of customers: any number of rows, in chunks, with the memory of one chunk."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from universo.customers.customer_data import CustomerData
from universo.customers.operations import CHANGED, NEW, lock_list, store_line
from universo.identity.actor import Actor

CHUNK = 5_000  # rows of one transaction


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to the rows so far; `total` is their sum."""

    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def total(self) -> int:
        """Rows dealt with."""
        return self.new + self.changed + self.same


Progress = Callable[[Counts], None]


def store_many(
    *,
    actor: Actor,
    now: datetime,
    owner_id: int | None,
    rows: Iterable[CustomerData],
    source_id: int | None = None,
    progress: Progress | None = None,
) -> Counts:
    """Add or change the customers of a list by source and code (`external_id`, else CUIT).

    Codes are the source's own: without `source_id` they are those written by hand. Who had been
    retired is a customer again from `now` on (operations.store_line).

    Must not run inside a transaction: each chunk is one of its own, under the lock of the list, and
    `progress` is called at its end, inside it, with the counts so far: what it writes is kept with
    the chunk, and if it raises, that chunk is undone and those before stay.
    The same rows again change nothing, so a load that was cut short is simply run again. Of two
    rows with one code the later one counts. Raises NotPermitted for a list that is not the actor's,
    ValueError for a row with neither code nor CUIT.
    """
    counts = Counts()
    for chunk in _chunks(rows):
        with transaction.atomic():
            lock_list(actor, owner_id)
            outcomes = [
                store_line(
                    actor=actor, now=now, owner_id=owner_id, data=data, source_id=source_id
                ).outcome
                for data in chunk
            ]
            new, changed = outcomes.count(NEW), outcomes.count(CHANGED)
            same = len(outcomes) - new - changed
            counts = Counts(counts.new + new, counts.changed + changed, counts.same + same)
            if progress is not None:
                progress(counts)
    return counts


def _chunks(rows: Iterable[CustomerData]) -> Iterator[list[CustomerData]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        for data in chunk:
            if not data.code:
                raise ValueError("a customer of a list needs a code or a CUIT")
        yield chunk
