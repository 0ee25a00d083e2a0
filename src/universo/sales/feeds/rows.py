"""What is common to reading rows: their width, and keeping those that were rejected."""

from universo.sales.feeds.codes import CellError, Rejection
from universo.sales.feeds.documents import RejectedRow
from universo.sales.feeds.values import Cell, text

MAX_RAW_ROWS = 1_000  # beyond these, a rejected row keeps its number and reason only
MAX_RAW_CELLS = 32
MAX_RAW_TEXT = 60


class Rejects:
    """The rejected rows of one file, in order."""

    def __init__(self) -> None:
        self._rows: list[RejectedRow] = []

    def add(self, row: int, cells: list[Cell], problem: CellError) -> None:
        """Keep a row, why it was rejected, and what it said, cut short."""
        raw: tuple[str, ...] = ()
        if len(self._rows) < MAX_RAW_ROWS:
            raw = tuple(text(cell)[:MAX_RAW_TEXT] for cell in cells[:MAX_RAW_CELLS])
        self._rows.append(RejectedRow(row, problem.code, problem.params, raw))

    @property
    def rows(self) -> tuple[RejectedRow, ...]:
        """All of them, by row."""
        return tuple(sorted(self._rows, key=lambda one: one.row))


def check_width(cells: list[Cell], width: int, last_needed: int) -> None:
    """Refuse a row that ends before its columns do, or goes on behind them. Raises CellError.

    A separator inside an unquoted name moves every amount one column on: such a row is never read.
    """
    if len(cells) <= last_needed:
        raise CellError(Rejection.ROW_SHORT, found=len(cells), expected=width)
    if any(text(cell) for cell in cells[width:]):
        raise CellError(Rejection.ROW_LONG, found=len(cells), expected=width)
