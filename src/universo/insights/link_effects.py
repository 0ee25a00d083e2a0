"""What linking an invoice would earn, and what undoing a link takes back, before it is done (R-12)."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet

from universo.domain.reward_math import target
from universo.opportunities.models import FrozenRate, Notice
from universo.rewards.facts import facts_of
from universo.rewards.models import Accrual, SettlementStatus
from universo.sales.linking import family_to_take, lines_to_place
from universo.sales.models import Document, OpportunityLink


@dataclass(frozen=True, slots=True)
class LineEffect:
    """What a line would earn, in minor units: fully collected, and with what is collected now."""

    line_id: int
    description: str
    family: str
    base_minor: int
    rate_bp: int
    full_minor: int
    now_minor: int


def effect_of_linking(
    document: Document, notice: Notice, line_ids: Collection[int] | None = None
) -> list[LineEffect]:
    """Return what each line of an invoice, or these lines, would earn under a notice (P-7, §3)."""
    facts = facts_of(OpportunityLink(document=document, notice=notice))
    state = facts.state(facts.facts)
    stored = {str(line.pk): line for line in lines_to_place(document.pk)}
    taken = family_to_take(document, notice)
    effects = []
    for line in facts.lines:
        if line_ids is not None and int(line.id) not in line_ids:
            continue
        rate_bp = line.rate_bp if taken is None else _rate(notice, taken)
        base, known = state.amounts[line.id], stored.get(line.id)
        effects.append(
            LineEffect(
                line_id=int(line.id),
                description=known.description if known else "",
                family=_family_name(known, notice, taken),
                base_minor=base,
                rate_bp=rate_bp,
                full_minor=target(base, rate_bp, state.total, state.total),
                now_minor=target(base, rate_bp, state.total, state.counted),
            )
        )
    return effects


def _family_name(line: object, notice: Notice, taken: int | None) -> str:
    if taken is not None:
        return str(notice.items.select_related("family").get(family_id=taken).family)
    family = getattr(line, "family", None)
    return family.name if family else ""


def _rate(notice: Notice, family_id: int) -> int:
    rows = FrozenRate.objects.filter(notice=notice, family_id=family_id, product__isnull=True)
    return rows.values_list("rate_bp", flat=True).first() or 0


@dataclass(slots=True)
class TakenBack:
    """What undoing a link takes back of one line, by where it stands; minor units."""

    description: str
    family: str
    accrued_minor: int = 0
    settled_minor: int = 0
    paid_minor: int = 0
    settlements: list[str] = field(default_factory=list)

    @property
    def total_minor(self) -> int:
        """All of it goes back; what is settled or paid is discounted from the next settlement."""
        return self.accrued_minor + self.settled_minor + self.paid_minor


def effects_of_unlinking(link: OpportunityLink) -> list[TakenBack]:
    """Return what undoing a link takes back, by line; lines that gave nothing are not there."""
    found: dict[int, TakenBack] = {}
    rows = Accrual.objects.filter(link=link).select_related(
        "line__family", "settled_in__settlement"
    )
    for row in rows.order_by("line__document_id", "line__position", "pk"):
        family = row.line.family.name if row.line.family else ""
        line = found.setdefault(row.line_id, TakenBack(row.line.description, family))
        held = getattr(row, "settled_in", None)
        if held is None:
            line.accrued_minor += row.amount_minor
            continue
        if held.settlement.status == SettlementStatus.PAID:
            line.paid_minor += row.amount_minor
        else:
            line.settled_minor += row.amount_minor
        if held.settlement.reference not in line.settlements:
            line.settlements.append(held.settlement.reference)
    return [line for line in found.values() if line.total_minor]


def accrued_by(document: Document) -> QuerySet[Accrual]:
    """Return the accruals of an invoice under its present links, by the day of their cause."""
    rows = Accrual.objects.filter(link__document=document, link__undone_at__isnull=True)
    return rows.select_related("line__family", "notice").order_by("occurred_date", "id")
