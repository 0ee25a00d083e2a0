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
    propose_plan,
    record_review,
    remind_reviews,
)

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
