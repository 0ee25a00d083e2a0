"""Reading what families ask for, goals in force with everybody's progress, and what was reached (R-2)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from universo.benefits.training import exam_queries, sales_figures
from universo.benefits.training.choices import Counted
from universo.benefits.training.models import Goal, GoalReached, Requirement
from universo.benefits.training.queries import is_keeper
from universo.domain.achievement import Period, Progress, period_of
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Enrolment, Partner
from universo.program.models import ProductFamily

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Need:
    """What a family asks for and what a partner has, in certified people."""

    family: ProductFamily
    need: int
    have: int

    @property
    def met(self) -> bool:
        """Whether the partner has enough."""
        return self.have >= self.need


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A partner's progress in the period of a goal."""

    goal: Goal
    period: Period
    progress: Progress


def requirements_on(day: date) -> QuerySet[Requirement]:
    """Return what families ask for on a local day."""
    return Requirement.objects.select_related("family").filter(valid__contains=day)


def all_requirements() -> QuerySet[Requirement]:
    """Return what families ask for, past and to come."""
    rows = Requirement.objects.select_related("family", "created_by")
    return rows.order_by("-valid", "family__name")


def needs_of(partner_id: int, day: date) -> list[Need]:
    """Return what a partner has of what each family asks for, what is missing first."""
    return needs_of_many([partner_id], day)[partner_id]


def needs_of_many(
    partner_ids: Collection[int], day: date, family_ids: Collection[int] | None = None
) -> dict[int, list[Need]]:
    """Return the same of many partners, with as many queries as for one; of some families on request."""
    asked = [
        row for row in requirements_on(day) if family_ids is None or row.family_id in family_ids
    ]
    have = exam_queries.certified_by_family(partner_ids, day) if asked else {}
    found = {}
    for pk in partner_ids:
        counts = have.get(pk, Counter())
        rows = [Need(row.family, row.people, counts[row.family_id]) for row in asked]
        found[pk] = sorted(rows, key=lambda row: (row.met, row.family.name))
    return found


def goals_in(period_day: date) -> list[tuple[Goal, Period]]:
    """Return the goals whose running period, on this local day, began while they were in force."""
    found = []
    for goal in Goal.objects.filter(valid__startswith__lte=period_day):
        period = period_of(period_day, goal.months)
        if _counts(goal, period):
            found.append((goal, period))
    return found


def _counts(goal: Goal, period: Period) -> bool:
    """Tell whether a period begins in the days of a goal; the first one may have begun before them."""
    first = max(period.first, goal.valid.lower)
    return first < period.after and (goal.valid.upper is None or first < goal.valid.upper)


def values_of(goal: Goal, period: Period, day: date) -> Counter[int]:
    """Return the figure of a goal in a period by partner; what people are certified as of `day`."""
    if goal.counted == Counted.WON:
        return sales_figures.won_of(period.first, period.after)
    if goal.counted == Counted.SALES:
        return sales_figures.sales_of(period.first, period.after, goal.currency)
    if goal.counted == Counted.REWARDS:
        return sales_figures.rewards_of(period.first, period.after, goal.currency)
    everybody = Partner.objects.values_list("pk", flat=True)
    return exam_queries.certified_of(list(everybody), min(day, period.after - ONE_DAY))


def partners_of(goal: Goal, day: date) -> set[int]:
    """Return the active partners that a goal is for, enrolled on a local day."""
    rows = Enrolment.objects.filter(partner__is_active=True, since_date__lte=day).filter(
        Q(until_date__isnull=True) | Q(until_date__gt=day)
    )
    if goal.category:
        rows = rows.filter(category=goal.category)
    return set(rows.values_list("partner_id", flat=True))


def progress_of(partner_id: int, day: date) -> list[GoalProgress]:
    """Return a partner's progress in the goals of the day that are for it."""
    return [
        GoalProgress(goal, period, Progress(values_of(goal, period, day)[partner_id], goal.goal))
        for goal, period in goals_in(day)
        if partner_id in partners_of(goal, day)
    ]


def goals_visible_to(actor: Actor) -> QuerySet[Goal]:
    """Return all goals for keepers and auditors; none for others, who read their progress."""
    rows = Goal.objects.select_related("created_by", "ended_by").order_by("-valid", "title")
    return rows if actor.sees_everything or is_keeper(actor) else rows.none()


def goal(actor: Actor, goal_id: int) -> Goal:
    """Return one goal; NotPermitted if out of sight."""
    found = goals_visible_to(actor).filter(pk=goal_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def reached_visible_to(actor: Actor) -> QuerySet[GoalReached]:
    """Return what was reached: all for keepers and auditors, for a partner's people its own."""
    rows = GoalReached.objects.select_related("goal", "partner", "grant__granted_by")
    if actor.sees_everything or is_keeper(actor):
        return rows
    return rows.filter(partner_id=actor.partner_id or 0)


def everybodys_progress(goal: Goal, day: date) -> list[tuple[Partner, GoalProgress]]:
    """Return the progress of all partners that a goal is for, the nearest first; none when it is over."""
    period = period_of(day, goal.months)
    if not _counts(goal, period):
        return []
    values = values_of(goal, period, day)
    rows = Partner.objects.filter(pk__in=partners_of(goal, day))
    found = [(row, GoalProgress(goal, period, Progress(values[row.pk], goal.goal))) for row in rows]
    return sorted(found, key=lambda pair: (-pair[1].progress.value, str(pair[0])))
