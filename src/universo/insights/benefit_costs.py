"""What each benefit costs Hasar and what stands beside it, in a period (R-2). Reads only.

What happened in the period is not said to be because of a benefit.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from universo.benefits.alliances import figures as alliances
from universo.benefits.choices import Service
from universo.benefits.directory import figures as directory
from universo.benefits.integrations import figures as integrations
from universo.benefits.library import figures as library
from universo.benefits.library.models import Version
from universo.benefits.prices import figures as prices
from universo.benefits.support import figures as support
from universo.benefits.support.choices import RequestStatus
from universo.benefits.support.queries import visible_to as requests_visible_to
from universo.benefits.training import figures as training
from universo.benefits.units import figures as units
from universo.domain.decision_clock import end_of_day
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities.models import Notice, NoticeStatus
from universo.routing.models import Assignment, AssignmentStatus

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number by the code of what it counts; with a currency it is an amount in minor units."""

    code: str
    value: int
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """A service (its code, or INTEGRATIONS and ALLIANCES) with what it costs and what it brings."""

    code: str
    costs: tuple[Measure, ...]
    brings: tuple[Measure, ...]


def benefit_costs(actor: Actor, first: date, last: date) -> list[Benefit]:
    """Return each benefit over the local days from `first` to `last`, both included.

    Raises NotPermitted unless the actor is an administrator or an auditor.
    """
    if not (actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN)):
        raise NotPermitted("")
    parts = (_library, _prices, _units, _directory, _support, _training, _integrations, _plans)
    return [part(actor, first, last) for part in parts]


def programme(first: date, last: date) -> tuple[Measure, ...]:
    """Return the notices received and accepted, and the sales won, of the same days."""
    since, until = end_of_day(first - ONE_DAY), end_of_day(last)
    notices = Notice.objects.exclude(status=NoticeStatus.DRAFT)
    won = Assignment.objects.filter(
        status=AssignmentStatus.WON, closed_at__gte=since, closed_at__lt=until
    )
    accepted = notices.filter(
        status=NoticeStatus.ACCEPTED, decided_at__gte=since, decided_at__lt=until
    )
    return (
        Measure("notices", notices.filter(received_at__gte=since, received_at__lt=until).count()),
        Measure("accepted", accepted.count()),
        Measure("won", won.count()),
    )


def _library(actor: Actor, first: date, last: date) -> Benefit:
    published = Version.objects.filter(from_date__gte=first, from_date__lte=last)
    taken = library.downloads(actor).filter(day__gte=first, day__lte=last).aggregate(
        n=Count("pk"), partners=Count("partner", distinct=True)
    )  # fmt: skip
    return Benefit(
        Service.LIBRARY,
        (Measure("versions", published.count()),),
        (Measure("downloads", taken["n"]), Measure("partners", taken["partners"])),
    )


def _prices(actor: Actor, first: date, last: date) -> Benefit:
    used = prices.use_by_partner(actor, first, last)
    spread, net = Counter[str](), Counter[str]()
    for row in used:
        spread.update(row.spread)
        net.update(row.net)
    return Benefit(
        Service.PRICES,
        _amounts("spread", spread),
        (
            Measure("quotes", sum(row.quotes for row in used)),
            *_amounts("quoted", net),
            Measure("quoted_won", sum(row.won for row in used)),
        ),
    )


def _units(actor: Actor, first: date, last: date) -> Benefit:
    rows = units.use_of_models(actor, first, last)
    return Benefit(
        Service.UNITS,
        (
            Measure("units", sum(row.units for row in rows)),
            Measure("lent_days", sum(row.lent_days for row in rows)),
            Measure("repair_days", sum(row.repair_days for row in rows)),
        ),
        (
            Measure("loans", sum(row.loans for row in rows)),
            Measure("served", sum(row.served for row in rows)),
            Measure("served_won", sum(row.won for row in rows)),
        ),
    )


def _directory(actor: Actor, first: date, last: date) -> Benefit:
    rows = directory.seen(actor, first, last)
    return Benefit(
        Service.DIRECTORY,
        (Measure("mentions", directory.mentions(actor, last).total),),
        (
            Measure("views", sum(row.views for row in rows)),
            Measure("contacts", sum(row.contacted for row in rows)),
        ),
    )


def _support(actor: Actor, first: date, last: date) -> Benefit:
    paid = requests_visible_to(actor).filter(
        status=RequestStatus.REIMBURSED, to_date__gte=first, to_date__lte=last
    )
    sums = (
        paid.order_by()
        .values_list("currency")
        .annotate(paid=Sum("refund__amount_minor") - Sum("correction__amount_minor", default=0))
    )
    results = support.results(actor, first, last)
    return Benefit(
        Service.SUPPORT,
        _amounts("funds", Counter(dict(sums))),
        (
            Measure("activities", len(results)),
            Measure("notices_after", sum(row.notices for row in results)),
            Measure("won_after", sum(row.won for row in results)),
        ),
    )


def _training(actor: Actor, first: date, last: date) -> Benefit:
    found = training.figures_of(actor, first, last)
    certified = [row for row in found.partners if row.certified]
    sales = Counter[str]()
    for row in certified:
        sales.update(row.sales)
    return Benefit(
        Service.TRAINING,
        (Measure("sessions", found.sessions), Measure("hours", found.hours)),
        (
            Measure("attended", found.attended),
            Measure("certified", sum(row.certified for row in certified)),
            Measure("certified_notices", sum(row.notices for row in certified)),
            Measure("certified_won", sum(row.won for row in certified)),
            *_amounts("certified_sales", sales),
        ),
    )


def _integrations(actor: Actor, first: date, last: date) -> Benefit:
    found = integrations.figures(actor, first, last)
    return Benefit(
        "INTEGRATIONS",
        (Measure("reviews_asked", found.asked),),
        (Measure("certified_now", found.in_force), Measure("integrations", found.integrations)),
    )


def _plans(actor: Actor, first: date, last: date) -> Benefit:
    found = alliances.figures(actor, first, last)
    return Benefit(
        "ALLIANCES",
        (Measure("plans", found.plans), Measure("reviews", found.reviews)),
        (Measure("goals", found.goals), Measure("goals_reached", found.reached)),
    )


def _amounts(code: str, sums: Counter[str]) -> tuple[Measure, ...]:
    return tuple(Measure(code, minor, currency) for currency, minor in sorted(sums.items()))
