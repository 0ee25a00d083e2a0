"""A file of customers comes in: received, its columns chosen, previewed, confirmed (R-8, check 4).

Each act of a person is one transaction, which also enqueues what the worker does next. A small file
is worked on at once, by the caller: see `is_small`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from universo.customers import imports
from universo.customers.models import CustomerImport
from universo.customers.queries import may_write
from universo.errors import DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.tabular import files
from universo.tabular.refusals import FileRefused, file_text

WORK = "customers.work_on_import"
SMALL_BYTES, SMALL_ROWS = 128 * 1024, 10_000


def is_small(found: CustomerImport) -> bool:
    """Tell a file that is worked on while somebody waits, within a second or two.

    By its rows too, once they were looked at: an archive of a few KB may hold a million.
    """
    return found.file_bytes <= SMALL_BYTES and found.shape.get("about_rows", 0) <= SMALL_ROWS


def receive_file(
    *,
    actor: Actor,
    now: datetime,
    owner_id: int | None,
    file_name: str,
    uploaded: files.Uploaded,
    wish: Mapping[str, Any] | None = None,
) -> CustomerImport:
    """Keep an uploaded file of customers for the list of `owner_id` (None: Hasar's).

    Without `wish` a person chooses its columns and confirms. With it the file goes all the way by
    itself: `source` (a name), `mapping` (a field for each title; empty: what the source remembers, or
    a guess) and `whole_list`. Raises NotPermitted, DomainError at `file`.
    """
    if not may_write(actor, owner_id):
        raise NotPermitted("")
    try:
        kept = files.keep(uploaded)
    except FileRefused as refusal:
        raise DomainError(file_text(refusal.code, refusal.about), field="file") from refusal
    try:
        with transaction.atomic():
            made = imports.receive(
                actor=actor, now=now, owner_id=owner_id, file_name=file_name, kept=kept,
                wish=dict(wish or {}),
            )  # fmt: skip
            _enqueue(made, actor)
    except BaseException:
        files.forget(kept[0], rejects_too=True)
        raise
    return made


@transaction.atomic
def choose_columns(
    *,
    actor: Actor,
    now: datetime,
    import_id: int,
    fields: Sequence[str],
    source_name: str,
    is_whole_list: bool,
) -> CustomerImport:
    """State the field of each column and the source; what the file would do is found out next.

    Raises NotPermitted, Conflict, DomainError at `source` or `columns`.
    """
    found = imports.choose(
        actor=actor, now=now, import_id=import_id, fields=fields, source_name=source_name,
        is_whole_list=is_whole_list,
    )  # fmt: skip
    _enqueue(found, actor)
    return found


@transaction.atomic
def confirm_import(
    *, actor: Actor, now: datetime, import_id: int, seen: str = ""
) -> CustomerImport:
    """Store what was previewed. Twice is once. Raises NotPermitted, Conflict, the latter too when the
    preview is not the one that was `seen`, if that is stated.
    """
    found = imports.confirm(actor=actor, now=now, import_id=import_id, seen=seen)
    _enqueue(found, actor)
    return found


@transaction.atomic
def try_again(*, actor: Actor, now: datetime, import_id: int) -> CustomerImport:
    """Go on with a file that failed or whose worker died. Raises NotPermitted, Conflict."""
    found = imports.try_again(actor=actor, now=now, import_id=import_id)
    _enqueue(found, actor)
    return found


def give_up(*, actor: Actor, now: datetime, import_id: int) -> CustomerImport:
    """Discard a file or stop its storing; its files are removed. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        found = imports.give_up(actor=actor, now=now, import_id=import_id)
    files.forget(found.stored_as, rejects_too=found.confirmed_at is None)
    return found


def _enqueue(found: CustomerImport, actor: Actor) -> None:
    """Have the worker go on; of a small file only in case that the caller does not."""
    if found.status not in imports.WORKING:
        return
    # A lock keeps large files from being worked on at the same time; a job that waits for its hour
    # would hold up those behind it, so small ones have none.
    job = (
        app.configure_task(WORK, schedule_in={"seconds": 30})
        if is_small(found)
        else app.configure_task(WORK, lock="customers.import")
    )
    job.defer(import_id=found.pk, user_id=actor.user_id)
