"""Goals that partners have reached are recorded once per period, and told (R-2)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from universo.audit.operations import record
from universo.benefits.training import goal_queries, mails
from universo.benefits.training.models import Goal, GoalReached
from universo.domain.achievement import Period
from universo.domain.decision_clock import local_date
from universo.identity.actor import SYSTEM

LOOK_BACK = timedelta(days=10)  # a period that has just ended is still looked at: files come late


def record_goals(now: datetime) -> int:
    """Record what was reached as of `now`, each goal in a transaction of its own; return how many."""
    today = local_date(now)
    seen: set[tuple[int, date]] = set()
    new = 0
    for day in (today - LOOK_BACK, today):
        for goal, period in goal_queries.goals_in(day):
            if (goal.pk, period.first) not in seen:
                seen.add((goal.pk, period.first))
                new += _record(goal, period, min(today, period.after - goal_queries.ONE_DAY), now)
    return new


@transaction.atomic
def _record(goal: Goal, period: Period, day: date, now: datetime) -> int:
    values = goal_queries.values_of(goal, period, day)
    known = set(
        GoalReached.objects.filter(goal=goal, period_first=period.first).values_list(
            "partner_id", flat=True
        )
    )
    new = 0
    for partner_id in sorted(goal_queries.partners_of(goal, day) - known):
        if values[partner_id] < goal.goal:
            continue
        made, is_new = GoalReached.objects.get_or_create(
            goal=goal,
            partner_id=partner_id,
            period_first=period.first,
            defaults={
                "period_after": period.after, "value": values[partner_id], "reached_at": now
            },
        )  # fmt: skip
        if is_new:
            record(
                actor=SYSTEM, now=now, name="benefits.goal.reached", subject_kind="partner",
                subject_id=partner_id, partner_may_read=True, goal=goal.title,
            )  # fmt: skip
            mails.tell_reached(made, "reached", now)
        new += is_new
    return new
