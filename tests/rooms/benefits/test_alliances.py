"""Joint plans: proposed by one side, agreed by the other, reviewed by both, reminded (R-1)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import builders
from builders import NOON
from cast import Cast
from universo.benefits.alliances import queries
from universo.benefits.alliances.figures import figures
from universo.benefits.alliances.models import Plan, Review
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.partners.operations import end_category
from universo.usecases.plan_together import (
    PlanData,
    PlanGoal,
    answer_plan,
    close_plan,
    owners_of_hasar,
    propose_plan,
)
from universo.usecases.review_plans import record_review, remind_reviews

TODAY = local_date(NOON)
DAY = timedelta(days=1)


@pytest.fixture
def ally(cast: Cast) -> Actor:
    home = builders.partner("Río Alianzas S.A.", executive=cast.executive, categories=("ALLIANCE",))
    return builders.member(home, "Alma Río", admin=True)


def data(cast: Cast, ally: Actor, **changes: Any) -> PlanData:
    plain = PlanData(
        "Jornadas 2027", "Llevar la oferta a estudios contables.", TODAY, TODAY + 180 * DAY,
        cast.executive.user_id or 0, ally.user_id or 0, TODAY + 30 * DAY,
        (PlanGoal("EVENTS", "Jornadas en cuatro ciudades", 4),),
    )  # fmt: skip
    return replace(plain, **changes)


def proposed(cast: Cast, ally: Actor, by: Actor, **changes: Any) -> Plan:
    return propose_plan(
        actor=by, now=NOON, uid=builders.new_uid(), partner_id=ally.partner_id or 0,
        data=data(cast, ally, **changes),
    )  # fmt: skip


def review(by: Actor, found: Plan, **changes: Any) -> Review:
    goal = found.goals.get()
    values: dict[str, Any] = {
        "now": NOON, "uid": builders.new_uid(), "plan_id": found.pk, "on_date": TODAY,
        "minutes": "Hicimos la primera jornada.", "decisions": "Seguir en Córdoba.",
        "next_review_date": TODAY + 60 * DAY, "values": {goal.pk: 1}, **changes,
    }  # fmt: skip
    return record_review(actor=by, **values)


def test_one_side_proposes_and_only_the_other_answers(cast: Cast, ally: Actor) -> None:
    for by, other in ((ally, cast.executive), (cast.executive, ally)):
        found = proposed(cast, ally, by)
        with pytest.raises(NotPermitted):
            answer_plan(actor=by, now=NOON, plan_id=found.pk, agreed=True)
        with pytest.raises(NotPermitted):
            answer_plan(actor=cast.other_executive, now=NOON, plan_id=found.pk, agreed=True)
        with pytest.raises(InvalidInput):
            answer_plan(actor=other, now=NOON, plan_id=found.pk, agreed=False, reason="")
        answer_plan(actor=other, now=NOON, plan_id=found.pk, agreed=True)
        with pytest.raises(Conflict):
            answer_plan(actor=other, now=NOON, plan_id=found.pk, agreed=False, reason="Tarde ya.")
        assert queries.plan(ally, found.pk).status == "AGREED"


def test_who_sees_and_who_may_propose(cast: Cast, ally: Actor) -> None:
    found = proposed(cast, ally, ally)
    for name, actor in cast.everyone().items():
        seen = name in {"executive", "admin", "auditor"}
        assert queries.visible_to(actor).filter(pk=found.pk).exists() == seen, name
        if name not in {"executive", "admin"}:
            with pytest.raises(NotPermitted):
                proposed(cast, ally, actor)
    end_category(actor=cast.admin, now=NOON, partner_id=ally.partner_id or 0, category="ALLIANCE")
    with pytest.raises(NotPermitted):
        proposed(cast, ally, ally)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x"}, "title"),
        ({"purpose": "corto"}, "purpose"),
        ({"until_date": TODAY - DAY}, "until_date"),
        ({"until_date": TODAY + 2000 * DAY}, "until_date"),
        ({"next_review_date": TODAY - DAY}, "next_review_date"),
        ({"next_review_date": TODAY + 181 * DAY}, "next_review_date"),
        ({"hasar_owner_id": 0}, "hasar_owner"),
        ({"partner_owner_id": 0}, "partner_owner"),
        ({"goals": ()}, "goals"),
        ({"goals": (PlanGoal("EVENTS", "Jornadas", 0),)}, "goals"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, ally: Actor, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        proposed(cast, ally, ally, **changes)
    assert list(refused.value.errors) == [field]


def test_whoever_answers_for_hasar_can_open_the_plan(cast: Cast, ally: Actor) -> None:
    offered = {row.pk for row in owners_of_hasar(ally.partner_id or 0)}
    assert offered == {cast.executive.user_id, cast.admin.user_id}
    with pytest.raises(InvalidInput) as refused:
        proposed(cast, ally, ally, hasar_owner_id=cast.other_executive.user_id)
    assert list(refused.value.errors) == ["hasar_owner"]


def test_reviews_tell_how_far_goals_are_and_move_the_next_one(cast: Cast, ally: Actor) -> None:
    found = proposed(cast, ally, ally)
    with pytest.raises(Conflict):
        review(ally, found)  # nobody agreed yet
    answer_plan(actor=cast.admin, now=NOON, plan_id=found.pk, agreed=True)
    uid = builders.new_uid()
    first = review(ally, found, uid=uid)
    assert review(ally, found, uid=uid).pk == first.pk
    with pytest.raises(Conflict):
        review(ally, found, uid=uid, minutes="Otra cosa distinta.")
    with pytest.raises(InvalidInput) as refused:
        review(cast.executive, found, on_date=TODAY + DAY, minutes="x", next_review_date=TODAY)
    assert sorted(refused.value.errors) == ["minutes", "next_review_date", "on_date"]
    later = {"now": NOON + 5 * DAY, "on_date": TODAY + 5 * DAY}
    review(cast.executive, found, values={found.goals.get().pk: 4}, **later)
    (progress,) = queries.progress_of(found)
    assert (progress.value, progress.percent) == (4, 100)
    assert Plan.objects.get().next_review_date == TODAY + 60 * DAY
    seen = figures(cast.admin, TODAY, TODAY + 30 * DAY)
    assert (seen.plans, seen.reviews, seen.goals, seen.reached) == (1, 2, 1, 1)


def test_hasar_closes_with_a_word(cast: Cast, ally: Actor) -> None:
    found = proposed(cast, ally, ally)
    answer_plan(actor=cast.admin, now=NOON, plan_id=found.pk, agreed=True)
    with pytest.raises(NotPermitted):
        close_plan(actor=ally, now=NOON, plan_id=found.pk, reason="Terminamos.")
    close_plan(actor=cast.executive, now=NOON, plan_id=found.pk, reason="Cumplido.")
    with pytest.raises(Conflict):
        review(ally, found)


def test_reviews_are_reminded_once_before_and_once_past(cast: Cast, ally: Actor) -> None:
    found = proposed(cast, ally, ally)
    day = found.next_review_date
    assert remind_reviews(NOON + 28 * DAY) == 0  # nobody agreed
    answer_plan(actor=cast.admin, now=NOON, plan_id=found.pk, agreed=True)
    counts = [remind_reviews(NOON + n * DAY) for n in (22, 23, 24, 30, 31, 32)]
    assert counts == [0, 2, 0, 0, 2, 0]
    told = {row.recipient for row in Mail.objects.filter(key__contains=day.isoformat())}
    assert told == {ally.email, cast.executive.email}


def agreed(cast: Cast, ally: Actor, **changes: Any) -> Plan:
    found = proposed(cast, ally, ally, **changes)
    return answer_plan(actor=cast.admin, now=NOON, plan_id=found.pk, agreed=True)


def test_minutes_that_are_written_late_do_not_put_a_goal_back(cast: Cast, ally: Actor) -> None:
    found, late = agreed(cast, ally), NOON + 9 * DAY
    goal = found.goals.get().pk
    review(ally, found, now=late, on_date=TODAY + 8 * DAY, values={goal: 3})
    review(cast.executive, found, now=late, on_date=TODAY + DAY, values={goal: 1})
    (progress,) = queries.progress_of(found)
    assert (progress.value, progress.percent) == (3, 75)


def test_a_goal_of_another_plan_is_not_counted(cast: Cast, ally: Actor) -> None:
    found, other = agreed(cast, ally), agreed(cast, ally, title="Otra cosa")
    with pytest.raises(InvalidInput) as refused:
        review(ally, found, values={other.goals.get().pk: 2})
    assert list(refused.value.errors) == ["values"]
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "Otro propósito de los dos."},
        {"from_date": TODAY + DAY},
        {"goals": (PlanGoal("EVENTS", "Jornadas en cinco ciudades", 5),)},
    ],
)
def test_the_same_id_gives_the_first_plan_whenever_it_comes_and_refuses_another(
    cast: Cast, ally: Actor, changes: dict[str, Any]
) -> None:
    """Protocol 5: a retry a year later gives the first result; another body is a conflict."""
    plain = data(cast, ally)
    act: dict[str, Any] = {
        "actor": ally, "uid": builders.new_uid(), "partner_id": ally.partner_id or 0,
    }  # fmt: skip
    first = propose_plan(now=NOON, data=plain, **act)
    assert propose_plan(now=NOON + 400 * DAY, data=plain, **act).pk == first.pk
    with pytest.raises(Conflict):
        propose_plan(now=NOON, data=replace(plain, **changes), **act)
    assert Plan.objects.count() == 1


def test_a_plan_that_was_declined_or_ended_is_not_reviewed_nor_reminded(
    cast: Cast, ally: Actor
) -> None:
    declined, ended = proposed(cast, ally, ally), agreed(cast, ally)
    answer_plan(actor=cast.admin, now=NOON, plan_id=declined.pk, agreed=False, reason="No alcanza.")
    close_plan(actor=cast.admin, now=NOON, plan_id=ended.pk, reason="Cumplido.")
    for found in (declined, ended):
        with pytest.raises(Conflict):
            review(ally, found)
    assert remind_reviews(NOON + 30 * DAY) == 0


def test_an_executive_attends_the_plans_of_his_own_partners_only(cast: Cast, ally: Actor) -> None:
    with pytest.raises(NotPermitted):
        proposed(cast, ally, cast.other_executive)
    found = agreed(cast, ally)
    for act in (
        lambda: review(cast.other_executive, found),
        lambda: close_plan(
            actor=cast.other_executive, now=NOON, plan_id=found.pk, reason="Lo cierro."
        ),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_a_review_before_the_plan_begins_is_not_set(cast: Cast, ally: Actor) -> None:
    later = {"from_date": TODAY + 20 * DAY, "next_review_date": TODAY + 19 * DAY}
    with pytest.raises(InvalidInput) as refused:
        proposed(cast, ally, ally, **later)
    assert list(refused.value.errors) == ["next_review_date"]
    past = {"from_date": TODAY - 20 * DAY, "until_date": TODAY - DAY}
    with pytest.raises(InvalidInput) as refused:
        proposed(cast, ally, ally, **past)
    assert list(refused.value.errors) == ["until_date"]
