"""Price lists: what a partner saves, what became of each article, when a list counts (R-2 b)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from universo.domain.money import BASIS_POINTS, round_half_up_div


class Change(StrEnum):
    """What became of an article from one list to the next; UP and DOWN are of the partner's price."""

    NEW = "NEW"
    UP = "UP"
    DOWN = "DOWN"
    OTHER = "OTHER"  # only the public price, the VAT or the words
    REMOVED = "REMOVED"
    SAME = "SAME"


class ListState(StrEnum):
    """What a published list is on a day."""

    SCHEDULED = "SCHEDULED"
    IN_FORCE = "IN_FORCE"
    PAST = "PAST"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Price:
    """An article's net prices in minor units, its VAT in basis points; `text` stands for its words."""

    public_minor: int
    partner_minor: int
    vat_bp: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """An article of the old list, of the new one or of both; changes in basis points of the old price."""

    code: str
    kind: Change
    old: Price | None
    new: Price | None
    partner_bp: int = 0
    public_bp: int = 0
    is_outlier: bool = False


def discount_bp(public_minor: int, partner_minor: int) -> int:
    """Return what the partner saves, in basis points of the public price; 0 without a public price."""
    if public_minor <= 0:
        return 0
    return round_half_up_div((public_minor - partner_minor) * BASIS_POINTS, public_minor)


def change_bp(old_minor: int, new_minor: int) -> int:
    """Return how far a price went, in basis points of the old one; 0 when there was none."""
    if old_minor <= 0:
        return 0
    return round_half_up_div((new_minor - old_minor) * BASIS_POINTS, old_minor)


def compare(
    old: Mapping[str, Price], new: Mapping[str, Price], *, outlier_bp: int
) -> list[Changed]:
    """Return each article of either list, in the order of their codes.

    A price that went `outlier_bp` or more up or down, of the partner or the public, is an outlier.
    """
    return [
        _changed(code, old.get(code), new.get(code), outlier_bp) for code in sorted({*old, *new})
    ]


def _changed(code: str, old: Price | None, new: Price | None, outlier_bp: int) -> Changed:
    if old is None:
        return Changed(code, Change.NEW, None, new)
    if new is None:
        return Changed(code, Change.REMOVED, old, None)
    if old == new:
        return Changed(code, Change.SAME, old, new)
    partner = change_bp(old.partner_minor, new.partner_minor)
    public = change_bp(old.public_minor, new.public_minor)
    kind = Change.OTHER
    if new.partner_minor != old.partner_minor:
        kind = Change.UP if new.partner_minor > old.partner_minor else Change.DOWN
    is_far = max(abs(partner), abs(public)) >= outlier_bp
    return Changed(code, kind, old, new, partner, public, is_far)


def state_on(
    day: date, from_date: date, next_from: date | None, withdrawn: date | None
) -> ListState:
    """Return what a list is on a local day: in force from its day to the one before the next list's."""
    if withdrawn is not None:
        return ListState.WITHDRAWN
    if day < from_date:
        return ListState.SCHEDULED
    return ListState.IN_FORCE if next_from is None or day < next_from else ListState.PAST
