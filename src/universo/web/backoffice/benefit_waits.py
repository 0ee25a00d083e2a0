"""What waits for Hasar's people in the benefits (R-2): for their first page, each row by its roles."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from universo.benefits.directory import queries as directory
from universo.benefits.integrations import queries as integrations
from universo.benefits.support import queries as support
from universo.benefits.units import queries as units
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners import category_queries, level_queries
from universo.web.shared.formatting import number

ADMINS = (StaffRole.PROGRAM_ADMIN,)
KEEPERS = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
FINANCE = (StaffRole.FINANCE,)
Counted = Callable[[Actor, date], int]


def _units(actor: Actor, today: date) -> int:
    return int(units.counts(actor, today)["requested"]) + units.extensions_waiting(actor).count()


def _support(*states: str) -> Counted:
    def count(actor: Actor, today: date) -> int:
        found = support.counts(actor)
        return sum(found[state] for state in states)

    return count


def _pages(actor: Actor, today: date) -> int:
    return directory.counts(actor).get("WAITING", 0)


def _integrations(actor: Actor, today: date) -> int:
    return integrations.certifications(actor).filter(status="REQUESTED").count()


def _categories(actor: Actor, today: date) -> int:
    return category_queries.waiting(actor).count()


def _levels(actor: Actor, today: date) -> int:
    return level_queries.waiting(actor).count()


# Who does it, what it is called, how many wait, and the page where it is done.
KINDS: tuple[tuple[tuple[StaffRole, ...], Any, Counted, str, str], ...] = (
    (KEEPERS, _("Demonstration units to answer"), _units, "units", ""),
    (ADMINS, _("Support to decide"), _support("SUBMITTED", "SECOND"), "support", ""),
    (ADMINS, _("Support to verify"), _support("CARRIED_OUT"), "support", "?estado=CARRIED_OUT"),
    (FINANCE, _("Support to book"), _support("VERIFIED"), "support", "?estado=VERIFIED"),
    (ADMINS, _("Directory pages to review"), _pages, "directory", ""),
    (ADMINS, _("Integrations to review"), _integrations, "integrations", ""),
    (ADMINS, _("Requests about categories"), _categories, "category_requests", ""),
    (ADMINS, _("Levels to decide"), _levels, "levels", ""),
)


def benefit_waits(actor: Actor, today: date) -> dict[str, Any]:
    """Return the rows of what waits for the actor's roles, none that is zero, and their sum."""
    rows, total = [], 0
    for roles, label, counted, page, query in KINDS:
        if not (actor.has(*roles) or actor.sees_everything):
            continue
        count = counted(actor, today)
        if count:
            total += count
            url = reverse(f"backoffice:{page}") + query
            rows.append({"label": label, "url": url, "count": number(count)})
    return {"rows": rows, "waiting": total}
