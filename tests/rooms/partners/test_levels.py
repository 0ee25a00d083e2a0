"""Reviews of levels: a dated goal, proposals on their day, a person decides (R-4, P-12)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

import routing_cases
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.domain.decision_clock import local_date
from universo.domain.levels import LevelGoal
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.models import User
from universo.partners import level_queries, operations
from universo.partners.actors import actor_for
from universo.partners.level_models import LevelProposal, LevelRule
from universo.usecases.review_levels import (
    accept_level,
    counted_of,
    dismiss_level,
    review_levels,
    set_level_rule,
)
from universo.usecases.work_lead import lose_lead, win_lead

TODAY = local_date(NOON)
DAY = timedelta(days=1)
GOAL = LevelGoal(rise=3, keep=1, months=12, review_months=1)
REVIEW = NOON + timedelta(days=40)  # after the first month of the rule


def ruled(cast: Cast, goal: LevelGoal = GOAL, from_date: date = TODAY) -> LevelRule:
    return set_level_rule(
        actor=cast.admin, now=NOON, counted="ACCEPTED", goal=goal, from_date=from_date,
        reason="Primera regla.",
    )  # fmt: skip


def test_without_a_rule_nobody_is_reviewed_and_only_administrators_set_one(cast: Cast) -> None:
    assert review_levels(REVIEW) == 0
    for name, actor in cast.everyone().items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                set_level_rule(
                    actor=actor,
                    now=NOON,
                    counted="WON",
                    goal=GOAL,
                    from_date=TODAY,
                    reason="Porque.",
                )
    with pytest.raises(InvalidInput) as refused:
        set_level_rule(
            actor=cast.admin, now=NOON, counted="NADA", goal=LevelGoal(1, 0, 99, 99),
            from_date=TODAY - DAY, reason="",
        )  # fmt: skip
    assert sorted(refused.value.errors) == [
        "counted", "from_date", "months", "reason", "review_months",
    ]  # fmt: skip


def test_a_review_proposes_once_and_changes_nothing_by_itself(cast: Cast) -> None:
    ruled(cast)
    assert review_levels(NOON) == 0  # the months of the rule have not passed
    assert review_levels(REVIEW) == 2  # the Mediadores of the cast, with no accepted notice
    assert review_levels(REVIEW) == 0
    found = LevelProposal.objects.get(partner=cast.sponsor_partner)
    assert (found.level_before, found.level_proposed, found.count) == ("INTRODUCER", "REFERRER", 0)
    assert found.review_date == date(2026, 12, 23)
    stays = LevelProposal.objects.get(partner=cast.referrer_partner)
    assert stays.status == "UNCHANGED"
    assert actor_for(User.objects.get(pk=cast.sponsor.user_id)).sponsor_level == "INTRODUCER"
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelProposal.objects.create(
            partner=found.partner, rule=found.rule, review_date=found.review_date, count=0,
            level_before="REFERRER", level_proposed="REFERRER", status="UNCHANGED", made_at=NOON,
        )  # fmt: skip


def test_what_is_accepted_holds_from_a_day_and_never_backwards(cast: Cast) -> None:
    ruled(cast)
    review_levels(REVIEW)
    found = LevelProposal.objects.get(partner=cast.sponsor_partner)
    first = local_date(REVIEW) + 5 * DAY
    for name, actor in cast.everyone().items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                accept_level(actor=actor, now=REVIEW, proposal_id=found.pk, from_date=first)
    with pytest.raises(DomainError):
        accept_level(
            actor=cast.admin, now=REVIEW, proposal_id=found.pk, from_date=local_date(REVIEW) - DAY
        )
    accept_level(actor=cast.admin, now=REVIEW, proposal_id=found.pk, from_date=first)
    person = User.objects.get(pk=cast.sponsor.user_id)
    levels = [actor_for(person, day).sponsor_level for day in (first - DAY, first)]
    assert levels == ["INTRODUCER", "REFERRER"]
    with pytest.raises(Conflict):
        dismiss_level(actor=cast.admin, now=REVIEW, proposal_id=found.pk, reason="Tarde ya.")
    assert Event.objects.filter(name="partners.level_proposal.applied").count() == 1


def test_a_proposal_is_left_with_a_reason_and_an_old_one_is_not_applied(cast: Cast) -> None:
    ruled(cast)
    review_levels(REVIEW)
    found = LevelProposal.objects.get(partner=cast.sponsor_partner)
    with pytest.raises(InvalidInput):
        dismiss_level(actor=cast.admin, now=REVIEW, proposal_id=found.pk, reason=" ")
    operations.change_level(
        actor=cast.admin, now=REVIEW, partner_id=found.partner_id, level="REFERRER"
    )
    with pytest.raises(Conflict):
        accept_level(
            actor=cast.admin, now=REVIEW, proposal_id=found.pk, from_date=local_date(REVIEW)
        )
    dismiss_level(actor=cast.admin, now=REVIEW, proposal_id=found.pk, reason="Ya cambió.")
    assert not level_queries.waiting(cast.admin).filter(pk=found.pk).exists()
    assert level_queries.proposals(cast.outsider).filter(partner=found.partner).count() == 0


def test_accepted_notices_of_the_months_count(cast: Cast) -> None:
    rule = ruled(cast)
    partner_id = cast.sponsor_partner.pk
    before = counted_of(partner_id, rule, TODAY)
    routing_cases.notice(cast)
    assert counted_of(partner_id, rule, TODAY) == before + 1
    assert counted_of(partner_id, rule, TODAY + 400 * DAY) == 0
    assert counted_of(cast.referrer_partner.pk, rule, TODAY) == 0


def test_a_rule_that_a_review_went_by_is_kept(cast: Cast) -> None:
    ruled(cast)
    review_levels(REVIEW)
    with pytest.raises(Conflict):
        ruled(cast)
    ruled(cast, from_date=TODAY + DAY)
    assert LevelRule.objects.count() == 2


def test_only_what_was_accepted_or_won_counts_of_each_sponsor(cast: Cast) -> None:
    rule, partner_id = ruled(cast), cast.sponsor_partner.pk
    for status in ("DECLINED", "SUBMITTED", "WITHDRAWN"):
        routing_cases.notice(cast, status)
    assert counted_of(partner_id, rule, TODAY) == 0
    rule.counted = "WON"
    won, lost = routing_cases.active(cast), routing_cases.active(cast)
    win_lead(actor=cast.reseller, now=NOON, assignment_id=won.pk)
    lose_lead(actor=cast.reseller, now=NOON, assignment_id=lost.pk, loss_reason="NO_NEED")
    assert counted_of(partner_id, rule, TODAY) == 1
    assert counted_of(partner_id, rule, TODAY - DAY) == 0
    assert counted_of(cast.referrer_partner.pk, rule, TODAY) == 0


def test_a_late_run_counts_as_of_the_day_of_the_review(cast: Cast) -> None:
    """The job that stood still for weeks proposes what it would have proposed on the day."""
    ruled(cast)
    day = date(2026, 12, 23)
    late = NOON + timedelta(days=38)  # 31/12, eight days after it
    for decided in (NOON, NOON, NOON, late):
        routing_cases.notice(cast, decided_at=decided, due_at=late + DAY, due_date=local_date(late))
    review_levels(late)
    found = LevelProposal.objects.get(partner=cast.sponsor_partner)
    assert (found.review_date, found.count, found.status) == (day, 3, "UNCHANGED")


def test_a_rule_of_a_day_to_come_judges_nobody_yet(cast: Cast) -> None:
    first = ruled(cast)
    later = ruled(cast, LevelGoal(9, 8, 12, 12), from_date=local_date(REVIEW) + DAY)
    review_levels(REVIEW)
    assert set(LevelProposal.objects.values_list("rule", flat=True)) == {first.pk}
    assert level_queries.rule_on(later.valid_from) == later
    assert level_queries.rule_on(TODAY - DAY) is None
