"""Which state may follow which, as data, and the stage shown to people (PROGRAMME.md section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from universo.domain.decision_clock import has_lapsed


class NoticeStatus(StrEnum):
    """The decision on a notice, which is all that the notice owns."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    LAPSED = "LAPSED"  # dismissed because the term passed, not declined
    WITHDRAWN = "WITHDRAWN"


class AssignmentStatus(StrEnum):
    """An accepted notice in the hands of an executing channel (R-11)."""

    OFFERED = "OFFERED"
    ACTIVE = "ACTIVE"
    DECLINED = "DECLINED"
    WON = "WON"
    LOST = "LOST"


class ApplicationStatus(StrEnum):
    """A request to join the programme (R-5); RECEIVED awaits the confirmation of its e-mail."""

    RECEIVED = "RECEIVED"
    CONFIRMED = "CONFIRMED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"


class SettlementStatus(StrEnum):
    """A monthly settlement (P-11)."""

    DRAFT = "DRAFT"
    CLOSED = "CLOSED"
    PAID = "PAID"


class RunStatus(StrEnum):
    """The drafts of a month's settlements, which a second person approves (P-11)."""

    PREPARED = "PREPARED"
    APPROVED = "APPROVED"
    DISCARDED = "DISCARDED"


class PartnerInvoiceStatus(StrEnum):
    """The invoice with which a partner bills a settlement (P-11)."""

    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class BatchStatus(StrEnum):
    """Payments that leave together, prepared by one person and approved by another."""

    PREPARED = "PREPARED"
    APPROVED = "APPROVED"
    DONE = "DONE"  # the bank has answered for each of them
    DISCARDED = "DISCARDED"


class OrderStatus(StrEnum):
    """One settlement in a batch; PENDING and PAID are the living ones, of which there is one."""

    PENDING = "PENDING"
    PAID = "PAID"
    REJECTED = "REJECTED"  # the bank refused it: nothing was paid
    RETURNED = "RETURNED"  # the money came back after it was paid
    DISCARDED = "DISCARDED"


class BankAccountStatus(StrEnum):
    """A partner's account; approved, it is in force after a wait, during which it may be stopped."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    STOPPED = "STOPPED"


class IllegalMove(ValueError):
    """A state that may not follow another."""

    def __init__(self, machine: str, old: str, new: str) -> None:
        super().__init__(f"{machine}: {old} -> {new}")
        self.machine = machine
        self.old = old
        self.new = new


@dataclass(frozen=True)
class Machine:
    """States, where a record may begin, and the moves from each; a state without any is final."""

    name: str
    initial: frozenset[str]
    moves: Mapping[str, frozenset[str]]

    def is_final(self, status: str) -> bool:
        """Return whether nothing follows `status`."""
        return not self.moves[status]


def _machine(
    name: str, states: type[StrEnum], initial: set[str], moves: dict[str, set[str]]
) -> Machine:
    table = {state.value: frozenset(moves.get(state, ())) for state in states}
    return Machine(name, frozenset(initial), table)


_N, _A, _P, _S = NoticeStatus, AssignmentStatus, ApplicationStatus, SettlementStatus

NOTICE = _machine(
    "notice",
    NoticeStatus,
    {_N.DRAFT},
    {
        _N.DRAFT: {_N.SUBMITTED},
        _N.SUBMITTED: {_N.ACCEPTED, _N.DECLINED, _N.LAPSED, _N.WITHDRAWN},
    },
)
ASSIGNMENT = _machine(
    "assignment",
    AssignmentStatus,
    {_A.OFFERED, _A.ACTIVE},  # Hasar's own staff need no offer
    {
        _A.OFFERED: {_A.ACTIVE, _A.DECLINED},
        # In progress it is not declined by the channel, but Hasar may take it back.
        _A.ACTIVE: {_A.WON, _A.LOST, _A.DECLINED},
    },
)
APPLICATION = _machine(
    "application",
    ApplicationStatus,
    {_P.RECEIVED},
    {_P.RECEIVED: {_P.CONFIRMED}, _P.CONFIRMED: {_P.APPROVED, _P.DECLINED}},
)
SETTLEMENT = _machine(
    "settlement",
    SettlementStatus,
    {_S.DRAFT},
    # Money that the bank sent back makes it payable again.
    {_S.DRAFT: {_S.CLOSED}, _S.CLOSED: {_S.PAID}, _S.PAID: {_S.CLOSED}},
)
_R, _I, _B = RunStatus, PartnerInvoiceStatus, BatchStatus
_O, _K = OrderStatus, BankAccountStatus
RUN = _machine("run", RunStatus, {_R.PREPARED}, {_R.PREPARED: {_R.APPROVED, _R.DISCARDED}})
PARTNER_INVOICE = _machine(
    "partner invoice",
    PartnerInvoiceStatus,
    {_I.SUBMITTED, _I.ACCEPTED},  # entered by finance it needs no check of finance
    # What was accepted may turn out wrong until it is being paid.
    {_I.SUBMITTED: {_I.ACCEPTED, _I.REJECTED}, _I.ACCEPTED: {_I.REJECTED}},
)
BATCH = _machine(
    "payment batch",
    BatchStatus,
    {_B.PREPARED},
    {_B.PREPARED: {_B.APPROVED, _B.DISCARDED}, _B.APPROVED: {_B.DONE}},
)
ORDER = _machine(
    "payment order",
    OrderStatus,
    {_O.PENDING},
    {_O.PENDING: {_O.PAID, _O.REJECTED, _O.DISCARDED}, _O.PAID: {_O.RETURNED}},
)
BANK_ACCOUNT = _machine(
    "bank account",
    BankAccountStatus,
    {_K.REQUESTED},
    {_K.REQUESTED: {_K.APPROVED, _K.REJECTED, _K.STOPPED}, _K.APPROVED: {_K.STOPPED}},
)


def check_move(machine: Machine, old: str, new: str) -> None:
    """Raise IllegalMove unless `new` may follow `old`; an unknown state may not, nor itself."""
    if new not in machine.moves.get(old, frozenset()):
        raise IllegalMove(machine.name, old, new)


class Stage(StrEnum):
    """Where an opportunity stands, as shown to people; computed, never stored."""

    DRAFT = "DRAFT"
    UNDER_REVIEW = "UNDER_REVIEW"
    DECLINED = "DECLINED"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"
    ACCEPTED = "ACCEPTED"  # no channel yet, or the last one declined
    OFFERED = "OFFERED"
    IN_PROGRESS = "IN_PROGRESS"
    LOST = "LOST"
    WON = "WON"
    INVOICED = "INVOICED"
    COLLECTED = "COLLECTED"
    SETTLED = "SETTLED"
    PAID = "PAID"


_UNACCEPTED = {
    NoticeStatus.DRAFT: Stage.DRAFT,
    NoticeStatus.DECLINED: Stage.DECLINED,
    NoticeStatus.LAPSED: Stage.LAPSED,
    NoticeStatus.WITHDRAWN: Stage.WITHDRAWN,
}
_ASSIGNED = {
    AssignmentStatus.OFFERED: Stage.OFFERED,
    AssignmentStatus.ACTIVE: Stage.IN_PROGRESS,
    AssignmentStatus.DECLINED: Stage.ACCEPTED,
    AssignmentStatus.LOST: Stage.LOST,
}


def stage_of(
    notice: str,
    due_at: datetime | None,
    now: datetime,
    assignment: str | None = None,
    *,
    invoiced: bool = False,
    collected: bool = False,
    settled: bool = False,
    paid: bool = False,
) -> Stage:
    """Return the stage from the facts: a submitted notice past its due instant reads as lapsed.

    `assignment` is the status of the latest one. The four flags say that something, not that
    everything, of the sale was invoiced, collected, settled, paid; they count once it is won.
    Raises ValueError on an unknown status.
    """
    status = NoticeStatus(notice)
    if status is NoticeStatus.SUBMITTED:
        lapsed = due_at is not None and has_lapsed(due_at, now)
        return Stage.LAPSED if lapsed else Stage.UNDER_REVIEW
    if status is not NoticeStatus.ACCEPTED:
        return _UNACCEPTED[status]
    if assignment is None:
        return Stage.ACCEPTED
    if assignment != AssignmentStatus.WON:
        return _ASSIGNED[AssignmentStatus(assignment)]
    reached = [
        (paid, Stage.PAID),
        (settled, Stage.SETTLED),
        (collected, Stage.COLLECTED),
        (invoiced, Stage.INVOICED),
    ]
    return next((stage for holds, stage in reached if holds), Stage.WON)
