"""Reading joint plans. What the actor may not see does not exist for him."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from universo.benefits.alliances.choices import PlanStatus
from universo.benefits.alliances.models import Goal, GoalValue, Plan
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.models import Member
from universo.partners.queries import visible_to as partners_visible_to

HASAR = (StaffRole.PROGRAM_ADMIN, StaffRole.ACCOUNT_EXECUTIVE)


@dataclass(frozen=True, slots=True)
class Progress:
    """A goal and how far it was at the last review that counted it."""

    goal: Goal
    value: int | None

    @property
    def percent(self) -> int:
        """Whole percent reached, a hundred at most."""
        return min(100, (self.value or 0) * 100 // self.goal.target)


def visible_to(actor: Actor) -> QuerySet[Plan]:
    """Return the plans of the partners that the actor may know of, if it is his work or his own."""
    rows = Plan.objects.select_related("partner", "hasar_owner", "partner_owner", "proposed_by")
    if not (actor.partner_id is not None or actor.sees_everything or actor.has(*HASAR)):
        return rows.none()
    return rows.filter(partner__in=partners_visible_to(actor).values("pk"))


def plan(actor: Actor, plan_id: int) -> Plan:
    """Return one plan. Raises NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=plan_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def progress_of(found: Plan) -> list[Progress]:
    """Return each goal with its last value."""
    last: dict[int, int] = {}
    rows = GoalValue.objects.filter(goal__plan=found).order_by("review__on_date", "review_id")
    for row in rows:
        last[row.goal_id] = row.value
    return [Progress(goal, last.get(goal.pk)) for goal in found.goals.all()]


def owners(partner_id: int) -> list[tuple[int, str]]:
    """Return (id, name) of the people of a partner who may answer for a plan."""
    rows = Member.objects.filter(partner_id=partner_id, is_active=True, user__is_active=True)
    return [(row.user_id, row.user.full_name) for row in rows.select_related("user")]


def reviews_due(day: date, within_days: int) -> QuerySet[Plan]:
    """Return the agreed plans whose next review comes within some days, or is past."""
    return Plan.objects.filter(
        status=PlanStatus.AGREED, next_review_date__lte=day + timedelta(days=within_days)
    ).select_related("partner", "hasar_owner", "partner_owner")
