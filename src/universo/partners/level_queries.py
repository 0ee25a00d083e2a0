"""Reading rules and reviews of levels: administrators and auditors all, a sponsor its own."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.days import held_on
from universo.partners.level_models import LevelProposal, LevelRule, ProposalStatus
from universo.partners.models import Enrolment, Partner
from universo.program.choices import Category


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A sponsor on a day: its level, since when it is one, its last review and the next."""

    partner: Partner
    level: str
    since: date
    last: date | None
    next: date


def rule_on(day: date) -> LevelRule | None:
    """Return the rule in force on a local day; None before the first."""
    return LevelRule.objects.filter(valid_from__lte=day).first()


def rules() -> QuerySet[LevelRule]:
    """Return the rules of all times, the newest first: they are no secret."""
    return LevelRule.objects.select_related("created_by")


def proposals(actor: Actor) -> QuerySet[LevelProposal]:
    """Return the reviews that the actor may know of, the latest first."""
    rows = LevelProposal.objects.select_related("partner", "rule", "decided_by")
    if actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN):
        return rows
    return rows.filter(partner_id=actor.partner_id or 0)


def waiting(actor: Actor) -> QuerySet[LevelProposal]:
    """Return the visible proposals without an answer, the oldest first."""
    return proposals(actor).filter(status=ProposalStatus.WAITING).order_by("review_date", "pk")


def sponsors(day: date, rule: LevelRule, partner_id: int | None = None) -> list[Reviewed]:
    """Return the sponsors of a local day with their next review, the nearest first; or one of them.

    A change of level begins the months anew, and nobody is reviewed before a rule's own months.
    """
    rows = Enrolment.objects.filter(
        held_on(day), category=Category.SPONSOR, partner__is_active=True
    ).select_related("partner")
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    last: dict[int, date] = {}
    for done in LevelProposal.objects.filter(partner__in=rows.values("partner_id")):
        last[done.partner_id] = max(done.review_date, last.get(done.partner_id, done.review_date))
    found = [
        Reviewed(
            row.partner,
            row.level,
            row.since_date,
            last.get(row.partner_id),
            rule.goal.next_review(max(row.since_date, rule.valid_from), last.get(row.partner_id)),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.next, str(row.partner)))


def level_of(partner_id: int, day: date) -> str:
    """Return a sponsor's level on a local day; "" for who is none."""
    rows = Enrolment.objects.filter(held_on(day), partner_id=partner_id, category=Category.SPONSOR)
    return rows.values_list("level", flat=True).first() or ""


def next_review_of(partner_id: int, day: date) -> date:
    """Return the next day on which a sponsor's level is reviewed; this one without a rule, or past it."""
    rule = rule_on(day)
    found = sponsors(day, rule, partner_id) if rule else []
    return max(found[0].next, day) if found else day
