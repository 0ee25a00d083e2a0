"""What a file's collections and reversals would do, and doing it, many at a time (P-9)."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from universo.domain.decision_clock import local_date
from universo.domain.money import format_amount
from universo.sales.feeds.codes import Caution, Rejection
from universo.sales.feeds.documents import FeedCollection
from universo.sales.import_documents import stored_by_key, subject_of
from universo.sales.import_plan import Applying, Planned
from universo.sales.models import Collection, Document, DocumentKind, Means, Reversal, RowOutcome
from universo.sales.remarks import Remark, remark

NAMESPACE = uuid.UUID("5a1f3c1e-7f0b-5c55-9d4c-6e1c55a0c0de")
COMPARED = ("means", "amount_minor", "received_date", "cleared_date", "certificate")
Part = tuple[int, str, int]  # invoice, receipt, item


@dataclass(frozen=True, slots=True)
class Receipt:
    """A part of a receipt, stored or further up in the file (`pk` None)."""

    pk: int | None
    document_id: int
    item: int
    means: str
    amount_minor: int
    received_date: date
    is_reversed: bool


def plan_collections(rows: Sequence[FeedCollection], today: date) -> list[Planned]:
    """Compare receipts, then what takes them back, with what is stored; order is not the file's."""
    given = [row for row in rows if not row.is_reversal]
    invoices = stored_by_key(row.invoice_key for row in rows if row.invoice_key is not None)
    ids = [invoice.pk for invoice in invoices.values()]
    stored = {
        (row.document_id, row.receipt_number, row.item): row
        for row in Collection.objects.filter(document_id__in=ids).select_related("reversal")
    }
    planned: list[Planned] = []
    first: dict[Part, int] = {}
    for row in given:
        invoice = invoices.get(row.invoice_key) if row.invoice_key else None
        plan = _planned(row, invoice, stored, today)
        part = (invoice.pk if invoice else 0, row.receipt_number, row.item)
        if invoice is not None and first.setdefault(part, row.row) != row.row:
            plan.reject(Rejection.DUPLICATE, first=first[part])
        planned.append(plan)
    receipts = _receipts(rows, planned)
    for row in rows:
        if row.is_reversal:
            invoice = invoices.get(row.invoice_key) if row.invoice_key else None
            planned.append(_planned_reversal(row, invoice, receipts, today))
    return planned


def _bare(row: FeedCollection) -> Planned:
    number = row.reverses_receipt or row.receipt_number
    where = f" → {subject_of(row.invoice_key)}" if row.invoice_key else ""
    return Planned(
        position=row.row,
        outcome=RowOutcome.NEW,
        subject=f"{number}{where}",
        party=row.reason if row.is_reversal else "",
        on_date=row.receipt_date,
        currency=row.currency,
        amount_minor=-row.amount_minor if row.is_reversal else row.amount_minor,
        remarks=[remark(note.code, **note.params) for note in row.warnings],
        source=row,
    )


def _planned(
    row: FeedCollection, invoice: Document | None, stored: dict[Part, Collection], today: date
) -> Planned:
    plan = _bare(row)
    if invoice is None:
        assert row.invoice_key is not None
        return plan.reject(Remark.NO_INVOICE, invoice=subject_of(row.invoice_key))
    plan.party, plan.targets = invoice.receiver_name, (invoice.pk,)
    if invoice.kind != DocumentKind.INVOICE:
        return plan.reject(Remark.NOT_AN_INVOICE)
    if invoice.currency != row.currency:
        return plan.reject(Remark.CURRENCY, stored=invoice.currency)
    if row.receipt_date > today:
        return plan.reject(Remark.FUTURE)
    if row.clearing_date is not None:
        if row.clearing_date < row.receipt_date:
            return plan.reject(Remark.BEFORE_RECEIPT)
        if row.clearing_date > today:  # a post-dated cheque: announced, not paid
            plan.source = row = replace(row, clearing_date=None)
            plan.remarks.append(remark(Caution.NOT_CLEARED))
    known = stored.get((invoice.pk, row.receipt_number, row.item))
    return plan if known is None else _compared(plan, row, known)


def _compared(plan: Planned, row: FeedCollection, known: Collection) -> Planned:
    said = {
        "means": row.means,
        "amount_minor": row.amount_minor,
        "received_date": row.receipt_date,
        "cleared_date": row.clearing_date,
        "certificate": row.certificate if row.means == Means.WITHHOLDING else "",
    }
    plan.remarks = [
        remark(Remark.DIFFERS, field=name, stored=_shown(getattr(known, name)), file=_shown(value))
        for name, value in said.items()
        # What is not stated does not contradict; what was missing is completed below.
        if value and getattr(known, name) and value != getattr(known, name)
    ]
    if plan.remarks:
        plan.outcome = RowOutcome.CONFLICT
        return plan
    plan.outcome = RowOutcome.UNCHANGED
    if known.counts_as_collected:
        return plan
    completes = (
        remark(Remark.CLEARS, day=_shown(row.clearing_date))
        if row.clearing_date
        else remark(Remark.CERTIFIES, certificate=row.certificate)
        if said["certificate"]
        else None
    )
    if completes and getattr(known, "reversal", None) is None:
        plan.outcome, plan.remarks, plan.targets = RowOutcome.CHANGED, [completes], (known.pk,)
    return plan


def _shown(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return format_amount(value) if isinstance(value, int) else str(value)


def _receipts(
    rows: Sequence[FeedCollection], planned: Sequence[Planned]
) -> dict[tuple[str, str], list[Receipt]]:
    """The receipts that the file takes back, by issuer and number: stored ones and new ones."""
    names = {row.reverses_receipt for row in rows if row.is_reversal}
    found: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
    if not names:
        return found
    stored = Collection.objects.filter(receipt_number__in=names).select_related(
        "reversal", "document"
    )
    for one in stored.order_by("id"):
        found[one.document.issuer_cuit, one.receipt_number].append(
            Receipt(one.pk, one.document_id, one.item, one.means, one.amount_minor,
                    one.received_date, getattr(one, "reversal", None) is not None)
        )  # fmt: skip
    for plan in planned:
        row = plan.source
        if plan.outcome != RowOutcome.NEW or not isinstance(row, FeedCollection):
            continue
        if row.receipt_number in names:
            found[row.issuer_cuit, row.receipt_number].append(
                Receipt(None, plan.targets[0], row.item, row.means, row.amount_minor,
                        row.receipt_date, False)
            )  # fmt: skip
    return found


def _planned_reversal(
    row: FeedCollection,
    invoice: Document | None,
    receipts: dict[tuple[str, str], list[Receipt]],
    today: date,
) -> Planned:
    plan = _bare(row)
    named = row.reverses_receipt
    if row.invoice_key is not None and invoice is None:
        return plan.reject(Remark.NO_INVOICE, invoice=subject_of(row.invoice_key))
    if row.receipt_date > today:
        return plan.reject(Remark.FUTURE)
    parts = [
        part
        for part in receipts.get((row.issuer_cuit, named), [])
        if (invoice is None or part.document_id == invoice.pk)
        and row.item in (0, part.item)
        and row.means in ("", part.means)
    ]
    if not parts:
        return plan.reject(Remark.RECEIPT_UNKNOWN, receipt=named)
    chosen = _chosen(parts, row.amount_minor)
    if not chosen:
        total = format_amount(sum(part.amount_minor for part in parts))
        code = Remark.RECEIPT_AMOUNT if len(parts) == 1 else Remark.RECEIPT_SEVERAL
        return plan.reject(code, receipt=named, stored=total)
    if any(row.receipt_date < part.received_date for part in chosen):
        return plan.reject(Remark.BEFORE_RECEIPT)
    plan.targets = tuple(part.pk for part in chosen if part.pk and not part.is_reversed)
    if all(part.is_reversed for part in chosen):
        plan.outcome, plan.remarks = RowOutcome.UNCHANGED, [remark(Remark.TAKEN_BACK)]
    known = receipts[row.issuer_cuit, named]
    known[:] = [replace(part, is_reversed=part.is_reversed or part in chosen) for part in known]
    return plan


def _chosen(parts: list[Receipt], amount_minor: int) -> list[Receipt]:
    """All the parts if the amount is theirs, or the one part that it is of; none when in doubt."""
    if sum(part.amount_minor for part in parts) == amount_minor:
        return parts
    fitting = [part for part in parts if part.amount_minor == amount_minor]
    standing = [part for part in fitting if not part.is_reversed]
    if len(standing) > 1:
        return []
    return standing or fitting[:1]


def write_collections(planned: Sequence[Planned], applying: Applying) -> list[Collection]:
    """Store what a part of the file brings; return the collections that changed, with invoices."""
    new, touched = [], []
    for plan in planned:
        row = plan.source
        if not isinstance(row, FeedCollection):
            continue
        if plan.outcome == RowOutcome.NEW and not row.is_reversal:
            new.append(_collection(row, plan.targets[0], applying))
        elif plan.outcome == RowOutcome.CHANGED:
            touched.append(_complete(row, plan.targets[0], applying))
        elif plan.outcome == RowOutcome.NEW:
            touched += _reverse(row, plan.targets, applying)
    Collection.objects.bulk_create(new)
    return [*new, *touched]


def _collection(row: FeedCollection, document_id: int, applying: Applying) -> Collection:
    identity = f"{document_id}/{row.receipt_number}/{row.item}"
    return Collection(
        uid=uuid.uuid5(NAMESPACE, identity),
        document_id=document_id,
        receipt_number=row.receipt_number,
        item=row.item,
        means=row.means,
        amount_minor=row.amount_minor,
        received_date=row.receipt_date,
        cleared_date=row.clearing_date if row.means == Means.CHEQUE else None,
        certificate=row.certificate if row.means == Means.WITHHOLDING else "",
        batch_id=applying.batch_id,
        recorded_at=applying.now,
        recorded_by_id=applying.user_id,
    )


def _complete(row: FeedCollection, pk: int, applying: Applying) -> Collection:
    found = Collection.objects.get(pk=pk)
    if found.means == Means.CHEQUE:
        found.cleared_date = row.clearing_date
    else:
        found.certificate = row.certificate
        found.cleared_date = max(found.received_date, local_date(applying.now))
    found.save(update_fields=["cleared_date", "certificate"])
    return found


def _reverse(row: FeedCollection, ids: tuple[int, ...], applying: Applying) -> list[Collection]:
    found = list(Collection.objects.filter(pk__in=ids))
    Reversal.objects.bulk_create(
        Reversal(
            uid=uuid.uuid5(NAMESPACE, f"reversal/{one.pk}"),
            collection=one,
            on_date=row.receipt_date,
            reason=(" ".join(row.reason.split()) or "—")[:240],
            recorded_at=applying.now,
            recorded_by_id=applying.user_id,
        )
        for one in found
    )
    return found
