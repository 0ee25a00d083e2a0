"""Decide what a file is: the door of the feeds. Reading is streamed; nothing of it is held whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from universo.sales.feeds import mis_comprobantes, plain_collections, plain_invoices
from universo.sales.feeds.codes import FileRefused, Refusal
from universo.sales.feeds.documents import COLLECTIONS, INVOICES, MIS_COMPROBANTES
from universo.sales.feeds.headers import Header, Layout, find_header, missing_columns
from universo.sales.feeds.values import Cells, Row, text
from universo.tabular import opening, sheets, tables
from universo.tabular.shape import Shape

# The most telling first: every document list of the tax office looks like plain invoices too.
LAYOUTS = (mis_comprobantes.LAYOUT, plain_collections.LAYOUT, plain_invoices.LAYOUT)
BY_NAME = {layout.name: layout for layout in LAYOUTS}
MAPPABLE = (INVOICES, COLLECTIONS)
HEAD = 30  # rows that are not blank, among which a heading is looked for
RowReader = mis_comprobantes.RowReader | plain_invoices.RowReader | plain_collections.RowReader


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file looks like. Without a header a person has to say what its columns are."""

    shape: Shape
    header: Header | None


def open_file(path: Path, most_bytes: int) -> Opened:
    """Say how a file (CSV, XLSX, or one of them in a ZIP, which is unpacked in place) is read.

    What a file is, its bytes say. Raises FileRefused, of the feeds or of `universo.tabular`.
    """
    is_sheet = opening.unpack(path, most_bytes)
    heads = list(_heads(path, is_sheet=is_sheet))
    for layout in LAYOUTS:
        for how, head in heads:
            found = find_header(head, layout)
            if found is not None:
                return _opened(path, how, head, *found)
    for _how, head in heads:
        for _number, cells in head:
            mis_comprobantes.refuse_received_row(cells)
    return Opened(opening.find_shape(path, is_sheet=is_sheet, recognised=_recognised), None)


def _heads(path: Path, *, is_sheet: bool) -> Iterator[tuple[dict[str, Any], list[Row]]]:
    """The first rows of each sheet, or under each delimiter, and how to read them again."""
    if is_sheet:
        for part, name in sheets.sheets_of(path)[: opening.MAX_SHEETS]:
            how = {"kind": "xlsx", "sheet": part, "sheet_name": name}
            yield how, list(islice(sheets.sheet_rows(path, part, typed=True), HEAD))
        return
    encoding = tables.find_encoding(path)
    for mark in tables.DELIMITERS:
        how = {"kind": "csv", "encoding": encoding, "delimiter": mark}
        yield how, list(islice(tables.csv_rows(path, encoding, mark), HEAD))


def _opened(
    path: Path, how: dict[str, Any], head: Sequence[Row], header: Header, number: int
) -> Opened:
    titles = next(tuple(text(cell) for cell in cells) for at, cells in head if at == number)
    about = opening.about_rows(path, how.get("sheet", ""))
    return Opened(Shape(titles=titles, heading_row=number, about_rows=about, **how), header)


def _recognised(titles: Sequence[str]) -> int:
    row: Sequence[Row] = [(1, titles)]
    known = [len(layout.required) - len(missing_columns(row, layout) or layout.required)
             for layout in LAYOUTS]  # fmt: skip
    return max(known)


def nearest_refusal(shape: Shape) -> FileRefused:
    """Say what is missing when some layout is nearly there, else that none was recognised."""
    row: Sequence[Row] = [(1, shape.titles)]
    lacking = [(missing_columns(row, layout), layout.name) for layout in LAYOUTS]
    near = [(missing, name) for missing, name in lacking if missing]
    if not near:
        return FileRefused(Refusal.LAYOUT_UNKNOWN)
    missing, name = min(near, key=lambda one: len(one[0]))
    return FileRefused(Refusal.COLUMNS_MISSING, layout=name, missing=", ".join(missing))


def rows_of(path: Path, shape: Shape) -> Iterator[tuple[int, Cells]]:
    """The rows under the heading, numbers as numbers. Raises FileRefused of `universo.tabular`.

    A sheet does not keep the empty cells at the end of a row, which a CSV file does: they are given back.
    """
    width = len(shape.titles) if shape.kind == "xlsx" else 0
    for number, cells in tables.rows_of(path, shape, typed=True):
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
        yield number, cells


def reader_of(header: Header, issuer_cuit: str, today: date) -> RowReader:
    """The reader of the rows of a layout. Raises FileRefused when the issuer is not to be known."""
    if header.layout.name == MIS_COMPROBANTES:
        return mis_comprobantes.RowReader(header, issuer_cuit)
    if header.layout.name == COLLECTIONS:
        return plain_collections.RowReader(header, issuer_cuit, today)
    return plain_invoices.RowReader(header, issuer_cuit)


def stored_header(layout: Layout, stored: dict[str, Any]) -> Header:
    """The header that `as_json` kept."""
    return Header(
        layout,
        {key: int(place) for key, place in stored["places"].items()},
        tuple(stored["names"]),
        str(stored["above"]),
    )


def as_json(header: Header) -> dict[str, object]:
    """What `stored_header` reads back."""
    return {
        "places": dict(header.places), "names": list(header.names), "above": header.above[:2_000],
    }  # fmt: skip
