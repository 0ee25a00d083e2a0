"""What is common to reading rows of any layout: their width."""

from universo.sales.feeds.codes import CellError, Rejection
from universo.sales.feeds.values import Cells, text


def check_width(cells: Cells, width: int, last_needed: int) -> None:
    """Refuse a row that ends before its columns do, or goes on behind them. Raises CellError.

    A separator inside an unquoted name moves every amount one column on: such a row is never read.
    """
    if len(cells) <= last_needed:
        raise CellError(Rejection.ROW_SHORT, found=len(cells), expected=width)
    if len(cells) > width and any(text(cell) for cell in cells[width:]):
        raise CellError(Rejection.ROW_LONG, found=len(cells), expected=width)
