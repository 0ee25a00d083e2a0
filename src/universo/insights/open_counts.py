"""How much a partner has open of the services that would end with a category (R-1). Reads only."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from universo.benefits import open_items
from universo.benefits.choices import Service
from universo.benefits.directory.models import Badge
from universo.benefits.directory.public import shown
from universo.benefits.integrations.queries import certified_of
from universo.benefits.library.models import Favourite, Follow
from universo.benefits.support.choices import RequestStatus
from universo.benefits.support.models import SupportRequest
from universo.benefits.support.queries import funds_of
from universo.benefits.units.choices import LoanStatus
from universo.benefits.units.models import Loan
from universo.insights.queries import Amount
from universo.partners.models import Member
from universo.program.choices import Category

OWED = (RequestStatus.APPROVED, RequestStatus.CARRIED_OUT, RequestStatus.VERIFIED)


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """What is open on the first day without the category; sums are in minor units."""

    loans_out: int = 0
    loans_asked: int = 0
    quotes: int = 0
    requests: int = 0  # for support: without a decision, or approved for later
    requests_owed: int = 0  # for support: begun, to be proven or paid back
    fund: tuple[Amount, ...] = ()  # what nobody reserved
    visits: int = 0
    seats: int = 0
    kept: int = 0  # favourites, and pieces or products that are followed
    in_directory: bool = False
    badges: int = 0
    plans: int = 0
    reviews: int = 0
    certified: int = 0  # integrations that the public directory tells


def open_counts(
    partner_id: int, category: str, services: Set[str], day: date, today: date
) -> OpenCounts:
    """Count what a partner has open of these services and of the category itself."""
    own = {"partner_id": partner_id}
    found: dict[str, Any] = {}
    if Service.UNITS in services:
        found |= _units(partner_id)
    if Service.PRICES in services:
        found["quotes"] = open_items.quotes(day).filter(**own).count()
    if Service.SUPPORT in services:
        found |= _support(partner_id, day)
    if Service.TRAINING in services:
        found["seats"] = open_items.seats(day).filter(**own).count()
    if Service.LIBRARY in services:
        people = Member.objects.filter(**own).values("user_id")
        kept = (model.objects.filter(user__in=people).count() for model in (Favourite, Follow))
        found["kept"] = sum(kept)
    if Service.DIRECTORY in services:
        found["in_directory"] = shown(today).filter(listing__partner_id=partner_id).exists()
        found["badges"] = Badge.objects.filter(**own, ended_at__isnull=True).count()
    if category == Category.ALLIANCE:
        found["plans"] = open_items.plans().filter(**own).count()
    if category == Category.ISV:
        rows = open_items.reviews().filter(integration__partner_id=partner_id)
        found["reviews"] = rows.count()
        page_stays = shown(today).filter(listing__partner_id=partner_id)
        if Service.DIRECTORY not in services and page_stays.exists():
            found["certified"] = len(certified_of(partner_id, today))
    return OpenCounts(**found)


def _units(partner_id: int) -> dict[str, object]:
    loans = Loan.objects.filter(partner_id=partner_id)
    waiting = (LoanStatus.REQUESTED, LoanStatus.APPROVED)
    return {
        "loans_out": loans.filter(status=LoanStatus.OUT).count(),
        "loans_asked": loans.filter(status__in=waiting).count(),
    }


def _support(partner_id: int, day: date) -> dict[str, object]:
    ending = open_items.requests(day).filter(partner_id=partner_id)
    owed = SupportRequest.objects.filter(partner_id=partner_id, status__in=OWED)
    free = [row for row in funds_of(partner_id, day) if row.free_minor]
    return {
        "requests": ending.count(),
        "requests_owed": owed.exclude(pk__in=ending.values("pk")).count(),
        "fund": tuple(Amount(row.free_minor, row.currency) for row in free),
        "visits": open_items.visits(day).filter(partner_id=partner_id).count(),
    }
