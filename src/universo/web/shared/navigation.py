"""The side bar of each person: what he may open, in the order in which he works."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from universo.identity.actor import Actor
from universo.identity.roles import StaffRole as Role
from universo.program.choices import Category


@dataclass(frozen=True, slots=True)
class Item:
    """An entry: label, URL name, icon and who sees it (roles or categories; empty = all of the site)."""

    label: Any
    url_name: str
    icon: str
    needs: frozenset[str] = frozenset()


PORTAL = (
    Item(_("Home"), "portal:home", "layout-dashboard"),
    Item(_("Opportunities"), "portal:notice_list", "target", frozenset({Category.SPONSOR})),
    Item(_("Rewards"), "portal:rewards", "hand-coins", frozenset({Category.SPONSOR})),
    Item(_("Rates"), "portal:rates", "percent", frozenset({Category.SPONSOR})),
    Item(_("Leads"), "portal:lead_list", "handshake", frozenset({Category.RESELLER})),
    Item(_("My customers"), "portal:customers", "store", frozenset({Category.RESELLER})),
    Item(_("My company"), "portal:profile", "building-2"),
)
BACKOFFICE = (
    Item(_("Home"), "backoffice:home", "layout-dashboard"),
    Item(_("Queue of notices"), "backoffice:queue", "inbox", frozenset({Role.ACCOUNT_EXECUTIVE})),
    Item(
        _("Executing channels"),
        "backoffice:routing",
        "route",
        frozenset({Role.CHANNEL_MANAGER, Role.ACCOUNT_EXECUTIVE}),
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
        _("Applications"), "backoffice:applications", "user-plus", frozenset({Role.PROGRAM_ADMIN})
    ),
    Item(
        _("Partners"),
        "backoffice:partners",
        "building-2",
        frozenset({Role.PROGRAM_ADMIN, Role.ACCOUNT_EXECUTIVE}),
    ),
    Item(_("Programme"), "backoffice:program", "settings-2", frozenset({Role.PROGRAM_ADMIN})),
    Item(
        _("Audit"),
        "backoffice:audit",
        "shield-check",
        frozenset({Role.AUDITOR, Role.PROGRAM_ADMIN}),
    ),
)


def navigation_for(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Return the items this actor may open; the active one is that with the longest matching address."""
    if actor.is_staff:
        chosen = [i for i in BACKOFFICE if not i.needs or actor.has(*i.needs, Role.AUDITOR)]
    elif actor.partner_id is not None:
        chosen = [i for i in PORTAL if not i.needs or actor.partner_categories & i.needs]
    else:
        return []
    items = [_entry(item) for item in chosen]
    found = [item for item in items if item["url"] and path.startswith(item["url"])]
    if found:
        max(found, key=lambda item: len(item["url"]))["active"] = True
    return items


def _entry(item: Item) -> dict[str, Any]:
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        url = ""
    return {"label": item.label, "url": url, "icon": item.icon, "badge": None, "active": False}
