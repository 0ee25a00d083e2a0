"""Joining another category and leaving one: requests, days, consequences, what is owed (R-1)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import builders
import unit_cases
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.benefits import queries as benefits
from universo.benefits.models import Entitlement
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.insights.leaving import consequences_of
from universo.notifications.models import Mail
from universo.partners import category_queries, operations, queries
from universo.partners.actors import actor_for
from universo.partners.category_models import CategoryRequest
from universo.partners.models import Enrolment
from universo.usecases.ask_category import (
    CategoryAsked,
    ask_category,
    withdraw_category_request,
)
from universo.usecases.decide_category import (
    accept_category,
    decline_category,
    end_category_on,
)
from universo.usecases.submit_notice import submit_notice

TODAY = local_date(NOON)
DAY = timedelta(days=1)
WHY = "Sumamos un equipo que desarrolla."


@pytest.fixture
def boss(cast: Cast) -> Actor:
    """The administrator of the sponsor's organisation."""
    return builders.member(cast.sponsor_partner, "Beatriz Jefa", admin=True)


def asked(actor: Actor, category: str = "ISV", **changes: Any) -> CategoryRequest:
    values = {"kind": "JOIN", "about": WHY, "accepts_terms": True, "terms_version": 1, **changes}
    data = CategoryAsked(category=category, **values)
    return ask_category(actor=actor, now=NOON, uid=builders.new_uid(), data=data)


def leaving(actor: Actor, from_date: date, category: str = "SPONSOR") -> CategoryRequest:
    data = CategoryAsked("LEAVE", category, "Dejamos esta línea.", from_date=from_date)
    return ask_category(actor=actor, now=NOON, uid=builders.new_uid(), data=data)


def person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def test_a_request_keeps_the_terms_and_waits_for_a_person(cast: Cast, boss: Actor) -> None:
    made = asked(boss)
    assert (made.status, made.terms_version, made.asked_at) == ("WAITING", 1, NOON)
    assert Mail.objects.get(key=f"category.{made.pk}.asked").recipient == cast.admin.email
    assert not Enrolment.objects.filter(partner=cast.sponsor_partner, category="ISV").exists()
    with pytest.raises(Conflict):
        asked(boss)  # one waits already
    withdraw_category_request(actor=boss, now=NOON, request_id=made.pk)
    assert asked(boss).pk != made.pk


def test_the_same_request_again_is_the_first_and_another_body_is_refused(boss: Actor) -> None:
    uid, data = builders.new_uid(), CategoryAsked("JOIN", "ISV", WHY, "", None, True, 1)
    first = ask_category(actor=boss, now=NOON, uid=uid, data=data)
    assert ask_category(actor=boss, now=NOON + DAY, uid=uid, data=data).pk == first.pk
    other = CategoryAsked("JOIN", "ALLIANCE", WHY, "", None, True, 1)
    with pytest.raises(Conflict):
        ask_category(actor=boss, now=NOON, uid=uid, data=other)


def test_the_database_keeps_one_request_waiting(boss: Actor) -> None:
    made = asked(boss)
    with pytest.raises(IntegrityError), transaction.atomic():
        CategoryRequest.objects.create(
            uid=builders.new_uid(), partner_id=made.partner_id, kind="LEAVE", category="ISV",
            about=WHY, status="WAITING", asked_at=NOON, asked_by_id=boss.user_id,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"about": "corto"}, "about"),
        ({"category": "NADA"}, "category"),
        ({"accepts_terms": False}, "accepts_terms"),
        ({"terms_version": 7}, "accepts_terms"),
        ({"kind": "LEAVE", "category": "SPONSOR"}, "from_date"),
        ({"kind": "LEAVE", "category": "SPONSOR", "from_date": TODAY - DAY}, "from_date"),
        ({"kind": "LEAVE", "category": "SPONSOR", "from_date": TODAY + 366 * DAY}, "from_date"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    boss: Actor, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked(boss, **changes)
    assert list(refused.value.errors) == [field]


def test_who_may_ask_and_what_is_held_already(cast: Cast, boss: Actor) -> None:
    colleague = builders.member(cast.sponsor_partner, "Carlos Colega")
    for actor in (colleague, cast.admin, cast.executive):
        with pytest.raises(NotPermitted):
            asked(actor)
    with pytest.raises(Conflict):
        asked(boss, "SPONSOR", level="REFERRER")
    with pytest.raises(Conflict):
        leaving(boss, TODAY, "ISV")
    other = builders.member(cast.outsider_partner, "Otra Jefa", admin=True)
    made = asked(boss)
    with pytest.raises(NotPermitted):
        withdraw_category_request(actor=other, now=NOON, request_id=made.pk)
    assert not category_queries.visible_to(other).exists()


def test_an_accepted_joining_holds_from_its_day(cast: Cast, boss: Actor) -> None:
    Entitlement.objects.filter(service="PRICES", category="SPONSOR").delete()
    made = asked(boss)
    assert benefits.services_gained(made.partner_id, "ISV", TODAY) == ["PRICES"]
    first = TODAY + 3 * DAY
    for name, actor in {**cast.everyone(), "boss": boss}.items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                accept_category(actor=actor, now=NOON, request_id=made.pk, from_date=first)
    with pytest.raises(InvalidInput):
        accept_category(actor=cast.admin, now=NOON, request_id=made.pk, from_date=TODAY - DAY)
    accept_category(actor=cast.admin, now=NOON, request_id=made.pk, from_date=first, answer="Sí.")
    assert actor_for(person(boss), first - DAY).partner_categories == {"SPONSOR"}
    assert actor_for(person(boss), first).partner_categories == {"SPONSOR", "ISV"}
    prices = [benefits.benefit_of(boss, "PRICES", day).allowed for day in (first - DAY, first)]
    assert prices == [False, True]
    with pytest.raises(Conflict):
        accept_category(actor=cast.admin, now=NOON, request_id=made.pk, from_date=first)
    with pytest.raises(Conflict):
        asked(boss)
    told = set(Mail.objects.filter(key=f"category.{made.pk}.answered").values_list("recipient"))
    assert told == {(boss.email,), (cast.sponsor.email,), (cast.executive.email,)}
    assert Event.objects.filter(name="partners.category_request.joining_accepted").count() == 1


def test_a_declined_request_says_why(cast: Cast, boss: Actor) -> None:
    made = asked(boss)
    with pytest.raises(InvalidInput):
        decline_category(actor=cast.admin, now=NOON, request_id=made.pk, reason=" ")
    decline_category(actor=cast.admin, now=NOON, request_id=made.pk, reason="Falta un producto.")
    made.refresh_from_db()
    assert (made.status, made.answer) == ("DECLINED", "Falta un producto.")
    with pytest.raises(IntegrityError), transaction.atomic():
        CategoryRequest.objects.filter(pk=made.pk).update(answer="")


def test_leaving_ends_the_benefits_on_the_day_and_not_before(cast: Cast, boss: Actor) -> None:
    end = TODAY + 10 * DAY
    made = leaving(boss, end)
    accept_category(actor=cast.admin, now=NOON, request_id=made.pk, from_date=end)
    allowed = [benefits.benefit_of(boss, "LIBRARY", day).allowed for day in (end - DAY, end)]
    assert allowed == [True, False]
    before, after = actor_for(person(boss), end - DAY), actor_for(person(boss), end)
    assert before.partner_categories == {"SPONSOR"}
    assert not before.former_categories
    assert (after.partner_categories, after.former_categories) == (frozenset(), {"SPONSOR"})
    send = {"uid": builders.new_uid(), "data": builders.notice_data()}
    with pytest.raises(NotPermitted):
        submit_notice(actor=before, clock=lambda: NOON + 10 * DAY, **send)
    assert submit_notice(actor=before, clock=lambda: NOON + 9 * DAY, **send).status == "SUBMITTED"
    assert [row.category for row in queries.partner(boss, made.partner_id, end - DAY).current] == [
        "SPONSOR"
    ]
    assert queries.partner(boss, made.partner_id, end).current == []


def test_a_fixed_end_may_be_forgotten_and_joining_again_begins_later(cast: Cast) -> None:
    where = {"actor": cast.admin, "now": NOON, "partner_id": cast.sponsor_partner.pk}
    end = TODAY + 10 * DAY
    end_category_on(**where, category="SPONSOR", from_date=end, reason="Pidió la baja.")
    operations.keep_category(**where, category="SPONSOR")
    row = Enrolment.objects.get(partner=cast.sponsor_partner)
    assert row.until_date is None
    with pytest.raises(Conflict):
        operations.keep_category(**where, category="SPONSOR")
    end_category_on(**where, category="SPONSOR", from_date=end, reason="Pidió la baja.")
    with pytest.raises(Conflict):  # it is held until then
        operations.add_category(**where, category="SPONSOR", level="REFERRER", from_date=TODAY)
    operations.add_category(**where, category="SPONSOR", level="REFERRER", from_date=end + DAY)
    with pytest.raises(Conflict):
        operations.keep_category(**where, category="SPONSOR")


def test_the_database_holds_a_category_once_a_day(cast: Cast) -> None:
    row = Enrolment.objects.get(partner=cast.sponsor_partner)
    Enrolment.objects.filter(pk=row.pk).update(until_date=TODAY + 5 * DAY)
    with pytest.raises(IntegrityError, match="partners_category_once_a_day"), transaction.atomic():
        Enrolment.objects.create(
            partner=row.partner, category="SPONSOR", level="REFERRER", since_date=TODAY + 4 * DAY
        )
    Enrolment.objects.create(
        partner=row.partner, category="SPONSOR", level="REFERRER", since_date=TODAY + 5 * DAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=row.pk).update(until_date=row.since_date - DAY)


def test_a_level_changes_on_a_day_and_never_backwards(cast: Cast) -> None:
    where = {"actor": cast.admin, "now": NOON, "partner_id": cast.sponsor_partner.pk}
    first = TODAY + 7 * DAY
    with pytest.raises(DomainError):
        operations.change_level(**where, level="REFERRER", from_date=TODAY - DAY)
    operations.change_level(**where, level="REFERRER", from_date=first)
    levels = [
        actor_for(person(cast.sponsor), day).sponsor_level for day in (TODAY, first - DAY, first)
    ]
    assert levels == ["INTRODUCER", "INTRODUCER", "REFERRER"]
    with pytest.raises(Conflict):
        operations.change_level(**where, level="REFERRER")


def test_consequences_are_said_before(cast: Cast, boss: Actor) -> None:
    lent = unit_cases.unit(cast)
    unit_cases.out(cast, cast.sponsor, lent)
    now = NOON
    submit_notice(
        actor=cast.sponsor, clock=lambda: now, uid=builders.new_uid(), data=builders.notice_data()
    )
    found = consequences_of(boss, cast.sponsor_partner.pk, "SPONSOR", TODAY, now)
    assert (found.under_review, found.open.loans_out, found.is_last) == (1, 1, True)
    assert set(found.services) >= {"LIBRARY", "UNITS"}
    operations.add_category(
        actor=cast.admin, now=now, partner_id=cast.sponsor_partner.pk, category="ISV"
    )
    other = consequences_of(boss, cast.sponsor_partner.pk, "SPONSOR", TODAY, now)
    assert (other.services, other.open.loans_out, other.is_last) == ((), 0, False)
    with pytest.raises(NotPermitted):
        consequences_of(cast.outsider, cast.sponsor_partner.pk, "SPONSOR", TODAY, now)


def test_an_administrator_gives_a_reason_and_answers_a_request_first(
    cast: Cast, boss: Actor
) -> None:
    where = {"actor": cast.admin, "now": NOON, "partner_id": cast.sponsor_partner.pk}
    with pytest.raises(InvalidInput):
        end_category_on(**where, category="SPONSOR", from_date=TODAY, reason="")
    made = leaving(boss, TODAY)
    with pytest.raises(Conflict):
        end_category_on(**where, category="SPONSOR", from_date=TODAY, reason="Porque sí.")
    decline_category(actor=cast.admin, now=NOON, request_id=made.pk, reason="Se arrepintió.")
    end_category_on(**where, category="SPONSOR", from_date=TODAY, reason="Porque sí.")
    assert category_queries.closing_since(cast.sponsor_partner.pk, date(2026, 11, 1)) == TODAY
    assert category_queries.closing_since(cast.sponsor_partner.pk, date(2026, 10, 1)) is None
