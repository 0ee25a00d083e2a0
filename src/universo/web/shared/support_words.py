"""How requests for support, their funds and visits are said on pages of both sites."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from universo.benefits.support import queries
from universo.benefits.support.choices import Kind
from universo.domain.fund_math import share
from universo.identity.roles import StaffRole
from universo.rewards.queries import settlements_visible_to
from universo.rewards.refunds import refund_by_uid
from universo.web.shared import formatting

LOOKS = {
    "DRAFT": ("neutral", "pencil"),
    "SUBMITTED": ("warn", "hourglass"),
    "SECOND": ("warn", "users"),
    "APPROVED": ("brand", "calendar-check"),
    "RETURNED": ("warn", "undo-2"),
    "DECLINED": ("bad", "circle-x"),
    "CARRIED_OUT": ("brand", "search-check"),
    "VERIFIED": ("brand", "check"),
    "REIMBURSED": ("ok", "hand-coins"),
    "CANCELLED": ("neutral", "ban"),
    "LAPSED": ("bad", "alarm-clock"),
    "ASKED": ("warn", "hourglass"),
    "CONFIRMED": ("ok", "calendar-check"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A badge."""

    label: Any
    tone: str
    icon: str


def look_of(found: Any) -> Look:
    """Return how the state of a request or a visit is shown."""
    tone, icon = LOOKS[found.status]
    return Look(found.get_status_display(), tone, icon)


def rows_of(rows: Any) -> list[tuple[Any, Look]]:
    """Return requests or visits with how each is shown."""
    return [(row, look_of(row)) for row in rows]


def money_of(found: Any) -> dict[str, Any]:
    """Return the sums of a request, in minor units: asked, the part of the rules, spent, accepted, paid."""
    lines = list(found.lines.all())
    planned = queries.lines_sum(lines, "planned_minor")
    accepted = queries.lines_sum(lines, "accepted_minor")
    is_accepted = any(line.accepted_minor is not None for line in lines)
    return {
        "lines": lines,
        "planned": planned,
        "part": share(planned, found.rate_bp, planned) if found.rate_bp else None,
        "spent": queries.lines_sum(lines, "spent_minor"),
        "accepted": accepted,
        "has_spent": any(line.spent_minor is not None for line in lines),
        "has_accepted": is_accepted,
        "paid": share(accepted, found.rate_bp, found.approved_minor) if is_accepted else None,
    }


def settled_in(actor: Any, found: Any) -> Any:
    """Return the settlement that holds what a request was paid back, if the reader may see it."""
    refund = refund_by_uid(found.uid) if found.refund_id else None
    line = getattr(refund, "settled_in", None) if refund else None
    if line is None:
        return None
    return settlements_visible_to(actor).filter(pk=line.settlement_id).first()


def may_take_back(actor: Any, found: Any) -> bool:
    """Tell whether the reader may take back what was booked: finance, and not who booked it."""
    booked = found.status == "REIMBURSED" and not hasattr(found, "correction")
    return bool(booked and actor.has(StaffRole.FINANCE) and found.booked_by_id != actor.user_id)


def rules_words(rules: Any) -> list[str]:
    """Return the rules of support as sentences."""
    rates = (
        (Kind.CAMPAIGN.label, rules.campaign_bp),
        (Kind.EVENT.label, rules.event_bp),
        (Kind.MATERIAL.label, rules.material_bp),
        (Kind.VISIT.label, rules.visit_bp),
    )
    said = [
        _("%(kind)s: Hasar pays %(rate)s of what is spent.")
        % {"kind": label, "rate": formatting.rate(rate_bp)}
        for label, rate_bp in rates
    ]
    days = _("The evidence comes within %(n)d business days after the last day.")
    return [*said, days % {"n": rules.evidence_days}]
