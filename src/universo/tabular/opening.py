"""Deciding what an uploaded file is, unpacking it when it is a ZIP, and finding its columns."""

import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape
from universo.tabular.sheets import SPOILT, sheet_rows, sheets_of
from universo.tabular.tables import Row, csv_rows, find_delimiter, find_encoding

HEAD = 30  # rows that are not blank, among which the heading is looked for
SAMPLES = 5
MAX_SHEETS = 5
MAX_MEMBERS = 2_000
MAX_UNPACKED = 1_500 * 2**20  # a sheet of a million rows is some 600 MB when unpacked
MAX_RATIO = 200
RATIO_FROM = 4 * 2**20  # small parts may well shrink a lot
CONTENT = "[Content_Types].xml"
Recognised = Callable[[Sequence[str]], int]


def is_archive(path: Path) -> bool:
    """Tell a ZIP or a sheet, by its first bytes."""
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def unpack(path: Path, most_bytes: int) -> bool:
    """Replace a ZIP of one file by that file; return whether what is there now is a sheet.

    Raises FileRefused for an archive that holds anything else, or far more than it shows.
    """
    if not is_archive(path):
        return False
    member = _only_member(path, most_bytes)
    if member is None:
        return True
    inner = path.with_suffix(".part")
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(member) as packed,
            inner.open("wb") as file,
        ):  # zipfile reads no further than the declared size
            shutil.copyfileobj(packed, file, 2**20)
    except SPOILT:
        inner.unlink(missing_ok=True)
        raise FileRefused("spoilt") from None
    inner.replace(path)
    if is_archive(path) and _only_member(path, most_bytes) is not None:
        raise FileRefused("not_one_file")
    return is_archive(path)


def _only_member(path: Path, most_bytes: int) -> zipfile.ZipInfo | None:
    """Return the one file of a ZIP; None when the archive is a sheet itself. Raises FileRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [
                one
                for one in archive.infolist()
                if not one.is_dir() and not one.filename.startswith("__MACOSX/")
            ]
    except SPOILT:
        raise FileRefused("spoilt") from None
    is_sheet = any(one.filename == CONTENT for one in members)
    _refuse_bloated(members, MAX_UNPACKED if is_sheet else most_bytes)
    if is_sheet:
        return None
    if len(members) != 1:
        raise FileRefused("not_one_file")
    return members[0]


def _refuse_bloated(members: list[zipfile.ZipInfo], most: int) -> None:
    if any(one.flag_bits & 1 for one in members):
        raise FileRefused("encrypted")
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > most:
        raise FileRefused("expands")
    for one in members:
        if one.file_size > max(RATIO_FROM, MAX_RATIO * max(1, one.compress_size)):
            raise FileRefused("expands")


def find_shape(path: Path, *, is_sheet: bool, recognised: Recognised) -> Shape:
    """Return how to read the file: of several sheets, the one that looks most like a list.

    `recognised` says how many of these titles the reader knows.

    Raises FileRefused when it is no table, or has no row below its heading.
    """
    if not is_sheet:
        encoding = find_encoding(path)
        delimiter = find_delimiter(path, encoding)
        head = _head(csv_rows(path, encoding, delimiter))
        how = {"encoding": encoding, "delimiter": delimiter}
        return _shape("csv", head, recognised, about_rows=about_rows(path), **how)
    found: list[tuple[int, Shape]] = []
    for part, name in sheets_of(path)[:MAX_SHEETS]:
        head = _head(sheet_rows(path, part))
        if len(head) > 1:
            shape = _shape("xlsx", head, recognised, sheet=part, sheet_name=name)
            found.append((recognised(shape.titles), shape))
    if not found:
        raise FileRefused("no_rows")
    shape = max(found, key=lambda one: one[0])[1]
    return replace(shape, about_rows=about_rows(path, shape.sheet))


def about_rows(path: Path, sheet: str = "") -> int:
    """Count the rows as they look, without reading them: what progress is measured against."""
    if not sheet:
        with path.open("rb") as file:
            return _count(file, b"\n")
    try:
        with zipfile.ZipFile(path) as book, book.open(sheet) as file:
            return _count(file, b"<row ")
    except SPOILT:
        raise FileRefused("spoilt") from None


def _count(file: IO[bytes], mark: bytes) -> int:
    return sum(part.count(mark) for part in iter(lambda: file.read(2**20), b""))


def _head(rows: Iterator[Row]) -> list[Row]:
    return list(islice(rows, HEAD + SAMPLES))


def _shape(kind: str, head: list[Row], recognised: Recognised, **how: Any) -> Shape:
    number, titles, below = _heading(head, recognised)
    if not below:
        raise FileRefused("no_rows")
    width = max(len(titles), *(len(row) for row in below))
    titles = [*titles, *[""] * (width - len(titles))]
    samples = tuple(tuple([*row, *[""] * (width - len(row))]) for row in below[:SAMPLES])
    return Shape(kind, tuple(" ".join(t.split())[:80] for t in titles), number, samples, **how)


def _heading(head: list[Row], recognised: Recognised) -> tuple[int, list[str], list[list[str]]]:
    """Return the heading's row number, its cells and the rows below; number 0 when there is none.

    The row that names most columns we know; else the first one as wide as most, if it is all words.
    """
    if not head:
        raise FileRefused("empty")
    best = max(range(min(len(head), HEAD)), key=lambda at: (recognised(head[at][1]), -at))
    if recognised(head[best][1]) < 2:
        widths = Counter(_width(row) for _n, row in head)
        usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
        best = next(at for at, (_n, row) in enumerate(head) if _width(row) == usual)
    number, titles = head[best]
    if recognised(titles) < 1 and any(_looks_like_data(cell) for cell in titles):
        return 0, [""] * len(titles), [row for _n, row in head]
    return number, titles, [row for _n, row in head[best + 1 :]]


def _width(row: list[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _looks_like_data(cell: str) -> bool:
    """Tell a value from the name of a column."""
    digits = sum(map(str.isdigit, cell))
    return digits >= 6 or "@" in cell
