"""The rows of the ledger with what caused each of them, for reading and for export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from universo.rewards.models import Accrual, Entry, Payment, Posting, Settlement
from universo.rewards.payment_models import PaymentReturn
from universo.rewards.refund_models import Refund


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One side of a posting; `kind` is that of its cause, amounts in minor units of `currency`."""

    posting_id: int
    at: datetime
    partner_id: int
    partner: str
    currency: str
    account: str
    account_label: str
    amount_minor: int
    cause: str
    kind: str
    person: str
    occurred_date: date | None = None
    document: str = ""
    notice: str = ""
    accrual_id: int | None = None
    settlement_id: int | None = None
    settlement: str = ""
    document_id: int | None = None
    notice_id: int | None = None
    stand_minor: int | None = None
    refund: str = ""


def entry_rows(rows: Sequence[Entry], stands: Mapping[int, int] | None = None) -> list[EntryRow]:
    """Return these entries, in their order, with their cause told; few questions for all.

    `stands`: what the account of its partner and currency stood at after each entry, by its id.
    """
    postings = {row.posting_id for row in rows}
    accruals = {
        found.posting_id: found
        for found in Accrual.objects.filter(posting__in=postings).select_related(
            "link__document", "notice"
        )
    }
    settlements = {s.posting_id: s for s in Settlement.objects.filter(posting__in=postings)}
    paid = Payment.objects.filter(posting__in=postings).select_related("settlement")
    settlements.update((payment.posting_id, payment.settlement) for payment in paid)
    back = PaymentReturn.objects.filter(posting__in=postings).select_related("payment__settlement")
    settlements.update((row.posting_id, row.payment.settlement) for row in back)
    refunds = {r.posting_id: r for r in Refund.objects.filter(posting__in=postings)}
    return [
        replace(
            _row(row, accruals.get(row.posting_id), settlements.get(row.posting_id)),
            **_of_refund(refunds.get(row.posting_id)),
            stand_minor=(stands or {}).get(row.pk),
        )
        for row in rows
    ]


def _of_refund(refund: Refund | None) -> dict[str, Any]:
    if refund is None:
        return {}
    return {
        "occurred_date": refund.occurred_date, "refund": f"{refund.reference} · {refund.title}"
    }  # fmt: skip


def _row(entry: Entry, accrual: Accrual | None, settlement: Settlement | None) -> EntryRow:
    posting: Posting = entry.posting
    return EntryRow(
        posting_id=posting.pk,
        at=posting.at,
        partner_id=posting.partner_id,
        partner=str(posting.partner),
        currency=posting.currency,
        account=entry.account,
        account_label=str(entry.get_account_display()),
        amount_minor=entry.amount_minor,
        cause=posting.cause,
        kind=posting.cause.partition(":")[0],
        person=posting.actor.full_name if posting.actor else "",
        occurred_date=accrual.occurred_date if accrual else None,
        document=accrual.link.document.label if accrual else "",
        notice=accrual.notice.reference if accrual else "",
        accrual_id=accrual.pk if accrual else None,
        settlement_id=settlement.pk if settlement else None,
        settlement=settlement.reference if settlement else "",
        document_id=accrual.link.document_id if accrual else None,
        notice_id=accrual.notice_id if accrual else None,
    )
