"""Letting what came later replace what is stored of a document, after a person decided so.

Lines keep their rows, since rewards, notes and links refer to them: amounts change in place. A line
that is no more is removed if nothing refers to it; otherwise it stays with nothing in it.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.sales import checks
from universo.sales.comparing import stated_by
from universo.sales.conflicts import conflict_for_change, decide
from universo.sales.document_data import DocumentData, LineData, content_sha256, from_plain
from universo.sales.linking import follow
from universo.sales.models import (
    ConflictStatus,
    Document,
    DocumentConflict,
    DocumentKind,
    DocumentLine,
    OpportunityLink,
)
from universo.sales.operations import content

VALUES = ("description", "family", "product", "net_minor", "gross_minor", "changes")


def replace_content(
    *, actor: Actor, now: datetime, conflict_id: int, lines: tuple[LineData, ...], reason: str
) -> DocumentConflict:
    """Replace a document's content by what came, with these lines, as its next version.

    What came without an amount leaves the stored one. The invoice that a note corrects stays.
    Raises NotPermitted, InvalidInput, Conflict once decided.
    """
    conflict = conflict_for_change(actor, conflict_id)
    document = conflict.document
    stated = from_plain(conflict.stated)
    data = merged(stated_by(document), stated, lines)
    catalogue = checks.Catalogue.read()
    checks.checked_kind(replace(data, corrects_id=None), local_date(now), catalogue)
    lines = _checked(document, data, lines)
    decide(actor=actor, now=now, conflict=conflict, status=ConflictStatus.REPLACED, reason=reason)
    values = {**content(data), "content_sha256": content_sha256(stated)}
    for name, value in values.items():
        setattr(document, name, value)
    document.version += 1
    document.save(update_fields=[*values, "version"])
    _replace_lines(document, lines, catalogue)
    return conflict


def merged(stored: DocumentData, stated: DocumentData, lines: tuple[LineData, ...]) -> DocumentData:
    """Return what came, with these lines; where it states nothing, what is stored."""
    net = sum(line.net_minor for line in lines) if stated.net_minor is None else stated.net_minor
    vat = stated.vat_minor
    if stated.net_minor is None:
        vat = sum(line.gross_minor for line in lines) - net
    return replace(
        stated,
        net_minor=net,
        vat_minor=vat,
        receiver_name=stated.receiver_name or stored.receiver_name,
        exchange_rate=stated.exchange_rate or stored.exchange_rate,
        authorisation_code=stated.authorisation_code or stored.authorisation_code,
        exempt_minor=_either(stated.exempt_minor, stored.exempt_minor, stored, net),
        non_taxed_minor=_either(stated.non_taxed_minor, stored.non_taxed_minor, stored, net),
        corrects_id=stored.corrects_id,
        lines=lines,
    )


def _either(said: int | None, kept: int | None, stored: DocumentData, net: int) -> int | None:
    """A part of the net amount that came without it stays only if the net amount is the same."""
    if said is not None:
        return said
    return kept if stored.net_minor == net else None


def proposed_lines(document: Document, stated: DocumentData) -> tuple[LineData, ...]:
    """Return the lines to begin with: those stored if they make what came, else what came.

    One line takes the new amounts with the family it has. They are a proposal: a person states them.
    """
    kept = stated_by(document).lines
    net, gross = sum(row.net_minor for row in kept), sum(row.gross_minor for row in kept)
    goal = stated.total_minor - stated.other_taxes_minor
    if kept and net == stated.net_minor and abs(gross - goal) <= checks.TOLERANCE_MINOR:
        return kept
    came = stated.lines
    if len(came) <= 1 and len(kept) == 1 and stated.net_minor is not None:
        gross = came[0].gross_minor if came else goal
        return (replace(kept[0], net_minor=stated.net_minor, gross_minor=gross),)
    families = {row.description: row.family_code for row in kept if row.family_code}
    places = [row.changes_line_id for row in kept]
    return tuple(
        replace(
            row,
            family_code=row.family_code or families.get(row.description, ""),
            changes_line_id=row.changes_line_id or (places[at] if at < len(places) else None),
        )
        for at, row in enumerate(came or kept)
    )


def _checked(
    document: Document, data: DocumentData, lines: tuple[LineData, ...]
) -> tuple[LineData, ...]:
    """Refuse what collections, notes and rewards of the document do not allow."""
    problems = checks.Problems()
    moved = data.currency != document.currency
    if moved and (document.collections.exists() or document.notes.exists() or document.corrects_id
                  or OpportunityLink.objects.filter(document=document).exists()):  # fmt: skip
        problems.add(
            "currency",
            _("The currency stays: collections, notes or rewards are kept in it already."),
        )
    if document.kind == DocumentKind.INVOICE:
        left = checks.remaining_minor(document) - document.total_minor + data.total_minor
        if left < -checks.TOLERANCE_MINOR:
            problems.add("total_minor", _("Its notes credit more than that total."))
    problems.refuse()
    if document.corrects is None:
        return lines
    grown = data.total_minor - document.total_minor
    if document.kind == DocumentKind.CREDIT_NOTE and grown > 0:
        return checks.check_correction(
            replace(data, total_minor=grown), document.kind, document.corrects, lines
        )
    return checks.check_correction(
        replace(data, total_minor=0), document.kind, document.corrects, lines
    )


def _replace_lines(
    document: Document, lines: tuple[LineData, ...], catalogue: checks.Catalogue
) -> None:
    rows = checks.line_records(document, lines, catalogue)
    kept = list(document.lines.all())
    for old, new in zip(kept, rows, strict=False):
        for name in VALUES:
            setattr(old, name, getattr(new, name))
        old.save(update_fields=list(VALUES))
    for old in kept[len(rows) :]:
        _remove(old)
    made = rows[len(kept) :]
    last = max((row.position for row in kept), default=0)
    for offset, row in enumerate(made, start=1):
        row.position = last + offset
    DocumentLine.objects.bulk_create(made)
    if document.kind == DocumentKind.INVOICE:
        follow(document.pk, made)


def _remove(line: DocumentLine) -> None:
    try:
        with transaction.atomic():
            line.delete()
    except ProtectedError:
        line.net_minor = line.gross_minor = 0
        line.save(update_fields=["net_minor", "gross_minor"])
