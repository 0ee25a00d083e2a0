"""Uploaded files: previewed row by row, then applied part by part, exactly as they were uploaded."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from universo.audit.models import Event
from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.sales.feeds.codes import FileRefused
from universo.sales.feeds.documents import FeedCollection, FeedDocument, ReadResult
from universo.sales.feeds.reasons import reason_text
from universo.sales.feeds.sniff import read_file
from universo.sales.import_collections import plan_collections, write_collections
from universo.sales.import_documents import plan_documents, write_documents
from universo.sales.import_plan import Applying, Planned, planned_rejections
from universo.sales.models import (
    Collection,
    Document,
    ImportBatch,
    ImportKind,
    ImportRow,
    ImportStatus,
    OpportunityLink,
)
from universo.sales.operations import require_finance
from universo.sales.remarks import remark
from universo.sales.telling import amount_text, tell_notice

PART_ROWS = 1_000
AUTO = "auto"
Row = TypeVar("Row")
Part = Sequence[FeedDocument] | Sequence[FeedCollection]


class UnableToRead(DomainError):
    """The file cannot be read, or is not what was said; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a part of a file wrote: new documents, and collections that came or changed."""

    documents: tuple[Document, ...] = ()
    collections: tuple[Collection, ...] = ()

    @property
    def invoice_ids(self) -> list[int]:
        """The invoices whose collections changed."""
        return sorted({row.document_id for row in self.collections})


def read_upload(name: str, content: bytes, kind: str, issuer_cuit: str) -> ReadResult:
    """Read a file; raises UnableToRead at the field `file`, `kind` or `issuer_cuit`."""
    try:
        found = read_file(name, content, issuer_cuit)
    except FileRefused as refusal:
        place = "issuer_cuit" if refusal.code.value.startswith("issuer") else "file"
        raise UnableToRead(reason_text(refusal.code, refusal.params), field=place) from refusal
    if kind not in (AUTO, found.layout):
        raise UnableToRead(
            _("This file is «%(found)s». Choose that, or let it be recognised.")
            % {"found": ImportKind(found.layout).label},
            field="kind",
        )
    return found


def _batched(rows: Sequence[Row], size: int = PART_ROWS) -> Iterator[tuple[Row, ...]]:
    left = iter(rows)
    while part := tuple(islice(left, size)):
        yield part


def parts_of(found: ReadResult) -> list[Part]:
    """Cut a file into parts to write: documents, then receipts, then what takes receipts back."""
    receipts = [row for row in found.collections if not row.is_reversal]
    reversals = [row for row in found.collections if row.is_reversal]
    parts: list[Part] = list(_batched(found.documents))
    parts += _batched(receipts)
    parts += _batched(reversals)
    return parts


def _plan(part: Part, today: date) -> list[Planned]:
    documents = [row for row in part if isinstance(row, FeedDocument)]
    if documents:
        return plan_documents(documents)
    return plan_collections([row for row in part if isinstance(row, FeedCollection)], today)


def plan_whole(found: ReadResult, today: date) -> list[Planned]:
    """Return what each row of the file would do, in the file's order."""
    planned = planned_rejections(found.rejected)
    for chunk in _batched(found.documents):
        planned += plan_documents(chunk)
    if found.collections:
        planned += plan_collections(found.collections, today)
    return sorted(planned, key=lambda row: row.position)


def store_preview(
    *, actor: Actor, now: datetime, file_name: str, content: bytes, found: ReadResult
) -> ImportBatch:
    """Keep a file with what each of its rows would do. Nothing else is written. Raises NotPermitted."""
    user_id = require_finance(actor)
    planned = plan_whole(found, local_date(now))
    batch = ImportBatch.objects.create(
        kind=found.layout,
        status=ImportStatus.PREVIEWED,
        file_name=file_name[-200:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        issuer_cuit=found.issuer_cuit,
        uploaded_at=now,
        uploaded_by_id=user_id,
        summary=_summary(found, planned),
    )
    ImportRow.objects.bulk_create((row.stored(batch.pk) for row in planned), batch_size=PART_ROWS)
    _tell(actor, now, batch, "previewed")
    return batch


def _summary(found: ReadResult, planned: Sequence[Planned]) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "generation": found.generation,
        "outcomes": Counter(str(row.outcome) for row in planned),
        "totals": _totals(found),
        "warnings": [remark(note.code, **note.params) for note in found.warnings],
        "parts": len(parts_of(found)),
        "done": 0,
    }


def _totals(found: ReadResult) -> list[dict[str, Any]]:
    """Signed sums by currency of all that could be read, in minor units; P-8's net among them."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for document in found.documents:
        row = sums[document.currency]
        row["count"] += 1
        row["credit_notes"] += document.sign < 0
        row["net_minor"] += document.sign * (document.net_minor or 0)
        row["vat_minor"] += document.sign * (document.vat_minor or 0)
        row["other_taxes_minor"] += document.sign * (document.other_taxes_minor or 0)
        row["total_minor"] += document.sign * document.total_minor
    for one in found.collections:
        row = sums[one.currency]
        row["reversals" if one.is_reversal else "count"] += 1
        row["total_minor"] += -one.amount_minor if one.is_reversal else one.amount_minor
    return [{"currency": currency, **row} for currency, row in sorted(sums.items())]


def batch_for_change(actor: Actor, batch_id: int) -> ImportBatch:
    """Return a batch, locked until the transaction ends. Raises NotPermitted."""
    require_finance(actor)
    rows = ImportBatch.objects.defer("content").select_for_update()
    found = rows.filter(pk=batch_id).first()
    if found is None:
        raise NotPermitted(_("That import does not exist."))
    return found


def discard(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Leave a previewed file unapplied. Twice is once. Raises NotPermitted, Conflict."""
    batch = batch_for_change(actor, batch_id)
    if batch.status in (ImportStatus.APPLIED, ImportStatus.APPLYING):
        raise Conflict(_("The file was already applied."))
    if batch.status == ImportStatus.PREVIEWED:
        batch.status = ImportStatus.DISCARDED
        batch.save(update_fields=["status"])
        _tell(actor, now, batch, "discarded")
    return batch


def begin(*, actor: Actor, now: datetime, batch_id: int) -> tuple[ImportBatch, bool]:
    """Mark a previewed file as being applied; tell whether it was this call. Raises as `discard`."""
    batch = batch_for_change(actor, batch_id)
    if batch.status == ImportStatus.DISCARDED:
        raise Conflict(_("The file was discarded. Upload it again."))
    if batch.status != ImportStatus.PREVIEWED:
        return batch, False
    batch.status, batch.applied_by_id = ImportStatus.APPLYING, require_finance(actor)
    batch.save(update_fields=["status", "applied_by"])
    return batch, True


def apply_part(
    *, actor: Actor, now: datetime, batch_id: int, index: int, part: Part
) -> Written | None:
    """Write one part of a file in the caller's transaction; None when it was written before.

    Other writers of sales wait meanwhile, so that what was compared is what is there.
    """
    batch = batch_for_change(actor, batch_id)
    if batch.status != ImportStatus.APPLYING or batch.summary["done"] != index:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE sales_document, sales_documentline, sales_collection, sales_reversal"
            " IN SHARE ROW EXCLUSIVE MODE"
        )
    planned = _plan(part, local_date(now))
    applying = Applying(batch.pk, batch.file_sha256, require_finance(actor), now)
    written = Written(
        tuple(write_documents(planned, applying)), tuple(write_collections(planned, applying))
    )
    _keep_outcomes(batch, planned)
    batch.summary["done"] = index + 1
    batch.save(update_fields=["summary"])
    _tell_documents(actor, now, batch, written)
    return written


def _keep_outcomes(batch: ImportBatch, planned: Sequence[Planned]) -> None:
    """Correct the rows whose fate changed between preview and confirmation."""
    places = [plan.position for plan in planned]
    rows = {row.position: row for row in batch.rows.filter(position__in=places)}
    changed = []
    for plan in planned:
        row = rows[plan.position]
        if row.outcome != plan.outcome:
            row.outcome, row.remarks = plan.outcome, plan.remarks
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["outcome", "remarks"], batch_size=PART_ROWS)


def _tell_documents(actor: Actor, now: datetime, batch: ImportBatch, written: Written) -> None:
    """Tell under each document what the file brought, and under the notices of linked invoices."""
    about: list[tuple[Document, str, dict[str, Any]]] = [
        (document, "document.imported", {}) for document in written.documents
    ]
    documents = Document.objects.in_bulk(written.invoice_ids)
    links = dict(
        OpportunityLink.objects.filter(
            document_id__in=documents, undone_at__isnull=True
        ).values_list("document_id", "notice_id")
    )
    reversed_ids = set(
        Collection.objects.filter(
            pk__in=[row.pk for row in written.collections], reversal__isnull=False
        ).values_list("pk", flat=True)
    )
    for row in written.collections:
        invoice = documents[row.document_id]
        what = "collection.registered" if row.recorded_at == now else "collection.cleared"
        if row.pk in reversed_ids:
            what = "collection.reversed"
        data = {"receipt": row.receipt_number, "means": row.means,
                "amount": amount_text(row.amount_minor, invoice.currency)}  # fmt: skip
        about.append((invoice, what, data))
        if row.document_id in links:
            tell_notice(actor, now, what, invoice, links[row.document_id], **data)
    Event.objects.bulk_create(
        Event(at=now, actor_id=actor.user_id, actor_name=actor.name, name=f"sales.{what}",
              subject_kind="document", subject_id=document.pk,
              data={**data, "document": document.title, "file": batch.file_name})
        for document, what, data in about
    )  # fmt: skip


def finish(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Mark a file whose parts were all written as applied, with what came of each row."""
    batch = batch_for_change(actor, batch_id)
    if batch.status != ImportStatus.APPLYING or batch.summary["done"] < batch.summary["parts"]:
        return batch
    rows = ImportRow.objects.filter(batch=batch).order_by()
    counted = rows.values_list("outcome").annotate(count=Count("pk"))
    batch.summary["outcomes"] = {outcome: count for outcome, count in counted}
    batch.status, batch.applied_at = ImportStatus.APPLIED, now
    batch.save(update_fields=["status", "applied_at", "summary"])
    _tell(actor, now, batch, "applied")
    return batch


def _tell(actor: Actor, now: datetime, batch: ImportBatch, what: str) -> None:
    record(
        actor=actor,
        now=now,
        name=f"sales.import.{what}",
        subject_kind="import",
        subject_id=batch.pk,
        file=batch.file_name,
        file_sha256=batch.file_sha256,
        outcomes=dict(batch.summary["outcomes"]),
    )
