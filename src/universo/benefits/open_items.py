"""What partners have open of each benefit, and what of it ends with a category that they left (R-1).

A category brings a service to an end when the table gives it to that category and to no other that is
held on the day. Conditions do not count here: a unit that is overdue today ends nothing for good.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from universo.benefits.alliances.choices import PlanStatus
from universo.benefits.alliances.models import Plan
from universo.benefits.integrations.choices import CertificationStatus
from universo.benefits.integrations.models import Certification
from universo.benefits.models import Entitlement
from universo.benefits.prices.choices import QuoteStatus
from universo.benefits.prices.quote_models import Quote
from universo.benefits.support.choices import RequestStatus, VisitStatus
from universo.benefits.support.models import SupportRequest
from universo.benefits.support.visit_models import Visit
from universo.benefits.training.choices import SeatState
from universo.benefits.training.models import Seat
from universo.benefits.units.choices import Answer, LoanStatus
from universo.benefits.units.models import Loan
from universo.domain.decision_clock import end_of_day
from universo.partners.days import held_on, over_by
from universo.partners.models import Enrolment

UNDECIDED = (
    RequestStatus.DRAFT, RequestStatus.RETURNED, RequestStatus.SUBMITTED, RequestStatus.SECOND
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """A partner without a category since a day, and the services that ended with it."""

    partner_id: int
    category: str
    day: date  # the first without it
    services: frozenset[str]


def services_ended(
    category: str, level: str, others: Mapping[str, str], day: date, rows: Iterable[Entitlement]
) -> frozenset[str]:
    """Return the services that end with a category for who holds `others` ({category: level})."""
    given: dict[str, set[str]] = {"left": set(), "others": set()}
    for row in rows:
        if row.category == category and row.level in ("", level):
            given["left"].add(row.service)
        if row.category in others and row.level in ("", others[row.category]):
            given["others"].add(row.service)
    return frozenset(given["left"] - given["others"])


def ended_with(partner_id: int, category: str, day: date) -> frozenset[str]:
    """Return the services that would end for a partner without this category from a local day on."""
    rows = Enrolment.objects.filter(partner_id=partner_id)
    level = {row.category: row.level for row in rows.order_by("since_date")}
    held = {
        row.category: row.level for row in rows.filter(held_on(day)) if row.category != category
    }
    table = Entitlement.objects.filter(valid__contains=day)
    return services_ended(category, level.get(category, ""), held, day, table)


def left_by(today: date) -> list[Left]:
    """Return who is without a category today and has something open, whatever it is."""
    held = Enrolment.objects.filter(
        held_on(today), partner=OuterRef("partner"), category=OuterRef("category")
    )
    gone = Enrolment.objects.filter(~Exists(held), over_by(today), partner__in=_busy(today))
    table = list(Entitlement.objects.filter(valid__contains=today))
    now: dict[int, dict[str, str]] = {}
    for row in Enrolment.objects.filter(held_on(today), partner__in=gone.values("partner")):
        now.setdefault(row.partner_id, {})[row.category] = row.level
    last: dict[tuple[int, str], Enrolment] = {}
    for row in gone.order_by("until_date", "pk"):
        last[row.partner_id, row.category] = row
    return [
        Left(
            partner_id, category, row.until_date or today,
            services_ended(category, row.level, now.get(partner_id, {}), today, table),
        )
        for (partner_id, category), row in sorted(last.items())
    ]  # fmt: skip


def _busy(today: date) -> set[int]:
    """Return the partners with anything open that a leaving may bring to an end."""
    rows = [
        loans(today), quotes(today), requests(date.min), visits(today), seats(today), plans()
    ]  # fmt: skip
    found = {pk for some in rows for pk in some.order_by().values_list("partner_id", flat=True)}
    return found | set(reviews().order_by().values_list("integration__partner_id", flat=True))


def loans(day: date) -> QuerySet[Loan]:
    """Return the loans asked for, approved, or out past a local day or with more days asked for."""
    more = Q(due_date__gt=day) | Q(extensions__answer=Answer.WAITING)
    waiting = Q(status__in=(LoanStatus.REQUESTED, LoanStatus.APPROVED))
    return Loan.objects.filter(waiting | (Q(status=LoanStatus.OUT) & more)).distinct()


def quotes(day: date) -> QuerySet[Quote]:
    """Return the quotes that were issued and hold on a local day."""
    return Quote.objects.filter(status=QuoteStatus.ISSUED, valid_until__gte=day)


def requests(day: date) -> QuerySet[SupportRequest]:
    """Return the requests for support without a decision, or for what begins on a local day or later.

    What began before is proven and paid back: it was approved, and it is owed.
    """
    ahead = Q(status=RequestStatus.APPROVED, from_date__gte=day)
    return SupportRequest.objects.filter(ahead | Q(status__in=UNDECIDED))


def visits(day: date) -> QuerySet[Visit]:
    """Return the joint visits asked for, or confirmed for a local day or later."""
    ahead = Q(status=VisitStatus.CONFIRMED, begins_at__gte=_begins(day))
    return Visit.objects.filter(ahead | Q(status=VisitStatus.ASKED))


def seats(day: date) -> QuerySet[Seat]:
    """Return the seats, and the places on waiting lists, of sessions from a local day on."""
    return Seat.objects.filter(
        state__in=(SeatState.ENROLLED, SeatState.WAITING),
        session__cancelled_at__isnull=True,
        session__starts_at__gte=_begins(day),
    )


def plans() -> QuerySet[Plan]:
    """Return the joint plans that were proposed or go on."""
    return Plan.objects.filter(status__in=(PlanStatus.PROPOSED, PlanStatus.AGREED))


def reviews() -> QuerySet[Certification]:
    """Return the versions of software that wait to be certified."""
    return Certification.objects.filter(status=CertificationStatus.REQUESTED)


def _begins(day: date) -> datetime:
    return end_of_day(day - timedelta(days=1))
