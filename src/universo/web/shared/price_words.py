"""How price lists, their changes and quotes are said and drawn on pages of both sites."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from universo.benefits.prices.choices import CHANGES, LIST_STATES, QUOTE_STATES
from universo.domain import price_lists, quotes
from universo.web.shared import formatting
from universo.web.shared.benefit_words import COLUMNS
from universo.web.shared.unit_words import Look

_LIST_LOOKS = {
    "SCHEDULED": ("brand", "calendar-clock"),
    "IN_FORCE": ("ok", "check"),
    "PAST": ("neutral", "history"),
    "WITHDRAWN": ("bad", "ban"),
}
_QUOTE_LOOKS = {
    "DRAFT": ("neutral", "pencil"),
    "ISSUED": ("ok", "check"),
    "EXPIRED": ("warn", "hourglass"),
    "WITHDRAWN": ("bad", "ban"),
}
_CHANGE_LOOKS = {
    "UP": ("warn", "trending-up"),
    "DOWN": ("ok", "trending-down"),
    "NEW": ("brand", "plus"),
    "REMOVED": ("bad", "minus"),
    "OTHER": ("neutral", "pencil"),
}


def list_look(found: Any, today: Any) -> Look:
    """Return how the state of a list with `until` is shown on a day."""
    state = price_lists.state_on(today, found.from_date, found.until, found.withdrawn_date)
    return Look(LIST_STATES[state.value], *_LIST_LOOKS[state.value])


def quote_look(found: Any, today: Any) -> Look:
    """Return how the state of a quote is shown on a day."""
    state = quotes.state_on(found.status, found.valid_until, today)
    return Look(QUOTE_STATES[state.value], *_QUOTE_LOOKS[state.value])


def change_look(kind: str) -> Look:
    """Return how a kind of change is shown."""
    return Look(CHANGES[kind], *_CHANGE_LOOKS[kind])


def target_words(row: Any) -> str:
    """Return for whom a list is: its category, or the level of sponsors."""
    found = (c for c in COLUMNS.values() if (c.category, c.level) == (row.category, row.level))
    return str(next(found).label)


def signed_rate(basis_points: int) -> str:
    """Return a change as `+7,5 %`; nothing when there is none."""
    if not basis_points:
        return ""
    return f"{'+' if basis_points > 0 else ''}{formatting.rate(basis_points)}"


def change_rows(rows: Any) -> list[dict[str, Any]]:
    """Return changes (previewing.row_of) as a page shows them."""
    return [
        {
            **row,
            "look": change_look(row["kind"]),
            "partner_change": signed_rate(row["partner_bp"]),
            "public_change": signed_rate(row["public_bp"]),
        }
        for row in rows
    ]


def portal_tabs(here: str) -> list[dict[str, Any]]:
    """Return the parts of a partner's pages of prices, with the one whose page it is marked."""
    parts = (("prices", _("Prices"), "badge-percent"), ("quotes", _("Quotes"), "file-text"))
    return [
        {"label": label, "url": reverse(f"portal:{name}"), "icon": icon, "active": name == here}
        for name, label, icon in parts
    ]


def office_tabs(here: str) -> list[dict[str, Any]]:
    """Return the parts of Hasar's pages of prices, with the one whose page it is marked."""
    parts = (
        ("prices", _("Price lists"), "badge-percent"),
        ("price_use", _("Use"), "chart-column"),
        ("price_rules", _("Rules"), "scroll-text"),
    )
    return [
        {"label": label, "url": reverse(f"backoffice:{name}"), "icon": icon, "active": name == here}
        for name, label, icon in parts
    ]


def rules_words(rules: Any) -> list[str]:
    """Return the rules of price lists and quotes as sentences."""
    return [
        _("What replaces a list is announced %(n)d whole business days before it applies.")
        % {"n": rules.notice_days},
        _("A change of %(rate)s or more is pointed out.")
        % {"rate": formatting.rate(rules.outlier_bp)},
        _("A quote is valid for %(n)d days at most.") % {"n": rules.longest_validity_days},
    ]


def vat_choices() -> list[tuple[str, str]]:
    """Return the rates of VAT as choices."""
    return [(str(bp), formatting.rate(bp)) for bp in quotes.VAT_RATES_BP]
