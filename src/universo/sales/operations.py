"""Writes of invoices, notes and their lines (R-12). Collections are in `collecting`, links in `linking`."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.sales import checks
from universo.sales.comparing import differs, stated_by
from universo.sales.document_data import DocumentData, LineData, content_sha256
from universo.sales.models import Document, DocumentKind, OpportunityLink, Origin


class UnableToChange(DomainError):
    """The document's state does not allow the change; the sentence says why."""


def require_finance(actor: Actor) -> int:
    """Return the user's id; only people of finance write here (§4). Raises NotPermitted."""
    if actor.user_id is None or not actor.has(StaffRole.FINANCE):
        raise NotPermitted(_("That page does not exist."))
    return actor.user_id


def document_for_change(actor: Actor, document_id: int) -> Document:
    """Return a document, locked until the transaction ends. Raises NotPermitted."""
    require_finance(actor)
    found = Document.objects.select_for_update(no_key=True).filter(pk=document_id).first()
    if found is None:
        raise NotPermitted(_("That document does not exist."))
    return found


@dataclass(frozen=True, slots=True)
class Stored:
    """A document that came: what is stored, whether it is new, whether it differs from what came."""

    document: Document
    is_new: bool = False
    differs: bool = False


def store_document(
    *, actor: Actor, now: datetime, data: DocumentData, origin: str = Origin.MANUAL
) -> Stored:
    """Store a document once; the same again gives the same one, other content changes nothing.

    Raises NotPermitted, and InvalidInput with sentences by field.
    """
    require_finance(actor)
    data = replace(data, receiver_name=" ".join(data.receiver_name.split()))
    catalogue = checks.Catalogue.read()
    kind = checks.checked_kind(data, local_date(now), catalogue)
    stored = _already(data)
    if stored is not None:
        return stored
    lines = data.lines
    if data.corrects_id is not None:
        invoice = document_for_change(actor, data.corrects_id)
        lines = checks.check_correction(data, kind, invoice, lines)
    try:
        with transaction.atomic():
            made = _insert(actor, now, data, kind, origin)
            made.lines.bulk_create(checks.line_records(made, lines, catalogue))
            return Stored(made, is_new=True)
    except IntegrityError:
        stored = _already(data)  # somebody stored it meanwhile
        if stored is None:
            raise
        return stored


def _already(data: DocumentData) -> Stored | None:
    found = Document.objects.filter(**data.identity).first()
    if found is None:
        return None
    same = found.content_sha256 == content_sha256(data)
    return Stored(found, differs=not same and differs(stated_by(found), data))


def _insert(actor: Actor, now: datetime, data: DocumentData, kind: str, origin: str) -> Document:
    return Document.objects.create(
        **data.identity,
        **content(data),
        kind=kind,
        corrects_id=data.corrects_id,
        content_sha256=content_sha256(data),
        origin=origin,
        recorded_at=now,
        recorded_by_id=require_finance(actor),
    )


def content(data: DocumentData) -> dict[str, Any]:
    """Return what a document states beyond its identity, its lines and the invoice it corrects."""
    return {
        "issue_date": data.issue_date,
        "receiver_doc_type": data.receiver_doc_type,
        "receiver_doc": data.receiver_doc,
        "receiver_name": data.receiver_name[:200],
        "currency": data.currency,
        "exchange_rate": data.exchange_rate,
        "net_minor": data.net_minor,
        "exempt_minor": data.exempt_minor,
        "non_taxed_minor": data.non_taxed_minor,
        "vat_minor": data.vat_minor,
        "other_taxes_minor": data.other_taxes_minor,
        "total_minor": data.total_minor,
        "authorisation_code": data.authorisation_code[:20],
    }


def set_lines(
    *, actor: Actor, document_id: int, lines: tuple[LineData, ...]
) -> tuple[Document, bool]:
    """Say the lines and families of an invoice, before it is linked; tell whether anything changed.

    A document without a net amount gets that of its lines: a person states it, it is never guessed.
    With the same amounts only the families change; other amounts are refused once a note or a
    reward refers to the lines. Raises NotPermitted, UnableToChange, InvalidInput.
    """
    document = document_for_change(actor, document_id)
    if active_links(document.pk).exists():
        raise UnableToChange(
            _("Unlink the invoice from its opportunity before changing its lines.")
        )
    catalogue, problems = checks.Catalogue.read(), checks.Problems()
    checks.check_lines(lines, catalogue, problems, note=False)
    net = sum(line.net_minor for line in lines)
    vat = sum(line.gross_minor for line in lines) - net
    if document.net_minor is not None:
        net, vat = document.net_minor, document.vat_minor
    stated = replace(stated_by(document), net_minor=net, vat_minor=vat, lines=lines)
    checks.check_sums(lines, stated, problems)
    problems.refuse()
    rows = checks.line_records(document, lines, catalogue)
    before = list(document.lines.all())
    if _told(before) == _told(rows):
        return document, False
    if [_amounts(row) for row in before] == [_amounts(row) for row in rows]:
        for old, new in zip(before, rows, strict=True):
            old.description, old.family, old.product = new.description, new.family, new.product
            old.save(update_fields=["description", "family", "product"])
        return document, True
    try:
        document.lines.all().delete()
    except ProtectedError as error:
        raise UnableToChange(
            _("A note or a reward already refers to these lines: their amounts stay.")
        ) from error
    document.lines.bulk_create(rows)
    document.net_minor, document.vat_minor = net, vat
    document.save(update_fields=["net_minor", "vat_minor"])
    return document, True


def _amounts(row: object) -> tuple[int, int]:
    return row.net_minor, row.gross_minor  # type: ignore[attr-defined]


def _told(rows: list) -> list[tuple[object, ...]]:  # type: ignore[type-arg]
    return [
        (row.description, row.family_id, row.product_id, row.net_minor, row.gross_minor)
        for row in rows
    ]


def set_correction(
    *, actor: Actor, note_id: int, invoice_id: int, lines: tuple[LineData, ...]
) -> tuple[Document, bool]:
    """Say which invoice a note corrects and which lines it changes, once; tell whether it is new.

    Raises NotPermitted, InvalidInput, and Conflict when it was assigned to another invoice before.
    """
    require_finance(actor)
    # The invoice first: whoever books its rewards locks it, and reads its notes.
    invoice = document_for_change(actor, invoice_id)
    note = document_for_change(actor, note_id)
    if note.corrects_id is not None:
        if note.corrects_id != invoice.pk:
            raise Conflict(_("The note already corrects another invoice."))
        return note, False
    if note.kind == DocumentKind.INVOICE:
        raise UnableToChange(_("An invoice corrects no other document."))
    catalogue, problems = checks.Catalogue.read(), checks.Problems()
    checks.check_lines(lines, catalogue, problems, note=True)
    net = sum(line.net_minor for line in lines)
    vat = sum(line.gross_minor for line in lines) - net
    if note.net_minor is not None:
        net, vat = note.net_minor, note.vat_minor
    stated = replace(stated_by(note), net_minor=net, vat_minor=vat, lines=lines)
    checks.check_sums(lines, stated, problems)
    problems.refuse()
    placed = checks.check_correction(stated, note.kind, invoice, lines)
    note.lines.all().delete()
    note.lines.bulk_create(checks.line_records(note, placed, catalogue))
    note.corrects, note.net_minor, note.vat_minor = invoice, net, vat
    note.save(update_fields=["corrects", "net_minor", "vat_minor"])
    return note, True


def active_links(document_id: int) -> QuerySet[OpportunityLink]:
    """Return the links of an invoice to opportunities: one, or several when its lines are split."""
    return (
        OpportunityLink.objects.select_related("notice")
        .filter(document_id=document_id, undone_at__isnull=True)
        .order_by("pk")
    )
