"""Sessions: seats, the waiting list, changes, who was there (R-2)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import builders
import training_cases as cases
from cast import Cast
from training_cases import DAY, NOON
from universo.benefits.models import Entitlement
from universo.benefits.training import session_queries
from universo.benefits.training.models import Certificate, Seat, Session
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.notifications.models import Mail
from universo.partners.models import Member
from universo.usecases.enrol_in_session import enrol, leave
from universo.usecases.hold_sessions import (
    SessionData,
    cancel_session,
    edit_session,
    mark_attendance,
)


def changed(found: Session, **changes: object) -> SessionData:
    names = ("starts_at", "ends_at", "trainer", "places", "place", "link")
    return SessionData(**{**{name: getattr(found, name) for name in names}, **changes})  # type: ignore[arg-type]


def told(seat: Seat) -> list[str]:
    keys = Mail.objects.filter(key__startswith=f"training.seat.{seat.pk}.").order_by("pk")
    return [key.rsplit(".", 1)[1] for key in keys.values_list("key", flat=True)]


def test_first_come_first_served_and_the_first_who_waits_moves_up(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast), places=2)
    people = (cast.sponsor, cast.reseller, cast.outsider, cast.rival_reseller)
    seats = [cases.seat(actor, found) for actor in people]
    assert [(one.state, one.number) for one in seats] == [
        ("ENROLLED", 1), ("ENROLLED", 2), ("WAITING", None), ("WAITING", None),
    ]  # fmt: skip
    assert session_queries.ahead_of(seats[3]) == 1
    leave(actor=cast.sponsor, now=NOON, session_id=found.pk)
    moved, waits = (Seat.objects.get(pk=one.pk) for one in seats[2:])
    assert (moved.state, moved.number, waits.state) == ("ENROLLED", 1, "WAITING")
    assert told(moved) == ["waiting", "promoted"]
    assert told(waits) == ["waiting"]
    back = cases.seat(cast.sponsor, found)  # whoever left stands at the end
    assert back.state == "WAITING"
    assert session_queries.ahead_of(back) == 1


def test_the_same_request_and_a_second_seat_give_the_first(cast: Cast) -> None:
    found, uid = cases.session(cast, cases.course(cast)), builders.new_uid()
    one = enrol(actor=cast.sponsor, now=NOON, uid=uid, session_id=found.pk)
    assert enrol(actor=cast.sponsor, now=NOON, uid=uid, session_id=found.pk) == one
    assert cases.seat(cast.sponsor, found) == one
    with pytest.raises(Conflict):
        enrol(actor=cast.reseller, now=NOON, uid=uid, session_id=found.pk)
    assert Seat.objects.count() == 1


def test_the_database_itself_refuses_a_seat_beyond_the_places(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast), places=1)
    cases.seat(cast.sponsor, found)
    other = {"user_id": cast.reseller.user_id, "partner_id": cast.reseller.partner_id}
    for number in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(
                uid=builders.new_uid(), session=found, state="ENROLLED", number=number,
                asked_at=NOON, **other,
            )  # fmt: skip
    Session.objects.filter(pk=found.pk).update(places=2)
    cases.seat(cast.reseller, found)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=found.pk).update(places=1)


def test_more_places_let_those_who_wait_in_and_fewer_never_drop_anybody(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast), places=1)
    seats = [cases.seat(actor, found) for actor in (cast.sponsor, cast.reseller, cast.outsider)]
    edit_session(actor=cast.admin, now=NOON, session_id=found.pk, data=changed(found, places=2))
    assert [Seat.objects.get(pk=one.pk).state for one in seats] == [
        "ENROLLED",
        "ENROLLED",
        "WAITING",
    ]
    with pytest.raises(InvalidInput) as refused:
        edit_session(actor=cast.admin, now=NOON, session_id=found.pk, data=changed(found, places=1))
    assert list(refused.value.errors) == ["places"]
    leave(actor=cast.sponsor, now=NOON, session_id=found.pk)  # the third moves up into seat 1
    leave(actor=cast.outsider, now=NOON, session_id=found.pk)
    edit_session(actor=cast.admin, now=NOON, session_id=found.pk, data=changed(found, places=1))
    assert Seat.objects.get(pk=seats[1].pk).number == 1  # it had the second one


def test_a_change_of_day_is_told_and_one_of_trainer_is_not(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast))
    seat = cases.seat(cast.sponsor, found)
    data = changed(found, trainer="Bruno Docente")
    edit_session(actor=cast.admin, now=NOON, session_id=found.pk, data=data)
    assert told(seat) == ["enrolled"]
    later = changed(found, starts_at=found.starts_at + DAY, ends_at=found.ends_at + DAY)
    edit_session(actor=cast.admin, now=NOON, session_id=found.pk, data=later)
    assert len(told(seat)) == 2
    cancel_session(actor=cast.admin, now=NOON, session_id=found.pk, reason="El instructor enfermó.")
    assert told(seat)[-1] == "cancelled"
    with pytest.raises(Conflict):
        cases.seat(cast.reseller, found)


def test_once_begun_nobody_enters_or_leaves_and_nobody_moves_up(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast), places=1)
    cases.seat(cast.sponsor, found)
    waits = cases.seat(cast.reseller, found)
    for act in (
        lambda: cases.seat(cast.outsider, found, found.starts_at),
        lambda: leave(actor=cast.sponsor, now=found.starts_at, session_id=found.pk),
    ):
        with pytest.raises(Conflict):
            act()
    just_before = found.starts_at - timedelta(microseconds=1)
    leave(actor=cast.sponsor, now=just_before, session_id=found.pk)
    assert Seat.objects.get(pk=waits.pk).state == "ENROLLED"


def test_without_the_benefit_no_seat_is_taken_but_one_may_be_left(cast: Cast) -> None:
    found = cases.session(cast, cases.course(cast))
    cases.seat(cast.sponsor, found)
    Entitlement.objects.filter(service="TRAINING").delete()
    with pytest.raises(NotPermitted):
        cases.seat(cast.reseller, found)
    leave(actor=cast.sponsor, now=NOON, session_id=found.pk)


def test_being_there_gives_the_certificate_that_asks_for_it(cast: Cast) -> None:
    course = cases.course(cast, exam_questions=0, needs_attendance=True)
    found = cases.session(cast, course)
    seats = [cases.seat(actor, found) for actor in (cast.sponsor, cast.reseller)]
    cases.read_all(cast.sponsor, course)
    assert not Certificate.objects.exists()
    present = {seats[0].pk: True, seats[1].pk: False}
    with pytest.raises(Conflict):
        mark_attendance(actor=cast.admin, now=NOON, session_id=found.pk, present=present)
    mark_attendance(actor=cast.admin, now=found.ends_at, session_id=found.pk, present=present)
    assert [one.holder for one in Certificate.objects.all()] == ["Lucía Benítez"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": NOON}, "starts_at"),
        ({"ends_at": NOON + 3 * DAY}, "ends_at"),
        ({"places": 0}, "places"),
        ({"place": "", "link": ""}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"trainer": " "}, "trainer"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, changes: dict[str, object], field: str
) -> None:
    course = cases.course(cast)
    with pytest.raises(InvalidInput) as refused:
        cases.session(cast, course, **changes)
    assert list(refused.value.errors) == [field]
    with pytest.raises(NotPermitted):
        edit_session(
            actor=cast.sponsor, now=NOON, session_id=0, data=SessionData(NOON, NOON, "", 0)
        )


def test_a_free_place_goes_to_nobody_who_may_not_use_it_any_more(cast: Cast) -> None:
    """The first who waits lost the benefit, the second left his company: the third gets the seat."""
    found = cases.session(cast, cases.course(cast), places=1)
    cases.seat(cast.rival_reseller, found)
    lost, gone, third = (
        cases.seat(one, found) for one in (cast.sponsor, cast.reseller, cast.outsider)
    )
    Entitlement.objects.filter(service="TRAINING", category="SPONSOR").delete()
    Member.objects.filter(user_id=cast.reseller.user_id).update(is_active=False)
    leave(actor=cast.rival_reseller, now=NOON, session_id=found.pk)
    for seat, state in ((lost, "WAITING"), (gone, "WAITING"), (third, "ENROLLED")):
        seat.refresh_from_db()
        assert seat.state == state


def test_a_seat_left_behind_opens_no_course_of_another_category(cast: Cast) -> None:
    """He sees the session in which he had a seat; the course is no longer for him."""
    found = cases.session(cast, cases.course(cast, audience=["RESELLER"]))
    cases.seat(cast.outsider, found)
    leave(actor=cast.outsider, now=NOON, session_id=found.pk)
    former = replace(cast.outsider, partner_categories=frozenset({"SPONSOR"}))
    assert session_queries.session(former, found.pk) == found
    with pytest.raises(NotPermitted):
        cases.seat(former, found)
    assert cases.seat(cast.outsider, found).state == "ENROLLED"
