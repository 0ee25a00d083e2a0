"""The rows left out, as a file with the file's own columns: mend it and upload it again."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation

from universo.domain.cells import text_cell
from universo.sales.feeds import sniff
from universo.sales.feeds.values import Cell, as_day
from universo.sales.import_preview import rejected
from universo.sales.models import ImportBatch
from universo.sales.remarks import remark_text
from universo.tabular import files
from universo.tabular.shape import ADDED, Shape, title_key

# Not «motivo»: files of collections have such a column.
TITLES = ("fila", "rechazada_porque")
_DAYS = ("issue_date", "date", "clearing")


def reasons_of(remarks: list[dict[str, Any]]) -> str:
    """Return why a row was left out, in Spanish: whoever mends files reads that."""
    with translation.override("es-ar"):
        return " ".join(str(remark_text(one)) for one in remarks)


def write(batch: ImportBatch) -> Path:
    """Write the rejected rows beside the file, reading it a second time; return where."""
    path = files.path_of(batch.stored_as, files.REJECTS)
    shape = Shape.from_json(batch.shape)
    mine = {title_key(title) for title in (*ADDED[:1], *TITLES)}
    kept = [at for at, title in enumerate(shape.titles) if title_key(title) not in mine]
    days = {batch.header["places"].get(field) for field in _DAYS}
    wanted = rejected(batch)
    row, remarks = next(wanted, (0, []))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([*(text_cell(shape.titles[at]) for at in kept), *TITLES])
        for number, cells in sniff.rows_of(files.path_of(batch.stored_as), shape):
            if not row:
                break
            if number == row:
                said = [_written(cells[at] if at < len(cells) else "", at in days) for at in kept]
                writer.writerow([*map(text_cell, said), number, reasons_of(remarks)])
                row, remarks = next(wanted, (0, []))
    return path


def _written(cell: Cell, is_day: bool) -> str:
    """A cell as an Argentine sheet shows it; a sheet keeps days and amounts as numbers."""
    if is_day and isinstance(cell, (int, float)) and (day := as_day(cell)) is not None:
        return date.strftime(day, "%d/%m/%Y")
    if isinstance(cell, float):
        return f"{cell:f}".rstrip("0").rstrip(".").replace(".", ",")
    return " ".join(str("" if cell is None else cell).split())
