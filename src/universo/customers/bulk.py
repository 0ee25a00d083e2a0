"""Storing a whole list of customers: any number of rows, in chunks, with the memory of a few chunks."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter

from django.db import transaction

from universo.customers import keeping, list_rows
from universo.customers.customer_data import CustomerData
from universo.customers.list_rows import ListOf, Stored
from universo.customers.making import FIELDS, Ready, Values, Workshop, ahead
from universo.customers.operations import lock_list
from universo.identity.actor import Actor
from universo.program.models import Province

CHUNK = 5_000  # rows of one transaction
FILE_AT_ONCE = 20_000  # rows of one load whose keys are filed with them; those of more wait
FILE_EVERY = 250_000  # rows; the index takes many keys much faster than many times a few
COUNT_FROM = 5_000  # changed rows from which on the holders of keys are counted anew

_WRITTEN = tuple("province" if name == "province_id" else name for name in FIELDS)
_read = attrgetter(*_WRITTEN)


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


@dataclass(slots=True)
class _Chunk:
    """Rows on their way: by code, and those that are being made ready."""

    values: dict[str, Values]
    begun: list[str]
    ready: "Future[list[tuple[str, ...]]]"


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
    retired is a customer again from `now` on; a row that became another company (`proof`) dates from
    `now`; of any other `recorded_at` stays (R-8, check 4).

    Must not run inside a transaction: each chunk is one of its own, under the lock of the list, and
    `progress` is called at its end, inside it, with the counts so far: what it writes is kept with
    the chunk, and if it raises, that chunk is undone and those before stay.
    The same rows again change nothing, so a load that was cut short is simply run again. Of two
    rows with one code the later one counts. In a long load customers can be found some seconds after
    they were stored, all of them when this returns. Raises NotPermitted for a list that is not the
    actor's, ValueError for a row with neither code nor CUIT.
    """
    counts = Counts()
    its = ListOf(owner_id, source_id, actor.user_id, now)
    waiting = 0
    provinces = dict(Province.objects.values_list("letter", "name"))
    try:
        with Workshop(provinces) as shop:
            for chunk in ahead(_begun(shop, its, rows), 3):
                at_once = counts.new + counts.changed < FILE_AT_ONCE
                with transaction.atomic():
                    lock_list(actor, owner_id)
                    counts, filed_later = _store(shop, its, chunk, counts, at_once=at_once)
                    if progress is not None:
                        progress(counts)
                waiting += filed_later
                if waiting >= FILE_EVERY:
                    keeping.file_waiting()
                    waiting = 0
    finally:
        if waiting:
            keeping.file_waiting()
    if counts.new + counts.changed >= COUNT_FROM:
        keeping.count_holders()
    return counts


def _begun(shop: Workshop, its: ListOf, rows: Iterable[CustomerData]) -> Iterator[_Chunk]:
    """Yield chunks whose rows are being made ready, but for those that are stored as they are."""
    is_empty = its.is_empty()
    for chunk in _chunks(rows):
        values = {data.code: _values(data) for data in chunk}
        # What is stored is looked at again under the lock: this only saves work.
        stored = {} if is_empty else its.stored(values)
        todo = [
            code for code in values if code not in stored or values[code] != stored[code].values
        ]
        yield _Chunk(values, todo, shop.begin([values[code] for code in todo]))


def _values(data: CustomerData) -> Values:
    values: list[str | None] = list(_read(data))
    values[_PROVINCE] = values[_PROVINCE] or None
    return tuple(values)


_PROVINCE = FIELDS.index("province_id")


def _store(
    shop: Workshop, its: ListOf, chunk: _Chunk, counts: Counts, *, at_once: bool
) -> tuple[Counts, int]:
    """Store a chunk and return the counts with it, and of how many rows the keys wait."""
    stored = its.stored(chunk.values)
    ready = dict(zip(chunk.begun, map(Ready._make, chunk.ready.result()), strict=True))
    new = [code for code in chunk.values if code not in stored]
    changed = [code for code, row in stored.items() if _differs(chunk.values[code], row)]
    if missing := [code for code in (*new, *changed) if code not in ready]:
        late = shop.begin([chunk.values[code] for code in missing]).result()
        ready |= zip(missing, map(Ready._make, late), strict=True)
    list_rows.add(its, [(code, chunk.values[code], ready[code]) for code in new], file_keys=at_once)
    list_rows.change(its, [(stored[code], chunk.values[code], ready[code]) for code in changed])
    same = len(chunk.values) - len(new) - len(changed)
    after = Counts(counts.new + len(new), counts.changed + len(changed), counts.same + same)
    return after, 0 if at_once else len(new)


def _differs(values: Values, row: Stored) -> bool:
    return row.is_retired or values != row.values


def _chunks(rows: Iterable[CustomerData]) -> Iterator[list[CustomerData]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        for data in chunk:
            if not data.code:
                raise ValueError("a customer of a list needs a code or a CUIT")
        yield chunk
