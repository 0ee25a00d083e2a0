"""What ends with a category ends once, whoever is at work on it at that moment; on real transactions."""

from datetime import timedelta
from typing import Any

import pytest

import builders
import routing_cases
import settling_cases
import support_cases
import training_cases
import unit_cases
from builders import NOON
from cast import Cast
from racing import race
from universo.audit.models import Event
from universo.benefits.support.models import Correction, Grant, Movement
from universo.benefits.support.reconciling import differences as support_differences
from universo.benefits.training.models import GoalGrant, GoalReached
from universo.domain.decision_clock import local_date
from universo.errors import Conflict
from universo.notifications.models import Mail
from universo.partners.models import Enrolment
from universo.rewards.reconciliation import differences
from universo.rewards.refund_models import Refund
from universo.usecases.ask_for_unit import withdraw_loan
from universo.usecases.ask_support import cancel_request
from universo.usecases.correct_support import take_back_request
from universo.usecases.grant_goal import Given, grant
from universo.usecases.keep_goals import GoalData, add_goal
from universo.usecases.record_goals import record_goals
from universo.usecases.settle_leavings import settle_leavings
from universo.usecases.work_lead import accept_lead

TODAY = local_date(NOON)
DAY = timedelta(days=1)
ROUNDS = 3


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


def ended(cast: Cast, is_ended: bool) -> None:
    rows = Enrolment.objects.filter(partner=cast.reseller_partner, category="RESELLER")
    rows.update(until_date=TODAY if is_ended else None)


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_and_people_at_work_end_each_thing_once(real_cast: Cast) -> None:
    cast = real_cast
    support_cases.grant(cast, cast.reseller_partner, 100_000_000)
    for number in range(ROUNDS):
        lead = routing_cases.offered(cast)
        model = unit_cases.unit(cast, code=f"CF-{number}").product_id
        loan = unit_cases.asked(cast.reseller, product_id=model)
        request = support_cases.approved(cast, cast.reseller, 1_000_000)
        ended(cast, True)
        race(
            *[lambda: settle_leavings(NOON)] * 3,
            lambda one=lead: accept_lead(actor=cast.reseller, now=NOON, assignment_id=one.pk),
            lambda one=loan: withdraw_loan(actor=cast.reseller, now=NOON, loan_id=one.pk),
            lambda one=request: cancel_request(actor=cast.reseller, now=NOON, request_id=one.pk),
        )
        settle_leavings(NOON)
        for row in (lead, loan, request):
            row.refresh_from_db()
        assert (lead.status, lead.is_channel_gone) == ("DECLINED", True)
        assert loan.status in {"DECLINED", "WITHDRAWN"}
        assert request.status == "CANCELLED"
        told = Event.objects.filter(
            name="routing.assignment.channel_gone", subject_kind="assignment"
        )
        assert told.filter(subject_id=lead.pk).count() == 1
        key = f"routing.assignment.{lead.pk}.channel_gone.channel_gone"
        assert Mail.objects.filter(key=key).count() == 2
        assert Movement.objects.filter(request=request, kind="RELEASE").count() == 1
        ended(cast, False)
    assert Grant.objects.get().reserved_minor == 0


@pytest.mark.django_db(transaction=True)
def test_two_take_back_the_same_at_once(real_cast: Cast) -> None:
    cast = real_cast
    other = settling_cases.second()
    support_cases.grant(cast, cast.reseller_partner, 100_000_000)
    for _round in range(ROUNDS):
        made = support_cases.booked(cast, cast.reseller)
        outcomes = race(
            *(
                lambda n=n, one=made: take_back_request(
                    actor=other, now=NOON, uid=builders.new_uid(), request_id=one.pk,
                    amount_minor=4_000_000 - n, reason="Era de otra feria",
                )
                for n in range(4)
            )
        )  # fmt: skip
        assert [type(one) for one in outcomes if one] == [Conflict] * 3
        assert Correction.objects.filter(request=made).count() == 1
        assert Refund.objects.filter(corrects=made.refund_id).count() == 1
    assert [*differences(), *support_differences()] == []


@pytest.mark.django_db(transaction=True)
def test_two_grant_the_same_goal_at_once(real_cast: Cast) -> None:
    cast = real_cast
    data = GoalData("Uno", "CERTIFIED", 1, 3, "FUND", "Al fondo.", "", "SPONSOR")
    add_goal(actor=cast.admin, now=NOON, uid=builders.new_uid(), data=data, from_date=TODAY)
    training_cases.certified(cast.sponsor, training_cases.course(cast))
    record_goals(NOON)
    found = GoalReached.objects.get()
    outcomes = race(
        *[
            lambda: grant(
                actor=cast.admin, now=NOON, reached_id=found.pk, note="Para su próxima feria",
                given=Given(5_000, "ARS", TODAY + 90 * DAY),
            )
        ]
        * 4
    )  # fmt: skip
    assert [type(one) for one in outcomes if one] == [Conflict] * 3
    assert (GoalGrant.objects.count(), Grant.objects.get().free_minor) == (1, 5_000)
