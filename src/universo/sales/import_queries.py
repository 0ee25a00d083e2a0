"""Reading imports and their sources. Finance and auditors read all of it; nobody else any."""

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from universo.identity.actor import Actor
from universo.sales.models import ImportBatch, ImportSource
from universo.sales.queries import known_issuers, may_read
from universo.tabular import files


def imports(actor: Actor) -> QuerySet[ImportBatch]:
    """Return the uploaded files, the latest first."""
    if not may_read(actor):
        return ImportBatch.objects.none()
    rows = ImportBatch.objects.defer("preview", "shape", "header")
    return rows.select_related("uploaded_by", "applied_by", "source").order_by(
        "-uploaded_at", "-id"
    )


def find_import(actor: Actor, batch_id: int) -> ImportBatch | None:
    """Return one uploaded file; None if there is none for this actor."""
    if not may_read(actor):
        return None
    rows = ImportBatch.objects.select_related("uploaded_by", "applied_by", "source")
    return rows.filter(pk=batch_id).first()


def sources(actor: Actor) -> QuerySet[ImportSource]:
    """Return the sources of files with columns of their own, by name."""
    rows = ImportSource.objects.order_by("name")
    return rows if may_read(actor) else rows.none()


def rejects_of(batch: ImportBatch) -> Path | None:
    """Return the file of the rows left out, while it is kept."""
    if not batch.stored_as or not batch.counts.get("outcomes", {}).get("REJECTED"):
        return None
    path = files.path_of(batch.stored_as, files.REJECTS)
    return path if path.exists() else None


def issuers(actor: Actor) -> list[str]:
    """Return the CUITs of the companies whose documents are stored, the installation's own first."""
    return list(dict.fromkeys([settings.ISSUER_CUIT, *known_issuers(actor)]))
