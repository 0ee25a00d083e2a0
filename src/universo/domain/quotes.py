"""A quote of a partner for his customer: its sums to the centavo, and until when it counts (R-2 b).

Prices are net. VAT is taken on the sum of each rate, rounded once, as invoices show it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from universo.domain.money import BASIS_POINTS, MAX_MINOR, round_half_up_div

VAT_RATES_BP = (2100, 1050, 2700, 500, 250, 0)  # those that exist in Argentina, the usual one first
MAX_QUANTITY = 99_999


class QuoteState(StrEnum):
    """What a quote is on a day; EXPIRED is computed, never stored."""

    DRAFT = "DRAFT"
    ISSUED = "ISSUED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class QuoteTooLarge(ValueError):
    """The sum is beyond any invoice."""


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quantity of an article at a net unit price in minor units, with its VAT in basis points."""

    quantity: int
    unit_minor: int
    vat_bp: int

    @property
    def net_minor(self) -> int:
        """Quantity times price, exact."""
        return self.quantity * self.unit_minor


@dataclass(frozen=True, slots=True)
class RateTotal:
    """The net sum of the lines of one rate of VAT, and the VAT on it."""

    vat_bp: int
    net_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a quote in minor units; `rates` from the highest net rate of VAT down."""

    rates: tuple[RateTotal, ...]
    net_minor: int
    vat_minor: int

    @property
    def total_minor(self) -> int:
        """What the customer would pay."""
        return self.net_minor + self.vat_minor


def totals(lines: Iterable[QuoteLine]) -> Totals:
    """Return the sums; VAT with one rounding for each rate. Raises QuoteTooLarge."""
    nets: dict[int, int] = {}
    for line in lines:
        nets[line.vat_bp] = nets.get(line.vat_bp, 0) + line.net_minor
    rates = tuple(
        RateTotal(bp, net, round_half_up_div(net * bp, BASIS_POINTS))
        for bp, net in sorted(nets.items(), reverse=True)
    )
    found = Totals(rates, sum(row.net_minor for row in rates), sum(row.vat_minor for row in rates))
    if found.total_minor > MAX_MINOR:
        raise QuoteTooLarge
    return found


def below_own(unit_minor: int, own_minor: int | None) -> bool:
    """Tell whether an article is offered for less than the partner pays for it."""
    return own_minor is not None and unit_minor < own_minor


def last_day(issued: date, validity_days: int) -> date:
    """Return the last local day on which the customer may accept: so many days after the day of issue."""
    return issued + timedelta(days=validity_days)


def state_on(status: str, valid_until: date | None, day: date) -> QuoteState:
    """Return what a quote is on a local day: it counts to 24:00 of its last day."""
    if status == QuoteState.ISSUED and valid_until is not None and day > valid_until:
        return QuoteState.EXPIRED
    return QuoteState(status)
