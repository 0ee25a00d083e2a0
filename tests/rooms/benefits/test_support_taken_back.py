"""What was paid back is taken back by another: once, with a reason, in the next settlement (P-11)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

import settling_cases
import support_cases as cases
from builders import new_uid
from cast import Cast
from support_cases import NOON, TODAY
from universo.audit.models import Event
from universo.benefits.support import queries
from universo.benefits.support.figures import totals_by_kind
from universo.benefits.support.models import Correction, Grant, Movement, SupportRequest
from universo.benefits.support.reconciling import differences as support_differences
from universo.domain.fund_math import Move, MoveKind, replay
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.rewards.reconciliation import differences
from universo.rewards.refund_models import Refund
from universo.rewards.settling import UnableToSettle
from universo.usecases.correct_support import take_back_request
from universo.web.shared.reward_words import refunds_told

pytestmark = pytest.mark.django_db
WHY = "La factura era de otra feria."
MONTH = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


@pytest.fixture
def booked(cast: Cast) -> SupportRequest:
    """A request of which 40.000 were booked."""
    cases.grant(cast, cast.reseller_partner)
    return cases.booked(cast, cast.reseller)


@pytest.fixture
def other(db: None) -> Actor:
    """Somebody else of finance."""
    return settling_cases.second()


def back(actor: Actor, found: SupportRequest, amount: int = 4_000_000, **changes: Any) -> Any:
    values: dict[str, Any] = {"now": NOON, "uid": new_uid(), "reason": WHY, **changes}
    return take_back_request(actor=actor, request_id=found.pk, amount_minor=amount, **values)


def unlike() -> list[Any]:
    return [*differences(), *support_differences()]


def test_all_of_it_goes_with_the_next_settlement(
    cast: Cast, booked: SupportRequest, other: Actor
) -> None:
    (first,) = settling_cases.settle_period(actor=cast.finance, now=NOON, period=MONTH, early=True)
    assert first.total_minor == 4_000_000
    made = back(other, booked)
    assert unlike() == []
    stand = queries.funds(cast.reseller, TODAY)[0]
    assert (stand.free_minor, stand.used_minor) == (10_000_000, 0)
    assert Refund.objects.get(corrects=None).amount_minor == 4_000_000
    # Below zero it carries over, and with the next reimbursement it is in the settlement.
    later = NOON + timedelta(days=30)
    month: dict[str, Any] = {"now": later, "period": date(2026, 12, 1), "early": True}
    with pytest.raises(UnableToSettle):
        settling_cases.settle_period(actor=cast.finance, **month)
    lines = [("Stand", 12_000_000), ("Volantes", 8_000_000)]
    handed = cases.proof((12_000_000, 8_000_000))
    cases.booked(cast, cast.reseller, later, amount=10_000_000, lines=lines, proof=handed)
    (second,) = settling_cases.settle_period(actor=cast.finance, **month)
    assert second.total_minor == 10_000_000 - 4_000_000
    assert made.refund.settled_in.settlement == second
    assert unlike() == []
    told = refunds_told([made.refund])[0]
    assert (told["label"], told["words"]) == ("Recupero de apoyo", WHY)


def test_a_part_of_it_is_free_again_and_told(
    cast: Cast, booked: SupportRequest, other: Actor
) -> None:
    uid = new_uid()
    first = back(other, booked, 1_500_001, uid=uid)
    assert back(other, booked, 1_500_001, uid=uid) == first
    for changes in ({"uid": new_uid()}, {"uid": uid, "amount": 1}):
        with pytest.raises(Conflict):
            back(other, booked, **{"amount": 1_500_001, **changes})
    assert Refund.objects.count() == 2
    lot = Grant.objects.get()
    assert (lot.free_minor, lot.used_minor) == (7_500_001, 2_499_999)
    moves = [
        Move(MoveKind(m.kind), m.grant_id, m.amount_minor, m.request_id)
        for m in Movement.objects.order_by("pk")
    ]
    assert replay(moves)[lot.pk].used == 2_499_999
    assert [row.paid_minor for row in totals_by_kind(cast.finance)] == [2_499_999]
    mails = Mail.objects.filter(key=f"support.request.{booked.pk}.taken_back")
    assert {mail.recipient for mail in mails} == {cast.reseller.email}
    assert all("15.000,01" in mail.text and WHY in mail.text for mail in mails)
    assert Event.objects.filter(name="benefits.support.taken_back").count() == 2


def test_past_its_last_day_what_comes_back_expires(
    cast: Cast, booked: SupportRequest, other: Actor
) -> None:
    back(other, booked, now=NOON + timedelta(days=60))
    lot = Grant.objects.get()
    assert (lot.used_minor, lot.expired_minor, lot.free_minor) == (0, 4_000_000, 6_000_000)


def test_who_may_and_what_cannot_be(cast: Cast, booked: SupportRequest, other: Actor) -> None:
    for name, actor in cast.everyone().items():
        with pytest.raises(DomainError if name == "finance" else NotPermitted):
            back(actor, booked)
    for amount in (0, -1, 4_000_001):
        with pytest.raises(InvalidInput) as refused:
            back(other, booked, amount)
        assert list(refused.value.errors) == ["amount"]
    with pytest.raises(InvalidInput):
        back(other, booked, reason=" ")
    waiting = cases.verified(cast, cast.reseller)
    with pytest.raises(Conflict):
        back(other, waiting)
    assert not Correction.objects.exists()


def test_the_database_itself_wants_another_person_and_no_more_than_was_given(
    cast: Cast, booked: SupportRequest, other: Actor
) -> None:
    made = back(other, booked, 1_000_000)
    row = Refund.objects.get(pk=made.refund_id)
    own = {"request": cases.booked(cast, cast.reseller), "amount_minor": 1, "reason": WHY}
    with pytest.raises(DatabaseError, match="support_taken_back_by_another"), transaction.atomic():
        Correction.objects.create(
            uid=new_uid(), refund=Refund.objects.filter(corrects=None).last(), made_at=NOON,
            made_by_id=cast.finance.user_id, booked_by_id=cast.finance.user_id, **own,
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(reason="Otro motivo")
    given = Refund.objects.filter(corrects=None).order_by("pk").reverse()[0]
    row.pk, row.uid, row.corrects, row.amount_minor = None, new_uid(), given, -4_000_001
    row.posting = given.posting
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(DatabaseError, match="used less"), transaction.atomic():
        Movement.objects.create(
            grant=Grant.objects.get(), kind="RETURN", amount_minor=3_000_001, on_date=TODAY,
            request=booked, at=NOON,
        )  # fmt: skip
