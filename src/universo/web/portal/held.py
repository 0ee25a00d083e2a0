"""What a partner still has of a benefit that it may not use today: it stays within reach (R-2)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from universo.benefits.choices import Service
from universo.benefits.directory import queries as directory
from universo.benefits.support import queries as support
from universo.benefits.units import queries as units
from universo.domain.sales_support import RESERVED
from universo.identity.actor import Actor
from universo.web.shared import support_words, unit_words

LENT = ("APPROVED", "OUT")  # what he owes an answer for
OWED = frozenset({*RESERVED, "REIMBURSED"})  # what Hasar promised, and what came of it
MOST = 50


def loans(actor: Actor, today: date) -> list[Any]:
    """Return the loans promised or at home, each with its look."""
    rows = unit_words.rows_of(units.live_loans(actor), today)
    return [row for row in rows if row[0].status in LENT]


def requests(actor: Actor) -> list[Any]:
    """Return the requests for support that were approved, each with its look."""
    rows = support.visible_to(actor).filter(status__in=OWED)
    return support_words.rows_of(rows[:MOST])


def has_any(actor: Actor, service: str, today: date) -> bool:
    """Tell whether the page of a benefit that may not be used has something for the partner."""
    found = _HELD.get(service)
    return bool(found and found(actor, today))


_HELD: dict[str, Callable[[Actor, date], Any]] = {
    Service.UNITS: loans,
    Service.SUPPORT: lambda actor, _today: requests(actor),
    Service.DIRECTORY: lambda actor, _today: directory.mine(actor).consent,
}
