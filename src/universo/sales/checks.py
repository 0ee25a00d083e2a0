"""What must hold of a document before it is stored, said at the field where it does not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from universo.domain.money import MAX_MINOR, format_amount
from universo.domain.tax_ids import check_cuit
from universo.errors import InvalidInput
from universo.program.choices import Currency
from universo.program.models import Product, ProductFamily
from universo.sales.document_data import DocumentData, LineData
from universo.sales.feeds.doc_types import document_types
from universo.sales.feeds.references import issuer_digits
from universo.sales.models import Document, DocumentKind, DocumentLine

TOLERANCE_MINOR = 100  # what roundings of the tax office may leave over: one peso
EARLIEST = date(2000, 1, 1)  # an older day is a year mistyped
MOST_POINT_OF_SALE = 99_999
MOST_NUMBER = 99_999_999
CUIT_DOC = 80
NO_DOC = 99


@dataclass
class Problems:
    """Sentences by field, gathered so that a person reads all of them at once."""

    found: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, sentence: Any) -> None:
        self.found.setdefault(name, []).append(sentence)

    def refuse(self) -> None:
        """Raise InvalidInput if anything was found."""
        if self.found:
            raise InvalidInput(self.found)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Families and products by code, for lines."""

    families: dict[str, ProductFamily]
    products: dict[str, Product]

    @classmethod
    def read(cls) -> "Catalogue":
        """Read all of it; also what is no longer offered, since old invoices name it."""
        products = Product.objects.select_related("family")
        return cls(
            {row.code: row for row in ProductFamily.objects.all()},
            {row.code: row for row in products},
        )


def kind_of(type_code: int) -> str:
    """Return what a type does to the debt; "" for types that do nothing or do not exist."""
    known = document_types().get(type_code)
    return known.kind if known else ""


def checked_kind(data: DocumentData, today: date, catalogue: Catalogue) -> str:
    """Return the document's kind; raises InvalidInput with all that is wrong with it."""
    problems = Problems()
    kind = kind_of(data.type_code)
    if not kind:
        problems.add("type_code", _("Choose a type of document that bills or credits."))
    _identity(data, problems, today)
    _receiver(data, problems)
    _amounts(data, problems)
    check_lines(data.lines, catalogue, problems, note=kind != DocumentKind.INVOICE)
    if data.net_minor is not None:
        check_sums(data.lines, data, problems)
    elif data.lines:
        problems.add("net_minor", _("State the net amount that the lines add up to."))
    if data.corrects_id is not None and kind == DocumentKind.INVOICE:
        problems.add("corrects_id", _("An invoice corrects no other document."))
    problems.refuse()
    return kind


def _identity(data: DocumentData, problems: Problems, today: date) -> None:
    if issuer_digits(data.issuer_cuit) != data.issuer_cuit or not data.issuer_cuit:
        problems.add("issuer_cuit", _("A CUIT has eleven digits."))
    if not 1 <= data.point_of_sale <= MOST_POINT_OF_SALE:
        problems.add("point_of_sale", _("The point of sale is a number from 1 to 99999."))
    if not 1 <= data.number <= MOST_NUMBER:
        problems.add("number", _("The number has one to eight digits."))
    if data.issue_date > today:
        problems.add("issue_date", _("The date is in the future."))
    if data.issue_date < EARLIEST:
        problems.add("issue_date", _("The date is too long ago. Check the year."))


def _receiver(data: DocumentData, problems: Problems) -> None:
    if data.receiver_doc_type == CUIT_DOC and not check_cuit(data.receiver_doc).ok:
        problems.add("receiver_doc", _("The customer's CUIT is not valid."))
    if data.receiver_doc_type != NO_DOC and not data.receiver_doc:
        problems.add("receiver_doc", _("State the customer's document."))
    if not data.receiver_name.strip():
        problems.add("receiver_name", _("State the customer's name."))


def _amounts(data: DocumentData, problems: Problems) -> None:
    if data.currency not in Currency.values:
        problems.add("currency", _("Choose pesos or US dollars."))
    named = ("net_minor", "vat_minor", "other_taxes_minor", "total_minor")
    for name in named:
        value = getattr(data, name)
        if value is not None and not 0 <= value <= MAX_MINOR:
            problems.add(name, _("The amount is out of range."))
    if data.total_minor == 0:
        problems.add("total_minor", _("The total must be greater than zero."))
    if data.exchange_rate is not None and not 0 < data.exchange_rate < 10**9:
        problems.add("exchange_rate", _("The exchange rate must be greater than zero."))


def check_lines(
    lines: Iterable[LineData], catalogue: Catalogue, problems: Problems, *, note: bool
) -> None:
    """Check each line by itself. A note's line takes its family from the line it changes."""
    for line in lines:
        if line.net_minor < 0 or line.gross_minor < 0 or line.gross_minor > MAX_MINOR:
            problems.add("lines", _("The amounts of a line cannot be negative."))
        if line.gross_minor < line.net_minor:
            problems.add("lines", _("A line's amount with VAT cannot be less than its net amount."))
        if line.family_code and line.family_code not in catalogue.families:
            problems.add("lines", _("A line's product family does not exist."))
        product = catalogue.products.get(line.product_code)
        if line.product_code and product is None:
            problems.add("lines", _("A line's product does not exist."))
        if product is not None and line.family_code not in {"", product.family.code}:
            problems.add("lines", _("A line's product belongs to another family."))
        if line.changes_line_id is not None and not note:
            problems.add("lines", _("Only the lines of a note change other lines."))


def gaps(
    lines: Iterable[LineData], net_minor: int, other_minor: int, total_minor: int
) -> tuple[int, int]:
    """Return what is missing in the lines to make the net amount, and the total, in minor units."""
    rows = list(lines)
    net = net_minor - sum(line.net_minor for line in rows)
    total = total_minor - other_minor - sum(line.gross_minor for line in rows)
    return net, total


def check_sums(lines: tuple[LineData, ...], data: DocumentData, problems: Problems) -> None:
    """Lines make the net amount; net, VAT and other taxes make the total, to one peso."""
    net = data.net_minor or 0
    if not lines:
        problems.add("lines", _("State at least one line."))
        return
    off_net, off_total = gaps(lines, net, data.other_taxes_minor, data.total_minor)
    if abs(off_net) > TOLERANCE_MINOR:
        problems.add(
            "net_minor",
            _("The lines differ from the net amount by %(gap)s.")
            % {"gap": format_amount(abs(off_net))},
        )
    parts = data.total_minor - net - data.vat_minor - data.other_taxes_minor
    for gap in (off_total, parts):
        if abs(gap) > TOLERANCE_MINOR:
            problems.add(
                "total_minor",
                _("The parts differ from the total by %(gap)s.") % {"gap": format_amount(abs(gap))},
            )
            break


def check_correction(
    note: DocumentData, kind: str, invoice: Document | None, lines: tuple[LineData, ...]
) -> tuple[LineData, ...]:
    """Return a note's lines, each with the line of the invoice that it changes.

    When the invoice has one line, that is the one. A credit note changes lines only; a debit note
    may bring lines of its own. Raises InvalidInput.
    """
    problems = Problems()
    if invoice is None or invoice.kind != DocumentKind.INVOICE:
        problems.add("corrects_id", _("Choose the invoice that the note corrects."))
        problems.refuse()
    assert invoice is not None
    if (invoice.currency, invoice.receiver_doc) != (note.currency, note.receiver_doc):
        problems.add("corrects_id", _("The invoice is of another customer or currency."))
    if invoice.net_minor is None:
        problems.add("corrects_id", _("First state the lines of that invoice."))
    if not lines:
        problems.add("lines", _("State at least one line."))
    problems.refuse()
    own = {line.pk for line in invoice.lines.all()}
    placed = tuple(_placed(line, own, kind) for line in lines)
    if any(line.changes_line_id is None for line in placed) and kind == DocumentKind.CREDIT_NOTE:
        problems.add("lines", _("Say which line of the invoice each line of the note changes."))
    if any(line.changes_line_id not in {None, *own} for line in placed):
        problems.add("lines", _("A line of the note changes a line that is not of that invoice."))
    if kind == DocumentKind.CREDIT_NOTE and note.total_minor > remaining_minor(invoice) + 100:
        problems.add("total_minor", _("The note credits more than what is left of the invoice."))
    problems.refuse()
    return placed


def _placed(line: LineData, own: set[int], kind: str) -> LineData:
    if line.changes_line_id is None and len(own) == 1 and kind == DocumentKind.CREDIT_NOTE:
        return LineData(
            line.description,
            line.family_code,
            line.net_minor,
            line.gross_minor,
            line.product_code,
            next(iter(own)),
        )
    return line


def remaining_minor(invoice: Document) -> int:
    """Return the invoice's total after its notes, in minor units of its currency (T of §3)."""
    sums: dict[str, int] = dict(
        invoice.notes.values_list("kind").annotate(total=Sum("total_minor")).order_by("kind")
    )
    added = sums.get(DocumentKind.DEBIT_NOTE, 0) - sums.get(DocumentKind.CREDIT_NOTE, 0)
    return invoice.total_minor + added


def line_records(
    document: Document, lines: Iterable[LineData], catalogue: Catalogue
) -> list[DocumentLine]:
    """Return the rows to store; a product without a family takes its own."""
    rows = []
    for position, line in enumerate(lines, start=1):
        product = catalogue.products.get(line.product_code)
        family = catalogue.families.get(line.family_code) or (product.family if product else None)
        rows.append(
            DocumentLine(
                document=document,
                position=position,
                description=line.description[:240],
                family=family,
                product=product,
                net_minor=line.net_minor,
                gross_minor=line.gross_minor,
                changes_id=line.changes_line_id,
            )
        )
    return rows
