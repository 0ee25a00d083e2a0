"""Where a reward comes from: notice, channel, invoice, line, receipt, arithmetic, settlement (R-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from universo.program.choices import RewardBasis
from universo.rewards.choices import AccrualTrigger
from universo.rewards.models import Accrual, Settlement, SettlementStatus
from universo.routing.models import Assignment, AssignmentStatus
from universo.sales.feeds.doc_types import document_types
from universo.sales.models import Document, DocumentLine

RELATED = (
    "posting__partner",
    "notice__prospect",
    "link__document",
    "line__family",
    "line__product",
    "line__document",
    "collection__reversal",
    "note",
    "settled_in__settlement",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice or a note as printed: `name` is "Factura A", `number` is "00003-00001045"."""

    id: int
    name: str
    number: str
    issue_date: date
    receiver: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A collection, with the day and reason of its reversal if it was taken back."""

    number: str
    means: str
    day: date
    amount_minor: int
    reversed_date: date | None
    reversed_reason: str


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A reward with everything that it descends from; amounts in minor units of `currency`."""

    id: int
    partner_id: int
    partner: str
    currency: str
    trigger: str
    occurred_date: date
    booked_at: datetime
    notice_id: int
    notice_reference: str
    notice_received_at: datetime | None
    customer: str
    channel: str
    won_at: datetime | None
    invoice: Paper
    note: Paper | None
    receipt: Receipt | None
    line: str
    line_position: int
    on_total: bool  # P-8: the rate is taken on the total, not on the net amount
    base_minor: int
    rate_bp: int
    total_minor: int
    collected_minor: int
    target_minor: int
    already_minor: int
    amount_minor: int
    state: str  # accrued, settled, paid
    settlement_id: int | None
    settlement_reference: str

    @property
    def shown_state(self) -> str:
        """The state, but for what was taken back and waits in no settlement: clawback."""
        taken_back = self.amount_minor < 0 and self.state == "accrued"
        return "clawback" if taken_back else self.state

    @property
    def undone(self) -> bool:
        """The link of the invoice to the opportunity was undone, so everything is taken back."""
        return self.trigger == AccrualTrigger.UNLINK


def ancestries(accruals: QuerySet[Accrual] | Iterable[Accrual]) -> list[Ancestry]:
    """Return the ancestry of each of these accruals, in their order, with few questions."""
    rows = list(accruals.select_related(*RELATED) if isinstance(accruals, QuerySet) else accruals)
    won = {
        found.notice_id: found
        for found in Assignment.objects.select_related("channel").filter(
            notice_id__in={row.notice_id for row in rows}, status=AssignmentStatus.WON
        )
    }
    return [_ancestry(row, won.get(row.notice_id)) for row in rows]


def _ancestry(row: Accrual, won: Assignment | None) -> Ancestry:
    notice, prospect = row.notice, row.notice.prospect
    held = getattr(row, "settled_in", None)
    settlement: Settlement | None = held.settlement if held else None
    return Ancestry(
        id=row.pk,
        partner_id=row.posting.partner_id,
        partner=str(row.posting.partner),
        currency=row.posting.currency,
        trigger=row.trigger,
        occurred_date=row.occurred_date,
        booked_at=row.posting.at,
        notice_id=notice.pk,
        notice_reference=notice.reference,
        notice_received_at=notice.received_at,
        customer=(prospect.trade_name or prospect.legal_name) if prospect else "",
        channel=won.channel.name if won else "",
        won_at=won.closed_at if won else None,
        invoice=_paper(row.link.document),
        note=_paper(row.note) if row.note else None,
        receipt=_receipt(row),
        line=_line_name(row.line),
        line_position=row.line.position,
        on_total=row.basis == RewardBasis.TOTAL,
        base_minor=row.base_minor,
        rate_bp=row.rate_bp,
        total_minor=row.total_minor,
        collected_minor=row.collected_minor,
        target_minor=row.target_minor,
        already_minor=row.already_minor,
        amount_minor=row.amount_minor,
        state=_state(settlement),
        settlement_id=settlement.pk if settlement else None,
        settlement_reference=settlement.reference if settlement else "",
    )


def _state(settlement: Settlement | None) -> str:
    if settlement is None:
        return "accrued"
    return "paid" if settlement.status == SettlementStatus.PAID else "settled"


def _paper(document: Document) -> Paper:
    kind = document_types().get(document.type_code)
    return Paper(
        id=document.pk,
        name=kind.name if kind else str(document.get_kind_display()),
        number=document.label,
        issue_date=document.issue_date,
        receiver=document.receiver_name,
        total_minor=document.total_minor,
    )


def _receipt(row: Accrual) -> Receipt | None:
    if row.collection is None:
        return None
    reversal = None
    if row.trigger == AccrualTrigger.REVERSAL:
        reversal = getattr(row.collection, "reversal", None)
    return Receipt(
        number=row.collection.receipt_number,
        means=str(row.collection.get_means_display()),
        day=row.collection.cleared_date or row.collection.received_date,
        amount_minor=row.collection.amount_minor,
        reversed_date=reversal.on_date if reversal else None,
        reversed_reason=reversal.reason if reversal else "",
    )


def _line_name(line: DocumentLine) -> str:
    if line.description:
        return line.description
    return str(line.product or line.family or "")
