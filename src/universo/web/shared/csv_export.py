"""Tables as files that a spreadsheet of this country opens well and that never run a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

from universo.domain.cells import text_cell

__all__ = ["BOM", "amount_cell", "csv_response", "text_cell"]
BOM = "\ufeff"


def amount_cell(minor: int) -> str:
    """Return minor units as a number with decimal comma and no thousands marks: `-1652,89`."""
    units, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{units},{cents:02d}"


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(
    name: str, head: Sequence[object], rows: Iterable[Sequence[str]]
) -> StreamingHttpResponse:
    """Answer a CSV file, `;` between cells and UTF-8 with its mark. Cells are already safe."""
    response = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(head: Sequence[object], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM + writer.writerow([str(name) for name in head])
    for row in rows:
        yield writer.writerow(row)
