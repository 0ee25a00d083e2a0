"""Find the header row of a table and say which column holds what."""

from collections.abc import Mapping
from dataclasses import dataclass

from universo.sales.feeds.codes import FileRefused, Refusal
from universo.sales.feeds.doc_types import words
from universo.sales.feeds.tables import Grid, Row
from universo.sales.feeds.values import Cell, text


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns a layout may have: field -> names, the first of which is ours to show."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    required: frozenset[str]

    def shown(self, field: str) -> str:
        """The column's name as our templates write it."""
        return self.columns[field][0]


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found: where each field stands, and what was written above it."""

    layout: Layout
    grid: Grid
    row: int
    places: Mapping[str, int]
    names: tuple[str, ...]  # every column's name, folded
    above: str

    def cell(self, cells: list[Cell], field: str) -> Cell:
        """The cell of a field; None when the file has no such column or the row ends before."""
        place = self.places.get(field)
        return cells[place] if place is not None and place < len(cells) else None


def find_header(grid: Grid, layout: Layout) -> Header | None:
    """The first row with every required column. Raises FileRefused when one is named twice."""
    head = grid.head()
    for number, cells in head:
        places = _places(cells, layout)
        if layout.required <= places.keys():
            _refuse_repeated(cells, layout, places)
            names = tuple(words(text(cell)) for cell in cells)
            return Header(layout, grid, number, places, names, _above(head, number))
    return None


def missing_columns(grid: Grid, layout: Layout) -> list[str] | None:
    """The required columns that the row most like a header lacks; None if none is like one."""
    best: list[str] | None = None
    for _, cells in grid.head():
        places = _places(cells, layout)
        lacking = sorted(layout.shown(one) for one in layout.required - places.keys())
        alike = len(layout.required) - len(lacking)
        if alike >= 2 and len(places) >= 3 and (best is None or len(lacking) < len(best)):
            best = lacking
    return best


def _places(cells: list[Cell], layout: Layout) -> dict[str, int]:
    named: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            named.setdefault(words(cell), place)
    found = {}
    for field, names in layout.columns.items():
        for name in names:
            if words(name) in named:
                found[field] = named[words(name)]
                break
    return found


def _refuse_repeated(cells: list[Cell], layout: Layout, places: Mapping[str, int]) -> None:
    names = [words(text(cell)) for cell in cells]
    for place in places.values():
        if names.count(names[place]) > 1:
            raise FileRefused(Refusal.COLUMN_REPEATED, column=text(cells[place]))


def _above(head: list[Row], row: int) -> str:
    return " ".join(text(cell) for number, cells in head if number < row for cell in cells)
