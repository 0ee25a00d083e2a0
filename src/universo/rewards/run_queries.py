"""Reading the drafts of a month: for finance and auditors only (P-11)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.rewards.choices import RunStatus
from universo.rewards.models import Accrual, Settlement
from universo.rewards.run_models import DraftStatement, SettlementRun
from universo.rewards.settling import Outcome, open_accruals


def runs_visible_to(actor: Actor) -> QuerySet[SettlementRun]:
    """Return the runs, newest first; none for people outside finance and audit (§4)."""
    rows = SettlementRun.objects.select_related(
        "prepared_by", "approved_by", "discarded_by", "terms"
    )
    reads = actor.sees_everything or actor.has(StaffRole.FINANCE)
    return rows if reads else rows.none()


def run(actor: Actor, run_id: int) -> SettlementRun:
    """Return one run; NotPermitted if out of sight."""
    found = runs_visible_to(actor).filter(pk=run_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def waiting_run(actor: Actor) -> SettlementRun | None:
    """Return the run that waits for its approval; there is one at most."""
    return runs_visible_to(actor).filter(status=RunStatus.PREPARED).first()


def draft(actor: Actor, draft_id: int) -> DraftStatement:
    """Return one draft with its run; NotPermitted if out of sight."""
    rows = DraftStatement.objects.select_related("partner", "run", "held_by")
    found = rows.filter(pk=draft_id, run__in=runs_visible_to(actor)).first()
    if found is None:
        raise NotPermitted("")
    return found


def drafts(
    found: SettlementRun, *, text: str = "", outcome: str = "", currency: str = ""
) -> QuerySet[DraftStatement]:
    """Return the drafts of a run by partner's name; `outcome` is one of Outcome, held or empty (all)."""
    rows = found.drafts.select_related("partner", "held_by")
    words = text.replace("\x00", "").strip()[:120]
    if words:
        named = Q(partner__legal_name__icontains=words) | Q(partner__trade_name__icontains=words)
        digits = "".join(filter(str.isdigit, words))
        rows = rows.filter(named | Q(partner__cuit__contains=digits) if digits else named)
    if outcome == "held":
        rows = rows.filter(held_at__isnull=False)
    elif outcome in set(Outcome):
        rows = rows.filter(outcome=outcome, held_at__isnull=True)
    return rows.filter(currency=currency) if currency else rows


@dataclass(frozen=True, slots=True)
class DraftSum:
    """Drafts of one currency and outcome (or held), added up; minor units."""

    currency: str
    outcome: str
    count: int
    total_minor: int


def sums(found: SettlementRun) -> list[DraftSum]:
    """Return the drafts of a run added up: by currency, those that will be closed first."""
    is_held = ExpressionWrapper(Q(held_at__isnull=False), BooleanField())
    rows = found.drafts.annotate(held=is_held).order_by()
    rows_of = rows.values_list("currency", "outcome", "held")
    added: dict[tuple[str, str], tuple[int, int]] = {}
    for currency, outcome, held, count, total in rows_of.annotate(Count("id"), Sum("total_minor")):
        key = (currency, "held" if held else outcome)
        before = added.get(key, (0, 0))
        added[key] = (before[0] + count, before[1] + total)
    order = {name: place for place, name in enumerate([Outcome.READY.value, "held"])}
    return sorted(
        (DraftSum(*key, *value) for key, value in added.items()),
        key=lambda row: (row.currency, order.get(row.outcome, 9), row.outcome),
    )


def rewards_of(found: DraftStatement) -> QuerySet[Accrual]:
    """Return the rewards that a draft stands for: those of its settlement once it was closed."""
    whose = {"posting__partner_id": found.partner_id, "posting__currency": found.currency}
    if found.run.status == RunStatus.APPROVED:
        closed = Accrual.objects.filter(settled_in__settlement__run=found.run, **whose)
        if closed.exists():
            return closed.order_by("occurred_date", "id")
    rows = open_accruals(found.run.before_date).filter(**whose)
    return rows.order_by("occurred_date", "id")


def last_totals(rows: Iterable[DraftStatement]) -> dict[int, int]:
    """Return, by draft id, what the partner's latest earlier settlement in its currency came to."""
    found = list(rows)
    if not found:
        return {}
    before = Settlement.objects.filter(
        partner_id__in={row.partner_id for row in found}, period__lt=found[0].run.period
    ).order_by("period", "number")
    latest = {(row.partner_id, row.currency): row.total_minor for row in before}
    keys = {row.pk: (row.partner_id, row.currency) for row in found}
    return {pk: latest[key] for pk, key in keys.items() if key in latest}
