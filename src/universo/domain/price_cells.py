"""Cells of price lists to minor units and VAT rates; a sheet's binary fractions become exact here."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from universo.domain.money import AmountError, parse_amount
from universo.domain.names import fold
from universo.domain.quotes import VAT_RATES_BP

MAX_PRICE = 10**14  # minor units: far above any article
_NEAR = Decimal("0.0001")  # of a centavo: what a sheet's binary fraction may be off by
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*%?")
_NO_VAT = frozenset(("exento", "exenta", "no gravado", "no gravada"))


class CellRefused(ValueError):
    """A cell that is no price or no rate.

    `code`: missing, amount, ambiguous, wrong_currency, too_large, not_positive, vat.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units, and whether decimals beyond the centavo were rounded away."""

    minor: int
    is_rounded: bool = False


def cell_text(cell: object) -> str:
    """Return a cell as text, in one line; the apostrophe of our own files comes off."""
    if cell is None:
        return ""
    return " ".join(str(cell).replace("\x00", "").split()).removeprefix("'")


def price_minor(cell: object, currency: str) -> Amount:
    """Return a price above zero. A sheet's number is rounded half up to the centavo. Raises CellRefused."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        found = _of_number(cell)
    elif isinstance(cell, bool):
        raise CellRefused("amount")
    else:
        found = Amount(_of_text(cell_text(cell), currency))
    if found.minor > MAX_PRICE - 1:
        raise CellRefused("too_large")
    if found.minor <= 0:
        raise CellRefused("not_positive")
    return found


def _of_number(cell: int | float) -> Amount:
    try:
        exact = Decimal(repr(cell)) * 100
        if abs(exact) > MAX_PRICE:
            raise CellRefused("too_large" if exact > 0 else "not_positive")
        minor = exact.quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        raise CellRefused("amount") from None
    return Amount(int(minor), abs(exact - minor) > _NEAR)


def _of_text(text: str, currency: str) -> int:
    try:
        return parse_amount(text, currency)
    except AmountError as error:
        known = {"empty": "missing", "ambiguous": "ambiguous", "too_large": "too_large",
                 "wrong_currency": "wrong_currency"}  # fmt: skip
        raise CellRefused(known.get(error.code, "amount")) from None


def vat_bp(cell: object) -> int:
    """Return a rate of VAT in basis points: `21`, `21 %`, a sheet's 0,21, `exento`. Raises CellRefused."""
    if isinstance(cell, bool):
        raise CellRefused("vat")
    text = cell_text(repr(cell) if isinstance(cell, float) else cell)
    if fold(text) in _NO_VAT:
        return 0
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise CellRefused("vat")
    typed = Decimal(match[1].replace(",", "."))
    # A sheet keeps 21 % as 0,21; no rate of VAT is below one per cent.
    for share in (typed * 100, typed * 10_000 if typed < 1 else typed * 100):
        if share in VAT_RATES_BP:
            return int(share)
    raise CellRefused("vat")
