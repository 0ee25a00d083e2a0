"""Making customers of a list ready, in other processes where they are many: nothing here knows Django."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing import get_context
from os import cpu_count, nice
from signal import SIG_IGN, SIGINT, signal
from types import TracebackType
from typing import NamedTuple, TypeVar

from universo.matching.keys import numbers_of
from universo.matching.party import Party, PartyFacts, prepare

FIELDS = (
    "legal_name", "trade_name", "cuit", "province_id", "locality", "street", "phone", "email", "web",
    "contact_name",
)  # fmt: skip
SEVERAL = {"phone": " / ", "email": "; "}  # what stands between several in one field
Values = tuple[str | None, ...]  # of FIELDS; a province is its letter
Chunk = TypeVar("Chunk")


class Ready(NamedTuple):
    """What is stored of a company besides what was written. `numbers`: of its keys, an array's text."""

    packed: str
    numbers: str
    name_key: str

    def key_numbers(self) -> list[int]:
        """Return the numbers of its keys, in order."""
        return [int(number) for number in self.numbers[1:-1].split(",") if number]


def facts_of(values: Values, provinces: Mapping[str, str]) -> PartyFacts:
    """Return the facts as the matcher reads them; `provinces` maps letters to names."""
    given = dict(zip(FIELDS, values, strict=True))
    return PartyFacts(
        legal_name=given["legal_name"] or "",
        trade_name=given["trade_name"] or "",
        cuit=given["cuit"] or "",
        phones=_several("phone", given["phone"]),
        emails=_several("email", given["email"]),
        web=given["web"] or "",
        street=given["street"] or "",
        locality=given["locality"] or "",
        province=provinces.get(given["province_id"] or "", ""),
        contact=given["contact_name"] or "",
    )


def _several(field: str, text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split(SEVERAL[field]) if part)


def make_ready(rows: Sequence[Values], provinces: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Make companies ready, each as the fields of Ready: the work of one process."""
    return [_ready(prepare(facts_of(values, provinces))) for values in rows]


def _ready(party: Party) -> tuple[str, ...]:
    names = dict.fromkeys(" ".join(name.words) for name in (party.legal, party.trade) if name.words)
    return (
        party.pack(),
        f"{{{','.join(map(str, numbers_of(party)))}}}",
        " | ".join(names)[:330],
    )


class Workshop(AbstractContextManager["Workshop"]):
    """Processes that make companies ready while others are being stored; none for a short list."""

    FEW = 1_000

    def __init__(self, provinces: Mapping[str, str]) -> None:
        """`provinces` maps letters to names."""
        self._provinces = dict(provinces)
        self._pool: ProcessPoolExecutor | None = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def begin(self, rows: Sequence[Values]) -> "Future[list[tuple[str, ...]]]":
        """Begin to make rows ready; the answer comes when it is done."""
        if self._pool is None and len(rows) < self.FEW:
            done: Future[list[tuple[str, ...]]] = Future()
            done.set_result(make_ready(rows, self._provinces))
            return done
        if self._pool is None:
            # Spawned, not forked: the parent holds a connection to the database.
            self._pool = ProcessPoolExecutor(
                cpu_count() or 1, mp_context=get_context("spawn"), initializer=_begin_work
            )
        return self._pool.submit(make_ready, rows, self._provinces)


def _begin_work() -> None:
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the parent
    nice(5)


def ahead(items: Iterable[Chunk], count: int) -> Iterator[Chunk]:
    """Yield the items in order, having taken `count` more than were asked for."""
    waiting: list[Chunk] = []
    for item in items:
        waiting.append(item)
        if len(waiting) > count:
            yield waiting.pop(0)
    yield from waiting
