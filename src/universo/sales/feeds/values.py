"""Cells to values: text, whole numbers, amounts, rates and days, as Argentine files write them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from universo.domain.money import MAX_MINOR, AmountError, parse_amount
from universo.sales.feeds.codes import CellError, Rejection

Cell = str | int | float | bool | date | datetime | None
Cells = Sequence[Cell]
Row = tuple[int, Cells]

CURRENCIES = {
    "$": "ARS", "pes": "ARS", "ars": "ARS", "pesos": "ARS", "peso": "ARS", "ar$": "ARS",
    "usd": "USD", "dol": "USD", "u$s": "USD", "us$": "USD", "u$d": "USD", "dolares": "USD",
    "dolar": "USD", "dólares": "USD", "dólar": "USD",
}  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?")
_LOCAL = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})(?: .*)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
MAX_TEXT = 200


def text(cell: Cell) -> str:
    """The cell as trimmed text of at most MAX_TEXT; a float without decimals reads as an int."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return " ".join(str(cell)[: MAX_TEXT * 4].split())[:MAX_TEXT].removeprefix("'")


def whole(cell: Cell, column: str, most: int) -> int:
    """A number from 0 to `most`; leading zeros do not matter. Raises CellError."""
    digits = text(cell)
    if not digits:
        raise CellError(Rejection.MISSING, column=column)
    if not re.fullmatch(r"[0-9]{1,20}", digits) or int(digits) > most:
        raise CellError(Rejection.NUMBER, column=column, value=digits[:40])
    return int(digits)


def amount_minor(cell: Cell, column: str, currency: str) -> int | None:
    """Minor units, None when blank. Raises CellError when it is not one clear amount."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell, column)
    words = text(cell)
    if not words:
        return None
    try:
        return parse_amount(words, currency)
    except AmountError as problem:
        codes = {
            "ambiguous": Rejection.AMOUNT_AMBIGUOUS,
            "too_large": Rejection.AMOUNT_TOO_LARGE,
            "wrong_currency": Rejection.CURRENCY,
        }
        code = codes.get(problem.code, Rejection.AMOUNT)
        raise CellError(code, column=column, value=words[:40]) from None


def _from_number(cell: int | float, column: str) -> int:
    # A sheet keeps binary fractions: 0,1 + 0,2. What is off by less than a millionth is meant.
    try:
        exact = Decimal(repr(cell)) * 100
        minor = int(exact.to_integral_value())
    except (InvalidOperation, ValueError, OverflowError):
        raise CellError(Rejection.AMOUNT, column=column, value=str(cell)[:40]) from None
    if abs(minor) > MAX_MINOR:
        raise CellError(Rejection.AMOUNT_TOO_LARGE, column=column, value=str(cell)[:40])
    if abs(exact - minor) > Decimal("0.0001"):
        raise CellError(Rejection.AMOUNT, column=column, value=str(cell)[:40])
    return minor


def exchange_rate(cell: Cell, column: str, decimal_mark: str = ",") -> Decimal | None:
    """A rate, with up to six decimals; None when blank. `decimal_mark` settles `1.475`."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        words = repr(cell)
    else:
        words = text(cell).replace("$", "").strip()
        if not words:
            return None
        grouped = re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", words) and decimal_mark == ","
        if "," in words or grouped:
            words = words.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,17})?", words):
        raise CellError(Rejection.RATE, column=column, value=words[:40])
    rate = round(Decimal(words), 6)
    if rate <= 0:
        raise CellError(Rejection.RATE, column=column, value=words[:40])
    return rate


def day(cell: Cell, column: str) -> date:
    """A day: a sheet's date or its serial number, ISO, or day/month/year. Raises CellError."""
    found = as_day(cell)
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        words = text(cell)
        if not words:
            raise CellError(Rejection.MISSING, column=column)
        raise CellError(Rejection.DATE, column=column, value=words[:40])
    return found


def as_day(cell: Cell) -> date | None:
    """The day that a cell means, None when it means none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)):
        inside = not isinstance(cell, bool) and 30_000 <= cell < 75_000
        return _EXCEL_EPOCH + timedelta(days=int(cell)) if inside else None
    words = text(cell)
    if iso := _ISO.fullmatch(words):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if local := _LOCAL.fullmatch(words):
        year = int(local[3]) + (2000 if len(local[3]) == 2 else 0)
        return _date(year, int(local[2]), int(local[1]))
    return None


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


def currency(cell: Cell, default: str = "") -> str:
    """ARS or USD, `default` when blank. Raises CellError for any other: nothing is converted."""
    words = text(cell).lower()
    if not words and default:
        return default
    if words not in CURRENCIES:
        raise CellError(Rejection.CURRENCY, value=words[:40])
    return CURRENCIES[words]


def authorisation_code(cell: Cell) -> tuple[str | None, bool]:
    """The CAE or CAEA, and whether it came damaged: Excel writes 8,63E+13 and loses digits."""
    if isinstance(cell, float) and not cell.is_integer():
        return None, True
    words = text(cell)
    if not words:
        return None, False
    return (words, False) if re.fullmatch(r"[0-9]{8,14}", words) else (None, True)
