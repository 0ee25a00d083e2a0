"""Support in selling: the life of a request and of a joint visit, and the dated rules (R-2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from universo.domain.business_days import Calendar
from universo.domain.lifecycle import Machine


class RequestStatus(StrEnum):
    """A partner's request that Hasar pays a part of what it spends on selling."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    SECOND = "SECOND"  # approved by one person, above the limit: waits for another
    APPROVED = "APPROVED"  # an amount is reserved
    RETURNED = "RETURNED"  # to be corrected
    DECLINED = "DECLINED"
    CARRIED_OUT = "CARRIED_OUT"  # with evidence
    VERIFIED = "VERIFIED"  # by one person: finance books it
    REIMBURSED = "REIMBURSED"  # booked: it goes with the next settlement
    CANCELLED = "CANCELLED"
    LAPSED = "LAPSED"  # nothing was handed in until the last day


_S = RequestStatus
_MOVES = {
    _S.DRAFT: {_S.SUBMITTED, _S.CANCELLED},
    _S.SUBMITTED: {_S.SECOND, _S.APPROVED, _S.RETURNED, _S.DECLINED, _S.CANCELLED},
    _S.SECOND: {_S.APPROVED, _S.RETURNED, _S.DECLINED, _S.CANCELLED},
    _S.RETURNED: {_S.SUBMITTED, _S.CANCELLED},
    _S.APPROVED: {_S.CARRIED_OUT, _S.CANCELLED, _S.LAPSED},
    _S.CARRIED_OUT: {_S.VERIFIED, _S.APPROVED, _S.DECLINED},
    _S.VERIFIED: {_S.REIMBURSED, _S.CARRIED_OUT},
}
REQUEST = Machine(
    "support_request",
    frozenset({_S.DRAFT.value}),
    {state.value: frozenset(_MOVES.get(state, ())) for state in RequestStatus},
)
EDITABLE = frozenset({_S.DRAFT, _S.RETURNED})
RESERVED = frozenset({_S.APPROVED, _S.CARRIED_OUT, _S.VERIFIED})  # an amount of the fund is held


class VisitStatus(StrEnum):
    """A visit to a customer together with an executive of Hasar."""

    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"


_V = VisitStatus
_VISIT_MOVES = {
    _V.ASKED: {_V.CONFIRMED, _V.DECLINED, _V.CANCELLED},
    _V.CONFIRMED: {_V.CANCELLED},
}
VISIT = Machine(
    "joint_visit",
    frozenset({_V.ASKED.value}),
    {state.value: frozenset(_VISIT_MOVES.get(state, ())) for state in VisitStatus},
)


def needs_second(amount_minor: int, limit_minor: int) -> bool:
    """Tell whether an amount is above what one person approves."""
    return amount_minor > limit_minor


def last_day(calendar: Calendar, activity_end: date, today: date, days: int) -> date:
    """Return until when evidence may be handed in: so many business days after the activity, or after
    today when that is later. Raises CalendarError."""
    return calendar.add_business_days(max(activity_end, today), days).due_date


def has_lapsed(status: str, lapses: date | None, today: date) -> bool:
    """Tell whether an approved request is past its last day."""
    return status == RequestStatus.APPROVED and lapses is not None and today > lapses


@dataclass(frozen=True, slots=True)
class SupportRules:
    """What counts from a day on: the part that Hasar pays by kind, in basis points; above how much a
    second person approves, in minor units by currency; business days to hand in evidence."""

    campaign_bp: int
    event_bp: int
    material_bp: int
    visit_bp: int
    second_ars_minor: int
    second_usd_minor: int
    evidence_days: int

    def rate_bp(self, kind: str) -> int:
        """Return the part that Hasar pays of a kind of activity."""
        return {
            "CAMPAIGN": self.campaign_bp,
            "EVENT": self.event_bp,
            "MATERIAL": self.material_bp,
            "VISIT": self.visit_bp,
        }[kind]

    def second_minor(self, currency: str) -> int:
        """Return above how much a second person approves."""
        return self.second_usd_minor if currency == "USD" else self.second_ars_minor
