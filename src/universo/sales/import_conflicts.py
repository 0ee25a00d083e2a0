"""Documents of a file that say something else than the books: weighed one by one, kept for a person."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from universo.identity.actor import Actor
from universo.sales.comparing import LINES, contrasts, stated_by
from universo.sales.conflicts import sha256_against
from universo.sales.document_data import DocumentData, LineData, plain
from universo.sales.import_staging import rows, run
from universo.sales.models import ConflictStatus, Document, DocumentConflict, ImportBatch, Origin
from universo.sales.remarks import Remark, remark

PART = 500
TOLERANCE_MINOR = 100
_CANDIDATES = """
    SELECT s.*, (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'description', l.description, 'family_code', coalesce(f.code, ''),
            'product_code', coalesce(p.code, ''), 'net_minor', l.line_net_minor,
            'gross_minor', l.line_gross_minor) ORDER BY l.row), '[]')
        FROM sales_stageddocument l LEFT JOIN program_productfamily f ON f.id = l.family_id
        LEFT JOIN program_product p ON p.id = l.product_id
        WHERE %(lined)s AND l.batch_id = s.batch_id AND l.head_row = s.row) AS lines
    FROM sales_stageddocument s
    WHERE s.batch_id = %(batch)s AND s.head_row > %(after)s AND s.head_row <= %(last)s
        AND s.row = s.head_row AND s.outcome = 'C' AND s.document_id IS NOT NULL
    ORDER BY s.head_row LIMIT %(part)s
"""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A staged document beside the stored one; without `remarks` they agree."""

    row: int
    document: Document
    data: DocumentData
    sha256: str
    remarks: list[dict[str, Any]]


def weigh(batch: ImportBatch, first: int, last: int, *, lined: bool) -> Iterator[list[Weighed]]:
    """Yield the candidates of a range of rows beside what is stored; those that agree become 'U'."""
    after = first - 1
    while part := rows(_CANDIDATES, batch=batch.pk, after=after, last=last, lined=lined, part=PART):
        after = part[-1]["head_row"]
        stored = Document.objects.prefetch_related("lines__family", "lines__product").in_bulk(
            [row["document_id"] for row in part]
        )
        weighed = [_weighed(row, stored[row["document_id"]]) for row in part]
        for one in weighed:
            run(
                "UPDATE sales_stageddocument SET outcome = %(outcome)s, remarks = %(remarks)s::jsonb"
                " WHERE batch_id = %(batch)s AND head_row = %(row)s AND row = %(row)s",
                batch=batch.pk, row=one.row, outcome="C" if one.remarks else "U",
                remarks=json.dumps(one.remarks) if one.remarks else None,
            )  # fmt: skip
        yield [one for one in weighed if one.remarks]


def _weighed(row: dict[str, Any], document: Document) -> Weighed:
    data = _stated(row, document)
    sha256 = sha256_against(data, document.version)
    decided = DocumentConflict.objects.filter(document=document, stated_sha256=sha256)
    found = []
    if not decided.exclude(status=ConflictStatus.OPEN).exists():
        for each in contrasts(stated_by(document, list(document.lines.all())), data):
            if each.differs and each.name == LINES:
                found.append(remark(Remark.LINES_DIFFER))
            elif each.differs:
                shown = {"stored": str(each.stored), "file": str(each.stated)}
                found.append(remark(Remark.DIFFERS, field=each.name, **shown))
    return Weighed(row["row"], document, data, sha256, found)


def _stated(row: dict[str, Any], document: Document) -> DocumentData:
    """What the file states; what it does not, as it is stored."""
    other = row["other_taxes_minor"]
    rest = document.total_minor - (document.net_minor or 0) - document.vat_minor
    if other is None or (not document.other_taxes_minor and rest > TOLERANCE_MINOR):
        other = document.other_taxes_minor  # the oldest layout has no such column
    return DocumentData(
        issuer_cuit=row["issuer_cuit"],
        type_code=row["type_code"],
        point_of_sale=row["point_of_sale"],
        number=row["number"],
        issue_date=row["issue_date"],
        receiver_doc=row["receiver_doc"],
        receiver_name=row["receiver_name"],
        currency=row["currency"],
        net_minor=row["net_minor"],
        vat_minor=row["vat_minor"] or 0,
        other_taxes_minor=other,
        total_minor=row["total_minor"],
        lines=tuple(LineData(**line) for line in json_of(row["lines"])),
        exchange_rate=row["exchange_rate"],
        receiver_doc_type=row["receiver_doc_type"],
        authorisation_code=row["authorisation_code"],
        exempt_minor=row["exempt_minor"],
        non_taxed_minor=row["non_taxed_minor"],
    )


def json_of(value: Any) -> Any:
    """Return a JSON column's value: Django's connection gives it as text."""
    return json.loads(value) if isinstance(value, str) else value


def keep(batch: ImportBatch, found: list[Weighed], *, actor: Actor, now: datetime) -> None:
    """Keep what came beside the documents, for a person to decide (protocol 6)."""
    DocumentConflict.objects.bulk_create(
        (
            DocumentConflict(
                document=one.document,
                stated=plain(one.data),
                stated_sha256=one.sha256,
                origin=Origin.FILE,
                batch=batch,
                position=one.row,
                found_at=now,
                found_by_id=actor.user_id,
                status=ConflictStatus.OPEN,
            )
            for one in found
        ),
        ignore_conflicts=True,
    )
