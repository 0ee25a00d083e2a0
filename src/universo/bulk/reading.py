"""Reading the companies of a file, CSV or Parquet, a row at a time."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from universo.cli.arguments import BadInput
from universo.matching.party import PartyFacts

COLUMNS = (
    "id", "legal_name", "trade_name", "cuit", "phone", "email", "web", "street", "locality",
    "province", "contact",
)  # fmt: skip
_NEEDED = ("id", "legal_name")
_LONGEST = 4_000  # characters of one field; what is longer is no fact of a company
# In the order of COLUMNS, then the list: of the companies of one list at most one is the same as another.
Row = tuple[str, ...]


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the rows of a file. Raises BadInput with the line that cannot be read."""
    rows = _parquet_rows(path) if _is_parquet(path) else _csv_rows(path)
    for line, row in enumerate(rows, 2):
        if not row[0]:
            raise BadInput(f"En «{path.name}», a la fila {line} le falta el id.")
        yield *row, ""


def estimated_rows(path: Path) -> int:
    """Return about how many companies a file holds, quickly."""
    if _is_parquet(path):
        return int(_parquet(path).metadata.num_rows)
    with path.open("rb") as raw:
        blocks = iter(lambda: raw.read(1 << 20), b"")
        return max(sum(block.count(b"\n") for block in blocks) - 1, 0)


def facts_of(row: Row) -> PartyFacts:
    """Return what a row says of its company, as the matcher reads it."""
    known = dict(zip(COLUMNS, row[: len(COLUMNS)], strict=True))
    return PartyFacts(
        legal_name=known["legal_name"],
        trade_name=known["trade_name"],
        cuit=known["cuit"],
        phones=(known["phone"],) if known["phone"] else (),
        emails=(known["email"],) if known["email"] else (),
        web=known["web"],
        street=known["street"],
        locality=known["locality"],
        province=known["province"],
        contact=known["contact"],
    )


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as raw:
        return raw.read(4) == b"PAR1"


def _parquet_rows(path: Path) -> Iterator[Row]:
    file = _parquet(path)
    places = _places(file.schema_arrow.names, path)
    try:
        for batch in file.iter_batches(batch_size=10_000):
            columns = [_texts(batch, place) for place in places]
            yield from zip(*columns, strict=True)
    except (pa.ArrowException, OSError) as error:
        raise _no_parquet(path, error) from None


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _no_parquet(path, error) from None


def _no_parquet(path: Path, error: Exception) -> BadInput:
    what = str(error).partition("\n")[0].rstrip(".")
    return BadInput(f"«{path.name}» no se puede leer como Parquet: {what}.")


def _texts(batch: pa.RecordBatch, place: int | None) -> list[str]:
    if place is None:
        return [""] * batch.num_rows
    return [_clean(str(value)) if value is not None else "" for value in batch[place].to_pylist()]


def _csv_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding=_encoding(path), newline="", errors="replace") as text:
        reader = csv.reader(text, delimiter=_delimiter(text), strict=False)
        try:
            places = _places(next(reader, []), path)
            for values in reader:
                if any(values):
                    yield tuple(
                        "" if place is None or place >= len(values) else _clean(values[place])
                        for place in places
                    )
        except csv.Error as error:
            raise BadInput(
                f"«{path.name}» no se puede leer como CSV, línea {reader.line_num}: {error}."
            ) from None


def _clean(text: str) -> str:
    return text.translate(_NO_CONTROLS).strip()[:_LONGEST]


_NO_CONTROLS = {0: None, 9: " "}  # a tabulator separates fields of ours


def _encoding(path: Path) -> str:
    """Guess between UTF-8 and the Windows-1252 of spreadsheets, from the first million bytes."""
    with path.open("rb") as raw:
        sample = raw.read(1_000_000)
    if b"\0" in sample:
        raise BadInput(f"«{path.name}» no es un texto: guárdelo como CSV en UTF-8, o como Parquet.")
    try:
        sample[: sample.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(text: TextIO) -> str:
    header = text.readline()
    text.seek(0)
    return max(",;\t", key=header.count)


def _places(names: Sequence[str], path: Path) -> list[int | None]:
    """Return where each of COLUMNS stands in the file; the id may be called query_id."""
    found = {name.strip().lower(): place for place, name in enumerate(names)}
    found.setdefault("id", found.get("query_id", -1))
    places = [found.get(name) for name in COLUMNS]
    missing = [name for name in _NEEDED if found.get(name, -1) < 0]
    if missing:
        raise BadInput(f"A «{path.name}» le falta la columna {' y '.join(missing)}.")
    return places


def in_chunks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Yield lists of at most `size` rows."""
    while chunk := list(islice(rows, size)):
        yield chunk
