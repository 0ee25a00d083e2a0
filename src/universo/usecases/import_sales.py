"""Finance imports invoices and collections: a preview first, then exactly that file (R-12, protocol 6)."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.rewards.operations import accrue_documents
from universo.sales import import_batches as batches
from universo.sales.feeds.documents import ReadResult
from universo.sales.models import ImportBatch
from universo.sales.operations import require_finance

APPLY = "sales.apply_import"
MOST_AT_ONCE = 5_000  # rows; a longer file is applied in the background, part by part


def preview_import(
    *, actor: Actor, now: datetime, file_name: str, content: bytes, kind: str = "auto",
    issuer_cuit: str = "",
) -> ImportBatch:  # fmt: skip
    """Keep an uploaded file with what each of its rows would do; nothing else is written.

    `issuer_cuit` is the company that issued the documents. Raises NotPermitted, UnableToRead.
    """
    require_finance(actor)
    found = batches.read_upload(file_name, content, kind, issuer_cuit)
    with transaction.atomic():
        return batches.store_preview(
            actor=actor, now=now, file_name=file_name, content=content, found=found
        )


def apply_import(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Apply a previewed file: what is new is stored, what is stored stays; twice is once.

    A file of up to MOST_AT_ONCE rows is applied whole or not at all. A longer one is written in
    parts that commit one by one; after a crash the next call goes on from where it stopped, and the
    parts done before change nothing. Raises NotPermitted, Conflict when it was discarded.
    """
    require_finance(actor)
    found = _read_again(batch_id)  # before any lock: reading takes a while
    whole: AbstractContextManager[object] = (
        nullcontext() if found.rows > MOST_AT_ONCE else transaction.atomic()
    )
    with whole:
        with transaction.atomic():
            batches.begin(actor=actor, now=now, batch_id=batch_id)
        for index, part in enumerate(batches.parts_of(found)):
            _apply_part(actor, now, batch_id, index, part)
        with transaction.atomic():
            return batches.finish(actor=actor, now=now, batch_id=batch_id)


def _read_again(batch_id: int) -> ReadResult:
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotPermitted(_("That import does not exist."))
    content = bytes(batch.content)
    return batches.read_upload(batch.file_name, content, batches.AUTO, batch.issuer_cuit)


@transaction.atomic
def _apply_part(actor: Actor, now: datetime, batch_id: int, index: int, part: batches.Part) -> None:
    written = batches.apply_part(actor=actor, now=now, batch_id=batch_id, index=index, part=part)
    if written is not None and written.invoice_ids:
        accrue_documents(actor=actor, now=now, document_ids=written.invoice_ids)


@transaction.atomic
def start_import(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Have a long file applied in the background, once. Raises NotPermitted, Conflict."""
    batch, is_first = batches.begin(actor=actor, now=now, batch_id=batch_id)
    if is_first:
        app.configure_task(APPLY).defer(batch_id=batch.pk, user_id=require_finance(actor))
    return batch


@transaction.atomic
def discard_import(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Leave a previewed file unapplied. Raises NotPermitted, Conflict when it was applied."""
    return batches.discard(actor=actor, now=now, batch_id=batch_id)
