"""Importing files of invoices and collections, the short way."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

import sales_cases as sales
from universo.identity.actor import Actor
from universo.sales.models import ImportBatch
from universo.usecases.import_sales import confirm_import, receive_file
from universo.usecases.work_on_sales_import import work_on_import


def preview(actor: Actor, content: bytes | str, **changes: Any) -> ImportBatch:
    """Upload a file and have it worked on until it waits for somebody, or failed."""
    data = content if isinstance(content, bytes) else content.encode()
    options = {"file_name": "archivo.csv", "issuer_cuit": sales.ISSUER, **changes}
    name = options.pop("file_name")
    made = receive_file(
        actor=actor, now=sales.NOON, file_name=name,
        uploaded=SimpleUploadedFile(name, data), **options,
    )  # fmt: skip
    return work(actor, made)


def work(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Do what the worker does with a file."""
    work_on_import(actor=actor, clock=lambda: sales.NOON, batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def apply(actor: Actor, content: bytes | str, **changes: Any) -> ImportBatch:
    """Upload a file, confirm it, have it applied."""
    batch = preview(actor, content, **changes)
    return confirmed(actor, batch)


def confirmed(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Confirm a previewed file and have it applied."""
    confirm_import(actor=actor, now=sales.NOON, batch_id=batch.pk, dollars_seen=True)
    return work(actor, batch)


def outcomes(batch: ImportBatch) -> dict[str, int]:
    """Return how many rows have each outcome that any has."""
    return {name: count for name, count in batch.counts["outcomes"].items() if count}


def codes(batch: ImportBatch, outcome: str) -> list[str]:
    """Return the codes of what is said of the rows of an outcome."""
    return [one["code"] for row in batch.preview[outcome] for one in row["remarks"]]
