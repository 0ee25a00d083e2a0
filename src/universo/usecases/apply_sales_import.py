"""Applying a file that was previewed: part by part, each part whole or not at all, each row once."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.sales import import_collections as collections
from universo.sales import import_conflicts as conflicts
from universo.sales import import_documents as documents
from universo.sales import import_reversals as reversals
from universo.sales import import_waiting as staged_waiting
from universo.sales import waiting
from universo.sales.import_telling import tell_notices
from universo.sales.models import ImportBatch, ImportKind, ImportStatus
from universo.timekeeping import Clock
from universo.usecases.register_waiting import accrue_collections, register_waiting

DOCUMENTS_AT_ONCE, RECEIPTS_AT_ONCE = 20_000, 10_000
Progress = Callable[[str, int, int], None]
WRITERS = 0x494D5054  # "IMPT": imports write one after the other, so they never wait in a circle


class Stopped(Exception):
    """Somebody stopped the import: the part at hand is undone, those before stay."""


def apply_rows(*, actor: Actor, clock: Clock, batch: ImportBatch, progress: Progress) -> None:
    """Apply the rows from the first that was not applied yet; how far it came is kept with each part.

    Raises Stopped when the file is not being applied any more.
    """
    is_receipts = batch.kind == ImportKind.COLLECTIONS
    size = RECEIPTS_AT_ONCE if is_receipts else DOCUMENTS_AT_ONCE
    last = int(batch.counts["last_row"])
    while (after := _done(batch, "rows")) < last:
        upto = min(after + size, last)
        with transaction.atomic():
            _alone()
            now = clock()
            if is_receipts:
                _receipts(actor, now, batch, after + 1, upto)
            else:
                _documents(actor, now, batch, after + 1, upto)
            _keep(batch, "rows", upto)
        progress(batch.status, upto, last)
    if is_receipts:
        _take_back(actor, clock, batch)


def _done(batch: ImportBatch, what: str) -> int:
    return int(batch.counts["done"].get(what, 0))


def _alone() -> None:
    """Wait for other imports, at length if need be: nobody waits at a screen for this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL statement_timeout = '5min'; SET LOCAL lock_timeout = '1min';"
            " SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"
        )
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [WRITERS])


def _keep(batch: ImportBatch, what: str, row: int) -> None:
    """Write how far it came, if nobody came before and the file is still being applied."""
    done = dict(batch.counts["done"])
    counts = {**batch.counts, "done": {**done, what: row}}
    still = ImportBatch.objects.filter(pk=batch.pk, status=ImportStatus.APPLYING, counts__done=done)
    if not still.update(counts=counts, done_rows=row):
        raise Stopped
    batch.counts = counts


def _documents(actor: Actor, now: datetime, batch: ImportBatch, first: int, last: int) -> None:
    lined = batch.kind == ImportKind.INVOICES
    waiting.expect_none()
    documents.write(batch, first, last, lined=lined, now=now, user_id=actor.user_id)
    # What somebody else stored since the preview, and what comes twice in the file.
    documents.compare(batch, first, last, lined=lined)
    for found in conflicts.weigh(batch, first, last, lined=lined):
        conflicts.keep(batch, found, actor=actor, now=now)
    if waiting.any_open():
        register_waiting(actor=actor, now=now, document_ids=documents.written(batch, first, last))


def _receipts(actor: Actor, now: datetime, batch: ImportBatch, first: int, last: int) -> None:
    waits = staged_waiting.any_in(batch, first, last)
    if waits:  # before any invoice is locked (protocol 3)
        waiting.lock_waiting()
        staged_waiting.arrived(batch, first, last)
        staged_waiting.compare(batch, first, last)
    collections.compare(batch, first, last)
    collections.lock_invoices(batch, first, last)
    made = collections.write(batch, first, last, now=now, user_id=actor.user_id)
    cleared = collections.complete(batch, first, last, local_date(now))
    if waits:
        staged_waiting.keep(batch, first, last, now=now, user_id=actor.user_id)
    tell_notices(actor, now, "registered", made)
    tell_notices(actor, now, "cleared", cleared)
    accrue_collections(actor, now, [*made, *cleared])


def _take_back(actor: Actor, clock: Clock, batch: ImportBatch) -> None:
    after = _done(batch, "reversals")
    plans = reversals.Reversals(batch, with_staged=False).plans(after)
    while True:
        with transaction.atomic():
            _alone()
            if waiting.any_open():
                waiting.lock_waiting()
            part = next(plans, None)
            if part is None:
                return
            now = clock()
            found = reversals.write(part, now=now, user_id=actor.user_id)
            reversals.keep(batch, part)
            ids = [one.pk for one in found]
            tell_notices(actor, now, "reversed", ids)
            accrue_collections(actor, now, ids)
            _keep(batch, "reversals", part[-1].row)
