"""Money in integer minor units, rates in basis points, roundings with names. No float anywhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

ARS = "ARS"
USD = "USD"
CURRENCIES = (ARS, USD)
BASIS_POINTS = 10_000
MAX_MINOR = 10**15  # far above any invoice, far below the database's bigint

_MARKS = {"$": ARS, "AR$": ARS, "ARS": ARS, "U$S": USD, "US$": USD, "USD": USD}
_MARKED = re.compile(
    r"\s*([-\u2212]?)\s*(U\$S|US\$|USD|AR\$|ARS|\$)?\s*([-\u2212]?)\s*", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?P<grouped>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?P<grouped_cents>[0-9]{1,2}))?"
    r"|(?P<plain>[0-9]+)(?:[.,](?P<cents>[0-9]{1,2}))?"
)
_LONG_DECIMALS = re.compile(r"[0-9.]+,[0-9]{3,}|[0-9]{4,}\.[0-9]{3,}|[0-9]+\.[0-9]{4,}")
_AMBIGUOUS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|0[0-9]*\.[0-9]{3}")


class MoneyError(ValueError):
    """An amount or rate that cannot be; `code` is one of the named reasons."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CurrencyMismatch(MoneyError):
    """Two currencies in one sum: there is no silent conversion (P-10)."""

    def __init__(self) -> None:
        super().__init__("currency_mismatch")


class AmountError(MoneyError):
    """Text that is not one clear amount.

    `code`: empty, format, ambiguous, too_many_decimals, too_large, wrong_currency.
    """


def whole(value: object) -> bool:
    """Return whether `value` is an int and not a bool, which Python counts as one."""
    return isinstance(value, int) and not isinstance(value, bool)


def round_half_up_div(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest integer, halves away from zero.

    Away from zero on both sides, so that the rounding of -x is minus the rounding of x: what is
    taken back equals what was given (PROGRAMME.md section 3). Raises ZeroDivisionError when the
    denominator is not positive.
    """
    if denominator <= 0:
        raise ZeroDivisionError("the denominator must be positive")
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of `minor` units (centavos) of `currency`. Raises MoneyError when it cannot be."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not whole(self.minor):
            raise MoneyError("not_an_integer")
        if self.currency not in CURRENCIES:
            raise MoneyError("unknown_currency")

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing, in `currency`."""
        return cls(0, currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor


def sum_money(amounts: Iterable[Money], currency: str) -> Money:
    """Return the sum, in `currency`; raises CurrencyMismatch on any other."""
    return sum(amounts, start=Money.zero(currency))


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in basis points, 0 to 10_000 (100 %). Raises MoneyError outside of that."""

    bp: int

    def __post_init__(self) -> None:
        if not whole(self.bp) or not 0 <= self.bp <= BASIS_POINTS:
            raise MoneyError("rate_out_of_range")

    def of(self, money: Money) -> Money:
        """Return this share of `money`, with one rounding (half away from zero)."""
        return Money(round_half_up_div(money.minor * self.bp, BASIS_POINTS), money.currency)


def parse_amount(text: str, currency: str = ARS) -> int:
    """Return the minor units in `text` as written in Argentina.

    Accepts `1.234,56`, `1234,56`, `1234.56`, `1234` and a mark of the currency or a minus before.
    `1.234` is one thousand two hundred and thirty-four: a point before exactly three digits groups
    thousands. Refused as ambiguous: a comma before three digits (`1,234`, `1,234.56`) and `0.123`.
    Raises AmountError.
    """
    number, negative = _strip_marks(text, currency)
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise AmountError(_why_not(number))
    units = (match["grouped"] or match["plain"]).replace(".", "")
    cents = (match["grouped_cents"] or match["cents"] or "").ljust(2, "0")
    if len(units) > len(str(MAX_MINOR)):
        raise AmountError("too_large")
    minor = int(units) * 100 + int(cents)
    if minor > MAX_MINOR:
        raise AmountError("too_large")
    return -minor if negative else minor


def _strip_marks(text: str, currency: str) -> tuple[str, bool]:
    """Return the bare number and whether one minus stood before or after the currency mark."""
    match = _MARKED.match(text)
    before, mark, after = match.groups() if match else ("", None, "")
    number = text[match.end() :].rstrip() if match else text
    if mark and _MARKS[mark.upper()] != currency:
        raise AmountError("wrong_currency")
    if before and after:
        raise AmountError("format")
    if not number:
        raise AmountError("empty")
    return number, bool(before or after)


def _why_not(number: str) -> str:
    if _AMBIGUOUS.fullmatch(number):
        return "ambiguous"
    return "too_many_decimals" if _LONG_DECIMALS.fullmatch(number) else "format"


def format_amount(minor: int) -> str:
    """Return minor units as `1.234,56`, without a currency; parse_amount reads it back."""
    units, cents = divmod(abs(minor), 100)
    grouped = f"{units:,}".replace(",", ".")
    return f"{'-' if minor < 0 else ''}{grouped},{cents:02d}"
