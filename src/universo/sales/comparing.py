"""What a document that came again says otherwise. What it does not state, it does not contradict."""

from dataclasses import dataclass
from typing import Any

from universo.domain.names import name_key
from universo.sales.document_data import DocumentData, LineData
from universo.sales.models import Document, DocumentLine

COMPARED = (
    "issue_date", "receiver_doc", "receiver_name", "currency", "exchange_rate", "net_minor",
    "exempt_minor", "non_taxed_minor", "vat_minor", "other_taxes_minor", "total_minor",
    "authorisation_code", "corrects_id",
)  # fmt: skip
LINES = "lines"


@dataclass(frozen=True, slots=True)
class Contrast:
    """One field as stored and as it came; `differs` when both state it, and not the same."""

    name: str
    stored: Any
    stated: Any
    differs: bool


def stated_by(document: Document, lines: list[DocumentLine] | None = None) -> DocumentData:
    """Return what is stored of a document as somebody would state it."""
    rows = lines if lines is not None else list(document.lines.select_related("family", "product"))
    return DocumentData(
        issuer_cuit=document.issuer_cuit,
        type_code=document.type_code,
        point_of_sale=document.point_of_sale,
        number=document.number,
        issue_date=document.issue_date,
        receiver_doc_type=document.receiver_doc_type,
        receiver_doc=document.receiver_doc,
        receiver_name=document.receiver_name,
        currency=document.currency,
        exchange_rate=document.exchange_rate,
        net_minor=document.net_minor,
        exempt_minor=document.exempt_minor,
        non_taxed_minor=document.non_taxed_minor,
        vat_minor=document.vat_minor,
        other_taxes_minor=document.other_taxes_minor,
        total_minor=document.total_minor,
        authorisation_code=document.authorisation_code,
        corrects_id=document.corrects_id,
        lines=tuple(line_data(row) for row in rows),
    )


def line_data(line: DocumentLine) -> LineData:
    """Return a stored line as somebody would state it."""
    return LineData(
        description=line.description,
        family_code=line.family.code if line.family else "",
        net_minor=line.net_minor,
        gross_minor=line.gross_minor,
        product_code=line.product.code if line.product else "",
        changes_line_id=line.changes_id,
    )


def contrasts(stored: DocumentData, stated: DocumentData) -> list[Contrast]:
    """Return every field of COMPARED as stored and as it came, and the lines last."""
    found = [
        Contrast(name, getattr(stored, name), getattr(stated, name), _differs(name, stored, stated))
        for name in COMPARED
    ]
    other = _other_lines(stored.lines, stated.lines)
    return [*found, Contrast(LINES, stored.lines, stated.lines, other)]


def differs(stored: DocumentData, stated: DocumentData) -> bool:
    """Tell whether anything was stated otherwise."""
    return any(each.differs for each in contrasts(stored, stated))


def _differs(name: str, stored: DocumentData, stated: DocumentData) -> bool:
    kept, said = getattr(stored, name), getattr(stated, name)
    if kept in (None, "") or said in (None, ""):
        return False
    if name == "vat_minor" and (stored.net_minor is None or stated.net_minor is None):
        return False  # without a breakdown its VAT is not known
    if name == "receiver_name":
        return name_key(kept) != name_key(said)
    return bool(kept != said)


def _other_lines(kept: tuple[LineData, ...], said: tuple[LineData, ...]) -> bool:
    """Other amounts, or other families where both name one. Their sum alone contradicts nothing."""
    if not kept or not said:
        return False
    if len(said) == 1 and not said[0].family_code and len(kept) > 1:
        return False
    if sorted(map(_amounts, kept)) != sorted(map(_amounts, said)):
        return True
    families = zip(sorted(kept, key=_amounts), sorted(said, key=_amounts), strict=True)
    return any(
        mine.family_code != theirs.family_code
        for mine, theirs in families
        if mine.family_code and theirs.family_code
    )


def _amounts(line: LineData) -> tuple[int, int]:
    return line.net_minor, line.gross_minor
