"""Reading entitlements: what a partner may use, what it would need for the rest, and the table (R-2)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from universo.benefits.choices import Service
from universo.benefits.models import Entitlement
from universo.benefits.training.exam_queries import certified_of
from universo.benefits.units.choices import LoanStatus
from universo.benefits.units.models import Loan
from universo.domain.decision_clock import end_of_day
from universo.domain.entitlement import Answer, Rule, Standing, answer
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.models import Enrolment
from universo.routing.models import Assignment, AssignmentStatus

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Benefit:
    """A service and whether the partner may use it on the day asked for."""

    service: str
    answer: Answer


def standing_of(partner_id: int, day: date) -> Standing:
    """Return what the table's conditions look at, of one partner on a local day."""
    return standings_of([partner_id], day)[partner_id]


def standings_of(partner_ids: Collection[int], day: date) -> dict[int, Standing]:
    """Return the same of many partners, with as many queries as for one."""
    since: dict[int, dict[str, date]] = {pk: {} for pk in partner_ids}
    level: dict[int, str] = {}
    enrolments = Enrolment.objects.filter(partner_id__in=since, since_date__lte=day).filter(
        Q(until_date__isnull=True) | Q(until_date__gt=day)
    )
    for row in enrolments:
        since[row.partner_id][row.category] = row.since_date
        level[row.partner_id] = row.level or level.get(row.partner_id, "")
    won, overdue = _won_of(since, day), _overdue_of(since, day)
    certified = certified_of(since, day)
    return {
        pk: Standing(held, level.get(pk, ""), certified[pk], won[pk], overdue[pk])
        for pk, held in since.items()
    }


def _won_of(partner_ids: Collection[int], day: date) -> Counter[int]:
    """Count the sales won in the year to a day: own notices, and leads that the partner's channel made."""
    found: Counter[int] = Counter()
    rows = Assignment.objects.filter(
        Q(notice__partner_id__in=partner_ids) | Q(channel__partner_id__in=partner_ids),
        status=AssignmentStatus.WON,
        closed_at__gte=end_of_day(day - YEAR),
        closed_at__lt=end_of_day(day),
    )
    for of_notice, of_channel in rows.values_list("notice__partner_id", "channel__partner_id"):
        found.update({of_notice, of_channel} - {None})
    return found


def _overdue_of(partner_ids: Collection[int], day: date) -> Counter[int]:
    rows = Loan.objects.filter(partner_id__in=partner_ids, status=LoanStatus.OUT, due_date__lt=day)
    return Counter(rows.values_list("partner_id", flat=True))


def allowed_of(partner_ids: Collection[int], service: str, day: date) -> set[int]:
    """Return which of these partners may use a service on a local day."""
    rules = [row.rule for row in Entitlement.objects.filter(service=service, valid__contains=day)]
    return {
        pk
        for pk, standing in standings_of(partner_ids, day).items()
        if answer(rules, standing, day).allowed
    }


def benefits_of(actor: Actor, day: date) -> list[Benefit]:
    """Return every service with its answer for the actor's partner; nothing for people of none."""
    if actor.partner_id is None:
        return []
    standing = standing_of(actor.partner_id, day)
    rules: dict[str, list[Entitlement]] = {}
    for row in Entitlement.objects.filter(valid__contains=day):
        rules.setdefault(row.service, []).append(row)
    return [
        Benefit(service, answer((row.rule for row in rules.get(service, ())), standing, day))
        for service in Service.values
    ]


def benefit_of(actor: Actor, service: str, day: date) -> Answer:
    """Return whether the actor's partner may use this service on a local day, and what is missing."""
    if actor.partner_id is None:
        return Answer(False)
    return benefit_of_partner(actor.partner_id, service, day)


def benefit_of_partner(partner_id: int, service: str, day: date) -> Answer:
    """Return the same of a partner by its id, for what Hasar decides about it."""
    rows = Entitlement.objects.filter(service=service, valid__contains=day)
    return answer((row.rule for row in rows), standing_of(partner_id, day), day)


def services_of(standing: Standing, day: date) -> set[str]:
    """Return the services that somebody who stands so may use on a local day."""
    rules: dict[str, list[Rule]] = {}
    for row in Entitlement.objects.filter(valid__contains=day):
        rules.setdefault(row.service, []).append(row.rule)
    return {name for name, some in rules.items() if answer(some, standing, day).allowed}


def services_lost(partner_id: int, category: str, day: date) -> list[str]:
    """Return the services that a partner could not use on a local day without this category (R-1)."""
    standing = standing_of(partner_id, day)
    rest = {name: since for name, since in standing.since.items() if name != category}
    without = replace(standing, since=rest, level=standing.level if "SPONSOR" in rest else "")
    lost = services_of(standing, day) - services_of(without, day)
    return [name for name in Service.values if name in lost]


def services_gained(partner_id: int, category: str, day: date, level: str = "") -> list[str]:
    """Return the services that a partner would get by this category from a local day on."""
    standing = standing_of(partner_id, day)
    since = {category: day, **standing.since}
    gained = services_of(replace(standing, since=since, level=level or standing.level), day)
    return [name for name in Service.values if name in gained - services_of(standing, day)]


def require_benefit(actor: Actor, service: str, day: date) -> None:
    """Raise NotPermitted unless the actor's partner may use this service on a local day."""
    if not benefit_of(actor, service, day).allowed:
        raise NotPermitted("")


def table(actor: Actor) -> QuerySet[Entitlement]:
    """Return all rows, past and to come, for administrators and auditors; none for others."""
    rows = Entitlement.objects.select_related("created_by", "ended_by").order_by("-valid", "-pk")
    if actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN):
        return rows
    return rows.none()
