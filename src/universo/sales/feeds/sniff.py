"""Decide what a file is, and read it: the door of the feeds."""

from universo.sales.feeds import mis_comprobantes, plain_collections, plain_invoices
from universo.sales.feeds.codes import FileRefused, Refusal
from universo.sales.feeds.documents import COLLECTIONS, INVOICES, MIS_COMPROBANTES, ReadResult
from universo.sales.feeds.headers import Header, find_header, missing_columns
from universo.sales.feeds.tables import Grid, open_grids

# The most telling first: every document list of the tax office looks like plain invoices too.
LAYOUTS = (mis_comprobantes.LAYOUT, plain_collections.LAYOUT, plain_invoices.LAYOUT)
_READERS = {
    MIS_COMPROBANTES: mis_comprobantes.read,
    COLLECTIONS: plain_collections.read,
    INVOICES: plain_invoices.read,
}


def read_file(name: str, data: bytes, issuer_cuit: str = "") -> ReadResult:
    """Read an uploaded file (CSV, XLSX, or one of them in a ZIP), whatever layout it has.

    `name` is kept for messages only; what a file is, its bytes say. `issuer_cuit` is the company
    that issued the documents. Raises FileRefused with a code and the parameters of its sentence.
    """
    grids = open_grids(data)
    header = _find(grids)
    if header is None:
        raise _refusal(grids)
    return _READERS[header.layout.name](header, issuer_cuit)


def _find(grids: list[Grid]) -> Header | None:
    for layout in LAYOUTS:
        for grid in grids:
            header = find_header(grid, layout)
            if header is not None:
                return header
    return None


def _refusal(grids: list[Grid]) -> FileRefused:
    """Say what is missing when some layout is nearly there, else that none was recognised."""
    for grid in grids:
        for _, cells in grid.head():
            mis_comprobantes.refuse_received_row(cells)
    nearest: tuple[int, str, list[str]] | None = None
    for layout in LAYOUTS:
        for grid in grids:
            missing = missing_columns(grid, layout)
            if missing and (nearest is None or len(missing) < nearest[0]):
                nearest = (len(missing), layout.name, missing)
    if nearest is None:
        return FileRefused(Refusal.LAYOUT_UNKNOWN)
    return FileRefused(Refusal.COLUMNS_MISSING, layout=nearest[1], missing=", ".join(nearest[2]))
