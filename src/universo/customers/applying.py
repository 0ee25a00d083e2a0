"""Storing what was previewed, part by part: after a crash it goes on where the last part ended."""

from datetime import datetime
from itertools import islice

from django.db import transaction

from universo.customers.bulk import Counts, store_many
from universo.customers.checking import retirable
from universo.customers.intake import files
from universo.customers.models import CustomerImport, ImportStatus
from universo.customers.operations import lock_list
from universo.identity.actor import Actor

PART = 5_000


class Stopped(Exception):
    """Somebody stopped the import: the part at hand is undone, those before stay."""


def store(*, actor: Actor, now: datetime, found: CustomerImport) -> None:
    """Store the new and changed rows, from the first that is not stored yet.

    How far it came and what it did is written with each part. Raises Stopped, NotPermitted.
    """
    before, told = found.done_rows, dict(found.counts["stored"])

    def progress(counts: Counts) -> None:
        stored = {
            "new": told["new"] + counts.new,
            "changed": told["changed"] + counts.changed,
            "same": told["same"] + counts.same,
        }
        _keep(found, {**found.counts, "stored": stored}, before + counts.total)

    store_many(
        actor=actor,
        now=now,
        owner_id=found.owner_id,
        source_id=found.source_id,
        rows=files.stored_rows(found.stored_as, skip=before),
        progress=progress,
    )


def retire_missing(*, actor: Actor, now: datetime, found: CustomerImport) -> None:
    """Retire the customers of the source that a whole list no longer has; repeated, it goes on.

    They count for no notice from `now` on; what was found before keeps pointing to them (R-8).
    Raises Stopped, NotPermitted.
    """
    codes = files.read_codes(found.stored_as)
    rows = retirable(found)
    pairs = rows.values_list("pk", "external_id").iterator(PART)
    missing = iter([pk for pk, code in pairs if code not in codes])
    while part := list(islice(missing, PART)):
        with transaction.atomic():
            lock_list(actor, found.owner_id)
            count = rows.filter(pk__in=part).update(retired_at=now)
            retired = found.counts.get("retired", 0) + count
            _keep(found, {**found.counts, "retired": retired}, found.done_rows)


def _keep(found: CustomerImport, counts: dict[str, object], done_rows: int) -> None:
    """Write how far the import came, in the transaction of the part."""
    rows = CustomerImport.objects.filter(pk=found.pk, status=ImportStatus.APPLYING)
    if not rows.update(counts=counts, done_rows=done_rows):
        raise Stopped
    found.counts, found.done_rows = counts, done_rows
