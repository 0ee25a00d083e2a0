# ruff: noqa: S608 - statements are put together from names of ours only
"""Collections that wait for their invoice: registered when it comes, or cancelled by a person (R-12).

Who stores an invoice holds `expect_none` until its transaction ends, and who keeps a collection because
its invoice is not there holds `lock_waiting`: so neither misses the other, whoever comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.sales.conflicts import checked_reason
from universo.sales.import_collections import differences, made_uid, remark_object
from universo.sales.import_documents import same_key
from universo.sales.import_staging import rows, run
from universo.sales.models import WaitingCollection, WaitingStatus
from universo.sales.operations import require_finance
from universo.sales.remarks import Remark
from universo.sales.waiting_models import OPEN

WAITING_LOCK = (
    0x57414954  # "WAIT"; after that of imports, before invoices and accounts (protocol 3)
)
_OPEN = "w.status IN ('WAITING', 'REFUSED')"


def _unused(uid: str, table: str, made: str) -> str:
    """Return the SQL of a client's id; of one made here where it sent none, or one used meanwhile."""
    return f"""CASE WHEN {uid} IS NULL OR EXISTS (SELECT FROM {table} t WHERE t.uid = {uid})
            THEN {made} ELSE {uid} END"""


_DUE = f"""
    SELECT w.id, d.id AS document_id, w.receipt_number, w.item,
        CASE WHEN d.kind <> 'INVOICE' THEN {remark_object(Remark.NOT_AN_INVOICE)}
             WHEN w.currency NOT IN ('', d.currency)
                 THEN {remark_object(Remark.CURRENCY, "'stored'", "d.currency")} END AS problem
    FROM sales_waitingcollection w JOIN sales_document d ON {same_key("d", "w")}
    WHERE {_OPEN} AND d.id = ANY(%(ids)s) ORDER BY w.id FOR UPDATE OF w
"""
_UID = _unused("w.uid", "sales_collection", made_uid("due.document_id", "w"))
_REGISTER = f"""
    WITH due AS MATERIALIZED ({_DUE}), refused AS (
        UPDATE sales_waitingcollection w SET status = 'REFUSED', remarks = jsonb_build_array(due.problem)
        FROM due WHERE w.id = due.id AND due.problem IS NOT NULL),
    made AS (
        INSERT INTO sales_collection (uid, document_id, receipt_number, item, means, amount_minor,
            received_date, cleared_date, certificate, instrument, regime, batch_id, recorded_at,
            recorded_by_id)
        SELECT {_UID}, due.document_id, w.receipt_number, w.item, w.means,
            w.amount_minor, w.received_date, w.cleared_date, w.certificate, w.instrument,
            w.regime, w.batch_id, %(now)s, w.recorded_by_id
        FROM due JOIN sales_waitingcollection w ON w.id = due.id
        WHERE due.problem IS NULL ORDER BY w.id
        ON CONFLICT DO NOTHING
        RETURNING id)
    SELECT (SELECT coalesce(array_agg(id), '{{}}') FROM due WHERE problem IS NULL) AS due,
        (SELECT coalesce(array_agg(id), '{{}}') FROM made) AS made
"""
_FIELDS = ("means", "amount_minor", "received_date", "cleared_date", "certificate")
_SETTLE = f"""
    UPDATE sales_waitingcollection w SET
        status = CASE WHEN x.different = '[]' THEN 'APPLIED' ELSE 'REFUSED' END,
        collection_id = CASE WHEN x.different = '[]' THEN x.collection_id END,
        ended_at = CASE WHEN x.different = '[]' THEN %(now)s::timestamptz END,
        remarks = x.different
    FROM (SELECT s.id, c.id AS collection_id, {differences("c", _FIELDS)} AS different
          FROM sales_waitingcollection s JOIN sales_document d ON {same_key("d", "s")}
          JOIN sales_collection c ON c.document_id = d.id AND c.receipt_number = s.receipt_number
              AND c.item = s.item
          WHERE s.id = ANY(%(due)s)) x
    WHERE w.id = x.id AND {_OPEN}
"""
_MADE = "md5('reversal/' || w.collection_id)::uuid"
_TAKE_BACK = f"""
    INSERT INTO sales_reversal (uid, collection_id, on_date, reason, recorded_at, recorded_by_id)
    SELECT {_unused("w.taken_back_uid", "sales_reversal", _MADE)}, w.collection_id, w.taken_back_date,
        w.taken_back_reason, %(now)s, w.recorded_by_id
    FROM sales_waitingcollection w
    WHERE w.id = ANY(%(due)s) AND w.status = 'APPLIED' AND w.taken_back_date IS NOT NULL
    ORDER BY w.collection_id
    ON CONFLICT DO NOTHING RETURNING collection_id AS id
"""
_LATE = f"""
    SELECT DISTINCT d.id FROM sales_waitingcollection w JOIN sales_document d ON {same_key("d", "w")}
    WHERE {_OPEN} AND d.id > %(after)s ORDER BY d.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Registered:
    """The collections that came with their invoices, and those of them that were taken back."""

    made: Sequence[int] = ()
    taken_back: Sequence[int] = ()


def lock_waiting() -> None:
    """Let nobody store an invoice until the transaction ends: what is not there stays away."""
    _lock("pg_advisory_xact_lock")


def expect_none() -> None:
    """Let nobody keep a collection as waiting until the transaction ends; its first statement."""
    _lock("pg_advisory_xact_lock_shared")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, 0)", [WAITING_LOCK])


def any_open() -> bool:
    """Tell whether any collection waits."""
    return WaitingCollection.objects.filter(status__in=OPEN).exists()


def register(*, now: datetime, document_ids: Sequence[int]) -> Registered:
    """Register the collections that waited for these invoices, in one join; under `expect_none`.

    What does not fit its invoice (a note, another currency, a receipt registered otherwise) is REFUSED
    with the reason, for a person.
    """
    if not document_ids or not any_open():
        return Registered()
    found = rows(_REGISTER, ids=list(document_ids), now=now)[0]
    if not found["due"]:
        return Registered()
    run(_SETTLE, due=found["due"], now=now)
    back = rows(_TAKE_BACK, due=found["due"], now=now)
    return Registered(sorted(found["made"]), [row["id"] for row in back])


def late(after: int, most: int) -> list[int]:
    """Return documents that are there and that collections still wait for, in order."""
    return [row["id"] for row in rows(_LATE, after=after, most=most)]


def cancel(
    *, actor: Actor, now: datetime, waiting_id: int, reason: str
) -> tuple[WaitingCollection, bool]:
    """Say that a collection waits no more and never counts; tell whether it changed.

    Raises NotPermitted, InvalidInput (`reason`), Conflict when it was registered meanwhile.
    """
    user_id = require_finance(actor)
    text = checked_reason(reason)
    changed = WaitingCollection.objects.filter(pk=waiting_id, status__in=OPEN).update(
        status=WaitingStatus.CANCELLED, reason=text, ended_at=now, ended_by_id=user_id
    )
    found = WaitingCollection.objects.filter(pk=waiting_id).first()
    if found is None:
        raise NotPermitted(_("That collection does not exist."))
    if not changed and (found.status != WaitingStatus.CANCELLED or found.reason != text):
        raise Conflict(_("The collection waits no more. Look at its state."))
    return found, bool(changed)
