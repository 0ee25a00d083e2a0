# ruff: noqa: S608 - statements are put together from names of ours only
"""What takes receipts back in a file: bounced cheques, voided receipts (P-9). A few among many rows.

Which parts of a receipt a row means is chosen here, a part of the rows at a time; receipts of the same
file count as stored while it is previewed.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from universo.domain.money import format_amount
from universo.sales.feeds.codes import Rejection
from universo.sales.import_documents import same_key
from universo.sales.import_staging import rows, run
from universo.sales.models import (
    Collection,
    Document,
    ImportBatch,
    Reversal,
    WaitingCollection,
)
from universo.sales.remarks import Remark, remark
from universo.sales.waiting_models import OPEN

NAMESPACE = uuid.UUID("5a1f3c1e-7f0b-5c55-9d4c-6e1c55a0c0de")
PART = 1_000
_FOUND = f"""
    SELECT s.row, s.issuer_cuit, s.type_code, s.point_of_sale, s.number, s.item, s.means,
        s.amount_minor, s.received_date, s.reverses, s.reason, d.id AS document_id
    FROM sales_stagedcollection s LEFT JOIN sales_document d ON {same_key("d", "s")}
    WHERE s.batch_id = %(batch)s AND s.row > %(after)s AND s.reverses <> '' AND s.outcome <> 'R'
    ORDER BY s.row LIMIT %(part)s
"""
_STAGED = """
    SELECT s.issuer_cuit, s.type_code, s.point_of_sale, s.number, s.receipt_number, s.item, s.means,
        s.amount_minor, s.received_date
    FROM sales_stagedcollection s
    WHERE s.batch_id = %(batch)s AND s.outcome IN ('N', 'W') AND s.reverses = ''
        AND s.receipt_number = ANY(%(names)s)
"""
Invoice = tuple[int, int, int]  # type, point of sale, number; its issuer is the receipt's


@dataclass(frozen=True, slots=True)
class Receipt:
    """A part of a receipt: stored, waiting for its invoice, or further up in the file (no `pk`)."""

    pk: int | None
    waiting_id: int | None
    invoice: Invoice
    item: int
    means: str
    amount_minor: int
    received_date: date
    is_reversed: bool


@dataclass
class Plan:
    """What one row takes back, or why it cannot."""

    row: int
    outcome: str = "N"
    remarks: list[dict[str, Any]] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    on_date: date = date.min
    reason: str = ""

    def reject(self, code: str, **params: str | int) -> "Plan":
        """Say why the row is not applied."""
        self.outcome, self.remarks = "R", [remark(code, **params)]
        return self


class Reversals:
    """Plans the reversals of a file in its order; what one row takes back, the next finds taken."""

    def __init__(self, batch: ImportBatch, *, with_staged: bool) -> None:
        self._batch = batch
        self._with_staged = with_staged
        self._taken: set[tuple[Invoice, str, int]] = set()

    def plans(self, after: int = 0) -> Iterator[list[Plan]]:
        """Yield the plans of the rows after this one, part by part."""
        while part := rows(_FOUND, batch=self._batch.pk, after=after, part=PART):
            after = part[-1]["row"]
            receipts = self._receipts({row["reverses"] for row in part})
            yield [self._planned(row, receipts) for row in part]

    def _receipts(self, names: set[str]) -> dict[tuple[str, str], list[Receipt]]:
        found: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
        stored = Collection.objects.filter(receipt_number__in=names).select_related(
            "reversal", "document"
        )
        for one in stored.order_by("id"):
            found[one.document.issuer_cuit, one.receipt_number].append(
                Receipt(one.pk, None, _invoice(one.document), one.item, one.means, one.amount_minor,
                        one.received_date, getattr(one, "reversal", None) is not None)
            )  # fmt: skip
        waiting = WaitingCollection.objects.filter(receipt_number__in=names, status__in=OPEN)
        for late in waiting.order_by("id"):
            found[late.issuer_cuit, late.receipt_number].append(
                Receipt(None, late.pk, _invoice(late), late.item, late.means, late.amount_minor,
                        late.received_date, late.taken_back_date is not None)
            )  # fmt: skip
        if self._with_staged:
            self._add_staged(found, list(names))
        return found

    def _add_staged(self, found: dict[tuple[str, str], list[Receipt]], names: list[str]) -> None:
        """Add the receipts of the file that are not stored yet: applying may have been cut off."""
        for row in rows(_STAGED, batch=self._batch.pk, names=names):
            parts = found[row["issuer_cuit"], row["receipt_number"]]
            invoice = (row["type_code"], row["point_of_sale"], row["number"])
            if all((part.invoice, part.item) != (invoice, row["item"]) for part in parts):
                parts.append(
                    Receipt(None, None, invoice, row["item"], row["means"], row["amount_minor"],
                            row["received_date"], False)
                )  # fmt: skip

    def _planned(self, row: dict[str, Any], receipts: dict[tuple[str, str], list[Receipt]]) -> Plan:
        plan = Plan(row["row"], on_date=row["received_date"], reason=row["reason"])
        named = row["reverses"]
        invoice = (row["type_code"], row["point_of_sale"], row["number"])
        parts = [
            self._as_of_now(part, named)
            for part in receipts[row["issuer_cuit"], named]
            if row["number"] is None
            or (
                invoice == part.invoice
                and row["item"] in (0, part.item)
                and row["means"] in ("", part.means)
            )
        ]
        if not parts:
            if row["number"] is not None and row["document_id"] is None:
                return plan.reject(Remark.NO_INVOICE)
            return plan.reject(Remark.RECEIPT_UNKNOWN, receipt=named)
        chosen = _chosen(parts, row["amount_minor"])
        if not chosen:
            total = format_amount(sum(part.amount_minor for part in parts))
            code = Remark.RECEIPT_AMOUNT if len(parts) == 1 else Remark.RECEIPT_SEVERAL
            return plan.reject(code, receipt=named, stored=total)
        if any(row["received_date"] < part.received_date for part in chosen):
            return plan.reject(Rejection.BEFORE_RECEIPT)
        standing = [part for part in chosen if not part.is_reversed]
        plan.targets = [part.pk for part in standing if part.pk]
        plan.waiting = [part.waiting_id for part in standing if part.waiting_id]
        if all(part.is_reversed for part in chosen):
            plan.outcome, plan.remarks = "U", [remark(Remark.TAKEN_BACK)]
        self._taken |= {(part.invoice, named, part.item) for part in chosen}
        return plan

    def _as_of_now(self, part: Receipt, named: str) -> Receipt:
        taken = (part.invoice, named, part.item) in self._taken
        return replace(part, is_reversed=part.is_reversed or taken)


def _invoice(named: Document | WaitingCollection) -> Invoice:
    return named.type_code, named.point_of_sale, named.number


def _chosen(parts: list[Receipt], amount_minor: int) -> list[Receipt]:
    """All the parts if the amount is theirs, or the one part that it is of; none when in doubt."""
    if sum(part.amount_minor for part in parts) == amount_minor:
        return parts
    fitting = [part for part in parts if part.amount_minor == amount_minor]
    standing = [part for part in fitting if not part.is_reversed]
    if len(standing) > 1:
        return []
    return standing or fitting[:1]


def keep(batch: ImportBatch, plans: list[Plan]) -> None:
    """Write with the staged rows what became of them."""
    for plan in plans:
        run(
            "UPDATE sales_stagedcollection SET outcome = %(outcome)s,"
            " remarks = %(remarks)s::jsonb WHERE batch_id = %(batch)s AND row = %(row)s",
            batch=batch.pk, row=plan.row, outcome=plan.outcome,
            remarks=json.dumps(plan.remarks) if plan.remarks else None,
        )  # fmt: skip


def check(batch: ImportBatch) -> None:
    """Find out what each reversal of the file would take back."""
    for plans in Reversals(batch, with_staged=True).plans():
        keep(batch, [plan for plan in plans if plan.outcome != "N"])


def write(plans: list[Plan], *, now: datetime, user_id: int | None) -> list[Collection]:
    """Take back what the plans say; return the collections with their invoices.

    What waits for its invoice is taken back when it is registered.
    """
    for plan in plans:
        if plan.outcome == "N" and plan.waiting:
            WaitingCollection.objects.filter(
                pk__in=plan.waiting, status__in=OPEN, taken_back_date__isnull=True
            ).update(taken_back_date=plan.on_date, taken_back_reason=plan.reason or "—")
    due = {pk: plan for plan in plans if plan.outcome == "N" for pk in plan.targets}
    found = list(
        Collection.objects.filter(Q(pk__in=due), reversal__isnull=True).select_related("document")
    )
    Reversal.objects.bulk_create(
        (
            Reversal(
                uid=uuid.uuid5(NAMESPACE, f"reversal/{one.pk}"),
                collection=one,
                on_date=due[one.pk].on_date,
                reason=due[one.pk].reason or "—",
                recorded_at=now,
                recorded_by_id=user_id,
            )
            for one in found
        ),
        ignore_conflicts=True,
    )
    return found
