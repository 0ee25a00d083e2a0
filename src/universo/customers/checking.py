"""What a file would do, row by row, before anything is stored: the preview, and the rows left out."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TextIO

from django.db.models import QuerySet
from django.utils import translation

from universo.customers.customer_data import CustomerData
from universo.customers.intake import files as kept_rows
from universo.customers.intake.reading import RowReader
from universo.customers.intake.refusals import Problem
from universo.customers.models import CustomerImport, KnownCustomer
from universo.domain.cells import text_cell
from universo.domain.places import PROVINCES, place_key
from universo.program.models import Province
from universo.tabular import files
from universo.tabular.shape import ADDED, Shape, title_key
from universo.tabular.tables import Row, rows_of

CHUNK = 5_000
SHOWN_ROWS, SHOWN_PROBLEMS = 20, 100
NEW, CHANGED, SAME, REJECTED = "new", "changed", "same", "rejected"
_STORED = tuple(name for name in kept_rows.COLUMNS if name != "external_id")
_COLUMNS = tuple("province_id" if name == "province" else name for name in _STORED)


def province_letters() -> dict[str, str]:
    """Return the letter of each province by its letter, by its name and by what people write."""
    rows = list(Province.objects.values_list("letter", "name"))
    return (
        PROVINCES
        | {letter: letter for letter, _n in rows}
        | {place_key(name): letter for letter, name in rows}
    )


@dataclass(slots=True)
class Checked:
    """One row: where it stands, what it says, what is wrong and what it would do."""

    number: int
    cells: Sequence[str]
    data: CustomerData | None
    problems: tuple[Problem, ...]
    outcome: str = REJECTED


@dataclass
class Tally:
    """What is counted over the whole file."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    warned: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: Checked) -> None:
        """Count a row, and keep it to be shown if it is among the first of its kind."""
        self.outcomes[row.outcome] += 1
        self.problems.update(problem.code for problem in row.problems)
        self.warned += bool(row.data and row.problems)
        if row.data is not None and len(self.rows) < SHOWN_ROWS:
            values = {name: getattr(row.data, name) for name in kept_rows.COLUMNS}
            self.rows.append({"row": row.number, "outcome": row.outcome, **values})
        if row.problems and len(self.wrong) < SHOWN_PROBLEMS:
            said = [[one.code, one.about[:200]] for one in row.problems]
            cells = [str(cell)[:80] for cell in row.cells[:6]]
            wrong = {"row": row.number, "rejected": row.data is None, "said": said, "cells": cells}
            self.wrong.append(wrong)

    def counts(self, missing: int) -> dict[str, Any]:
        """Return what is stored with the import."""
        found = {name: self.outcomes[name] for name in (NEW, CHANGED, SAME, REJECTED)}
        told = {"rows": self.outcomes.total(), "warned": self.warned, "missing": missing}
        return {**found, **told, "problems": dict(self.problems)}


class Check:
    """Reads the file of an import once; memory is that of a chunk and of the codes seen."""

    def __init__(self, found: CustomerImport) -> None:
        self._found = found
        self._shape = Shape.from_json(found.shape)
        self._reader = RowReader(found.mapping, province_letters())
        self._seen: dict[str, int] = {}
        self._named: set[str] = set()  # codes of rows left out: they are on the list all the same
        rows = KnownCustomer.objects.filter(owner_id=found.owner_id, source_id=found.source_id)
        self._known = rows
        self._is_first = not rows.exists()
        self.tally = Tally()

    def run(self) -> Iterator[int]:
        """Check chunk by chunk; yields the rows behind it. Raises FileRefused for a spoilt file."""
        name = self._found.stored_as
        source = files.path_of(name)
        with ExitStack() as open_files, translation.override("es-ar"):
            rows, rejects = (
                open_files.enter_context(
                    files.path_of(name, suffix).open("w", encoding=code, newline="")
                )
                for suffix, code in ((files.ROWS, "utf-8"), (files.REJECTS, "utf-8-sig"))
            )
            writer = csv.writer(rejects, delimiter=";", lineterminator="\r\n")
            writer.writerow([*map(text_cell, self._titles()), *ADDED])
            table = rows_of(source, self._shape)
            while chunk := [self._read(row) for row in islice(table, CHUNK)]:
                self._compare(chunk)
                self._write(chunk, rows, writer)
                yield self.tally.outcomes.total()
        if self._found.is_whole_list:
            kept_rows.write_codes(name, self._seen.keys() | self._named)

    def missing(self) -> int:
        """Count the customers of the source that a whole list no longer has."""
        if not self._found.is_whole_list or self._is_first:
            return 0
        codes = retirable(self._found).values_list("external_id", flat=True)
        listed = self._seen.keys() | self._named
        return sum(1 for code in codes.iterator(CHUNK) if code not in listed)

    def _titles(self) -> list[str]:
        """The columns as they came, but for those that our own file had added."""
        return [t for t in self._shape.titles if title_key(t) not in ADDED]

    def _read(self, row: Row) -> Checked:
        number, cells = row
        read = self._reader.read(cells)
        if read.data is None:
            if read.code:
                self._named.add(read.code)
            return Checked(number, cells, None, read.problems)
        first = self._seen.setdefault(read.data.code, number)
        if first != number:
            return Checked(number, cells, None, (Problem("repeated", str(first)), *read.problems))
        return Checked(number, cells, read.data, read.problems, NEW)

    def _compare(self, chunk: list[Checked]) -> None:
        """Tell what is new from what is stored already, in one question."""
        if self._is_first:
            return
        codes = [row.data.code for row in chunk if row.data]
        stored = {
            code: None if retired else tuple(facts)
            for code, retired, *facts in self._known.filter(external_id__in=codes).values_list(
                "external_id", "retired_at", *_COLUMNS
            )
        }
        for row in chunk:
            if row.data is not None and row.data.code in stored:
                mine = tuple(getattr(row.data, name) or _empty(name) for name in _STORED)
                row.outcome = SAME if stored[row.data.code] == mine else CHANGED

    def _write(self, chunk: list[Checked], rows: TextIO, rejects: Any) -> None:
        titles = [title_key(title) for title in self._shape.titles]
        for row in chunk:
            self.tally.add(row)
            if row.outcome in (NEW, CHANGED) and row.data is not None:
                rows.write(kept_rows.row_line(row.data))
            elif row.data is None:
                cells = [*row.cells, *[""] * (len(titles) - len(row.cells))]
                kept = [c for c, t in zip(cells, titles, strict=False) if t not in ADDED]
                said = " ".join(problem.text() for problem in row.problems)
                rejects.writerow(
                    [text_cell(" ".join(c.split())) for c in kept] + [row.number, said]
                )


def retirable(found: CustomerImport) -> QuerySet[KnownCustomer]:
    """Return whom a whole list may retire: who was on the list of its source when the file came.

    A file cannot miss who was added after it, however long it waited to be confirmed.
    """
    return KnownCustomer.objects.filter(
        owner_id=found.owner_id,
        source_id=found.source_id,
        retired_at__isnull=True,
        recorded_at__lte=found.uploaded_at,
    )


def _empty(name: str) -> str | None:
    return None if name == "province" else ""
