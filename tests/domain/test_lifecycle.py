"""Which state may follow which, and the stage shown to people (PROGRAMME.md section 5)."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from universo.domain.lifecycle import (
    APPLICATION,
    ASSIGNMENT,
    BANK_ACCOUNT,
    BATCH,
    NOTICE,
    ORDER,
    PARTNER_INVOICE,
    RUN,
    SETTLEMENT,
    ApplicationStatus,
    AssignmentStatus,
    BankAccountStatus,
    BatchStatus,
    IllegalMove,
    Machine,
    NoticeStatus,
    OrderStatus,
    PartnerInvoiceStatus,
    RunStatus,
    SettlementStatus,
    Stage,
    check_move,
    stage_of,
)

DUE = datetime(2026, 12, 1, 3, tzinfo=UTC)
BEFORE = DUE - timedelta(microseconds=1)
LEGAL = {
    NOTICE.name: {
        ("DRAFT", "SUBMITTED"),
        ("SUBMITTED", "ACCEPTED"),
        ("SUBMITTED", "DECLINED"),
        ("SUBMITTED", "LAPSED"),
        ("SUBMITTED", "WITHDRAWN"),
    },
    ASSIGNMENT.name: {
        ("OFFERED", "ACTIVE"),
        ("OFFERED", "DECLINED"),
        ("ACTIVE", "WON"),
        ("ACTIVE", "LOST"),
        ("ACTIVE", "DECLINED"),
    },
    APPLICATION.name: {
        ("RECEIVED", "CONFIRMED"),
        ("CONFIRMED", "APPROVED"),
        ("CONFIRMED", "DECLINED"),
    },
    SETTLEMENT.name: {("DRAFT", "CLOSED"), ("CLOSED", "PAID"), ("PAID", "CLOSED")},
    RUN.name: {("PREPARED", "APPROVED"), ("PREPARED", "DISCARDED")},
    PARTNER_INVOICE.name: {
        ("SUBMITTED", "ACCEPTED"),
        ("SUBMITTED", "REJECTED"),
        ("ACCEPTED", "REJECTED"),
    },
    BATCH.name: {("PREPARED", "APPROVED"), ("PREPARED", "DISCARDED"), ("APPROVED", "DONE")},
    ORDER.name: {
        ("PENDING", "PAID"),
        ("PENDING", "REJECTED"),
        ("PENDING", "DISCARDED"),
        ("PAID", "RETURNED"),
    },
    BANK_ACCOUNT.name: {
        ("REQUESTED", "APPROVED"),
        ("REQUESTED", "REJECTED"),
        ("REQUESTED", "STOPPED"),
        ("APPROVED", "STOPPED"),
    },
}
MACHINES = [
    (NOTICE, NoticeStatus),
    (ASSIGNMENT, AssignmentStatus),
    (APPLICATION, ApplicationStatus),
    (SETTLEMENT, SettlementStatus),
    (RUN, RunStatus),
    (PARTNER_INVOICE, PartnerInvoiceStatus),
    (BATCH, BatchStatus),
    (ORDER, OrderStatus),
    (BANK_ACCOUNT, BankAccountStatus),
]


@pytest.mark.parametrize(
    ("machine", "states"), MACHINES, ids=lambda item: getattr(item, "name", "")
)
def test_only_the_moves_of_the_programme_are_legal(machine: Machine, states: type) -> None:
    assert set(machine.moves) == set(states)
    assert machine.initial <= set(states)
    for old, new in product(states, states):
        if (old, new) in LEGAL[machine.name]:
            check_move(machine, old, new)
        else:
            with pytest.raises(IllegalMove):
                check_move(machine, old, new)


def test_an_illegal_move_says_which() -> None:
    with pytest.raises(IllegalMove, match="notice: LAPSED -> ACCEPTED"):
        check_move(NOTICE, "LAPSED", "ACCEPTED")
    with pytest.raises(IllegalMove):
        check_move(NOTICE, "NOWHERE", "ACCEPTED")
    with pytest.raises(IllegalMove):
        check_move(NOTICE, "SUBMITTED", "NOWHERE")


def test_final_states() -> None:
    assert [state for state in NoticeStatus if NOTICE.is_final(state)] == [
        "ACCEPTED",
        "DECLINED",
        "LAPSED",
        "WITHDRAWN",
    ]


def test_a_notice_reads_as_lapsed_at_the_due_instant_without_any_job() -> None:
    assert stage_of("SUBMITTED", DUE, BEFORE) is Stage.UNDER_REVIEW
    assert stage_of("SUBMITTED", DUE, DUE) is Stage.LAPSED
    assert stage_of("ACCEPTED", DUE, DUE) is Stage.ACCEPTED


@pytest.mark.parametrize("status", ["DRAFT", "DECLINED", "LAPSED", "WITHDRAWN"])
def test_a_notice_that_was_not_accepted_has_no_further_stage(status: str) -> None:
    assert stage_of(status, None, DUE, "WON", paid=True) == status


@pytest.mark.parametrize(
    ("assignment", "stage"),
    [
        (None, Stage.ACCEPTED),
        ("OFFERED", Stage.OFFERED),
        ("DECLINED", Stage.ACCEPTED),
        ("ACTIVE", Stage.IN_PROGRESS),
        ("LOST", Stage.LOST),
        ("WON", Stage.WON),
    ],
)
def test_the_stage_follows_the_assignment(assignment: str | None, stage: Stage) -> None:
    assert stage_of("ACCEPTED", DUE, BEFORE, assignment) is stage
    if assignment != "WON":
        assert stage_of("ACCEPTED", DUE, BEFORE, assignment, invoiced=True) is stage


def test_a_won_sale_goes_on_to_its_payment() -> None:
    facts: dict[str, bool] = {}
    for fact in ("invoiced", "collected", "settled", "paid"):
        facts[fact] = True
        assert stage_of("ACCEPTED", DUE, DUE, "WON", **facts) == fact.upper()


@pytest.mark.parametrize(("notice", "assignment"), [("NOWHERE", None), ("ACCEPTED", "NOWHERE")])
def test_an_unknown_status_is_refused(notice: str, assignment: str | None) -> None:
    with pytest.raises(ValueError, match="NOWHERE"):
        stage_of(notice, DUE, DUE, assignment)
