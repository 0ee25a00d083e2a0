"""Rows of text from a CSV file, within limits; what a CSV file is, its bytes say."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape

MAX_ROWS = 1_500_000
MAX_COLUMNS = 100
MAX_LINE = 2**16  # characters
MAX_ROW = 2**18  # characters of a row whose cells hold line breaks
MAX_CELL = 2_000  # characters that are read of a cell; no field of a customer is longer
PART = 2**20
HEAD = 60  # rows among which a delimiter is judged
DELIMITERS = (";", ",", "\t", "|")
_NOT_TEXT = (b"%PDF", b"<", b"{\\rtf", b"\x89PNG", b"\xff\xd8", b"GIF8", b"\x1f\x8b", b"7z\xbc")
Row = tuple[int, list[str]]


def find_encoding(path: Path) -> str:
    """Return UTF-16 or UTF-8 when the bytes are that, else Windows-1252. Raises FileRefused."""
    with path.open("rb") as file:
        head = file.read(PART)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused("empty")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        secret = "EncryptedPackage".encode("utf-16-le") in head
        raise FileRefused("encrypted" if secret else "old_excel")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_NOT_TEXT):
        raise FileRefused("not_a_table")
    if b"\0" in head:
        return _wide(head)
    return _narrow(path)


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte is zero in western text."""
    size = len(head) // 2
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) > size * 0.6 and min(odd, even) < size * 0.02:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise FileRefused("not_a_table")


def _narrow(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while part := file.read(PART):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252" if _mostly_broken(path) else "utf-8-sig"
    return "utf-8-sig"


def _mostly_broken(path: Path) -> bool:
    """Tell a file of another encoding from one in UTF-8 with a few broken letters."""
    with path.open("rb") as file:
        text = file.read(4 * PART).decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for letter in text if letter > "\x7f") - broken
    return broken * 10 >= sound


def find_delimiter(path: Path, encoding: str) -> str:
    """Return the mark under which the first rows come out alike and widest."""

    def score(mark: str) -> tuple[int, int]:
        widths = Counter(len(row) for _n, row in islice(csv_rows(path, encoding, mark), HEAD))
        if not widths:
            return 0, 0
        width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        return (rows, width) if width > 1 else (0, 1)

    return max(DELIMITERS, key=score)


def csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows that are not blank, with their numbers. Raises FileRefused."""
    count = 0
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                lines.row = 0
                if any(cells) and any(cell.strip() for cell in cells):
                    count += 1
                    if count > MAX_ROWS:
                        raise FileRefused("too_many_rows", MAX_ROWS)
                    yield number, cells[:MAX_COLUMNS]
        except (csv.Error, UnicodeError):
            raise FileRefused("spoilt") from None


class _Lines:
    """The lines of a file, each bounded, and so many as one row may take: a quote that is never closed
    would make a row of the whole file. A zero byte is no text, and the database keeps none.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.row = 0  # characters of the row that is being read

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(MAX_LINE + 1):
            self.row += len(line)
            if len(line) > MAX_LINE or self.row > MAX_ROW:
                raise FileRefused("not_a_table")
            yield line.replace("\0", "") if "\0" in line else line


def rows_of(path: Path, shape: Shape, *, typed: bool = False) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows below the heading of a file whose shape is known. Raises FileRefused."""
    from universo.tabular.sheets import sheet_rows

    found: Iterator[tuple[int, list[Any]]] = (
        sheet_rows(path, shape.sheet, typed=typed)
        if shape.kind == "xlsx"
        else csv_rows(path, shape.encoding, shape.delimiter)
    )
    return (row for row in found if row[0] > shape.heading_row)
