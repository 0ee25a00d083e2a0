"""What families ask for and goals with their benefit: set from a day on (R-2)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.training import typed
from universo.benefits.training.choices import Counted, GoalBenefit
from universo.benefits.training.models import Goal, Requirement
from universo.domain.achievement import AMOUNTS, PERIODS
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import Category, Currency
from universo.program.models import ProductFamily

LOCK = 0x5245515F  # "REQ_": one change of what families ask for at a time
MOST_PEOPLE = 99
MOST_GOAL = 10**15
FAR_YEARS = 5


@dataclass(frozen=True, slots=True)
class GoalData:
    """What is to be reached, in how many months, by whom, and what it brings."""

    title: str
    counted: str
    goal: int
    months: int
    benefit: str
    text: str
    currency: str = ""
    category: str = ""


@transaction.atomic
def change_requirement(
    *, actor: Actor, now: datetime, family_id: int, people: int, from_date: date, reason: str
) -> Requirement | None:
    """Let a family ask for so many certified people from a local day on; 0: for none any more.

    What is in force ends there; what was to begin later is replaced. Raises NotPermitted, InvalidInput
    (`family_id`, `people`, `from_date`, `reason`), Conflict when nothing would change.
    """
    _require_admin(actor)
    why, family = typed.reason_of(reason), ProductFamily.objects.filter(pk=family_id).first()
    faults = typed.numbers({"people": people}, {"people": (0, MOST_PEOPLE)})
    faults |= _day_faults(from_date, local_date(now))
    if family is None:
        faults["family_id"] = [_("Choose one of the list.")]
    if faults or family is None:
        raise InvalidInput(faults)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    rows = Requirement.objects.filter(family=family)
    after = [row for row in rows if row.valid.upper is None or row.valid.upper > from_date]
    same = len(after) == 1 and after[0].valid.upper is None and after[0].valid.lower <= from_date
    if (not after and not people) or (same and after[0].people == people):
        raise Conflict(_("The table says so already."))
    rows.filter(valid__startswith__gte=from_date).delete()
    for row in rows.filter(valid__contains=from_date):
        row.valid = (row.valid.lower, from_date)
        row.save(update_fields=["valid"])
    made = None
    if people:
        made = Requirement.objects.create(
            family=family, people=people, valid=(from_date, None), reason=why, created_at=now,
            created_by_id=actor.user_id or 0,
        )  # fmt: skip
    _note(actor, now, "benefits.requirement.changed", "program", 0, family=family.name,
          people=people, from_date=from_date.isoformat(), reason=why)  # fmt: skip
    return made


@transaction.atomic
def add_goal(*, actor: Actor, now: datetime, uid: UUID, data: GoalData, from_date: date) -> Goal:
    """Set a goal from a local day on; the same `uid` gives the first again.

    Raises NotPermitted, InvalidInput (fields of GoalData, `from_date`), Conflict when `uid` is another's.
    """
    _require_admin(actor)
    values, faults = _checked(data)
    faults |= _day_faults(from_date, local_date(now))
    if faults:
        raise InvalidInput(faults)
    known = Goal.objects.filter(uid=uid).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items()):
            raise Conflict(_("From this page something else was already recorded."))
        return known
    made = Goal.objects.create(
        uid=uid, valid=(from_date, None), created_at=now, created_by_id=actor.user_id or 0, **values
    )
    _note(actor, now, "benefits.goal.added", "goal", made.pk, goal=made.title,
          from_date=from_date.isoformat())  # fmt: skip
    return made


@transaction.atomic
def end_goal(*, actor: Actor, now: datetime, goal_id: int, until: date) -> Goal:
    """Let a goal end: no period that begins on this local day or later counts.

    Raises NotPermitted, InvalidInput (`until`), Conflict when it ends already.
    """
    _require_admin(actor)
    found = Goal.objects.select_for_update(of=("self",)).filter(pk=goal_id).first()
    if found is None:
        raise NotPermitted("")
    if found.valid.upper is not None:
        raise Conflict(_("Somebody else did it a moment ago."))
    faults = _day_faults(until, local_date(now))
    if not faults and until <= found.valid.lower:
        faults["from_date"] = [_("It ends after it begins.")]
    if faults:
        raise InvalidInput({"until": faults["from_date"]})
    found.valid = (found.valid.lower, until)
    found.ended_by_id = actor.user_id
    found.save(update_fields=["valid", "ended_by"])
    _note(actor, now, "benefits.goal.ended", "goal", found.pk, goal=found.title,
          from_date=until.isoformat())  # fmt: skip
    return found


def _checked(data: GoalData) -> tuple[dict[str, Any], typed.Faults]:
    values = asdict(data) | {"title": typed.line(data.title), "text": typed.line(data.text)}
    faults = typed.lengths(values, {"title": (3, 120), "text": (5, 400)})
    faults |= typed.numbers({"goal": data.goal}, {"goal": (1, MOST_GOAL)})
    choices = {
        "counted": Counted.values,
        "months": PERIODS,
        "benefit": GoalBenefit.values,
        "category": ("", *Category.values),
        "currency": Currency.values if data.counted in AMOUNTS else ("",),
    }
    for name, allowed in choices.items():
        if values[name] not in allowed:
            faults[name] = [_("Choose one of the list.")]
    if data.benefit == GoalBenefit.REVIEW and data.category != Category.SPONSOR:
        faults.setdefault("category", [_("Only sponsors have a level: choose their category.")])
    return values, faults


def _day_faults(day: date, today: date) -> typed.Faults:
    if day < today:
        return {
            "from_date": [_("The table is never changed backwards: choose today or a later day.")]
        }
    if day.year > today.year + FAR_YEARS:
        return {"from_date": [_("The date is too far ahead. Check the year.")]}
    return {}


def _require_admin(actor: Actor) -> None:
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")


def _note(actor: Actor, now: datetime, name: str, kind: str, subject_id: int, **data: Any) -> None:
    record(actor=actor, now=now, name=name, subject_kind=kind, subject_id=subject_id, **data)
