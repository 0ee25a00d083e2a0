"""A joint plan that goes on is reviewed by both sides, and its reviews are reminded (R-1)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.alliances import mails, queries
from universo.benefits.alliances.choices import PlanStatus
from universo.benefits.alliances.models import Goal, GoalValue, Plan, Review
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput
from universo.identity.actor import Actor
from universo.usecases.plan_together import OTHER_DATA, note, side_of

REMIND_DAYS = 7


@transaction.atomic
def record_review(
    *, actor: Actor, now: datetime, uid: UUID, plan_id: int, on_date: date, minutes: str,
    decisions: str, next_review_date: date | None, values: Mapping[int, int],
) -> Review:  # fmt: skip
    """Record a meeting of a plan that goes on; `values` says how far each goal is, by its id.

    Either side may; the timeline says who did. Raises NotPermitted, InvalidInput (`on_date`, `minutes`,
    `next_review_date`, `values`), Conflict when the plan does not go on or the `uid` was used.
    """
    found = queries.plan(actor, plan_id)
    side_of(actor, found.partner_id, local_date(now))
    locked = Plan.objects.select_for_update().get(pk=found.pk)
    known = Review.objects.filter(uid=uid).first()
    if known is not None:
        if (known.plan_id, known.on_date, known.minutes) != (found.pk, on_date, minutes.strip()):
            raise Conflict(OTHER_DATA)
        return known
    if locked.status != PlanStatus.AGREED:
        raise Conflict(_("Only a plan that was agreed and goes on is reviewed."))
    goals = {goal.pk: goal for goal in found.goals.all()}
    _check_review(locked, goals, on_date, minutes, next_review_date, values, local_date(now))
    made = Review.objects.create(
        uid=uid, plan=found, on_date=on_date, minutes=minutes.strip(), decisions=decisions.strip(),
        next_review_date=next_review_date, recorded_at=now, recorded_by_id=actor.user_id or 0,
    )  # fmt: skip
    for goal_id, value in values.items():
        GoalValue.objects.create(review=made, goal=goals[goal_id], value=value)
    if next_review_date is not None:
        Plan.objects.filter(pk=found.pk).update(next_review_date=next_review_date)
    note(actor, now, "reviewed", found, on_date=on_date.isoformat())
    return made


@transaction.atomic
def remind_reviews(now: datetime) -> int:
    """Enqueue the reminders of reviews that are near or past; return how many are new; again gives none."""
    today = local_date(now)
    return sum(mails.remind(row, today, now) for row in queries.reviews_due(today, REMIND_DAYS))


def _check_review(
    found: Plan, goals: Mapping[int, Goal], on_date: date, minutes: str,
    following: date | None, values: Mapping[int, int], today: date,
) -> None:  # fmt: skip
    errors: dict[str, list[Any]] = {}
    if not found.from_date <= on_date <= today:
        errors["on_date"] = [_("Choose a day of the plan that has come.")]
    if not 10 <= len(minutes.strip()) <= 4000:
        errors["minutes"] = [_("Write what was said, in 10 to 4000 characters.")]
    if following is not None and following <= on_date:
        errors["next_review_date"] = [_("The next review is after this one.")]
    if not set(values) <= set(goals) or any(value < 0 for value in values.values()):
        errors["values"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)
