"""From the rows of a file to the lines of a list, and the rows left out with their reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from universo.domain.names import fold
from universo.domain.price_cells import CellRefused, cell_text, price_minor, vat_bp
from universo.domain.price_lists import Price
from universo.program.models import Product
from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape
from universo.tabular.tables import rows_of

MOST_ROWS = 20_000  # of a list
MOST_CODE, MOST_TEXT, MOST_FAMILY = 40, 200, 80


@dataclass(frozen=True, slots=True)
class Line:
    """An article as it would be stored."""

    code: str
    text: str
    family: str
    public_minor: int
    partner_minor: int
    vat_bp: int
    product_id: int | None

    @property
    def price(self) -> Price:
        """What is compared with another list."""
        return Price(
            self.public_minor, self.partner_minor, self.vat_bp, f"{self.text}\n{self.family}"
        )

    @property
    def found_by(self) -> str:
        """What a search looks at."""
        return fold(f"{self.code} {self.text} {self.family}")[:330]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row left out: its number, a code of `rejects.REASONS` and what it is about, and its cells."""

    row: int
    reason: str
    about: str
    cells: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """What a file holds."""

    lines: dict[str, Line] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    rounded: int = 0  # prices whose decimals beyond the centavo were rounded


class _Refused(Exception):
    def __init__(self, reason: str, about: object = "") -> None:
        super().__init__(reason)
        self.reason, self.about = reason, str(about)[:80]


@dataclass(slots=True)
class Reader:
    """Reads rows under a mapping. `products` are those of the catalogue, by code in capitals."""

    fields: Sequence[str]
    currency: str
    default_vat_bp: int | None
    products: Mapping[str, Product]
    found: Reading = field(default_factory=Reading)
    seen: dict[str, int] = field(default_factory=dict)

    def read(self, rows: Iterable[tuple[int, Sequence[object]]]) -> Reading:
        """Read all rows. Raises FileRefused when there are too many, or none that is whole."""
        for number, cells in rows:
            if len(self.found.lines) + len(self.found.rejects) >= MOST_ROWS:
                raise FileRefused("too_many_rows", MOST_ROWS)
            try:
                line, rounded = self._line(number, cells)
            except _Refused as refused:
                kept = tuple(cell_text(cell)[:300] for cell in cells)
                self.found.rejects.append(Reject(number, refused.reason, refused.about, kept))
            else:
                self.found.lines[line.code] = line
                self.found.rounded += rounded
        return self.found

    def _line(self, number: int, cells: Sequence[object]) -> tuple[Line, int]:
        code = self._text(cells, "code").upper()
        if not code:
            raise _Refused("no_code")
        if len(code) > MOST_CODE:
            raise _Refused("long_code", MOST_CODE)
        product = self.products.get(code)
        text = self._text(cells, "text") or (product.name if product else "")
        if not text:
            raise _Refused("no_text", code)
        public = self._price(cells, "public")
        partner = self._price(cells, "partner")
        if partner[0] > public[0]:
            raise _Refused("above_public", code)
        family = self._text(cells, "family") or (product.family.name if product else "")
        vat = self._vat(cells)
        if code in self.seen:  # looked at last: only a sound row stands in the way of another
            raise _Refused("twice", self.seen[code])
        self.seen[code] = number
        line = Line(
            code, text[:MOST_TEXT], family[:MOST_FAMILY], public[0], partner[0], vat,
            product.pk if product else None,
        )  # fmt: skip
        return line, public[1] + partner[1]

    def _cell(self, cells: Sequence[object], name: str) -> object:
        at = self.fields.index(name) if name in self.fields else -1
        return cells[at] if 0 <= at < len(cells) else None

    def _text(self, cells: Sequence[object], name: str) -> str:
        return cell_text(self._cell(cells, name))

    def _price(self, cells: Sequence[object], name: str) -> tuple[int, int]:
        cell = self._cell(cells, name)
        try:
            found = price_minor(cell, self.currency)
        except CellRefused as refused:
            raise _Refused(f"{name}_{refused.code}", cell_text(cell)) from None
        return found.minor, int(found.is_rounded)

    def _vat(self, cells: Sequence[object]) -> int:
        cell = self._cell(cells, "vat")
        if not cell_text(cell) and self.default_vat_bp is not None:
            return self.default_vat_bp
        try:
            return vat_bp(cell)
        except CellRefused:
            raise _Refused("vat", cell_text(cell)) from None


def read_file(
    path: Path, shape: Shape, fields: Sequence[str], currency: str, default_vat_bp: int | None
) -> Reading:
    """Read a file whose columns were chosen. Raises FileRefused."""
    products = {row.code.upper(): row for row in Product.objects.select_related("family")}
    reader = Reader(fields, currency, default_vat_bp, products)
    found = reader.read(rows_of(path, shape, typed=True))
    if not found.lines and not found.rejects:
        raise FileRefused("no_rows")
    return found
