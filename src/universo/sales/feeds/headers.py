"""Find the header row of a table and say which column holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from universo.sales.feeds.codes import FileRefused, Refusal
from universo.sales.feeds.doc_types import words
from universo.sales.feeds.values import Cell, Cells, Row, text


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
    """The columns of a file: where each field stands, and what was written above them."""

    layout: Layout
    places: Mapping[str, int]
    names: tuple[str, ...]  # every column's name, folded
    above: str = ""

    def cell(self, cells: Cells, field: str) -> Cell:
        """The cell of a field; None when the file has no such column or the row ends before."""
        place = self.places.get(field)
        return cells[place] if place is not None and place < len(cells) else None

    @property
    def last_needed(self) -> int:
        """The place of the last column that every row must reach."""
        return max(self.places[field] for field in self.layout.required)


def find_header(head: Sequence[Row], layout: Layout) -> tuple[Header, int] | None:
    """The first row with every required column, and its number.

    Raises FileRefused when a column is named twice.
    """
    for number, cells in head:
        places = _places(cells, layout)
        if layout.required <= places.keys():
            _refuse_repeated(cells, layout, places)
            names = tuple(words(text(cell)) for cell in cells)
            return Header(layout, places, names, _above(head, number)), number
    return None


def chosen_header(layout: Layout, titles: Sequence[str], fields: Sequence[str]) -> Header:
    """The header that a person stated: a field for each column, "" for none. Raises FileRefused."""
    places: dict[str, int] = {}
    for place, field in enumerate(fields):
        if field in layout.columns:
            if field in places:
                raise FileRefused(Refusal.COLUMN_REPEATED, column=layout.shown(field))
            places[field] = place
    missing = sorted(layout.shown(field) for field in layout.required - places.keys())
    if missing:
        raise FileRefused(Refusal.COLUMNS_MISSING, layout=layout.name, missing=", ".join(missing))
    return Header(layout, places, tuple(words(title) for title in titles))


def guessed_fields(layout: Layout, titles: Sequence[str]) -> list[str]:
    """The field of each column as its title says, "" where it says none."""
    found = {place: field for field, place in _places(list(titles), layout).items()}
    return [found.get(place, "") for place in range(len(titles))]


def missing_columns(head: Sequence[Row], layout: Layout) -> list[str] | None:
    """The required columns that the row most like a header lacks; None if none is like one."""
    best: list[str] | None = None
    for _, cells in head:
        places = _places(cells, layout)
        lacking = sorted(layout.shown(one) for one in layout.required - places.keys())
        alike = len(layout.required) - len(lacking)
        if alike >= 2 and len(places) >= 3 and (best is None or len(lacking) < len(best)):
            best = lacking
    return best


def _places(cells: Cells, layout: Layout) -> dict[str, int]:
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


def _refuse_repeated(cells: Cells, layout: Layout, places: Mapping[str, int]) -> None:
    names = [words(text(cell)) for cell in cells]
    for place in places.values():
        if names.count(names[place]) > 1:
            raise FileRefused(Refusal.COLUMN_REPEATED, column=text(cells[place]))


def _above(head: Sequence[Row], row: int) -> str:
    return " ".join(text(cell) for number, cells in head if number < row for cell in cells)
