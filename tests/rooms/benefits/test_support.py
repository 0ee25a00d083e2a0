"""Support in selling: who does what, what the fund stands at, and what is paid back (R-2)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

import reward_cases
import settling_cases
import support_cases as cases
from builders import new_uid
from cast import Cast
from support_cases import NOON, TODAY
from universo.audit.models import Event
from universo.benefits.models import Entitlement
from universo.benefits.support import queries
from universo.benefits.support.keeping import Upload
from universo.benefits.support.models import Evidence, Grant, Movement, SupportRequest
from universo.benefits.support.reconciling import differences as support_differences
from universo.domain.fund_math import Move, MoveKind, replay
from universo.domain.sales_support import SupportRules
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import SYSTEM, Actor
from universo.notifications.models import Mail
from universo.rewards.reconciliation import differences
from universo.usecases import ask_support, decide_support, keep_fund, prove_support
from universo.usecases.reconcile_ledger import reconcile_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


def stand(cast: Cast, day: date = TODAY) -> tuple[int, int, int, int]:
    """What the reseller's fund stands at: free, reserved, used, expired."""
    found = queries.funds(cast.reseller, day)
    assert len(found) == 1
    row = found[0]
    total = row.free_minor + row.reserved_minor + row.used_minor + row.expired_minor
    assert total == row.granted_minor
    return row.free_minor, row.reserved_minor, row.used_minor, row.expired_minor


def replayed() -> None:
    """The grants are what the domain makes of their movements, one by one."""
    moves = [
        Move(MoveKind(m.kind), m.grant_id, m.amount_minor, m.request_id)
        for m in Movement.objects.order_by("pk")
    ]
    for pk, found in replay(moves).items():
        row = Grant.objects.get(pk=pk)
        assert (found.granted, found.free, found.reserved, found.used, found.expired) == (
            row.amount_minor, row.free_minor, row.reserved_minor, row.used_minor, row.expired_minor
        )  # fmt: skip


def test_from_the_request_to_the_settlement(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.approved(cast, cast.reseller)
    assert (made.status, made.rate_bp, made.lapses_date) == ("APPROVED", 5_000, date(2026, 12, 16))
    assert stand(cast) == (6_000_000, 4_000_000, 0, 0)
    handed = cases.proof((5_000_000, 2_000_001))
    prove_support.hand_in(actor=cast.reseller, now=NOON, request_id=made.pk, proof=handed)
    accepted = {1: 5_000_000, 2: 2_000_001}
    prove_support.verify_request(actor=cast.admin, now=NOON, request_id=made.pk, accepted=accepted)
    made = prove_support.book_request(
        actor=cast.finance, now=NOON, request_id=made.pk, billed_cuit="30-61040056-2"
    )
    assert made.refund is not None
    assert (made.status, made.refund.amount_minor) == ("REIMBURSED", 3_500_001)
    assert stand(cast) == (6_499_999, 0, 3_500_001, 0)
    assert reward_cases.balance("ACCRUED", cast.reseller_partner) == 3_500_001
    (settlement,) = settling_cases.settle_period(
        actor=cast.finance, now=cases.later(15), period=date(2026, 11, 1)
    )
    assert settlement.total_minor == 3_500_001
    assert differences() == []
    assert list(support_differences()) == []
    replayed()


def test_above_the_limit_it_takes_two_people(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner, 900_000_000)
    made = cases.sent(cast.reseller, lines=[("Campaña en radio", 300_000_000)])
    made = decide_support.approve_request(
        actor=cast.admin, now=NOON, request_id=made.pk, amount_minor=100_000_001
    )
    assert made.status == "SECOND"
    assert stand(cast)[1] == 0
    with pytest.raises(DomainError, match="otro administrador"):
        decide_support.confirm_request(actor=cast.admin, now=NOON, request_id=made.pk)
    made = decide_support.confirm_request(actor=cases.second(), now=NOON, request_id=made.pk)
    assert made.status == "APPROVED"
    assert stand(cast)[1] == 100_000_001


def test_the_database_itself_wants_the_second_person(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner, 900_000_000)
    made = cases.sent(cast.reseller, lines=[("Campaña en radio", 300_000_000)])
    values = {"status": "APPROVED", "approved_minor": 100_000_001, "lapses_date": TODAY}
    with pytest.raises(IntegrityError, match="by_two"), transaction.atomic():
        SupportRequest.objects.filter(pk=made.pk).update(**values)
    values |= {"decided_by_id": cast.admin.user_id, "second_by_id": cast.admin.user_id}
    with pytest.raises(IntegrityError, match="second_is_another"), transaction.atomic():
        SupportRequest.objects.filter(pk=made.pk).update(**values)


def test_the_rules_of_the_day_it_was_sent_count(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.sent(cast.reseller)
    rules = SupportRules(1_000, 1_000, 1_000, 1_000, 1, 1, 5)
    keep_fund.change_support_rules(
        actor=cast.admin, now=NOON, rules=rules, from_date=TODAY, reason="Menos para todos"
    )
    made.refresh_from_db()
    made = decide_support.approve_request(
        actor=cast.admin, now=NOON, request_id=made.pk, amount_minor=4_000_000
    )
    assert (made.status, made.rate_bp, made.evidence_days) == ("APPROVED", 5_000, 15)
    assert cases.sent(cast.reseller).rate_bp == 1_000


def test_no_more_is_approved_than_the_part_that_the_rules_pay(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.sent(cast.reseller)
    for amount in (0, -1, 4_000_001):
        with pytest.raises(InvalidInput):
            decide_support.approve_request(
                actor=cast.admin, now=NOON, request_id=made.pk, amount_minor=amount
            )


def test_an_empty_fund_approves_nothing(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner, 3_999_999)
    made = cases.sent(cast.reseller)
    with pytest.raises(Conflict, match=r"39\.999,99"):
        decide_support.approve_request(
            actor=cast.admin, now=NOON, request_id=made.pk, amount_minor=4_000_000
        )
    made.refresh_from_db()
    assert made.status == "SUBMITTED"


def test_another_currencys_fund_does_not_help(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner, currency="USD")
    made = cases.sent(cast.reseller)
    with pytest.raises(Conflict):
        decide_support.approve_request(
            actor=cast.admin, now=NOON, request_id=made.pk, amount_minor=4_000_000
        )


def test_called_off_what_was_reserved_is_free_again(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.approved(cast, cast.reseller)
    ask_support.cancel_request(actor=cast.reseller, now=NOON, request_id=made.pk)
    assert stand(cast) == (10_000_000, 0, 0, 0)
    with pytest.raises(Conflict):
        ask_support.cancel_request(actor=cast.reseller, now=NOON, request_id=made.pk)
    replayed()


def test_without_evidence_it_lapses_once_and_is_told_once(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.approved(cast, cast.reseller)
    last = cases.later((date(2026, 12, 16) - TODAY).days)
    assert keep_fund.sweep_support(last) == (0, 0)
    after = last + timedelta(days=1)
    assert keep_fund.sweep_support(after) == (1, 0)
    assert keep_fund.sweep_support(after) == (0, 0)
    made.refresh_from_db()
    assert made.status == "LAPSED"
    assert stand(cast) == (10_000_000, 0, 0, 0)
    assert Mail.objects.filter(key=f"support.request.{made.pk}.lapsed").exists()
    assert Event.objects.filter(name="benefits.support.lapsed", subject_kind="support").count() == 1


def test_past_its_last_day_no_evidence_is_taken_whatever_the_job_did(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.approved(cast, cast.reseller)
    late = cases.later((date(2026, 12, 17) - TODAY).days)
    with pytest.raises(Conflict, match="terminaron"):
        prove_support.hand_in(
            actor=cast.reseller, now=late, request_id=made.pk, proof=cases.proof()
        )


def test_what_is_free_expires_and_what_is_reserved_does_not(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner, expires_date=TODAY)
    made = cases.approved(cast, cast.reseller)
    tomorrow = cases.later(1)
    assert stand(cast, TODAY + timedelta(days=1)) == (0, 4_000_000, 0, 6_000_000)
    assert keep_fund.sweep_support(tomorrow) == (0, 1)
    assert keep_fund.sweep_support(tomorrow) == (0, 0)
    assert stand(cast, TODAY + timedelta(days=1)) == (0, 4_000_000, 0, 6_000_000)
    ask_support.cancel_request(actor=cast.reseller, now=tomorrow, request_id=made.pk)
    assert stand(cast, TODAY + timedelta(days=1)) == (0, 0, 0, 10_000_000)
    replayed()


def test_what_expires_first_is_reserved_first(cast: Cast) -> None:
    late = cases.grant(cast, cast.reseller_partner, 5_000_000, expires_date=date(2027, 6, 30))
    soon = cases.grant(cast, cast.reseller_partner, 3_000_000)
    cases.approved(cast, cast.reseller)
    assert soon.grants.get().free_minor == 0
    assert late.grants.get().free_minor == 4_000_000


def test_the_same_invoice_is_handed_in_once(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    cases.grant(cast, cast.sponsor_partner)
    same = {1: Upload("f.pdf", cases.PDF)}
    cases.proven(cast, cast.reseller, proof=cases.proof((10_000, 0), invoices=same))
    other = cases.approved(cast, cast.sponsor)
    with pytest.raises(Conflict) as refused:
        prove_support.hand_in(
            actor=cast.sponsor, now=NOON, request_id=other.pk,
            proof=cases.proof((10_000, 0), invoices=same),
        )  # fmt: skip
    assert refused.value.field == "invoice_1"
    other.refresh_from_db()
    assert other.status == "APPROVED"
    assert not Evidence.objects.filter(request=other).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"report": "Bien."}, "report"),
        ({"invoices": {}}, "invoice_1"),
        ({"invoices": {1: Upload("x.pdf", b"<html>")}}, "invoice_1"),
        ({"invoices": {1: Upload("x.pdf", b"")}}, "invoice_1"),
        ({"photos": [Upload("x.png", cases.PDF)]}, "photos"),
        ({"photos": [Upload("x.png", cases.PNG)] * 7}, "photos"),
        ({"spent": ()}, "spent_1"),
        ({"spent": (-5, 0)}, "spent_1"),
    ],
)
def test_evidence_that_does_not_do_is_refused_at_its_field(
    cast: Cast, tmp_path: Any, changes: dict[str, Any], field: str
) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.approved(cast, cast.reseller)
    with pytest.raises(DomainError) as refused:
        prove_support.hand_in(
            actor=cast.reseller, now=NOON, request_id=made.pk, proof=cases.proof(**changes)
        )
    error = refused.value
    assert field in (error.errors if isinstance(error, InvalidInput) else [error.field])
    assert not list(tmp_path.rglob("*.*")), "a file stayed behind"


def test_evidence_may_be_completed_with_days_of_its_own(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.proven(cast, cast.reseller)
    made = prove_support.ask_for_more(
        actor=cast.admin, now=cases.later(10), request_id=made.pk, reason="Falta la foto del stand"
    )
    assert made.status == "APPROVED"
    assert made.lapses_date is not None
    assert made.lapses_date > date(2026, 12, 16)
    # The invoices are there already: only what is new has to come.
    again = cases.proof(invoices={})
    made = prove_support.hand_in(
        actor=cast.reseller, now=cases.later(11), request_id=made.pk, proof=again
    )
    assert made.status == "CARRIED_OUT"


def test_who_verified_does_not_book_and_no_more_is_accepted_than_spent(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.proven(cast, cast.reseller)
    with pytest.raises(InvalidInput):
        prove_support.verify_request(
            actor=cast.admin, now=NOON, request_id=made.pk, accepted={1: 6_000_001}
        )
    with pytest.raises(InvalidInput):
        prove_support.verify_request(actor=cast.admin, now=NOON, request_id=made.pk, accepted={})
    both = Actor(
        user_id=cast.admin.user_id, name="Ambos", roles=frozenset({"PROGRAM_ADMIN", "FINANCE"})
    )
    prove_support.verify_request(actor=both, now=NOON, request_id=made.pk, accepted={1: 100, 2: 0})
    with pytest.raises(DomainError, match="otra persona"):
        prove_support.book_request(actor=both, now=NOON, request_id=made.pk, billed_cuit=cases.CUIT)
    prove_support.reopen_request(
        actor=cast.finance, now=NOON, request_id=made.pk, reason="Falta una factura"
    )
    made.refresh_from_db()
    assert (made.status, made.verified_by) == ("CARRIED_OUT", None)


def test_booked_twice_it_is_paid_once(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.booked(cast, cast.reseller)
    with pytest.raises(Conflict):
        prove_support.book_request(
            actor=cast.finance, now=NOON, request_id=made.pk, billed_cuit=cases.CUIT
        )
    assert reward_cases.balance("ACCRUED", cast.reseller_partner) == 4_000_000


Act = Callable[[Cast, int, Actor], object]
ACTS: dict[str, tuple[str, Act]] = {
    "submit": ("draft", lambda c, pk, a: ask_support.submit_request(
        actor=a, now=NOON, request_id=pk)),
    "cancel": ("sent", lambda c, pk, a: ask_support.cancel_request(
        actor=a, now=NOON, request_id=pk)),
    "approve": ("sent", lambda c, pk, a: decide_support.approve_request(
        actor=a, now=NOON, request_id=pk, amount_minor=1)),
    "confirm": ("sent", lambda c, pk, a: decide_support.confirm_request(
        actor=a, now=NOON, request_id=pk)),
    "return": ("sent", lambda c, pk, a: decide_support.return_request(
        actor=a, now=NOON, request_id=pk, reason="Falta el lugar")),
    "decline": ("sent", lambda c, pk, a: decide_support.decline_request(
        actor=a, now=NOON, request_id=pk, reason="No corresponde")),
    "advise": ("sent", lambda c, pk, a: decide_support.advise_request(
        actor=a, now=NOON, request_id=pk, recommended=True, advice="Conviene hacerlo")),
    "hand in": ("sent", lambda c, pk, a: prove_support.hand_in(
        actor=a, now=NOON, request_id=pk, proof=cases.proof())),
    "verify": ("sent", lambda c, pk, a: prove_support.verify_request(
        actor=a, now=NOON, request_id=pk, accepted={})),
    "ask for more": ("sent", lambda c, pk, a: prove_support.ask_for_more(
        actor=a, now=NOON, request_id=pk, reason="Falta la foto")),
    "book": ("sent", lambda c, pk, a: prove_support.book_request(
        actor=a, now=NOON, request_id=pk, billed_cuit=cases.CUIT)),
    "reopen": ("sent", lambda c, pk, a: prove_support.reopen_request(
        actor=a, now=NOON, request_id=pk, reason="Falta la foto")),
}  # fmt: skip
MAY = {
    "submit": {"reseller"}, "cancel": {"reseller"}, "hand in": {"reseller"},
    "approve": {"admin"}, "confirm": {"admin"}, "return": {"admin"}, "decline": {"admin"},
    "verify": {"admin"}, "ask for more": {"admin"}, "book": {"finance"}, "reopen": {"finance"},
    "advise": {"executive"},
}  # fmt: skip


@pytest.mark.parametrize("act", sorted(ACTS))
def test_nobody_else_does_it(cast: Cast, act: str) -> None:
    begun, call = ACTS[act]
    cast.reseller_partner.account_executive_id = cast.executive.user_id
    cast.reseller_partner.save()
    made = cases.draft(cast.reseller) if begun == "draft" else cases.sent(cast.reseller)
    people = {
        "reseller": cast.reseller, "rival": cast.rival_reseller, "sponsor": cast.sponsor,
        "executive": cast.executive, "other executive": cast.other_executive,
        "admin": cast.admin, "finance": cast.finance, "channels": cast.channel_manager,
        "auditor": cast.auditor, "system": SYSTEM,
    }  # fmt: skip
    for name, person in people.items():
        if name in MAY[act]:
            continue
        with pytest.raises(NotPermitted), transaction.atomic():
            call(cast, made.pk, person)


def test_who_sees_a_request(cast: Cast) -> None:
    cast.reseller_partner.account_executive_id = cast.executive.user_id
    cast.reseller_partner.save()
    made, hidden = cases.sent(cast.reseller), cases.draft(cast.reseller)
    for person in (cast.reseller, cast.admin, cast.finance, cast.auditor, cast.executive):
        assert queries.request_of(person, made.pk) == made
    for person in (cast.rival_reseller, cast.sponsor, cast.other_executive, cast.channel_manager):
        with pytest.raises(NotPermitted):
            queries.request_of(person, made.pk)
    for person in (cast.admin, cast.executive, cast.auditor):
        with pytest.raises(NotPermitted):
            queries.request_of(person, hidden.pk)


def test_without_the_benefit_nothing_is_asked_and_what_was_approved_is_owed(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made, waiting = cases.approved(cast, cast.reseller), cases.sent(cast.reseller)
    Entitlement.objects.filter(service="SUPPORT", category="RESELLER").delete()
    with pytest.raises(NotPermitted):
        cases.draft(cast.reseller)
    with pytest.raises(Conflict, match="beneficio"):
        decide_support.approve_request(
            actor=cast.admin, now=NOON, request_id=waiting.pk, amount_minor=1
        )
    prove_support.hand_in(actor=cast.reseller, now=NOON, request_id=made.pk, proof=cases.proof())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "PARTY"}, "kind"), ({"title": "Fe"}, "title"), ({"purpose": "Vender"}, "purpose"),
        ({"place": ""}, "place"), ({"currency": "EUR"}, "currency"), ({"lines": []}, "text_1"),
        ({"lines": [("Stand", 0)]}, "amount_1"), ({"lines": [("Stand", 5), ("", 5)]}, "text_2"),
        ({"lines": [("Stand", 5)] * 9}, "text_1"), ({"notice_id": 10**9}, "notice"),
        ({"from_date": TODAY - timedelta(days=1)}, "from_date"),
        ({"to_date": TODAY - timedelta(days=1)}, "to_date"),
        ({"to_date": TODAY + timedelta(days=200)}, "to_date"),
        ({"from_date": TODAY + timedelta(days=500)}, "from_date"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        cases.draft(cast.reseller, **changes)
    assert field in refused.value.errors


def test_one_id_is_one_draft_and_a_sent_one_does_not_change(cast: Cast) -> None:
    uid = new_uid()
    first = cases.draft(cast.reseller, uid=uid)
    again = cases.draft(cast.reseller, uid=uid, lines=[("Solo el stand", 100)])
    assert again.pk == first.pk
    assert [line.text for line in again.lines.all()] == ["Solo el stand"]
    with pytest.raises(NotPermitted):
        cases.draft(cast.rival_reseller, uid=uid)
    ask_support.submit_request(actor=cast.reseller, now=NOON, request_id=first.pk)
    with pytest.raises(Conflict):
        cases.draft(cast.reseller, uid=uid)


def test_a_grant_is_given_once_to_each_of_many(cast: Cast) -> None:
    uid = new_uid()
    data = keep_fund.GrantData(
        [cast.reseller_partner.pk, cast.sponsor_partner.pk], "ARS", 500, TODAY, "Para todos"
    )
    made = keep_fund.grant_support(actor=cast.admin, now=NOON, uid=uid, data=data)
    assert keep_fund.grant_support(actor=cast.admin, now=NOON, uid=uid, data=data) == made
    assert made.grants.count() == 2
    other = keep_fund.GrantData([cast.reseller_partner.pk], "ARS", 500, TODAY, "Para todos")
    with pytest.raises(Conflict):
        keep_fund.grant_support(actor=cast.admin, now=NOON, uid=uid, data=other)
    with pytest.raises(NotPermitted):
        keep_fund.grant_support(actor=cast.finance, now=NOON, uid=new_uid(), data=data)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE support_movement SET amount_minor = 1",
        "DELETE FROM support_movement",
        "UPDATE support_allotment SET amount_minor = 1",
        "UPDATE support_grant SET free_minor = free_minor + 1",
        "UPDATE support_grant SET amount_minor = amount_minor + 1, free_minor = free_minor + 1",
        "DELETE FROM support_grant",
        "DELETE FROM support_evidence",
    ],
)
def test_the_database_lets_nobody_write_the_fund_by_hand(cast: Cast, statement: str) -> None:
    cases.grant(cast, cast.reseller_partner)
    cases.proven(cast, cast.reseller)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("kind", "amount", "of_request", "day"),
    [
        ("RESERVATION", 6_000_001, True, TODAY),
        ("RESERVATION", 1, True, date(2027, 1, 1)),  # past its last day
        ("RELEASE", 4_000_001, True, TODAY),
        ("USE", 4_000_001, True, TODAY),
        ("EXPIRY", 1, False, TODAY),  # not yet
        ("EXPIRY", 6_000_001, False, date(2027, 1, 1)),
        ("GRANT", 10_000_000, False, TODAY),
        ("USE", 1, False, TODAY),
    ],
)
def test_the_database_keeps_every_balance_above_zero(
    cast: Cast, kind: str, amount: int, of_request: bool, day: date
) -> None:
    grant = cases.grant(cast, cast.reseller_partner).grants.get()
    made = cases.approved(cast, cast.reseller)
    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.create(
            grant=grant, kind=kind, amount_minor=amount, on_date=day,
            request=made if of_request else None, at=NOON,
        )  # fmt: skip


def test_a_grant_serves_its_own_partner_only(cast: Cast) -> None:
    grant = cases.grant(cast, cast.sponsor_partner).grants.get()
    made = cases.sent(cast.reseller)
    with pytest.raises(IntegrityError, match="another partner"), transaction.atomic():
        Movement.objects.create(
            grant=grant, kind="RESERVATION", amount_minor=1, on_date=TODAY, request=made, at=NOON
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE support_budgetline SET accepted_minor = accepted_minor - 100 WHERE position = 1",
        "UPDATE support_supportrequest SET rate_bp = 4000",
        "UPDATE rewards_posting SET partner_id = (SELECT min(id) FROM partners_partner WHERE id NOT IN"
        " (SELECT partner_id FROM support_supportrequest))",
        "UPDATE support_movement SET amount_minor = amount_minor - 1 WHERE kind = 'USE'",
        "UPDATE support_supportrequest SET refund_id = NULL, status = 'VERIFIED'",
    ],
)
def test_the_comparison_finds_what_was_altered_behind_the_guards(
    cast: Cast, statement: str
) -> None:
    cases.grant(cast, cast.reseller_partner)
    cases.booked(cast, cast.reseller)
    assert reconcile_ledger(actor=SYSTEM, clock=lambda: NOON).difference_count == 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("rewards_posting", "support_movement"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        assert cursor.rowcount > 0
    found = reconcile_ledger(actor=SYSTEM, clock=lambda: NOON)
    assert "support" in {row["kind"] for row in found.differences}
