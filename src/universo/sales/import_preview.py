"""What a staged file amounts to: counts, totals by currency, the first rows of each outcome."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from universo.sales.feeds.doc_types import document_types
from universo.sales.import_conflicts import json_of
from universo.sales.import_staging import rows, table_of
from universo.sales.models import ImportBatch, ImportKind, Outcome
from universo.sales.remarks import Remark

SHOWN = 50  # rows of each outcome that the page shows
AMOUNTS = (
    "total_minor", "net_minor", "vat_minor", "exempt_minor", "non_taxed_minor", "other_taxes_minor",
    "commissionable_net_minor",
)  # fmt: skip
_OUTCOMES = """
    SELECT outcome, count(*) AS count FROM {table} WHERE batch_id = %(batch)s {heads}
    GROUP BY outcome
"""
_HEADS = "AND (row = head_row OR outcome = 'R')"
_DOCUMENT_TOTALS = """
    SELECT currency, count(*) AS n,
        count(*) FILTER (WHERE kind = 'CREDIT_NOTE') AS credit_notes,
        count(*) FILTER (WHERE kind = 'DEBIT_NOTE') AS debit_notes,
        sum(sign * total_minor) AS total_minor, sum(sign * net_taxed_minor) AS net_minor,
        sum(sign * vat_minor) AS vat_minor, sum(sign * exempt_minor) AS exempt_minor,
        sum(sign * non_taxed_minor) AS non_taxed_minor,
        sum(sign * other_taxes_minor) AS other_taxes_minor,
        sum(sign * net_minor) AS commissionable_net_minor
    FROM sales_stageddocument
    WHERE batch_id = %(batch)s AND row = head_row AND outcome <> 'R' AND NOT is_repeat {only}
    GROUP BY currency ORDER BY currency
"""
_COLLECTION_TOTALS = """
    SELECT currency, count(*) FILTER (WHERE reverses = '') AS n,
        count(*) FILTER (WHERE reverses <> '') AS reversals, 0 AS credit_notes, 0 AS debit_notes,
        sum(CASE WHEN reverses = '' THEN amount_minor ELSE -amount_minor END) AS total_minor
    FROM sales_stagedcollection WHERE batch_id = %(batch)s AND outcome <> 'R' {only}
    GROUP BY currency ORDER BY currency
"""


def counted(batch: ImportBatch) -> dict[str, int]:
    """Return how many documents, receipts or unreadable rows have each outcome, by its name."""
    heads = "" if batch.kind == ImportKind.COLLECTIONS else _HEADS
    statement = _OUTCOMES.format(table=table_of(batch), heads=heads)
    found = {row["outcome"]: row["count"] for row in rows(statement, batch=batch.pk)}
    return {outcome.name: found.get(outcome.value, 0) for outcome in Outcome}


def totals(batch: ImportBatch, *, only_new: bool = False) -> list[dict[str, Any]]:
    """Return signed sums by currency, in minor units, of what could be read or of what is new.

    An amount that the layout does not tell at all is None.
    """
    is_collections = batch.kind == ImportKind.COLLECTIONS
    statement = _COLLECTION_TOTALS if is_collections else _DOCUMENT_TOTALS
    statement = statement.format(only="AND outcome IN ('N', 'W')" if only_new else "")
    found = []
    for row in rows(statement, batch=batch.pk):
        sums = {name: row.get(name) for name in AMOUNTS}
        whole = {name: None if value is None else int(value) for name, value in sums.items()}
        found.append({**row, **whole})
    return found


def first_rows(batch: ImportBatch) -> dict[str, list[dict[str, Any]]]:
    """Return the first rows of each outcome, as the page shows them."""
    return {
        outcome.name: [_shown(batch, row) for row in _of(batch, outcome, SHOWN)]
        for outcome in Outcome
    }


def _of(batch: ImportBatch, outcome: Outcome, most: int) -> list[dict[str, Any]]:
    heads = "" if batch.kind == ImportKind.COLLECTIONS else _HEADS
    return rows(
        f"SELECT * FROM {table_of(batch)} WHERE batch_id = %(batch)s"  # noqa: S608
        f" AND outcome = %(outcome)s {heads} ORDER BY row LIMIT %(most)s",
        batch=batch.pk, outcome=outcome.value, most=most,
    )  # fmt: skip


def rejected(batch: ImportBatch) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield row and remarks of each rejected row, in order, a part at a time."""
    return with_outcome(batch, Outcome.REJECTED)


def with_outcome(
    batch: ImportBatch, outcome: Outcome
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield row and remarks of each row with this outcome, in order, a part at a time."""
    after = 0
    columns = "row, type_code, point_of_sale, number, remarks"
    statement = (
        f"SELECT {columns} FROM {table_of(batch)} WHERE batch_id = %(batch)s"  # noqa: S608
        " AND outcome = %(outcome)s AND row > %(after)s ORDER BY row LIMIT 5000"
    )
    while part := rows(statement, batch=batch.pk, outcome=outcome.value, after=after):
        for row in part:
            yield row["row"], _remarks(row)
        after = part[-1]["row"]


def subject_of(type_code: int | None, point_of_sale: int | None, number: int | None) -> str:
    """Return a document's official name and number, `Factura A 00003-00001045`; "" without one."""
    if type_code is None or point_of_sale is None or number is None:
        return ""
    known = document_types().get(type_code)
    return f"{known.name if known else type_code} {point_of_sale:05d}-{number:08d}"[:120]


def _remarks(row: dict[str, Any]) -> list[dict[str, Any]]:
    found = json_of(row["remarks"]) or []
    for one in found:
        if one["code"] in (Remark.NO_INVOICE, Remark.WAITS):
            one["params"] = {
                "invoice": subject_of(row["type_code"], row["point_of_sale"], row["number"])
            }
    return list(found)


def _shown(batch: ImportBatch, row: dict[str, Any]) -> dict[str, Any]:
    subject = subject_of(row["type_code"], row["point_of_sale"], row["number"])
    shown = {"row": row["row"], "currency": row["currency"] or "", "remarks": _remarks(row)}
    if batch.kind == ImportKind.COLLECTIONS:
        taken = bool(row["reverses"])
        named = row["reverses"] or row["receipt_number"] or ""
        amount, day = row["amount_minor"], row["received_date"]
        shown |= {
            "subject": f"{named} → {subject}" if named and subject else named,
            "party": (row["reason"] if taken else row["means"]) or "",
            "amount_minor": -amount if taken and amount is not None else amount,
        }
    else:
        amount, day = row["total_minor"], row["issue_date"]
        shown |= {
            "subject": subject,
            "party": row["receiver_name"] or "",
            "amount_minor": None if amount is None else amount * row["sign"],
        }
    return {**shown, "day": None if day is None else day.isoformat()}


def is_staged(batch: ImportBatch) -> bool:
    """Tell whether the rows of a file are there: a crash of the database empties the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {table_of(batch)} WHERE batch_id = %s)",  # noqa: S608
            [batch.pk],
        )
        return bool((cursor.fetchone() or [False])[0])
