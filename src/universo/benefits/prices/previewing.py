"""What a file of prices would change: counted, its changes in order, the rows left out."""

from collections import Counter
from typing import Any

from universo.benefits.prices.models import PriceFile, PriceList
from universo.benefits.prices.queries import prices_of
from universo.benefits.prices.reading import Line, Reading, read_file
from universo.domain.price_lists import Change, Changed, Price, compare
from universo.tabular import files
from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape

MOST_SHOWN = 200
ORDER = {Change.UP: 0, Change.DOWN: 1, Change.REMOVED: 2, Change.NEW: 3, Change.OTHER: 4}


def read_again(found: PriceFile) -> Reading:
    """Read a file as its columns were chosen. Raises FileRefused."""
    path = files.path_of(found.stored_as)
    if not path.exists():
        raise FileRefused("gone")
    return read_file(
        path, Shape.from_json(found.shape), found.mapping, found.currency, found.default_vat_bp
    )


def prices_in(lines: dict[str, Line]) -> dict[str, Price]:
    """Return what is compared of the lines of a file."""
    return {code: line.price for code, line in lines.items()}


def changes(old: dict[str, Price], new: dict[str, Price], outlier_bp: int) -> list[Changed]:
    """Return what changes: what went far first, then what goes up, down, away, what is new."""
    rows = [row for row in compare(old, new, outlier_bp=outlier_bp) if row.kind is not Change.SAME]
    return sorted(
        rows,
        key=lambda row: (not row.is_outlier, ORDER[row.kind], -abs(row.partner_bp), row.code),
    )


def count(old: dict[str, Price], new: dict[str, Price], outlier_bp: int) -> dict[str, int]:
    """Return how many articles of each kind of change there are, and how many went far."""
    rows = compare(old, new, outlier_bp=outlier_bp)
    kinds = Counter(row.kind.value for row in rows)
    counted = {kind.value: kinds.get(kind.value, 0) for kind in Change}
    return {**counted, "outliers": sum(row.is_outlier for row in rows), "lines": len(new)}


def preview_of(
    reading: Reading, base: PriceList | None, outlier_bp: int
) -> tuple[dict[str, int], dict[str, Any]]:
    """Return the counts of a file against the list it would follow, and what its page shows."""
    old, new = prices_of(base), prices_in(reading.lines)
    counts = count(old, new, outlier_bp)
    counts |= {"rejected": len(reading.rejects), "rounded": reading.rounded}
    shown = [row_of(row) for row in changes(old, new, outlier_bp)[:MOST_SHOWN]]
    rejected = [
        {"row": one.row, "reason": one.reason, "about": one.about, "cells": list(one.cells)[:8]}
        for one in reading.rejects[:MOST_SHOWN]
    ]
    return counts, {"changes": shown, "rejects": rejected}


def row_of(row: Changed) -> dict[str, Any]:
    """Return a change as it is stored and shown."""
    words = (row.new or row.old or Price(0, 0, 0)).text.partition("\n")[0]
    return {
        "code": row.code,
        "text": words,
        "kind": row.kind.value,
        "old_public": row.old.public_minor if row.old else None,
        "new_public": row.new.public_minor if row.new else None,
        "old_partner": row.old.partner_minor if row.old else None,
        "new_partner": row.new.partner_minor if row.new else None,
        "partner_bp": row.partner_bp,
        "public_bp": row.public_bp,
        "is_outlier": row.is_outlier,
    }


def changes_of(found: PriceList, before: PriceList | None, outlier_bp: int) -> list[dict[str, Any]]:
    """Return what a published list changes against another, in the order of a preview."""
    return [row_of(row) for row in changes(prices_of(before), prices_of(found), outlier_bp)]


def all_changes(found: PriceFile, outlier_bp: int) -> list[dict[str, Any]]:
    """Return all that a previewed file would change, however many. Raises FileRefused."""
    new = prices_in(read_again(found).lines)
    return [row_of(row) for row in changes(prices_of(found.base), new, outlier_bp)]
