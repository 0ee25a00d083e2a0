"""Bytes to rows of cells, within limits. Nothing in a file is executed or trusted.

Sheets are streamed with openpyxl: a faster reader keeps a dense grid and a copy of every shared
string in each cell, so that a small file could ask for any amount of memory.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import openpyxl

from universo.sales.feeds.codes import FileRefused, Refusal
from universo.sales.feeds.values import Cell

# What the library raises on a file that is damaged, encrypted or of an unknown method.
SPOILT_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
)
MAX_BYTES = 32 * 2**20
MAX_ROWS = 50_000
MAX_COLUMNS = 64
MAX_SHEETS = 5
MAX_LINE = 2**16
MAX_UNPACKED = 128 * 2**20
MAX_SHARED_STRINGS = 24 * 2**20
MAX_MEMBERS = 1_000
MAX_RATIO = 200
RATIO_FROM = 4 * 2**20  # small members may well shrink a lot
HEAD = 30
HEAD_SHEET_ROWS = 1_000  # a header stands above these, blank rows included
MAX_SHEET_ROWS = 2 * MAX_ROWS  # blank rows included: a sheet may state a million of them
MAX_SHEET_CELLS = 1_500_000
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\s[^>]{0,200}?\br=[\"'](\d{1,12})")

Row = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One reading of a file as a table. `rows` numbers rows from 1, as a sheet shows them.

    `top` gives the rows among which a header is looked for, if not all of them.
    """

    name: str
    delimiter: str  # "" for a sheet
    rows: Callable[[], Iterator[Row]]
    top: Callable[[], Iterator[Row]] | None = None

    def head(self) -> list[Row]:
        """The first rows that are not blank: where a header is looked for."""
        return list(islice((self.top or self.rows)(), HEAD))


def open_grids(data: bytes) -> list[Grid]:
    """The ways to read `data` as a table: each sheet, or each delimiter. Raises FileRefused."""
    if not data.strip():
        raise FileRefused(Refusal.EMPTY)
    if len(data) > MAX_BYTES:
        raise FileRefused(Refusal.TOO_LARGE, limit_mb=MAX_BYTES // 2**20)
    if data.startswith(b"PK"):
        return _from_zip(data, nested=False)
    return _from_plain(data)


def _from_plain(data: bytes) -> list[Grid]:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        secret = "EncryptedPackage".encode("utf-16-le") in data
        raise FileRefused(Refusal.ENCRYPTED if secret else Refusal.OLD_EXCEL)
    encoding = _encoding(data)
    return [
        Grid("", delimiter, lambda mark=delimiter: _csv_rows(data, encoding, mark))  # type: ignore[misc]
        for delimiter in (";", ",", "\t")
    ]


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in data or data.startswith((b"%PDF", b"<", b"{\\rtf", b"\x89PNG")):
        raise FileRefused(Refusal.NOT_A_TABLE)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _csv_rows(data: bytes, encoding: str, delimiter: str) -> Iterator[Row]:
    stream = io.TextIOWrapper(io.BytesIO(data), encoding, errors="replace", newline="")
    count = 0
    try:
        for number, cells in enumerate(csv.reader(_lines(stream), delimiter=delimiter), 1):
            if any(cell.strip() for cell in cells):
                count = _within(count)
                yield number, list(cells)
    except (csv.Error, UnicodeError):
        raise FileRefused(Refusal.CORRUPT) from None


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    for line in stream:
        if len(line) > MAX_LINE:
            raise FileRefused(Refusal.NOT_A_TABLE)
        yield line


def _within(count: int) -> int:
    if count >= MAX_ROWS:
        raise FileRefused(Refusal.TOO_MANY_ROWS, limit=MAX_ROWS)
    return count + 1


def _from_zip(data: bytes, *, nested: bool) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked_members(archive)
            names = {member.filename for member in members}
            if "[Content_Types].xml" in names:
                _refuse_endless_sheets(archive, members)
                return _sheets(data)
            if nested or len(members) != 1:
                raise FileRefused(Refusal.ZIP_NOT_ONE_FILE)
            inner = archive.read(members[0])
    except SPOILT_ZIP:
        raise FileRefused(Refusal.CORRUPT) from None
    if not inner.strip():
        raise FileRefused(Refusal.EMPTY)
    return _from_zip(inner, nested=True) if inner.startswith(b"PK") else _from_plain(inner)


def _checked_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are files, after their declared sizes were found bearable.

    The declared size is a bound: `zipfile` reads no further than it.
    """
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused(Refusal.ENCRYPTED)
    is_sheet = any(member.filename == "[Content_Types].xml" for member in members)
    most = MAX_UNPACKED if is_sheet else MAX_BYTES
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > most:
        raise FileRefused(Refusal.EXPANDS_TOO_MUCH)
    for member in members:
        bloated = member.file_size > MAX_RATIO * max(1, member.compress_size)
        strings = member.filename.endswith(("sharedStrings.xml", "styles.xml"))
        if (bloated and member.file_size > RATIO_FROM) or (
            strings and member.file_size > MAX_SHARED_STRINGS
        ):
            raise FileRefused(Refusal.EXPANDS_TOO_MUCH)
    return members


def _refuse_endless_sheets(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Raise FileRefused when sheets state more rows or cells than are read while somebody waits."""
    cells = 0
    for member in members:
        if "worksheets/" not in member.filename:
            continue
        with archive.open(member) as sheet:
            while part := sheet.read(2**20):
                if any(int(row) > MAX_SHEET_ROWS for row in _ROW_NUMBER.findall(part)):
                    raise FileRefused(Refusal.TOO_MANY_ROWS, limit=MAX_ROWS)
                cells += sum(1 for _ in _CELL.finditer(part))
                if cells > MAX_SHEET_CELLS:
                    raise FileRefused(Refusal.EXPANDS_TOO_MUCH)


def _sheets(data: bytes) -> list[Grid]:
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheets = list(book.worksheets)[:MAX_SHEETS]
    except Exception:  # noqa: BLE001 - the parser raises anything on a spoilt file
        raise FileRefused(Refusal.CORRUPT) from None
    return [
        Grid(
            sheet.title,
            "",
            lambda one=sheet: _sheet_rows(one),  # type: ignore[misc]
            lambda one=sheet: _sheet_rows(one, top=True),  # type: ignore[misc]
        )
        for sheet in sheets
    ]


def _sheet_rows(
    sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet", *, top: bool = False
) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    count = 0
    rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    number = 0
    while True:
        try:
            cells = next(rows, None)
        except Exception:  # noqa: BLE001 - see _sheets
            raise FileRefused(Refusal.CORRUPT) from None
        if cells is None or (top and number == HEAD_SHEET_ROWS):
            return
        number += 1
        if number > MAX_SHEET_ROWS:
            raise FileRefused(Refusal.TOO_MANY_ROWS, limit=MAX_ROWS)
        if any(cell is not None and cell != "" for cell in cells):
            count = _within(count)
            yield number, list(cells)
