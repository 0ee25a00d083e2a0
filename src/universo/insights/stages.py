"""The stage of each opportunity, computed from the facts of every room (PROGRAMME.md §5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from universo.domain.lifecycle import Stage, stage_of
from universo.opportunities.models import Notice, NoticeStatus
from universo.rewards.models import Accrual, SettlementLine, SettlementStatus
from universo.routing.models import Assignment, AssignmentStatus
from universo.routing.queries import assignments_of
from universo.sales.models import OpportunityLink


def stages_of(notices: Iterable[Notice], now: datetime) -> dict[int, Stage]:
    """Return the stage of notices that the caller may see, by id, in five queries for any number."""
    rows = list(notices)
    accepted = [row.pk for row in rows if row.status == NoticeStatus.ACCEPTED]
    assigned = assignments_of(accepted) if accepted else {}
    won = [pk for pk, found in assigned.items() if found.status == AssignmentStatus.WON]
    facts = _sale_facts(won)
    return {
        row.pk: stage_of(
            row.status,
            row.due_at,
            now,
            assigned[row.pk].status if row.pk in assigned else None,
            **{name: row.pk in holders for name, holders in facts.items()},
        )
        for row in rows
    }


def _sale_facts(won: list[int]) -> dict[str, set[int]]:
    if not won:
        return {}
    links = OpportunityLink.objects.filter(notice_id__in=won, undone_at=None)
    accruals = Accrual.objects.filter(notice_id__in=won)
    settled = SettlementLine.objects.filter(accrual__notice_id__in=won)
    paid = settled.filter(settlement__status=SettlementStatus.PAID)
    return {
        "invoiced": set(links.values_list("notice_id", flat=True)),
        "collected": set(accruals.filter(target_minor__gt=0).values_list("notice_id", flat=True)),
        "settled": set(settled.values_list("accrual__notice_id", flat=True)),
        "paid": set(paid.values_list("accrual__notice_id", flat=True)),
    }


REVIEW, ACCEPTED, WON, CLOSED = "review", "accepted", "won", "closed"
FILTERS = (REVIEW, ACCEPTED, WON, CLOSED)


def in_group(notices: QuerySet[Notice], group: str, now: datetime) -> QuerySet[Notice]:
    """Return the notices of one of FILTERS as they read at `now`; all sent ones for another word."""
    sent = notices.exclude(status=NoticeStatus.DRAFT)
    if group not in FILTERS:
        return sent
    of_notice = Assignment.objects.filter(notice=OuterRef("pk"))
    # Nothing follows a sale won or lost, so that one of them is the latest assignment.
    is_won = Exists(of_notice.filter(status=AssignmentStatus.WON))
    is_lost = Exists(of_notice.filter(status=AssignmentStatus.LOST))
    accepted = Q(status=NoticeStatus.ACCEPTED)
    ended = [NoticeStatus.DECLINED, NoticeStatus.LAPSED, NoticeStatus.WITHDRAWN]
    chosen = {
        REVIEW: Q(status=NoticeStatus.SUBMITTED, due_at__gt=now),
        ACCEPTED: accepted & ~Q(is_won) & ~Q(is_lost),
        WON: accepted & Q(is_won),
        CLOSED: Q(status__in=ended)
        | Q(status=NoticeStatus.SUBMITTED, due_at__lte=now)
        | (accepted & Q(is_lost)),
    }
    return sent.filter(chosen[group])


def by_urgency(notices: QuerySet[Notice], now: datetime) -> QuerySet[Notice]:
    """Order those under review by the time left, then all others, the newest first."""
    waiting = Case(When(status=NoticeStatus.SUBMITTED, due_at__gt=now, then=F("due_at")))
    return notices.order_by(waiting.asc(nulls_last=True), "-number")
