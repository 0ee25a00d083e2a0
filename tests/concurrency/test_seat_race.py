"""Many people ask for the last seats at once, on real transactions: no session over its places."""

import pytest

import builders
import training_cases as cases
from cast import Cast
from racing import together
from training_cases import NOON
from universo.benefits.training.models import Attempt, Certificate, Seat
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.usecases.enrol_in_session import leave

ROUNDS = 3
PEOPLE = 12


def _people(cast: Cast) -> list[Actor]:
    return [builders.member(cast.sponsor_partner, f"Persona {n}") for n in range(PEOPLE)]


@pytest.mark.django_db(transaction=True)
def test_of_twelve_for_five_seats_five_get_one_and_the_others_wait(real_cast: Cast) -> None:
    people, course = _people(real_cast), cases.course(real_cast)
    for _round in range(ROUNDS):
        found = cases.session(real_cast, course, places=5)
        assert (
            together(*(lambda one=one, found=found: cases.seat(one, found) for one in people)) == []
        )
        seats = Seat.objects.filter(session=found).order_by("pk")
        assert [one.state for one in seats] == ["ENROLLED"] * 5 + ["WAITING"] * (PEOPLE - 5)
        assert [one.number for one in seats[:5]] == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_seats_left_at_once_go_to_those_who_wait_in_their_order(real_cast: Cast) -> None:
    people, course = _people(real_cast), cases.course(real_cast)
    found = cases.session(real_cast, course, places=5)
    seats = [cases.seat(one, found) for one in people]
    late = builders.member(real_cast.reseller_partner, "Alguien Más")
    leaving = [
        lambda one=one: leave(actor=one, now=NOON, session_id=found.pk) for one in people[:4]
    ]
    assert together(*leaving, lambda: cases.seat(late, found)) == []
    now = {one.pk: one.state for one in Seat.objects.filter(session=found)}
    assert [now[one.pk] for one in seats] == (
        ["CANCELLED"] * 4 + ["ENROLLED"] * 5 + ["WAITING"] * (PEOPLE - 9)
    )
    assert Seat.objects.get(user_id=late.user_id).state == "WAITING"
    keys = [f"training.seat.{one.pk}.promoted" for one in seats[5:9]]
    assert Mail.objects.filter(key__in=keys).count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_test_begun_twice_at_once_is_one_and_handed_in_twice_gives_one_certificate(
    real_cast: Cast,
) -> None:
    from universo.usecases.take_test import hand_in

    course, who = cases.course(real_cast), real_cast.sponsor
    cases.read_all(who, course)
    assert together(*[lambda: cases.begun(who, course)] * 4) == []
    made = Attempt.objects.get()
    given = cases.answers(who, made, 3)
    send = lambda: hand_in(actor=who, now=NOON, attempt_id=made.pk, answers=given)  # noqa: E731
    assert together(*[send] * 4) == []
    assert Certificate.objects.count() == 1
