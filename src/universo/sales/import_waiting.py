# ruff: noqa: S608 - statements are put together from names of ours only
"""Receipts of a file whose invoice is not registered yet: kept until it is (`sales.waiting`).

A row waits ('W') instead of being rejected. The same one again is unchanged, says otherwise or completes
what waits, as it would with a registered one; what a person cancelled stays cancelled.
"""

from datetime import datetime

from universo.sales.import_collections import (
    RANGE,
    completes,
    differences,
    refuse_wrong,
    remark_object,
)
from universo.sales.import_documents import same_key
from universo.sales.import_staging import MANY, rows, run
from universo.sales.models import ImportBatch
from universo.sales.remarks import Remark

_SAME_PART = f"{same_key('w', 's')} AND w.receipt_number = s.receipt_number AND w.item = s.item"
_OPEN = "w.status IN ('WAITING', 'REFUSED')"
_ABSENT = f"""
    UPDATE sales_stagedcollection s SET outcome = 'W',
        remarks = jsonb_build_array({remark_object(Remark.WAITS)}) || coalesce(s.remarks, '[]')
    WHERE s.batch_id = %(batch)s AND s.outcome = 'N' AND s.reverses = ''
        AND NOT EXISTS (SELECT FROM sales_document d WHERE {same_key("d", "s")})
"""
# Before anything else is said of it: its invoice came since the file was looked at.
_ARRIVED = f"""
    UPDATE sales_stagedcollection s SET outcome = 'N', waiting_id = NULL
    WHERE {RANGE} AND (s.outcome = 'W' OR s.waiting_id IS NOT NULL)
        AND EXISTS (SELECT FROM sales_document d WHERE {same_key("d", "s")})
"""
_FIELDS = ("means", "amount_minor", "currency", "received_date", "cleared_date", "certificate")
_COMPARE = f"""
    UPDATE sales_stagedcollection s SET waiting_id = x.id,
        outcome = CASE WHEN x.different <> '[]' THEN 'C' WHEN x.completes IS NOT NULL THEN 'X'
                       ELSE 'U' END,
        remarks = CASE WHEN x.different <> '[]' THEN x.different
                       WHEN x.completes IS NOT NULL THEN jsonb_build_array(x.completes)
                       ELSE s.remarks END
    FROM (SELECT s.row, w.id, {differences("w", _FIELDS)} AS different,
              CASE WHEN w.taken_back_date IS NULL THEN {completes("w")} END AS completes
          FROM sales_stagedcollection s JOIN sales_waitingcollection w ON {_SAME_PART} AND {_OPEN}
          WHERE {RANGE} AND s.outcome IN ('W', 'X', 'C') AND s.collection_id IS NULL
              AND w.batch_id IS DISTINCT FROM %(batch)s) x
    WHERE s.batch_id = %(batch)s AND s.row = x.row
"""
_CANCELLED = f"""
    UPDATE sales_stagedcollection s SET outcome = 'U',
        remarks = jsonb_build_array({remark_object(Remark.CANCELLED, "'day'", "x.day")})
    FROM (SELECT s.row, max(w.ended_at AT TIME ZONE 'America/Argentina/Buenos_Aires')::date::text AS day
          FROM sales_stagedcollection s
          JOIN sales_waitingcollection w ON {_SAME_PART} AND w.status = 'CANCELLED'
              AND (w.means, w.amount_minor, w.received_date)
                  = (s.means, s.amount_minor, s.received_date)
              AND w.currency IN ('', s.currency)
          WHERE {RANGE} AND s.outcome IN ('N', 'W') GROUP BY s.row) x
    WHERE s.batch_id = %(batch)s AND s.row = x.row
"""
_ANY = f"""
    SELECT EXISTS (SELECT FROM sales_stagedcollection s
                   WHERE {RANGE} AND (s.outcome = 'W' OR s.waiting_id IS NOT NULL)) AS found
"""
_KEEP = f"""
    INSERT INTO sales_waitingcollection (issuer_cuit, type_code, point_of_sale, number, receipt_number,
        item, means, amount_minor, currency, received_date, cleared_date, certificate, instrument,
        regime, taken_back_reason, batch_id, position, recorded_at, recorded_by_id, status, remarks,
        reason)
    SELECT s.issuer_cuit, s.type_code, s.point_of_sale, s.number, s.receipt_number, s.item, s.means,
        s.amount_minor, s.currency, s.received_date, s.cleared_date, s.certificate, s.instrument,
        s.regime, '', s.batch_id, s.row, %(now)s, %(user)s, 'WAITING', '[]', ''
    FROM sales_stagedcollection s WHERE {RANGE} AND s.outcome = 'W' ORDER BY s.row
    ON CONFLICT DO NOTHING
"""
_COMPLETE = f"""
    UPDATE sales_waitingcollection w SET
        cleared_date = CASE WHEN w.means = 'CHEQUE' THEN s.cleared_date ELSE w.cleared_date END,
        certificate = CASE WHEN w.means = 'CHEQUE' THEN w.certificate ELSE s.certificate END
    FROM sales_stagedcollection s
    WHERE {RANGE} AND s.outcome = 'X' AND s.collection_id IS NULL AND w.id = s.waiting_id AND {_OPEN}
"""


def check(batch: ImportBatch) -> None:
    """Find the receipts of a file that wait, and which of them do already."""
    run(_ABSENT, batch=batch.pk)
    compare(batch, 0, 2**31 - 1)


def compare(batch: ImportBatch, first: int, last: int) -> None:
    """Tell of a range of rows what waits already, and what a person cancelled."""
    values = {"batch": batch.pk, "first": first, "last": last}
    run(_COMPARE, **values)
    run(_CANCELLED, **values)


def any_in(batch: ImportBatch, first: int, last: int) -> bool:
    """Tell whether a range of rows has any that wait; before its invoices are locked."""
    found = rows(_ANY, batch=batch.pk, first=first, last=last)
    return bool(found[0]["found"])


def arrived(batch: ImportBatch, first: int, last: int) -> None:
    """Take the rows whose invoice came since as those of any other; under `lock_waiting`."""
    run(_ARRIVED, batch=batch.pk, first=first, last=last)
    refuse_wrong(batch, first, last)


def keep(batch: ImportBatch, first: int, last: int, *, now: datetime, user_id: int | None) -> None:
    """Keep the rows of a range that wait, and complete those that did; under `lock_waiting`."""
    values = {"batch": batch.pk, "first": first, "last": last}
    run(_COMPLETE, **values)
    if run(_KEEP, **values, now=now, user=user_id) > MANY:
        run("ANALYZE sales_waitingcollection")
