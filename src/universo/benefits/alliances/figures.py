"""How joint plans go, over a period (R-1)."""

from dataclasses import dataclass
from datetime import date

from universo.benefits.alliances.choices import PlanStatus
from universo.benefits.alliances.models import Plan, Review
from universo.benefits.alliances.queries import HASAR, progress_of
from universo.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """Plans agreed that touch the period, reviews held in it, goals and how many are reached."""

    plans: int = 0
    reviews: int = 0
    goals: int = 0
    reached: int = 0


def figures(actor: Actor, first: date, last: date) -> PlanFigures:
    """Return the figures of the days from `first` to `last`, both included; nothing for others."""
    if not (actor.sees_everything or actor.has(*HASAR)):
        return PlanFigures()
    plans = list(
        Plan.objects.filter(
            status__in=(PlanStatus.AGREED, PlanStatus.CLOSED),
            from_date__lte=last,
            until_date__gte=first,
        )
    )
    goals = [goal for found in plans for goal in progress_of(found)]
    return PlanFigures(
        plans=len(plans),
        reviews=Review.objects.filter(on_date__gte=first, on_date__lte=last).count(),
        goals=len(goals),
        reached=sum(goal.value is not None and goal.value >= goal.goal.target for goal in goals),
    )
