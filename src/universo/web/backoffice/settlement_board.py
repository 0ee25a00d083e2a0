"""What the page of settlements puts together: figures by currency, months to close, what carries over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from universo.identity.actor import Actor
from universo.partners.bank_queries import accounts_to_decide
from universo.rewards import ledger_queries, payment_queries, queries
from universo.rewards.run_queries import DraftSum
from universo.rewards.settling import Candidate, Outcome, next_month
from universo.web.shared.reward_words import month_name

MONTHS_OFFERED = 2
NUMBERS = ("ready", "ready_minor", "held", "held_minor", "rest", "rest_minor")


@dataclass(slots=True)
class Figures:
    """What is open in one currency, in minor units."""

    currency: str
    accrued_minor: int = 0
    owed_minor: int = 0  # negative balances that carry over
    payable_minor: int = 0
    paid_minor: int = 0


def figures(balances: list[ledger_queries.AccountBalances]) -> list[Figures]:
    """Return the sums of all partners by currency; what partners owe stands apart."""
    found: dict[str, Figures] = {}
    for row in balances:
        one = found.setdefault(row.currency, Figures(row.currency))
        if row.accrued_minor < 0:
            one.owed_minor += row.accrued_minor
        else:
            one.accrued_minor += row.accrued_minor
        one.payable_minor += row.payable_minor
        one.paid_minor += row.paid_minor
    return [found[currency] for currency in sorted(found)]


def ready_sums(rows: list[Candidate]) -> list[tuple[str, int, int]]:
    """Return (currency, how many, total in minor units) of what is ready to be closed."""
    sums: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.outcome is Outcome.READY:
            sums[row.currency].append(row.total_minor)
    return [(currency, len(sums[currency]), sum(sums[currency])) for currency in sorted(sums)]


def months_to_close(actor: Actor, today: date) -> list[dict[str, Any]]:
    """Return the last months with what closing each would settle; `early` for the current one."""
    return [
        {
            "period": period,
            "early": next_month(period) > today,
            "sums": ready_sums(queries.preview(actor, period, today)),
        }
        for period in queries.open_months(actor, today)[:MONTHS_OFFERED]
    ]


def outcome_sums(rows: list[DraftSum]) -> list[dict[str, Any]]:
    """Return the sums of a run by currency: what will be closed, what is held, what carries over."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        empty = dict.fromkeys(NUMBERS, 0)
        one = found.setdefault(row.currency, {"currency": row.currency, **empty})
        name = row.outcome if row.outcome in {"ready", "held"} else "rest"
        one[name] += row.count
        one[f"{name}_minor"] += row.total_minor
    return list(found.values())


def month_steps(actor: Actor, run: Any, now: datetime) -> list[dict[str, Any]]:
    """Return the way of a month as steps: prepare, review and approve, invoices, accounts, payments."""
    counts = payment_queries.progress_counts(actor, now)
    waiting = payment_queries.finance_counts(actor)
    accounts = accounts_to_decide(actor).count()
    wanted = counts["invoice_wanted"] + counts["invoice_rejected"]
    return [
        {
            "label": _("Prepare"),
            "note": month_name(run.period) if run else _("choose the month"),
            "url": reverse("backoffice:settlement_close"),
            "state": "done" if run else "next",
        },
        {
            "label": _("Review and approve"),
            "note": _("waits for a second person") if run else _("nothing waits"),
            "url": reverse("backoffice:settlement_run", args=[run.pk]) if run else "",
            "state": "now" if run else "next",
        },
        {
            "label": _("Partners' invoices"),
            "note": _("%(check)d to check · %(wanted)d awaited")
            % {"check": waiting["invoices"], "wanted": wanted},
            "url": reverse("backoffice:partner_invoices"),
            "state": "now" if waiting["invoices"] else "next",
        },
        {
            "label": _("Bank accounts"),
            "note": _("%(count)d to approve · %(missing)d missing")
            % {"count": accounts, "missing": counts["account_wanted"]},
            "url": reverse("backoffice:bank_accounts"),
            "state": "now" if accounts else "next",
        },
        {
            "label": _("Pay"),
            "note": _("%(ready)d ready · %(waiting)d in batches")
            % {"ready": counts["ready"], "waiting": counts["being_paid"]},
            "url": reverse("backoffice:payments"),
            "state": "now" if counts["ready"] or counts["being_paid"] else "next",
        },
    ]
