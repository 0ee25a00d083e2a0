"""Rows of text from an XLSX file of any length, streamed: no part of it is ever held whole.

Texts that cells share are written to a file of our own and looked up there, so the memory is that of
eight bytes a text. A document type, which could define entities without end, is refused.
"""

import mmap
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Protocol
from xml.parsers import expat

from universo.tabular.refusals import FileRefused
from universo.tabular.tables import MAX_CELL, MAX_COLUMNS, MAX_ROWS

# What the library raises on a file that is damaged, encrypted or of an unknown method.
SPOILT = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError,
    EOFError, expat.ExpatError, KeyError,
)  # fmt: skip
PART = 2**16
MAX_TOKEN = 2**20  # bytes of one tag or comment, which the parser holds whole
MAX_DEPTH = 100  # of elements within elements
MAX_TEXTS = 12_000_000
MAX_SMALL = 2**20  # of the parts that only list others
_COLUMN = re.compile(r"[A-Z]{1,3}")
_WHOLE = re.compile(r"-?\d{1,18}(?:\.0+)?")


def sheets_of(path: Path) -> list[tuple[str, str]]:
    """Return (part, name) of the sheets, in the order of the book. Raises FileRefused."""
    try:
        with zipfile.ZipFile(path) as book:
            targets = {
                one["Id"]: one["Target"]
                for one in _listed(book, "xl/_rels/workbook.xml.rels", "Relationship")
            }
            found = []
            for one in _listed(book, "xl/workbook.xml", "sheet"):
                ids = [value for key, value in one.items() if key.endswith(":id")]
                target = targets.get(ids[0], "") if ids else ""
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if target and part in book.namelist() and one.get("state", "visible") == "visible":
                    found.append((part, one.get("name", "")))
    except SPOILT:
        raise FileRefused("spoilt") from None
    if not found:
        raise FileRefused("spoilt")
    return found


def _listed(book: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    """Return the attributes of every `tag` of a small part."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == tag:
            found.append(attributes)

    parser = _parser(start)
    with book.open(part) as file:
        parser.Parse(file.read(MAX_SMALL), True)
    return found


def _parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_parts: object) -> None:
    raise FileRefused("spoilt")


class _Nested(Protocol):
    """What gathers from a parser, and counts how deep it is."""

    depth: int


def _fed(parser: Any, part: IO[bytes], gathers: _Nested) -> Iterator[None]:
    """Feed a part to its parser, bit by bit. Raises FileRefused for what the parser must hold whole:
    a tag without end, elements within elements without end.
    """
    fed = 0
    while data := part.read(PART):
        parser.Parse(data, False)
        fed += len(data)
        if fed - parser.CurrentByteIndex > MAX_TOKEN or gathers.depth > MAX_DEPTH:
            raise FileRefused("spoilt")
        yield
    parser.Parse(b"", True)
    yield


class Texts:
    """The texts that cells share, in a file without a name."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - given back by close()
        self._ends = array("Q", [0])
        self._map: mmap.mmap | None = None
        self._pieces: list[str] = []
        self._is_text = self._is_reading = False
        self.depth = 0

    def read(self, book: zipfile.ZipFile) -> None:
        """Take in the part of shared texts, if the book has one."""
        if "xl/sharedStrings.xml" not in book.namelist():
            return
        parser = _parser(self._start, self._end, self._text)
        with book.open("xl/sharedStrings.xml") as part:
            for _part in _fed(parser, part, self):
                pass
        self._file.flush()
        if self._ends[-1]:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        tag = name.rpartition(":")[2]
        if tag == "si":
            self._pieces, self._is_reading = [], True
        elif tag == "rPh":  # how it is pronounced
            self._is_reading = False
        self._is_text = tag == "t" and self._is_reading

    def _text(self, text: str) -> None:
        if self._is_text and len(self._pieces) < MAX_CELL:
            self._pieces.append(text[:MAX_CELL])

    def _end(self, name: str) -> None:
        self.depth -= 1
        tag = name.rpartition(":")[2]
        self._is_text = False
        if tag == "rPh":
            self._is_reading = True
        elif tag == "si":
            if len(self._ends) > MAX_TEXTS:
                raise FileRefused("expands")
            data = "".join(self._pieces)[:MAX_CELL].encode("utf-8", "replace")
            self._file.write(data)
            self._ends.append(self._ends[-1] + len(data))

    def __getitem__(self, index: int) -> str:
        if self._map is None or not 0 <= index < len(self._ends) - 1:
            return ""
        return self._map[self._ends[index] : self._ends[index + 1]].decode()

    def close(self) -> None:
        """Give the file back."""
        if self._map is not None:
            self._map.close()
        self._file.close()


class _Rows:
    """Gathers the rows of a sheet while its parser runs."""

    def __init__(self, texts: Texts, *, typed: bool) -> None:
        self.ready: list[tuple[int, list[Any]]] = []
        self._typed = typed
        self.depth = 0
        self._texts = texts
        self._number = self._count = self._column = 0
        self._cells: list[Any] = []
        self._kind = ""
        self._pieces: list[str] | None = None
        self._places: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._kind = attributes.get("t", "n")
            place = attributes.get("r")
            self._column = self._place(place) if place else self._column + 1
        elif tag in ("v", "t"):
            self._pieces = []
        elif tag == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdecimal() else self._number + 1
            self._cells, self._column = [], -1

    def text(self, text: str) -> None:
        if self._pieces is not None and len(self._pieces) < MAX_CELL:
            self._pieces.append(text[:MAX_CELL])

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = name.rpartition(":")[2]
        if tag in ("v", "t") and self._pieces is not None:
            value, self._pieces = "".join(self._pieces)[:MAX_CELL], None
            if 0 <= self._column < MAX_COLUMNS:
                self._put(self._value(value))
        elif tag == "row" and any(cell != "" for cell in self._cells):
            self._count += 1
            if self._count > MAX_ROWS:
                raise FileRefused("too_many_rows", MAX_ROWS)
            self.ready.append((self._number, self._cells))

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        found = self._places.get(letters)
        if found is None:
            found = MAX_COLUMNS
            if _COLUMN.fullmatch(letters):
                found = -1
                for letter in letters:
                    found = (found + 1) * 26 + ord(letter) - 65
            if len(self._places) < 20_000:
                self._places[letters] = found
        return found

    def _put(self, value: Any) -> None:
        cells = self._cells
        if len(cells) <= self._column:
            cells.extend([""] * (self._column + 1 - len(cells)))
        cells[self._column] = cells[self._column] + value if self._kind == "inlineStr" else value

    def _value(self, value: str) -> Any:
        if self._kind == "s":
            return self._texts[int(value)] if value.isdecimal() and len(value) < 10 else ""
        if self._kind == "e":
            return ""
        if self._kind != "n":
            return value
        return number(value) if self._typed else number_text(value)


def number_text(value: str) -> str:
    """Return a number as people wrote it: `3.0712345678E10` is `30712345678`."""
    if _WHOLE.fullmatch(value):
        return value.partition(".")[0]
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e18 else value


def number(value: str) -> int | float | str:
    """Return a number as a number, and what is none as it is."""
    text = number_text(value)
    try:
        return int(text) if _WHOLE.fullmatch(text) else float(text)
    except ValueError:
        return value


def sheet_rows(path: Path, part: str, *, typed: bool = False) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a sheet that are not blank, with their numbers. Raises FileRefused.

    `typed`: numbers, a sheet's days among them, come as int and float instead of as text.
    """
    with closing(Texts(path.parent)) as texts:
        try:
            with zipfile.ZipFile(path) as book:
                texts.read(book)
                rows = _Rows(texts, typed=typed)
                parser = _parser(rows.start, rows.end, rows.text)
                with book.open(part) as sheet:
                    for _part in _fed(parser, sheet, rows):
                        yield from rows.ready
                        rows.ready.clear()
        except SPOILT:
            raise FileRefused("spoilt") from None
