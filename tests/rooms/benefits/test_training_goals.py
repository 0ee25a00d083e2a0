"""Goals reached once per period and granted once, requirements, and what partners sold (R-2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

import builders
import reward_cases
import training_cases as cases
from cast import Cast
from training_cases import DAY, NOON, TODAY
from universo.audit.models import Event
from universo.benefits.support.models import Grant
from universo.benefits.training import goal_queries, sales_figures
from universo.benefits.training.models import Goal, GoalGrant, GoalReached, Requirement
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.partners.level_queries import level_of
from universo.partners.operations import change_level
from universo.usecases.grant_goal import Given, grant
from universo.usecases.keep_goals import GoalData, add_goal, change_requirement, end_goal
from universo.usecases.record_goals import record_goals

CERTIFY = GoalData("Uno certificado", "CERTIFIED", 1, 3, "PRIZE", "Una tableta.")
FIRST, AFTER = date(2026, 10, 1), date(2027, 1, 1)
WHY = "Cada venta necesita quien la explique."


def set_goal(cast: Cast, data: GoalData = CERTIFY, from_date: date = TODAY) -> Goal:
    return add_goal(
        actor=cast.admin, now=NOON, uid=builders.new_uid(), data=data, from_date=from_date
    )


def test_what_is_reached_is_recorded_once_told_and_granted_once(cast: Cast) -> None:
    goal = set_goal(cast)
    assert record_goals(NOON) == 0
    cases.certified(cast.sponsor, cases.course(cast))
    assert (record_goals(NOON), record_goals(NOON + DAY)) == (1, 0)
    found = GoalReached.objects.get()
    assert (found.partner_id, found.value) == (cast.sponsor.partner_id, 1)
    assert (found.period_first, found.period_after) == (FIRST, AFTER)
    told = set(
        Mail.objects.filter(key=f"training.goal.{found.pk}.reached").values_list(
            "recipient", flat=True
        )
    )
    assert told == {cast.sponsor.email, cast.admin.email}
    assert Event.objects.filter(name="benefits.goal.reached").count() == 1
    with pytest.raises(NotPermitted):
        grant(actor=cast.channel_manager, now=NOON, reached_id=found.pk, note="Retira en Hasar")
    grant(actor=cast.admin, now=NOON, reached_id=found.pk, note="Retira en Hasar")
    with pytest.raises(Conflict):
        grant(actor=cast.admin, now=NOON, reached_id=found.pk, note="Otra vez")
    with pytest.raises(DatabaseError), transaction.atomic():
        GoalReached.objects.update(value=2)
    assert [one.goal for one in goal_queries.reached_visible_to(cast.sponsor)] == [goal]
    assert not goal_queries.reached_visible_to(cast.reseller)


def test_the_next_period_is_another_one_and_an_ended_goal_has_none(cast: Cast) -> None:
    goal = set_goal(cast)
    cases.certified(cast.sponsor, cases.course(cast))
    record_goals(NOON)
    end_goal(actor=cast.admin, now=NOON, goal_id=goal.pk, until=date(2027, 4, 1))
    for month in (2, 3, 5):
        record_goals(NOON.replace(year=2027, month=month))
    firsts = GoalReached.objects.order_by("period_first").values_list("period_first", flat=True)
    assert list(firsts) == [FIRST, AFTER]
    with pytest.raises(Conflict):
        end_goal(actor=cast.admin, now=NOON, goal_id=goal.pk, until=date(2027, 5, 1))


def test_a_goal_is_for_its_category(cast: Cast) -> None:
    course = cases.course(cast)
    for actor in (cast.sponsor, cast.reseller):
        cases.certified(actor, course)
    data = GoalData("De revendedores", "CERTIFIED", 1, 3, "PRIZE", "Una tableta.", "", "RESELLER")
    set_goal(cast, data)
    record_goals(NOON)
    assert [row.partner_id for row in GoalReached.objects.all()] == [cast.reseller.partner_id]
    assert goal_queries.progress_of(cast.sponsor.partner_id or 0, TODAY) == []
    assert len(goal_queries.progress_of(cast.reseller.partner_id or 0, TODAY)) == 1


def test_sales_count_for_who_notified_and_for_whose_channel_sold(cast: Cast) -> None:
    won = reward_cases.opportunity(cast)
    lost = reward_cases.opportunity(cast, won=False)
    invoice = reward_cases.invoice(cast, notice=won)
    reward_cases.invoice(cast, notice=lost)
    reward_cases.invoice(cast, notice=won, on=date(2026, 9, 30))  # the quarter before
    reward_cases.invoice(cast, notice=won, currency="USD")
    found = sales_figures.sales_of(FIRST, AFTER, "ARS")
    both = {cast.sponsor.partner_id: 10_000_000, cast.reseller.partner_id: 10_000_000}
    assert found == both
    assert sales_figures.won_of(FIRST, AFTER) == dict.fromkeys(both, 1)
    assert sales_figures.won_of(FIRST, TODAY) == {}  # it was won today
    line = invoice.lines.get()
    note = reward_cases.invoice(
        cast, ("POS-SOFT", 4_000_000, 4_840_000), kind="CREDIT_NOTE", corrects=invoice
    )
    note.lines.update(changes=line)
    after_note = sales_figures.sales_of(FIRST, AFTER, "ARS")
    assert after_note[cast.sponsor.partner_id or 0] == 6_000_000
    link = invoice.links.get()
    link.undone_at, link.undone_by_id = NOON, cast.finance.user_id
    link.save()
    assert sales_figures.sales_of(FIRST, AFTER, "ARS") == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goal": 0}, "goal"),
        ({"months": 5}, "months"),
        ({"currency": "ARS"}, "currency"),
        ({"counted": "SALES"}, "currency"),
        ({"counted": "X"}, "counted"),
        ({"category": "X"}, "category"),
        ({"text": ""}, "text"),
        ({"benefit": "REVIEW", "category": "RESELLER"}, "category"),
    ],
)
def test_a_goal_that_cannot_be_is_refused_at_its_field(
    cast: Cast, changes: dict[str, object], field: str
) -> None:
    values = {name: getattr(CERTIFY, name) for name in CERTIFY.__slots__}
    with pytest.raises(InvalidInput) as refused:
        set_goal(cast, GoalData(**{**values, **changes}))  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]
    with pytest.raises(InvalidInput):
        set_goal(cast, from_date=TODAY - DAY)
    with pytest.raises(NotPermitted):
        add_goal(
            actor=cast.channel_manager, now=NOON, uid=builders.new_uid(), data=CERTIFY,
            from_date=TODAY,
        )  # fmt: skip


def test_what_a_family_asks_for_changes_from_a_day_on(cast: Cast) -> None:
    family = cast.families["GESTION"]
    who = {"actor": cast.admin, "now": NOON, "family_id": family.pk, "reason": WHY}
    change_requirement(people=1, from_date=TODAY, **who)  # type: ignore[arg-type]
    change_requirement(people=2, from_date=TODAY + 10 * DAY, **who)  # type: ignore[arg-type]
    partner_id = cast.sponsor.partner_id or 0
    assert [row.need for row in goal_queries.needs_of(partner_id, TODAY)] == [1]
    later = goal_queries.needs_of(partner_id, TODAY + timedelta(days=10))
    assert [(row.need, row.have, row.met) for row in later] == [(2, 0, False)]
    with pytest.raises(Conflict):
        change_requirement(people=2, from_date=TODAY + 20 * DAY, **who)  # type: ignore[arg-type]
    change_requirement(people=0, from_date=TODAY + 5 * DAY, **who)  # type: ignore[arg-type]
    assert goal_queries.needs_of(partner_id, TODAY + 10 * DAY) == []
    assert Requirement.objects.count() == 1
    cases.certified(cast.sponsor, cases.course(cast))
    assert goal_queries.needs_of(partner_id, TODAY)[0].met


def reached(cast: Cast, actor: Actor, benefit: str) -> GoalReached:
    """Have somebody reach a goal with this benefit."""
    set_goal(cast, GoalData("Uno", "CERTIFIED", 1, 3, benefit, "En palabras.", "", "SPONSOR"))
    cases.certified(actor, cases.course(cast))
    record_goals(NOON)
    return GoalReached.objects.get(partner_id=actor.partner_id)


def test_a_goal_of_the_fund_adds_to_it_once(cast: Cast) -> None:
    found = reached(cast, cast.sponsor, "FUND")
    who: dict[str, Any] = {"actor": cast.admin, "now": NOON, "reached_id": found.pk, "note": WHY}
    for given, field in (
        (None, "expires_date"),
        (Given(0, "ARS", TODAY + 90 * DAY), "amount"),
        (Given(5, "EUR", TODAY + 90 * DAY), "currency"),
        (Given(5, "ARS", TODAY - DAY), "expires_date"),
    ):
        with pytest.raises(InvalidInput) as refused:
            grant(given=given, **who)
        assert list(refused.value.errors) == [field]
        assert not GoalGrant.objects.exists()
    grant(given=Given(30_000_000, "ARS", TODAY + 90 * DAY), **who)
    with pytest.raises(Conflict):
        grant(given=Given(30_000_000, "ARS", TODAY + 90 * DAY), **who)
    (lot,) = Grant.objects.all()
    assert (lot.partner_id, lot.free_minor) == (cast.sponsor.partner_id, 30_000_000)
    assert lot.allotment.reason == f"Uno: {WHY}"
    assert Event.objects.filter(name="benefits.support.granted").count() == 1


def test_a_goal_of_the_level_gives_the_upper_one_from_its_day(cast: Cast) -> None:
    found = reached(cast, cast.referrer, "REVIEW")
    day = TODAY + 40 * DAY
    who: dict[str, Any] = {"actor": cast.admin, "now": NOON, "reached_id": found.pk, "note": WHY}
    with pytest.raises(InvalidInput):
        grant(**who)
    with pytest.raises(DomainError) as refused:
        grant(given=Given(level_from=TODAY - DAY), **who)
    assert refused.value.field == "from_date"
    grant(given=Given(level_from=day), **who)
    levels = [level_of(found.partner_id, one) for one in (day - DAY, day)]
    assert levels == ["REFERRER", "INTRODUCER"]
    assert Event.objects.filter(name="partners.enrolment.level_changed").count() == 1


def test_who_has_the_upper_level_is_granted_in_words(cast: Cast) -> None:
    found = reached(cast, cast.sponsor, "REVIEW")
    grant(actor=cast.admin, now=NOON, reached_id=found.pk, note=WHY)
    assert level_of(found.partner_id, TODAY + 400 * DAY) == "INTRODUCER"
    assert not Event.objects.filter(name="partners.enrolment.level_changed").exists()


def test_a_level_that_is_to_change_already_is_left_and_nothing_is_granted(cast: Cast) -> None:
    found = reached(cast, cast.referrer, "REVIEW")
    change_level(
        actor=cast.admin, now=NOON, partner_id=found.partner_id, level="INTRODUCER",
        from_date=TODAY + 9 * DAY,
    )  # fmt: skip
    with pytest.raises(Conflict) as refused:
        grant(
            actor=cast.admin, now=NOON, reached_id=found.pk, note=WHY,
            given=Given(level_from=TODAY + DAY),
        )  # fmt: skip
    assert refused.value.field == "level_from"
    assert not GoalGrant.objects.exists()
