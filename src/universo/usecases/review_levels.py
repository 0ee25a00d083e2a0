"""Levels by goals: a dated rule, reviews that propose on their day, a person who decides (R-4)."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import end_of_day, local_date
from universo.domain.levels import LevelGoal
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import SYSTEM, Actor
from universo.identity.roles import StaffRole
from universo.opportunities.models import Notice, NoticeStatus
from universo.partners.level_models import LevelCount, LevelProposal, LevelRule, ProposalStatus
from universo.partners.level_queries import Reviewed, rule_on, sponsors
from universo.partners.operations import change_level, locked
from universo.routing.models import Assignment, AssignmentStatus

LOCK = 0x4C45564C  # "LEVL": one change of the rule, or one run of the reviews, at a time
MOST_MONTHS = 60


@transaction.atomic
def set_level_rule(
    *, actor: Actor, now: datetime, counted: str, goal: LevelGoal, from_date: date, reason: str
) -> LevelRule:
    """Set the goal from today or a later day on; what was set for that day or later is replaced.

    Raises NotPermitted, InvalidInput (`counted`, `months`, `review_months`, `from_date`, `reason`),
    Conflict when a review went by the rule of that day already.
    """
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    why = reason.replace("\0", "").strip()[:240]
    errors: dict[str, list[Any]] = {}
    if counted not in LevelCount.values:
        errors["counted"] = [_("Choose one of the list.")]
    for name, value in (("months", goal.months), ("review_months", goal.review_months)):
        if value > MOST_MONTHS:
            errors[name] = [_("Write 1 to 60 months.")]
    if from_date < local_date(now):
        errors["from_date"] = [_("Choose today or a later day.")]
    if len(why) < 5:
        errors["reason"] = [_("Write the reason.")]
    if errors:
        raise InvalidInput(errors)
    _lock()
    later = LevelRule.objects.filter(valid_from__gte=from_date)
    if LevelProposal.objects.filter(rule__in=later).exists():
        raise Conflict(_("A review went by the rule of that day already: choose a later one."))
    later.delete()
    made = LevelRule.objects.create(
        valid_from=from_date, counted=counted, rise=goal.rise, keep=goal.keep, months=goal.months,
        review_months=goal.review_months, reason=why, created_at=now, created_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, now=now, name="partners.level_rule.set", subject_kind="program",
        subject_id=made.pk, from_date=from_date.isoformat(), counted=counted, rise=goal.rise,
        keep=goal.keep, months=goal.months, reason=why,
    )  # fmt: skip
    return made


@transaction.atomic
def review_levels(now: datetime) -> int:
    """Make the reviews whose day has come; return how many propose a change; again makes none."""
    today = local_date(now)
    rule = rule_on(today)
    if rule is None:
        return 0
    _lock()
    due = [row for row in sponsors(today, rule) if row.next <= today]
    return sum(_review(row, rule, now) for row in due)


def counted_of(partner_id: int, rule: LevelRule, day: date) -> int:
    """Return what a rule counts of a sponsor in the months that end with a local day."""
    since, until = end_of_day(rule.goal.counts_after(day)), end_of_day(day)
    if rule.counted == LevelCount.ACCEPTED:
        rows = Notice.objects.filter(partner_id=partner_id, status=NoticeStatus.ACCEPTED)
        return rows.filter(decided_at__gte=since, decided_at__lt=until).count()
    won = Assignment.objects.filter(notice__partner_id=partner_id, status=AssignmentStatus.WON)
    return won.filter(closed_at__gte=since, closed_at__lt=until).count()


@transaction.atomic
def accept_level(
    *, actor: Actor, now: datetime, proposal_id: int, from_date: date
) -> LevelProposal:
    """Apply a proposal from today or a later day on; notices sent before keep theirs (P-12).

    Raises NotPermitted, DomainError (`from_date`), Conflict when it was answered or the level changed
    meanwhile.
    """
    found = _waiting(actor, proposal_id)
    sponsor = next(iter(_sponsor(found, local_date(now))), None)
    if sponsor is None or sponsor.level != found.level_before:
        raise Conflict(_("The level changed meanwhile: do not accept the proposal."))
    change_level(
        actor=actor, now=now, partner_id=found.partner_id, level=found.level_proposed,
        from_date=from_date,
    )  # fmt: skip
    return _answer(found, actor, now, ProposalStatus.APPLIED, from_date=from_date)


@transaction.atomic
def dismiss_level(*, actor: Actor, now: datetime, proposal_id: int, reason: str) -> LevelProposal:
    """Leave the level as it is, and say why. Raises NotPermitted, InvalidInput, Conflict."""
    found = _waiting(actor, proposal_id)
    why = reason.replace("\0", "").strip()[:500]
    if len(why) < 5:
        raise InvalidInput({"reason": [_("Write the reason.")]})
    return _answer(found, actor, now, ProposalStatus.DISMISSED, reason=why)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _sponsor(found: LevelProposal, today: date) -> list[Reviewed]:
    return sponsors(today, found.rule, found.partner_id)


def _review(row: Reviewed, rule: LevelRule, now: datetime) -> int:
    count = counted_of(row.partner.pk, rule, row.next)
    proposed = rule.goal.proposed(row.level, count)
    changes = proposed != row.level
    made = LevelProposal.objects.create(
        partner=row.partner, rule=rule, review_date=row.next, count=count, level_before=row.level,
        level_proposed=proposed, made_at=now,
        status=ProposalStatus.WAITING if changes else ProposalStatus.UNCHANGED,
    )  # fmt: skip
    if changes:
        _note(SYSTEM, now, "proposed", made, readable=False)
    return int(changes)


def _waiting(actor: Actor, proposal_id: int) -> LevelProposal:
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    found = LevelProposal.objects.select_related("partner", "rule").filter(pk=proposal_id).first()
    if found is None:
        raise NotPermitted("")
    locked(actor, found.partner_id)
    return found


def _answer(
    found: LevelProposal, actor: Actor, now: datetime, status: str, **values: Any
) -> LevelProposal:
    rows = LevelProposal.objects.filter(pk=found.pk, status=ProposalStatus.WAITING)
    if not rows.update(status=status, decided_at=now, decided_by_id=actor.user_id, **values):
        raise Conflict(_("Somebody else did it a moment ago."))
    found.refresh_from_db()
    _note(actor, now, status.lower(), found, readable=True)
    return found


def _note(actor: Actor, now: datetime, verb: str, found: LevelProposal, *, readable: bool) -> None:
    record(
        actor=actor, now=now, name=f"partners.level_proposal.{verb}", subject_kind="partner",
        subject_id=found.partner_id, partner_may_read=readable, before=found.level_before,
        after=found.level_proposed, count=found.count, reason=found.reason,
        review_date=found.review_date.isoformat(),
    )  # fmt: skip
