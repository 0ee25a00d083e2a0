"""What leaving a category brings about, said before anybody decides it (R-1). Reads only."""

from dataclasses import dataclass, field
from datetime import date, datetime

from universo.benefits.choices import Service
from universo.benefits.open_items import ended_with
from universo.benefits.queries import services_lost
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.insights.open_counts import OpenCounts, open_counts
from universo.insights.queries import Amount, accrued_to, payable_to
from universo.opportunities.models import Notice, NoticeStatus
from universo.partners.queries import partner
from universo.program.choices import Category
from universo.routing.models import Assignment, AssignmentStatus


@dataclass(frozen=True, slots=True)
class Consequences:
    """Benefits that end, what stays open, and what is owed, of one category of a partner."""

    category: str
    day: date
    services: tuple[str, ...]  # that end, since no other category gives them
    is_last: bool  # it holds no other category on that day
    under_review: int = 0  # notices
    in_sale: int = 0  # accepted notices with a channel at work
    leads_offered: int = 0
    leads_active: int = 0
    open: OpenCounts = field(default_factory=OpenCounts)
    accrued: tuple[Amount, ...] = ()
    payable: tuple[Amount, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is owed for it."""
        return not (self.accrued or self.payable)


def consequences_of(
    actor: Actor, partner_id: int, category: str, day: date, now: datetime
) -> Consequences:
    """Return what happens if a partner is without `category` from `day` on.

    Raises NotPermitted when the partner is out of the actor's sight.
    """
    found = partner(actor, partner_id, day)
    others = {row.category for row in found.current} - {category}
    today = local_date(now)
    first = max(day, today)
    ended = ended_with(found.pk, category, first)
    lost = {*services_lost(found.pk, category, first), *ended}
    pays = not others or category == Category.SPONSOR
    return Consequences(
        category=category,
        day=day,
        services=tuple(name for name in Service.values if name in lost),
        is_last=not others,
        **(_of_a_sponsor(found.pk, now) if category == Category.SPONSOR else {}),
        **(_of_a_reseller(found.pk) if category == Category.RESELLER else {}),
        open=open_counts(found.pk, category, ended, first, today),
        accrued=accrued_to(found.pk) if pays else (),
        payable=payable_to(found.pk) if pays else (),
    )


def _of_a_sponsor(partner_id: int, now: datetime) -> dict[str, int]:
    own = Notice.objects.filter(partner_id=partner_id)
    at_work = Assignment.objects.filter(
        notice__partner_id=partner_id,
        status__in=(AssignmentStatus.OFFERED, AssignmentStatus.ACTIVE),
    )
    review = own.filter(status=NoticeStatus.SUBMITTED, due_at__gt=now)
    return {"under_review": review.count(), "in_sale": at_work.count()}


def _of_a_reseller(partner_id: int) -> dict[str, int]:
    leads = Assignment.objects.filter(channel__partner_id=partner_id)
    return {
        "leads_offered": leads.filter(status=AssignmentStatus.OFFERED).count(),
        "leads_active": leads.filter(status=AssignmentStatus.ACTIVE).count(),
    }
