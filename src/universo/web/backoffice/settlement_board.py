"""What the page of settlements puts together: figures by currency, months to close, what carries over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from universo.identity.actor import Actor
from universo.rewards import queries
from universo.rewards.settling import Candidate, Outcome, next_month

MONTHS_OFFERED = 2


@dataclass(slots=True)
class Figures:
    """What is open in one currency, in minor units."""

    currency: str
    accrued_minor: int = 0
    owed_minor: int = 0  # negative balances that carry over
    payable_minor: int = 0
    paid_minor: int = 0


def figures(balances: list[queries.AccountBalances]) -> list[Figures]:
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
