"""What support costs and brings: by kind, and the notices and won sales of the months after (R-2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum

from universo.benefits.support.choices import Kind, RequestStatus
from universo.benefits.support.models import SupportRequest
from universo.benefits.support.queries import visible_to
from universo.domain.decision_clock import end_of_day
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.routing.models import Assignment, AssignmentStatus

AFTER = timedelta(days=180)  # how long after its last day an activity is looked at


@dataclass(frozen=True, slots=True)
class KindSum:
    """The requests of a kind in one currency, added up; amounts in minor units."""

    kind: str
    label: str
    currency: str
    requests: int
    approved: int
    approved_minor: int
    paid: int
    paid_minor: int


def totals_by_kind(actor: Actor) -> list[KindSum]:
    """Return the visible requests by kind and currency: sent, approved and paid back."""
    promised = Q(decided_at__isnull=False, approved_minor__gt=0, lapses_date__isnull=False)
    rows = (
        visible_to(actor)
        .order_by()
        .values_list("kind", "currency")
        .annotate(
            requests=Count("pk"),
            approved=Count("pk", filter=promised),
            approved_sum=Sum("approved_minor", filter=promised, default=0),
            paid=Count("pk", filter=Q(status=RequestStatus.REIMBURSED)),
            paid_sum=Sum("refund__amount_minor", default=0)
            - Sum("correction__amount_minor", default=0),
        )
    )
    return [KindSum(kind, str(Kind(kind).label), *rest) for kind, *rest in sorted(rows)]


@dataclass(frozen=True, slots=True)
class Result:
    """An activity that was paid back, and what its partner did in the months after: notices sent, and
    sales won as who notified or as the channel. What happened after is not said to be because of it."""

    request: SupportRequest
    until: date
    notices: int
    won: int


def results(actor: Actor, first: date, last: date) -> list[Result]:
    """Return the activities paid back that ended between two days, the latest first."""
    rows = visible_to(actor).filter(
        status=RequestStatus.REIMBURSED, to_date__gte=first, to_date__lte=last
    )
    return [_result(row, last) for row in rows.order_by("-to_date", "-pk")]


def _result(row: SupportRequest, today: date) -> Result:
    until = min(row.to_date + AFTER, today)
    span: tuple[datetime, datetime] = (end_of_day(row.to_date), end_of_day(until))
    sent = Notice.objects.filter(
        partner_id=row.partner_id, received_at__gte=span[0], received_at__lt=span[1]
    )
    won = Assignment.objects.filter(
        Q(notice__partner_id=row.partner_id) | Q(channel__partner_id=row.partner_id),
        status=AssignmentStatus.WON, closed_at__gte=span[0], closed_at__lt=span[1],
    )  # fmt: skip
    return Result(row, until, sent.count(), won.count())
