"""The side bar of each person: what he may open, in the order in which he works."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from universo.evaluation.queries import queue_counts
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole as Role
from universo.opportunities.queries import open_notices
from universo.partners.queries import applications
from universo.program.choices import Category
from universo.routing.queries import lead_counts, notices_waiting

Count = Callable[[Actor, datetime], int]


def _open_notices(actor: Actor, now: datetime) -> int:
    return open_notices(actor, now).count()


def _to_decide(actor: Actor, now: datetime) -> int:
    return queue_counts(actor, now, mine=True)["open"]


def _to_route(actor: Actor, now: datetime) -> int:
    return notices_waiting(actor).count()


def _to_answer(actor: Actor, now: datetime) -> int:
    return lead_counts(actor)["OFFERED"]


def _to_approve(actor: Actor, now: datetime) -> int:
    return applications(actor, state="CONFIRMED").count()


@dataclass(frozen=True, slots=True)
class Item:
    """An entry: label, URL name, icon and who sees it (roles or categories; empty = all of the site)."""

    label: Any
    url_name: str
    icon: str
    needs: frozenset[str] = frozenset()
    count: Count | None = None  # how many things wait for him there
    stays: bool = False  # also for those who left the category: what they did there still settles


PORTAL = (
    Item(_("Home"), "portal:home", "layout-dashboard"),
    Item(
        _("Opportunities"),
        "portal:notice_list",
        "target",
        frozenset({Category.SPONSOR}),
        _open_notices,
        stays=True,
    ),
    Item(_("Rewards"), "portal:rewards", "hand-coins", frozenset({Category.SPONSOR}), stays=True),
    Item(_("Your story"), "portal:story", "history", frozenset({Category.SPONSOR}), stays=True),
    Item(_("Rates"), "portal:rates", "percent", frozenset({Category.SPONSOR})),
    Item(_("Leads"), "portal:lead_list", "handshake", frozenset({Category.RESELLER}), _to_answer),
    Item(_("My customers"), "portal:customers", "store", frozenset({Category.RESELLER})),
    Item(_("Integrations"), "portal:integrations", "code-xml", frozenset({Category.ISV})),
    Item(_("Joint plans"), "portal:plans", "handshake", frozenset({Category.ALLIANCE})),
    Item(_("Benefits"), "portal:benefits", "sparkles"),
    Item(_("My company"), "portal:profile", "building-2"),
)
BACKOFFICE = (
    Item(_("Home"), "backoffice:home", "layout-dashboard"),
    Item(
        _("Queue of notices"),
        "backoffice:queue",
        "inbox",
        frozenset({Role.ACCOUNT_EXECUTIVE}),
        _to_decide,
    ),
    Item(
        _("Executing channels"),
        "backoffice:routing",
        "route",
        frozenset({Role.CHANNEL_MANAGER, Role.ACCOUNT_EXECUTIVE}),
        _to_route,
    ),
    Item(
        _("Known customers"),
        "backoffice:customers",
        "store",
        frozenset({Role.ACCOUNT_EXECUTIVE, Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN}),
    ),
    Item(_("Sales"), "backoffice:documents", "receipt-text", frozenset({Role.FINANCE})),
    Item(_("Imports"), "backoffice:imports", "file-up", frozenset({Role.FINANCE})),
    Item(_("Ledger"), "backoffice:ledger", "book-open-text", frozenset({Role.FINANCE})),
    Item(_("Settlements"), "backoffice:settlements", "wallet", frozenset({Role.FINANCE})),
    Item(
        _("Applications"),
        "backoffice:applications",
        "user-plus",
        frozenset({Role.PROGRAM_ADMIN}),
        _to_approve,
    ),
    Item(
        _("Partners"),
        "backoffice:partners",
        "building-2",
        frozenset({Role.PROGRAM_ADMIN, Role.ACCOUNT_EXECUTIVE}),
    ),
    Item(
        _("Benefits"),
        "backoffice:benefits",
        "sparkles",
        frozenset({Role.PROGRAM_ADMIN, Role.CHANNEL_MANAGER}),
    ),
    Item(
        _("Support in selling"),
        "backoffice:support",
        "megaphone",
        frozenset({Role.FINANCE, Role.ACCOUNT_EXECUTIVE}),
    ),
    Item(
        _("Demonstration units"),
        "backoffice:units",
        "package-open",
        frozenset({Role.ACCOUNT_EXECUTIVE}),
    ),
    Item(_("Joint plans"), "backoffice:plans", "handshake", frozenset({Role.ACCOUNT_EXECUTIVE})),
    Item(_("API keys"), "backoffice:tokens", "key-round", frozenset({Role.FINANCE})),
    Item(_("Programme"), "backoffice:program", "settings-2", frozenset({Role.PROGRAM_ADMIN})),
    Item(
        _("Audit"),
        "backoffice:audit",
        "shield-check",
        frozenset({Role.AUDITOR, Role.PROGRAM_ADMIN}),
    ),
)


def navigation_for(actor: Actor, path: str, now: datetime) -> list[dict[str, Any]]:
    """Return the items this actor may open, with what waits for him there.

    The active one is that with the longest matching address.
    """
    if actor.is_staff:
        chosen = [i for i in BACKOFFICE if not i.needs or actor.has(*i.needs, Role.AUDITOR)]
    elif actor.partner_id is not None:
        chosen = [i for i in PORTAL if _is_shown(i, actor)]
    else:
        return []
    items = [_entry(item, actor, now) for item in chosen]
    found = [item for item in items if path.startswith(item["url"])]
    if found:
        max(found, key=lambda item: len(item["url"]))["active"] = True
    return items


def _is_shown(item: Item, actor: Actor) -> bool:
    """A partner's menu is the union of those of its categories (R-1)."""
    held = actor.partner_categories | (actor.former_categories if item.stays else frozenset())
    return not item.needs or bool(held & item.needs)


def _entry(item: Item, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "label": item.label,
        "url": reverse(item.url_name),
        "icon": item.icon,
        "badge": item.count(actor, now) if item.count else None,
        "active": False,
    }
