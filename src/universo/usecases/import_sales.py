"""Finance imports invoices and collections: a preview first, then exactly that file (R-12, protocol 6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from universo.identity.actor import SYSTEM, Actor
from universo.sales import import_staging as staging
from universo.sales import import_states as states
from universo.sales.models import ImportBatch, ImportKind
from universo.tabular import files
from universo.tabular.refusals import FileRefused, file_text

WORK = "sales.work_on_import"
KEEP_REJECTS = timedelta(days=90)
KEEP_WAITING = timedelta(days=7)  # a file that nobody confirms holds people's data for nothing
SMALL_BYTES, SMALL_ROWS = 2 * 2**20, 5_000


def is_small(batch: ImportBatch) -> bool:
    """Tell whether a file is worked on while somebody waits: a second or two."""
    return batch.file_bytes <= SMALL_BYTES and batch.shape.get("about_rows", 0) <= SMALL_ROWS


def receive_file(
    *, actor: Actor, now: datetime, file_name: str, uploaded: files.Uploaded,
    kind: str = states.AUTO, issuer_cuit: str = "",
) -> ImportBatch:  # fmt: skip
    """Keep an uploaded file, to be read next; nothing else is written.

    `issuer_cuit` is the company that issued the documents. Raises NotPermitted, UnableToRead at
    `file` or `kind`.
    """
    states.require_importer(actor)
    if kind not in (states.AUTO, *ImportKind.values):
        raise states.UnableToRead(file_text("refused", kind), field="kind")
    try:
        kept = files.keep(uploaded)
    except FileRefused as refusal:
        said = file_text(refusal.code, refusal.about)
        raise states.UnableToRead(said, field="file") from refusal
    try:
        with transaction.atomic():
            made = states.receive(
                actor=actor, now=now, file_name=file_name, kept=kept, kind=kind,
                issuer_cuit=issuer_cuit,
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
    batch_id: int,
    kind: str,
    fields: Sequence[str],
    source_name: str,
) -> ImportBatch:
    """State the field of each column and the source; what the file would do is found out next.

    Raises NotPermitted, Conflict, DomainError at `kind`, `source` or `columns`.
    """
    batch = states.choose(
        actor=actor, now=now, batch_id=batch_id, kind=kind, fields=fields, source_name=source_name
    )
    _enqueue(batch, actor)
    return batch


@transaction.atomic
def confirm_import(
    *, actor: Actor, now: datetime, batch_id: int, seen: str = "", dollars_seen: bool = False
) -> ImportBatch:
    """Have a previewed file applied: what is new is stored, what is stored stays. Twice is once.

    Raises NotPermitted, Conflict, DomainError at `dollars` (the first time that a file has dollars).
    """
    batch, is_first = states.confirm(
        actor=actor, now=now, batch_id=batch_id, seen=seen, dollars_seen=dollars_seen
    )
    if is_first:
        _enqueue(batch, actor)
    return batch


@transaction.atomic
def try_again(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Go on with a file that failed or whose worker died. Raises NotPermitted, Conflict."""
    batch = states.try_again(actor=actor, now=now, batch_id=batch_id)
    _enqueue(batch, actor)
    return batch


def give_up(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Discard a file or stop its applying; its files are removed. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        batch = states.give_up(actor=actor, now=now, batch_id=batch_id)
        if batch.status in states.ENDED:
            staging.clear(batch.pk)
    files.forget(batch.stored_as, rejects_too=batch.counts.get("done") is None)
    return batch


def tidy_imports(*, now: datetime) -> None:
    """Discard files that nobody confirms; remove the files and staged rows of those that ended."""
    left = ImportBatch.objects.exclude(status__in=states.ENDED)
    for batch in left.filter(uploaded_at__lt=now - KEEP_WAITING):
        with transaction.atomic():
            states.leave(SYSTEM, now, batch)
    for batch in ImportBatch.objects.filter(status__in=states.ENDED).exclude(stored_as=""):
        staging.clear(batch.pk)
        is_old = batch.uploaded_at < now - KEEP_REJECTS
        files.forget(batch.stored_as, rejects_too=is_old or batch.applied_at is None)
        if is_old:
            ImportBatch.objects.filter(pk=batch.pk).update(stored_as="")


def _enqueue(batch: ImportBatch, actor: Actor) -> None:
    """Have the worker go on; of a small file only in case that the caller does not."""
    if batch.status not in states.WORKING or actor.user_id is None:
        return  # the console works on its file itself
    if is_small(batch):
        job = app.configure_task(WORK, schedule_in={"seconds": 30})
        job.defer(batch_id=batch.pk, user_id=actor.user_id)
    else:
        hand_over(batch, actor)


def hand_over(batch: ImportBatch, actor: Actor) -> None:
    """Have the worker go on now; long files are worked on one after the other."""
    job = app.configure_task(WORK, lock="sales.import")
    job.defer(batch_id=batch.pk, user_id=actor.user_id)
