"""Both sides made ready for the engine: companies packed, their keys as numbers, in Parquet."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from universo.bulk.progress import Progress
from universo.bulk.reading import Row, facts_of, in_chunks
from universo.bulk.workers import in_order
from universo.matching.keys import all_keys_of
from universo.matching.party import prepare

CHUNK = 5_000  # companies of one file
_PARTY = pa.schema(
    [("no", pa.int64()), ("id", pa.string()), ("list", pa.string()), ("packed", pa.string())]
)
_KEY = pa.schema([("no", pa.int64()), ("kind", pa.string()), ("key", pa.int64())])
_SCHEMAS = {"parties": _PARTY, "keys": _KEY}


@dataclass(frozen=True, slots=True)
class Side:
    """The folders of one side, and how many companies it holds, numbered 0, 1, 2 …"""

    parties: Path
    keys: Path
    size: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    first: int
    rows: list[Row]
    folder: Path


def prepare_side(
    rows: Iterator[Row], folder: Path, workers: ProcessPoolExecutor, progress: Progress, ahead: int
) -> Side:
    """Prepare all companies of a side into `folder`, with `ahead` chunks in memory at most."""
    for name in _SCHEMAS:
        (folder / name).mkdir(parents=True)
    done = 0
    for count in in_order(workers, _write, _chunks(rows, folder), ahead=ahead):
        done += count
        progress.tell(done)
    if not done:  # an engine wants at least the columns
        _write(_Chunk(0, [], folder))
    progress.end(done)
    return Side(folder / "parties", folder / "keys", done)


def _chunks(rows: Iterator[Row], folder: Path) -> Iterator[_Chunk]:
    first = 0
    for chunk in in_chunks(rows, CHUNK):
        yield _Chunk(first, chunk, folder)
        first += len(chunk)


def _write(chunk: _Chunk) -> int:
    parties: list[tuple[int, str, str, str]] = []
    keys: list[tuple[int, str, int]] = []
    for number, row in enumerate(chunk.rows, chunk.first):
        party = prepare(facts_of(row))
        parties.append((number, row[0], row[-1], party.pack()))
        keys += [(number, key.kind, key.number) for key in all_keys_of(party)]
    for name, rows in (("parties", parties), ("keys", keys)):
        _store(rows, _SCHEMAS[name], chunk.folder / name / f"{chunk.first:09d}.parquet")
    return len(parties)


def _store(rows: Sequence[tuple[Any, ...]], schema: pa.Schema, path: Path) -> None:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
