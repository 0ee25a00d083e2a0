"""What training costs and brings: sessions and tests, and by partner certified people against sales (R-2)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q, Sum

from universo.benefits.training import exam_queries, sales_figures
from universo.benefits.training.choices import SeatState
from universo.benefits.training.models import Attempt, GoalGrant, Seat, Session
from universo.benefits.training.queries import is_keeper
from universo.domain.decision_clock import end_of_day
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.partners.models import Partner
from universo.program.choices import Currency

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """A partner over a stretch of days; `certified` is as of its last day, sales by currency."""

    partner: Partner
    certified: int
    notices: int
    won: int
    sales: dict[str, int]  # net, in minor units


@dataclass(frozen=True, slots=True)
class Figures:
    """What was given and what came of it; hours are of trainers, whole."""

    sessions: int = 0
    hours: int = 0
    seats: int = 0
    attended: int = 0
    tests: int = 0
    passed: int = 0
    granted: int = 0
    partners: list[PartnerFigures] = field(default_factory=list)

    @property
    def attended_bp(self) -> int:
        """Seats that were used, of those whose attendance was marked."""
        return self.attended * 10_000 // self.seats if self.seats else 0

    @property
    def passed_bp(self) -> int:
        """Tests passed of those that ended."""
        return self.passed * 10_000 // self.tests if self.tests else 0


def figures_of(actor: Actor, first: date, last: date) -> Figures:
    """Return the figures of the local days first <= day <= last; nothing for others than keepers."""
    if not (actor.sees_everything or is_keeper(actor)):
        return Figures()
    since, until = end_of_day(first - ONE_DAY), end_of_day(last)
    held = Session.objects.filter(
        cancelled_at__isnull=True, starts_at__gte=since, ends_at__lt=until
    )
    seats = Seat.objects.filter(
        session__in=held, state=SeatState.ENROLLED, attended__isnull=False
    ).aggregate(n=Count("pk"), there=Count("pk", filter=Q(attended=True)))
    tests = Attempt.objects.filter(ended_at__gte=since, ended_at__lt=until).aggregate(
        n=Count("pk"), good=Count("pk", filter=Q(passed=True))
    )
    spent = held.aggregate(time=Sum(F("ends_at") - F("starts_at")))["time"] or timedelta()
    return Figures(
        sessions=held.count(),
        hours=int(spent.total_seconds() // 3600),
        seats=seats["n"],
        attended=seats["there"],
        tests=tests["n"],
        passed=tests["good"],
        granted=GoalGrant.objects.filter(granted_at__gte=since, granted_at__lt=until).count(),
        partners=_by_partner(first, last),
    )


def _by_partner(first: date, last: date) -> list[PartnerFigures]:
    """Return the partners with anything to show, those with more certified people first."""
    after = last + ONE_DAY
    everybody = list(Partner.objects.filter(is_active=True))
    certified = exam_queries.certified_of([row.pk for row in everybody], last)
    since, until = end_of_day(first - ONE_DAY), end_of_day(last)
    sent = Notice.objects.filter(received_at__gte=since, received_at__lt=until)
    notices = Counter(sent.values_list("partner_id", flat=True))
    won = sales_figures.won_of(first, after)
    sales = {code: sales_figures.sales_of(first, after, code) for code in Currency.values}
    rows = [
        PartnerFigures(
            row,
            certified[row.pk],
            notices[row.pk],
            won[row.pk],
            {code: found[row.pk] for code, found in sales.items() if found[row.pk]},
        )
        for row in everybody
    ]
    shown = [row for row in rows if row.certified or row.notices or row.won or row.sales]
    return sorted(shown, key=lambda row: (-row.certified, -row.won, str(row.partner)))
