"""What the worker does with a file of customers: reads it, checks it, stores it; never twice at once.

Each phase may be killed at any moment: run again, reading and checking begin anew and storing goes on
with the part that was next.
"""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction

from universo.customers import imports
from universo.customers.applying import Stopped, retire_missing, store
from universo.customers.checking import Check
from universo.customers.figures import count_list
from universo.customers.intake import columns
from universo.customers.models import CustomerImport, CustomerSource, ImportStatus
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.tabular import files, opening
from universo.tabular.holding import held
from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape
from universo.timekeeping import Clock
from universo.usecases.import_customers import choose_columns, confirm_import, is_small

S = ImportStatus
HOLD = 7_204_002
_LOG = logging.getLogger(__name__)


def work_on_import(*, actor: Actor, clock: Clock, import_id: int, is_awaited: bool = False) -> None:
    """Do all that a file waits for; `actor` is the person on whose behalf.

    Nothing happens when somebody else is at it, or nothing is left to do. With `is_awaited` somebody
    waits for the answer: what turns out to be long is left to the worker.
    """
    with held(HOLD, import_id) as is_alone:
        while is_alone:
            found = CustomerImport.objects.select_related("source").filter(pk=import_id).first()
            if found is None or found.status not in imports.WORKING:
                return
            if is_awaited and not is_small(found):
                return
            _phase(found, actor, clock)


def _phase(found: CustomerImport, actor: Actor, clock: Clock) -> None:
    phases = {S.READING: _read, S.CHECKING: _check, S.APPLYING: _apply}
    try:
        if not files.path_of(found.stored_as).exists():
            raise FileRefused("gone")
        phases[S(found.status)](found, actor, clock)
    except FileRefused as refusal:
        _fail(found, clock(), refusal.stored)
    except DomainError as error:
        _fail(found, clock(), f"refused|{error}")
    except Stopped:
        pass
    except OperationalError:
        raise  # the database is busy or gone: the job is tried again
    except Exception:  # noqa: BLE001 - whatever a file does to us is told, not left hanging
        _LOG.exception("import %s failed while %s", found.pk, found.status)
        _fail(found, clock(), "failed|")


def _fail(found: CustomerImport, now: datetime, fault: str) -> None:
    if found.status != S.APPLIED:  # what was stored to its end stays so
        imports.move(found, now, found.status, S.FAILED, fault=fault[:300])


def _read(found: CustomerImport, actor: Actor, clock: Clock) -> None:
    """Find the columns; a file that has a wish goes on by itself."""
    path = files.path_of(found.stored_as)
    most = settings.UPLOAD_LIMIT_MB * files.MB
    if not files.has_room(found.stored_as):
        raise FileRefused("no_room")
    shape = opening.find_shape(
        path, is_sheet=opening.unpack(path, most), recognised=columns.recognised
    )
    source = recognise(found.owner_id, shape)
    mapping = columns.remembered(shape, source.mapping) if source else columns.guess(shape)
    imports.move(
        found, clock(), S.READING, S.MAPPING, shape=shape.as_json(), source=source, mapping=mapping
    )
    if found.wish and found.status == S.MAPPING:
        _grant(found, shape, actor, clock())


def recognise(owner_id: int | None, shape: Shape) -> CustomerSource | None:
    """Return the source of the list whose files have these columns."""
    if not shape.key:
        return None
    rows = CustomerSource.objects.filter(owner_id=owner_id, heading_key=shape.key)
    return rows.order_by("-pk").first()


def _grant(found: CustomerImport, shape: Shape, actor: Actor, now: datetime) -> None:
    """Choose the columns as the wish says: a field by title, what the source remembers, or a guess."""
    wish: dict[str, Any] = found.wish
    rows = CustomerSource.objects.filter(owner_id=found.owner_id)
    source = rows.filter(name=wish.get("source", "")).first() or found.source
    if wish.get("mapping"):
        fields = columns.by_title(shape, wish["mapping"])
    else:
        fields = columns.remembered(shape, source.mapping if source else {})
    choose_columns(
        actor=actor, now=now, import_id=found.pk, fields=fields,
        source_name=wish.get("source") or (source.name if source else ""),
        is_whole_list=bool(wish.get("whole_list")),
    )  # fmt: skip


def _check(found: CustomerImport, actor: Actor, clock: Clock) -> None:
    """Find out what each row would do."""
    check = Check(found)
    for rows in check.run():
        _beat(found, rows)
    tally = check.tally
    if not tally.outcomes:
        raise FileRefused("no_rows")
    is_ready = imports.move(
        found, clock(), S.CHECKING, S.READY, counts=tally.counts(check.missing()),
        preview={"rows": tally.rows, "wrong": tally.wrong},
    )  # fmt: skip
    if is_ready and found.wish and not _looks_wrong(found):
        confirm_import(actor=actor, now=clock(), import_id=found.pk)


def _looks_wrong(found: CustomerImport) -> bool:
    """Tell a whole list that would retire more than it keeps: a person is to look at it first.

    The file of another branch, a code in another column or an export that was cut short would
    otherwise end the proof of every customer, with nobody at a screen.
    """
    kept = found.counts["same"] + found.counts["changed"]
    return bool(found.is_whole_list and found.counts["missing"] > kept)


def _beat(found: CustomerImport, rows: int) -> None:
    """Say how far the phase is. Raises Stopped when somebody gave the file up."""
    still = CustomerImport.objects.filter(pk=found.pk, status=found.status)
    if not still.update(done_rows=rows):
        raise Stopped


def _apply(found: CustomerImport, actor: Actor, clock: Clock) -> None:
    """Store, retire who is missing of a whole list, tell, and count the list anew."""
    now = clock()
    store(actor=actor, now=now, found=found)
    if found.is_whole_list:
        retire_missing(actor=actor, now=now, found=found)
    with transaction.atomic():
        done = clock()
        if not imports.move(found, done, S.APPLYING, S.APPLIED):
            raise Stopped
        stored = {**found.counts["stored"], "retired": found.counts.get("retired", 0)}
        told = {"rejected": found.counts["rejected"], "source": str(found.source)}
        imports.tell(actor, done, found, "applied", **stored, **told)
    files.forget(found.stored_as, rejects_too=False)
    count_list(now=done, owner_id=found.owner_id)
