"""What a file's invoices and notes would do, and doing it, many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from universo.domain.money import format_amount
from universo.sales.checks import TOLERANCE_MINOR, Catalogue
from universo.sales.feeds.doc_types import document_types
from universo.sales.feeds.documents import DocumentKey, FeedDocument, FeedLine
from universo.sales.import_plan import Applying, Planned
from universo.sales.models import Document, DocumentKind, DocumentLine, RowOutcome
from universo.sales.remarks import Remark, remark

MOST_LINES, MOST_NAMED = 1_000, 5
COMPARED = (
    "issue_date", "receiver_doc", "currency", "net_minor", "vat_minor", "other_taxes_minor",
    "total_minor",
)  # fmt: skip


def plan_documents(documents: Sequence[FeedDocument]) -> list[Planned]:
    """Compare each document with what is stored; order is the file's."""
    stored = stored_by_key(document.key for document in documents)
    catalogue = Catalogue.read()
    return [_planned(document, stored.get(document.key), catalogue) for document in documents]


def stored_by_key(keys: Iterable[DocumentKey]) -> dict[DocumentKey, Document]:
    """Return the stored documents among these keys, in one query for each point of sale and type."""
    numbers: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for issuer, kind, point, number in keys:
        numbers[issuer, kind, point].append(number)
    found: dict[DocumentKey, Document] = {}
    for (issuer, kind, point), wanted in numbers.items():
        rows = Document.objects.filter(
            issuer_cuit=issuer, type_code=kind, point_of_sale=point, number__in=wanted
        )
        for row in rows.prefetch_related("lines"):
            found[issuer, kind, point, row.number] = row
    return found


def _planned(document: FeedDocument, stored: Document | None, catalogue: Catalogue) -> Planned:
    remarks = [remark(note.code, **note.params) for note in document.warnings]
    unknown = {line.product for line in document.lines} - {"", *catalogue.products}
    remarks += [
        remark(Remark.FAMILY_UNKNOWN, product=name)
        for name in sorted(unknown - set(catalogue.families))[:MOST_NAMED]
    ]
    outcome = RowOutcome.NEW
    if stored is not None:
        differences = _differences(document, stored)
        outcome = RowOutcome.CONFLICT if differences else RowOutcome.UNCHANGED
        remarks = differences
    elif document.kind != DocumentKind.INVOICE:
        remarks.append(remark(Remark.NOTE_TO_ASSIGN))
    plan = Planned(
        position=document.row,
        outcome=outcome,
        subject=subject_of(document.key),
        party=document.receiver_name,
        on_date=document.issue_date,
        currency=document.currency,
        amount_minor=document.sign * document.total_minor,
        remarks=remarks,
        source=document,
    )
    if len(document.lines) > MOST_LINES:
        return plan.reject(Remark.TOO_MANY_LINES, most=MOST_LINES)
    return plan


def subject_of(key: DocumentKey) -> str:
    """Return a document's official name and number, `Factura A 00003-00001045`."""
    _issuer, code, point, number = key
    known = document_types().get(code)
    return f"{known.name if known else code} {point:05d}-{number:08d}"[:120]


def _differences(document: FeedDocument, stored: Document) -> list[dict[str, Any]]:
    """What the file says otherwise. What it does not state, it does not contradict."""
    found = []
    for name in COMPARED:
        said, kept = getattr(document, name), getattr(stored, name)
        if said is None or kept is None or said == kept:
            continue
        if name == "vat_minor" and not document.has_vat_breakdown:
            continue
        found.append(remark(Remark.DIFFERS, field=name, stored=_shown(kept), file=_shown(said)))
    if not found and _other_lines(document, stored):
        found.append(remark(Remark.LINES_DIFFER))
    return found


def _other_lines(document: FeedDocument, stored: Document) -> bool:
    """Lines that a person stated, or that came without detail, are not contradicted by their sum."""
    kept = sorted((line.net_minor, line.gross_minor) for line in stored.lines.all())
    said = sorted(_amounts(line) for line in document.lines)
    if len(said) < 2 or len(kept) < 2:
        return False
    return said != kept


def _amounts(line: FeedLine) -> tuple[int, int]:
    return line.net_minor, line.net_minor + line.vat_minor


def _shown(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return format_amount(value) if isinstance(value, int) else str(value) or "—"


def write_documents(planned: Sequence[Planned], applying: Applying) -> list[Document]:
    """Store the new documents of a part of the file with their lines."""
    catalogue = Catalogue.read()
    sources = [
        row.source
        for row in planned
        if row.outcome == RowOutcome.NEW and isinstance(row.source, FeedDocument)
    ]
    made = Document.objects.bulk_create(_document(source, applying) for source in sources)
    lines: list[DocumentLine] = []
    for document, source in zip(made, sources, strict=True):
        lines += _lines(document, source, catalogue)
    DocumentLine.objects.bulk_create(lines)
    return made


def _document(source: FeedDocument, applying: Applying) -> Document:
    return Document(
        issuer_cuit=source.issuer_cuit,
        type_code=source.type_code,
        point_of_sale=source.point_of_sale,
        number=source.number,
        kind=source.kind,
        issue_date=source.issue_date,
        receiver_doc_type=source.receiver_doc_type,
        receiver_doc=source.receiver_doc[:20],
        receiver_name=" ".join(source.receiver_name.split())[:200],
        currency=source.currency,
        exchange_rate=source.exchange_rate,
        net_minor=source.net_minor,
        vat_minor=source.vat_minor or 0,
        other_taxes_minor=source.other_taxes_minor or 0,
        total_minor=source.total_minor,
        authorisation_code=(source.authorisation_code or "")[:20],
        content_sha256=applying.fingerprint(source),
        batch_id=applying.batch_id,
        recorded_at=applying.now,
        recorded_by_id=applying.user_id,
    )


def _lines(document: Document, source: FeedDocument, catalogue: Catalogue) -> list[DocumentLine]:
    """The file's lines; without any, one for the whole net amount; without a net amount, none."""
    if document.net_minor is None:
        return []
    if not source.lines:
        gross = document.net_minor + document.vat_minor
        gap = document.total_minor - document.other_taxes_minor - gross
        if abs(gap) <= TOLERANCE_MINOR:
            gross += gap  # the rounding belongs to the sale, not to other taxes
        return [
            DocumentLine(
                document=document, position=1, net_minor=document.net_minor, gross_minor=gross
            )
        ]
    rows = []
    for position, line in enumerate(source.lines, start=1):
        product = catalogue.products.get(line.product)
        family = product.family if product else catalogue.families.get(line.product)
        rows.append(
            DocumentLine(
                document=document,
                position=position,
                description=(line.description or line.product)[:240],
                family=family,
                product=product,
                net_minor=line.net_minor,
                gross_minor=line.net_minor + line.vat_minor,
            )
        )
    return rows
