"""Rows for a spreadsheet: no cell can be read as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"


def cell(value: Any) -> str:
    """Return a cell as text; what a spreadsheet would take for a formula gets an apostrophe."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a file that Spanish spreadsheets open at once: UTF-8 mark, semicolons."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
