"""Joint plans with allies: one side proposes, the other agrees, or Hasar closes them (R-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.alliances import mails, queries
from universo.benefits.alliances.choices import Metric, PlanStatus
from universo.benefits.alliances.models import Goal, Plan
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.partners.days import held_on
from universo.partners.models import Enrolment, Partner
from universo.partners.queries import partner as find_partner
from universo.program.choices import Category

OTHER_DATA = _("From this page something else was already recorded.")
RACE = _("Somebody else did it a moment ago.")
LONGEST_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """A target: what it counts, in words, how many."""

    metric: str
    text: str
    target: int


@dataclass(frozen=True, slots=True)
class PlanData:
    """What a side proposes."""

    title: str
    purpose: str
    from_date: date
    until_date: date
    hasar_owner_id: int
    partner_owner_id: int
    next_review_date: date
    goals: tuple[PlanGoal, ...] = ()


@transaction.atomic
def propose_plan(
    *, actor: Actor, now: datetime, uid: UUID, partner_id: int, data: PlanData
) -> Plan:
    """Propose a plan between Hasar and an ally; the same `uid` gives the first one again.

    Raises NotPermitted unless the actor is of that ally, or of Hasar and attends it; InvalidInput
    (fields of PlanData), Conflict when something else came under this `uid`.
    """
    by_partner = side_of(actor, partner_id, local_date(now))
    values = _values(data) | {"partner_id": partner_id}
    known = Plan.objects.filter(uid=uid).first()
    if known is not None:  # before the days are looked at: a retry may come a year later
        return _same(known, values, data.goals)
    _check(data, partner_id, local_date(now))
    made = Plan.objects.create(
        uid=uid, status=PlanStatus.PROPOSED, by_partner=by_partner, proposed_at=now,
        proposed_by_id=actor.user_id or 0, next_review_date=data.next_review_date, **values,
    )  # fmt: skip
    for goal in data.goals:
        Goal.objects.create(plan=made, metric=goal.metric, text=goal.text, target=goal.target)
    note(actor, now, "proposed", made)
    mails.tell(made, "proposed", not by_partner, now)
    return made


def _values(data: PlanData) -> dict[str, Any]:
    """Return what is kept of a proposal in the plan's own columns."""
    return {
        "title": data.title.strip(), "purpose": data.purpose.strip(), "from_date": data.from_date,
        "until_date": data.until_date, "hasar_owner_id": data.hasar_owner_id,
        "partner_owner_id": data.partner_owner_id,
    }  # fmt: skip


def _same(known: Plan, values: Mapping[str, Any], goals: Sequence[PlanGoal]) -> Plan:
    """Return the plan of a `uid`, if it was proposed with the same body. Raises Conflict.

    Its next review may have moved since.
    """
    kept = tuple(PlanGoal(*row) for row in known.goals.values_list("metric", "text", "target"))
    if kept != tuple(goals) or any(getattr(known, name) != values[name] for name in values):
        raise Conflict(OTHER_DATA)
    return known


@transaction.atomic
def answer_plan(
    *, actor: Actor, now: datetime, plan_id: int, agreed: bool, reason: str = ""
) -> Plan:
    """The other side agrees, or does not and says why. Raises NotPermitted, InvalidInput, Conflict."""
    found = queries.plan(actor, plan_id)
    if side_of(actor, found.partner_id, local_date(now)) == found.by_partner:
        raise NotPermitted("")
    why = "" if agreed else _why(reason)
    status = PlanStatus.AGREED if agreed else PlanStatus.DECLINED
    _move(
        found,
        PlanStatus.PROPOSED,
        status,
        reason=why,
        answered_at=now,
        answered_by_id=actor.user_id,
    )
    verb = "agreed" if agreed else "declined"
    note(actor, now, verb, found, reason=why)
    mails.tell(found, verb, found.by_partner, now)
    return found


@transaction.atomic
def close_plan(*, actor: Actor, now: datetime, plan_id: int, reason: str) -> Plan:
    """Hasar ends a plan that goes on, and says how it ended. Raises NotPermitted, InvalidInput, Conflict."""
    found = queries.plan(actor, plan_id)
    if side_of(actor, found.partner_id, local_date(now)):
        raise NotPermitted("")
    why = _why(reason)
    _move(found, PlanStatus.AGREED, PlanStatus.CLOSED, reason=why)
    note(actor, now, "closed", found, reason=why)
    mails.tell(found, "closed", True, now)
    return found


def note(actor: Actor, now: datetime, verb: str, found: Plan, **data: Any) -> None:
    """Tell the timelines of the plan and of its partner; the partner may read it."""
    for kind, subject in (("plan", found.pk), ("partner", found.partner_id)):
        record(
            actor=actor, now=now, name=f"benefits.plan.{verb}", subject_kind=kind,
            subject_id=subject, partner_may_read=True, title=found.title, **data,
        )  # fmt: skip


def is_ally(partner_id: int, day: date) -> bool:
    """Tell whether a partner is an ally on a local day (R-1)."""
    rows = Enrolment.objects.filter(held_on(day), partner_id=partner_id)
    return rows.filter(category=Category.ALLIANCE).exists()


def side_of(actor: Actor, partner_id: int, today: date) -> bool:
    """Tell whether the actor is on the partner's side. Raises NotPermitted when on none."""
    if not is_ally(partner_id, today):
        raise NotPermitted("")
    if actor.partner_id is not None:
        if actor.partner_id != partner_id:
            raise NotPermitted("")
        return True
    if actor.user_id is None or not actor.has(*queries.HASAR):
        raise NotPermitted("")
    find_partner(actor, partner_id)  # an executive attends his own only
    return False


def _move(found: Plan, old: str, new: str, **values: Any) -> None:
    if not Plan.objects.filter(pk=found.pk, status=old).update(status=new, **values):
        raise Conflict(RACE)
    found.status = new
    for name, value in values.items():
        setattr(found, name, value)


def _check(data: PlanData, partner_id: int, today: date) -> None:
    errors: dict[str, list[Any]] = {}
    if not 3 <= len(data.title.strip()) <= 120:
        errors["title"] = [_("Write a title.")]
    if not 10 <= len(data.purpose.strip()) <= 1000:
        errors["purpose"] = [_("Write it in 10 to 1000 characters.")]
    if data.until_date < max(data.from_date, today):
        errors["until_date"] = [
            _("It ends on or after the day on which it begins, and not in the past.")
        ]
    elif (data.until_date - data.from_date).days > LONGEST_DAYS:
        errors["until_date"] = [_("A plan is of three years at most.")]
    if not max(today, data.from_date) <= data.next_review_date <= data.until_date and (
        "until_date" not in errors
    ):
        errors["next_review_date"] = [_("Choose a day within the plan, today or later.")]
    if data.hasar_owner_id not in {row.pk for row in owners_of_hasar(partner_id)}:
        errors["hasar_owner"] = [_("Choose one of the list.")]
    if data.partner_owner_id not in dict(queries.owners(partner_id)):
        errors["partner_owner"] = [_("Choose one of the list.")]
    if not data.goals or any(
        goal.metric not in Metric.values or goal.target < 1 or not 3 <= len(goal.text) <= 160
        for goal in data.goals
    ):
        errors["goals"] = [_("State at least one goal, each with words and a number.")]
    if errors:
        raise InvalidInput(errors)


def _why(text: str) -> str:
    tidy = text.replace("\0", "").strip()[:500]
    if len(tidy) < 5:
        raise InvalidInput({"reason": [_("Write the reason.")]})
    return tidy


def owners_of_hasar(partner_id: int) -> Sequence[User]:
    """Return the people of Hasar who may answer for a plan with an ally, by name.

    The administrators, and the executive who attends it: another one could not open the plan.
    """
    attends = Partner.objects.filter(pk=partner_id).values("account_executive")
    executives = holders(StaffRole.ACCOUNT_EXECUTIVE).filter(pk__in=attends)
    found = {row.pk: row for row in (*holders(StaffRole.PROGRAM_ADMIN), *executives)}
    return sorted(found.values(), key=lambda row: row.full_name.casefold())
