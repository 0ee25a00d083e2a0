"""What is written: CSV and Parquet with the same rows, whole or not at all."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from universo.matching.judge import DIFFERENT

SCHEMA = pa.schema(
    [
        ("query_id", pa.string()),
        ("outcome", pa.string()),
        ("match_id", pa.string()),
        ("score", pa.float64()),
        ("rank", pa.int32()),
        ("explanation", pa.string()),
        ("probability", pa.float64()),
        ("evidence", pa.string()),
    ]
)
_ROW_GROUP = 20_000  # rows that Parquet packs together
Row = tuple[Any, ...]  # in the order of SCHEMA


def rows_of(query_id: str, answers: str | None) -> list[Row]:
    """Return the rows of one query, best first; one row `different` where there is no answer."""
    found = json.loads(answers or "[]")
    if not found:
        return [(query_id, DIFFERENT, "", None, 1, "", None, "[]")]
    return [
        (query_id, outcome, match_id, score, rank, explanation, probability, evidence)
        for rank, (outcome, match_id, score, explanation, probability, evidence) in enumerate(
            found, 1
        )
    ]


class Results:
    """Both files, under their names only when `finish` is called; otherwise they are removed."""

    def __init__(self, output: Path) -> None:
        """`output` is the name without ending."""
        self._names = [output.with_name(output.name + ending) for ending in (".csv", ".parquet")]
        self._parts = [name.with_name(f".{name.name}.{os.getpid()}.part") for name in self._names]
        # Plain UTF-8: this file is for programs, and the same as that of `match`.
        self._text = self._parts[0].open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._text, lineterminator="\n")
        self._csv.writerow(SCHEMA.names)
        self._parquet = pq.ParquetWriter(self._parts[1], SCHEMA, compression="zstd")
        self._waiting: list[Row] = []

    def __enter__(self) -> "Results":
        return self

    def __exit__(self, *_failure: object) -> None:
        """Remove what was not finished."""
        self._close()
        for part in self._parts:
            part.unlink(missing_ok=True)

    def write(self, rows: list[Row]) -> None:
        """Add rows to both."""
        self._csv.writerows(rows)
        self._waiting += rows
        if len(self._waiting) >= _ROW_GROUP:
            self._write_group()

    def _write_group(self) -> None:
        if self._waiting:
            columns = zip(zip(*self._waiting, strict=True), SCHEMA, strict=True)
            arrays = [pa.array(column, field.type) for column, field in columns]
            self._parquet.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))
            self._waiting = []

    def finish(self) -> list[Path]:
        """Give both files their names, which are returned."""
        self._write_group()
        self._close()
        for part, name in zip(self._parts, self._names, strict=True):
            part.replace(name)
        return self._names

    def _close(self) -> None:
        self._text.close()
        self._parquet.close()
