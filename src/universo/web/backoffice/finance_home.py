"""How finance's first page says what waits, and how old what is not collected is."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from universo.insights.expected import AGES, Ageing
from universo.insights.finance_waits import Wait
from universo.web.shared.formatting import money, number
from universo.web.shared.reward_words import address

# What is said of each kind of wait, the page where it is done, and what narrows that page.
KINDS: dict[str, tuple[Any, str, str]] = {
    "conflicts": (gettext_lazy("Documents that came again otherwise"), "conflicts", ""),
    "unlinked": (
        gettext_lazy("Invoices without opportunity"), "documents", "?estado=sin-oportunidad"
    ),
    "notes": (gettext_lazy("Notes to assign"), "documents", "?estado=notas"),
    "incomplete": (gettext_lazy("Invoices to complete"), "documents", "?estado=por-completar"),
    "waiting": (gettext_lazy("Collections without invoice"), "waiting_collections", ""),
    "cheques": (
        gettext_lazy("Cheques that have not cleared"), "documents", "?estado=por-cobrar"
    ),
    "certificates": (
        gettext_lazy("Withholdings without certificate"), "documents", "?estado=por-cobrar"
    ),
    "runs": (gettext_lazy("Months to approve"), "settlements", ""),
    "invoices": (gettext_lazy("Invoices of partners to check"), "partner_invoices", ""),
    "accounts": (gettext_lazy("Bank accounts to approve"), "bank_accounts", ""),
    "batches": (gettext_lazy("Payment batches to approve"), "payments", ""),
    "transfers": (gettext_lazy("Payment batches to transfer"), "payments", ""),
    "differences": (gettext_lazy("Differences of the ledger"), "ledger", ""),
}  # fmt: skip
WRONG = {"conflicts", "differences"}


def wait(found: Wait, today: date) -> dict[str, Any]:
    """Return a row of what waits, with its age in days."""
    label, page, query = KINDS[found.kind]
    url = address(f"backoffice:{page}")
    days = (today - found.oldest).days if found.oldest else 0
    return {
        "label": label,
        "url": f"{url}{query}" if url else "",
        "count": number(found.count),
        "tone": "bad" if found.kind in WRONG else "",
        "age": ngettext("for %(count)s day", "for %(count)s days", days) % {"count": number(days)}
        if days > 0
        else _("since today"),
        "note": _own(found),
    }


def _own(found: Wait) -> str:
    """Return who has to approve what the reader prepared; nothing without any."""
    if not found.own:
        return ""
    if found.own == found.count:
        return _("You prepared it: somebody else of finance approves it.")
    return _("You prepared %(own)s of them: somebody else of finance approves those.") % {
        "own": number(found.own)
    }


def ageing(found: Ageing) -> dict[str, Any]:
    """Return rewards expected in a currency by the age of the invoice, as picture and as table."""
    labels = [f"0–{AGES[0]}", *(f"{since + 1}–{until}" for since, until in pairwise(AGES))]
    count = sum(found.counts)
    return {
        "currency": found.currency,
        "title": _("Expected and not collected, in %(currency)s") % {"currency": found.currency},
        "labels": [*labels, f"> {AGES[-1]}"],
        "series": [(_("Reward expected"), found.amounts)],
        "total": money(found.total_minor, found.currency),
        "count": ngettext("%(count)s invoice", "%(count)s invoices", count)
        % {"count": number(count)},
    }
