# ruff: noqa: S608 - statements are put together from names of ours only
"""What the staged receipts of a file would do, and doing it, many at a time in the database (P-9).

What takes receipts back is in `import_reversals`: it comes after all receipts of the file.
"""

from collections.abc import Sequence
from datetime import date, datetime

from universo.sales.feeds.codes import Rejection
from universo.sales.import_documents import same_key
from universo.sales.import_staging import array, rows, run
from universo.sales.models import ImportBatch
from universo.sales.remarks import Remark

RANGE = "s.batch_id = %(batch)s AND s.row BETWEEN %(first)s AND %(last)s AND s.reverses = ''"
_PART = "issuer_cuit, type_code, point_of_sale, number, receipt_number"


def remark_object(code: str, *params: str) -> str:
    """Return the SQL of one remark."""
    values = f"jsonb_build_object({', '.join(params)})" if params else "'{}'::jsonb"
    return f"jsonb_build_object('code', '{code}', 'params', {values})"


# Where a row names no item, the means of one receipt on one invoice are numbered as they come.
_ITEMS = f"""
    UPDATE sales_stagedcollection s SET item = n.item
    FROM (SELECT row, row_number() OVER (PARTITION BY {_PART} ORDER BY row) AS item
          FROM sales_stagedcollection
          WHERE batch_id = %(batch)s AND outcome = 'N' AND reverses = '' AND NOT is_numbered) n
    WHERE s.batch_id = %(batch)s AND s.row = n.row AND n.item > 1
"""
_TWICE = f"""
    UPDATE sales_stagedcollection s SET
        outcome = CASE WHEN (s.means, s.amount_minor, s.received_date, s.certificate)
                            = (f.means, f.amount_minor, f.received_date, f.certificate)
                        AND s.cleared_date IS NOT DISTINCT FROM f.cleared_date
                       THEN 'U' ELSE 'R' END,
        remarks = jsonb_build_array({remark_object(Rejection.DUPLICATE, "'first'", "t.row")})
    FROM (SELECT {_PART}, item, min(row) AS row FROM sales_stagedcollection
          WHERE batch_id = %(batch)s AND outcome = 'N' AND reverses = ''
          GROUP BY {_PART}, item HAVING count(*) > 1) t
    JOIN sales_stagedcollection f ON f.batch_id = %(batch)s AND f.row = t.row
    WHERE s.batch_id = %(batch)s AND s.outcome = 'N' AND s.reverses = '' AND s.row > t.row
        AND {same_key("s", "t")} AND s.receipt_number = t.receipt_number AND s.item = t.item
"""
_WRONG = f"""
    UPDATE sales_stagedcollection s SET outcome = 'R', remarks = jsonb_build_array(
        CASE WHEN x.kind <> 'INVOICE' THEN {remark_object(Remark.NOT_AN_INVOICE)}
             ELSE {remark_object(Remark.CURRENCY, "'stored'", "x.currency")} END)
    FROM (SELECT s.row, d.kind, d.currency FROM sales_stagedcollection s
          JOIN sales_document d ON {same_key("d", "s")}
          WHERE {RANGE} AND s.outcome = 'N'
              AND (d.kind <> 'INVOICE' OR d.currency <> s.currency)) x
    WHERE s.batch_id = %(batch)s AND s.row = x.row
"""


def _differs(kept_by: str, name: str) -> str:
    """A field that both state, otherwise."""
    said = f"NULLIF(s.{name}::text, '')"
    kept = f"NULLIF({kept_by}.{name}::text, '')"
    told = remark_object(Remark.DIFFERS, "'field'", f"'{name}'", "'stored'", kept, "'file'", said)
    return f"CASE WHEN {said} <> {kept} THEN jsonb_build_array({told}) ELSE '[]'::jsonb END"


def differences(kept_by: str, names: Sequence[str]) -> str:
    """Return the SQL of what a row `s` says otherwise than what is kept, as remarks."""
    return " || ".join(_differs(kept_by, name) for name in names)


def completes(kept_by: str) -> str:
    """Return the SQL of the remark on what a row `s` completes of what is kept; null for nothing."""
    return f"""CASE
    WHEN s.means = 'CHEQUE' AND {kept_by}.cleared_date IS NULL AND s.cleared_date IS NOT NULL
        THEN {remark_object(Remark.CLEARS, "'day'", "s.cleared_date::text")}
    WHEN s.means = 'WITHHOLDING' AND {kept_by}.certificate = '' AND s.certificate <> ''
        THEN {remark_object(Remark.CERTIFIES, "'certificate'", "s.certificate")} END"""


_FIELDS = ("means", "amount_minor", "received_date", "cleared_date", "certificate")
_COMPARE = f"""
    UPDATE sales_stagedcollection s SET collection_id = x.id,
        outcome = CASE WHEN x.different <> '[]' THEN 'C'
                       WHEN x.completes IS NOT NULL AND NOT x.is_reversed THEN 'X' ELSE 'U' END,
        remarks = CASE WHEN x.different <> '[]' THEN x.different
                       WHEN x.completes IS NOT NULL AND NOT x.is_reversed
                           THEN jsonb_build_array(x.completes) END
    FROM (SELECT s.row, c.id, {differences("c", _FIELDS)} AS different,
              {completes("c")} AS completes,
              EXISTS (SELECT 1 FROM sales_reversal r WHERE r.collection_id = c.id) AS is_reversed
          FROM sales_stagedcollection s JOIN sales_document d ON {same_key("d", "s")}
          JOIN sales_collection c ON c.document_id = d.id AND c.receipt_number = s.receipt_number
              AND c.item = s.item
          WHERE s.batch_id = %(batch)s AND s.row BETWEEN %(first)s AND %(last)s
              AND s.outcome IN ('N', 'X', 'C') AND s.reverses = ''
              AND c.batch_id IS DISTINCT FROM %(batch)s) x
    WHERE s.batch_id = %(batch)s AND s.row = x.row
"""
_LOCK = f"""
    SELECT id FROM sales_document WHERE id IN (
        SELECT c.document_id FROM sales_stagedcollection s
        JOIN sales_collection c ON c.id = s.collection_id WHERE {RANGE} AND s.outcome = 'X')
    ORDER BY id FOR NO KEY UPDATE
"""


def made_uid(document_id: str, row: str) -> str:
    """Return the SQL of the uid of a receipt's part that came in a file.

    It begins with its invoice, so that those of one file lie together in their index.
    """
    said = f"md5('collection/' || {row}.receipt_number || '/' || {row}.item)"
    return f"(lpad(to_hex({document_id}), 16, '0') || left({said}, 16))::uuid"


_INSERT = f"""
    INSERT INTO sales_collection (uid, document_id, receipt_number, item, means, amount_minor,
        received_date, cleared_date, certificate, instrument, regime, batch_id, recorded_at,
        recorded_by_id)
    SELECT {made_uid("d.id", "s")}, d.id,
        s.receipt_number, s.item, s.means, s.amount_minor, s.received_date, s.cleared_date,
        s.certificate, s.instrument, s.regime, s.batch_id, %(now)s, %(user)s
    FROM sales_stagedcollection s
    CROSS JOIN LATERAL (SELECT * FROM sales_document b WHERE {same_key("b", "s")} OFFSET 0) d
    WHERE {RANGE} AND s.outcome = 'N' ORDER BY s.row
    ON CONFLICT DO NOTHING
    RETURNING id
"""
_COMPLETE = f"""
    UPDATE sales_collection c SET
        cleared_date = CASE WHEN c.means = 'CHEQUE' THEN s.cleared_date
                            ELSE greatest(c.received_date, %(today)s) END,
        certificate = CASE WHEN c.means = 'CHEQUE' THEN c.certificate ELSE s.certificate END
    FROM sales_stagedcollection s
    WHERE {RANGE} AND s.outcome = 'X' AND c.id = s.collection_id
    RETURNING c.id
"""


def check(batch: ImportBatch) -> None:
    """Number the items, find those that come twice, and compare receipts with the books."""
    run(_ITEMS, batch=batch.pk)
    run(_TWICE, batch=batch.pk)
    refuse_wrong(batch, 0, 2**31 - 1)
    compare(batch, 0, 2**31 - 1)


def refuse_wrong(batch: ImportBatch, first: int, last: int) -> None:
    """Reject of a range of rows those whose document is no invoice, or in another currency."""
    run(_WRONG, batch=batch.pk, first=first, last=last)


def compare(batch: ImportBatch, first: int, last: int) -> None:
    """Tell of a range of rows what is stored: the same, otherwise, or less than the file says."""
    run(_COMPARE, batch=batch.pk, first=first, last=last)


def lock_invoices(batch: ImportBatch, first: int, last: int) -> None:
    """Lock the invoices whose receipts a range of rows completes, in order, before those (protocol 3).

    New receipts need no lock: they only refer to their invoice, and their keys are unique.
    """
    run(_LOCK, batch=batch.pk, first=first, last=last)


def write(
    batch: ImportBatch, first: int, last: int, *, now: datetime, user_id: int | None
) -> list[int]:
    """Store the new receipts of a range of rows; return the ids of those that were."""
    values = {"batch": batch.pk, "first": first, "last": last, "now": now, "user": user_id}
    return [row["id"] for row in rows(_INSERT, **values)]


def complete(batch: ImportBatch, first: int, last: int, today: date) -> list[int]:
    """Clear the cheques and certify the withholdings that the file completes; return their ids."""
    values = {"batch": batch.pk, "first": first, "last": last, "today": today}
    return [row["id"] for row in rows(_COMPLETE, **values)]


def linked_invoices(collection_ids: list[int]) -> list[int]:
    """Return the invoices of these collections that belong to an opportunity now."""
    found = rows(
        "SELECT c.document_id AS id FROM (SELECT DISTINCT document_id FROM sales_collection"
        "   WHERE id = ANY(%(ids)s::bigint[])) c"
        " CROSS JOIN LATERAL (SELECT FROM sales_opportunitylink b WHERE b.document_id = c.document_id"
        "   AND b.undone_at IS NULL LIMIT 1) k",
        ids=array(collection_ids),
    )
    return [row["id"] for row in found]
