"""Checking a file: its rows staged, each weighed against the books, and what comes of it counted."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from universo.sales import import_collections as collections
from universo.sales import import_conflicts as conflicts
from universo.sales import import_documents as documents
from universo.sales import import_issuer as issuers
from universo.sales import import_reversals as reversals
from universo.sales import import_staging as staging
from universo.sales import import_waiting as waiting
from universo.sales.feeds.codes import Caution
from universo.sales.import_preview import counted, first_rows, totals
from universo.sales.import_reading import Reading
from universo.sales.models import Document, ImportBatch, ImportKind, Origin
from universo.sales.remarks import Remark, remark
from universo.tabular.refusals import FileRefused

MOST_NAMED = 5
EVERYTHING = 2**31 - 1


def stage(batch: ImportBatch, today: date) -> Iterator[int]:
    """Read the file into its staging table; yields how many rows are behind it.

    Raises FileRefused, of the feeds or of `universo.tabular`.
    """
    staging.clear(batch.pk)
    reading = Reading(batch, today)
    yield from staging.put(batch, reading.records())
    if not reading.rows:
        raise FileRefused("no_rows")
    batch.all_rows = reading.rows
    batch.counts = {**batch.counts, "rows": reading.rows, "warnings": _warnings(reading)}
    staging.learn(batch)


def agree_on_issuer(batch: ImportBatch) -> None:
    """See whose documents they are where nobody said so, and say what was found (import_issuer)."""
    if batch.kind != ImportKind.MIS_COMPROBANTES:
        return
    found = issuers.agree(batch)
    if found is not None:
        said = remark(Remark.ISSUER_KNOWN, **found)
        batch.counts = {**batch.counts, "warnings": [*batch.counts["warnings"], said]}


def _warnings(reading: Reading) -> list[dict[str, Any]]:
    found = []
    if reading.foreign:
        found.append(remark(Caution.FOREIGN_CURRENCY, count=reading.foreign))
    named = [name for name, _count in reading.unknown.most_common(MOST_NAMED)]
    return found + [remark(Remark.FAMILY_UNKNOWN, product=name) for name in named]


def weigh(batch: ImportBatch) -> tuple[dict[str, Any], dict[str, Any]]:
    """Compare what is staged with the books; return the counts and the first rows of each outcome."""
    agree_on_issuer(batch)
    if batch.kind == ImportKind.COLLECTIONS:
        collections.check(batch)
        waiting.check(batch)
        reversals.check(batch)
    else:
        lined = batch.kind == ImportKind.INVOICES
        documents.check(batch, lined=lined)
        for _part in conflicts.weigh(batch, 0, EVERYTHING, lined=lined):
            pass  # what agrees after all is marked so
    counts = {
        "rows": batch.counts["rows"],
        "warnings": batch.counts["warnings"],
        "issuer_from": batch.counts.get("issuer_from", issuers.CHOSEN),
        "last_row": last_row(batch),
        "outcomes": counted(batch),
        "totals": totals(batch),
        "new": totals(batch, only_new=True),
    }
    counts["asks_dollars"] = asks_dollars(batch, counts["new"])
    return counts, first_rows(batch)


def last_row(batch: ImportBatch) -> int:
    """Return the last row of the file that was staged."""
    table = staging.table_of(batch)
    found = staging.rows(
        f"SELECT max(row) AS row FROM {table} WHERE batch_id = %(batch)s",  # noqa: S608
        batch=batch.pk,
    )
    return int(found[0]["row"] or 0)


def asks_dollars(batch: ImportBatch, new: list[dict[str, Any]]) -> bool:
    """Tell whether these are the first dollars that a file of this issuer brings: a person looks."""
    if batch.kind == ImportKind.COLLECTIONS or all(row["currency"] != "USD" for row in new):
        return False
    known = Document.objects.filter(
        issuer_cuit=batch.issuer_cuit, currency="USD", origin=Origin.FILE
    )
    return not known.exists()
