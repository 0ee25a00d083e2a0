"""How amounts, rates, dates, instants and identifiers are written for people.

Pure functions of their arguments and of the active language (Spanish of Argentina unless the
person chose English). The space inside an amount is a no-break space: compare with these functions,
not with typed text.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import get_language, gettext, ngettext

from universo.domain.tax_ids import format_cuit

BUENOS_AIRES = ZoneInfo("America/Argentina/Buenos_Aires")
NBSP = "\u00a0"
MINUS = "\u2212"
SIGNS = {"ARS": "$", "USD": "U$S"}


def _spanish() -> bool:
    return not (get_language() or "es").startswith("en")


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", ".") if _spanish() else f"{whole:,}"


def number(value: int) -> str:
    """A whole number with thousands marks: `1.234.567`."""
    return (MINUS if value < 0 else "") + _grouped(abs(value))


def decimal(value: float, places: int = 1) -> str:
    """A number with its decimals: `-0,7` with a real minus sign; what rounds to zero has none."""
    text = f"{abs(value):.{places}f}"
    sign = MINUS if value < 0 and float(text) else ""
    return sign + (text.replace(".", ",") if _spanish() else text)


def signed(value: float, places: int = 1) -> str:
    """A number that adds to something or takes away from it: `+3,2`, `−0,7`, `0,0`."""
    text = decimal(value, places)
    return f"+{text}" if value > 0 and float(f"{value:.{places}f}") else text


def percent(share: float) -> str:
    """A share of 0 to 1 in whole percent, and never 0 or 100 unless it is exactly that: `98 %`,
    `99,7 %`, `> 99,9 %`, `< 0,1 %`."""
    gap = NBSP if _spanish() else ""
    if share in (0, 1):
        return f"{round(share * 100)}{gap}%"
    if share > 0.999 or share < 0.001:
        side, limit = (">", 0.999) if share > 0.5 else ("<", 0.001)
        return f"{side}{NBSP}{decimal(limit * 100)}{gap}%"
    fine = share > 0.99 or share < 0.01
    return f"{decimal(share * 100, 1 if fine else 0)}{gap}%"


def money(minor: int, currency: str = "ARS", *, brief: bool = False) -> str:
    """`minor` units as `$ 1.234,56`, `U$S 1.234,56`, `−$ 5,00`; in English `ARS 1,234.56`.

    `brief` leaves out the centavos when they are zero.
    """
    whole, cents = divmod(abs(minor), 100)
    sign = SIGNS.get(currency, currency) if _spanish() else currency
    tail = "" if brief and cents == 0 else f"{',' if _spanish() else '.'}{cents:02d}"
    head = f"{sign}{NBSP}" if sign else ""  # no currency: it is not known yet
    return f"{MINUS if minor < 0 else ''}{head}{_grouped(whole)}{tail}"


def quote(value: Decimal) -> str:
    """An exchange rate as `1.480,50`: two decimals at least, and more where it has them."""
    whole, _point, tail = f"{value:f}".partition(".")
    return f"{_grouped(int(whole))}{',' if _spanish() else '.'}{tail.rstrip('0').ljust(2, '0')}"


def rate(basis_points: int) -> str:
    """A rate of `basis_points`: 500 is `5 %`, 750 is `7,5 %`; in English `5%`, `7.5%`."""
    whole, rest = divmod(abs(basis_points), 100)
    tail = f"{rest:02d}".rstrip("0")
    text = f"{whole}{',' if _spanish() else '.'}{tail}" if tail else str(whole)
    return f"{MINUS if basis_points < 0 else ''}{text}{NBSP if _spanish() else ''}%"


def day(value: date) -> str:
    """A day as `03/12/2026`; in English `3 Dec 2026`."""
    value = local_date(value)
    if _spanish():
        return value.strftime("%d/%m/%Y")
    return f"{value.day} {MONTHS_3[value.month].capitalize()} {value.year}"


def short_day(value: date) -> str:
    """A day without its year: `3 dic`."""
    value = local_date(value)
    month = str(MONTHS_3[value.month]).rstrip(".")
    return f"{value.day}{NBSP}{month.lower() if _spanish() else month.capitalize()}"


def long_day(value: date, *, year: bool = False) -> str:
    """A day in words: `jueves 3 de diciembre`, with `year` also `de 2026`."""
    value = local_date(value)
    weekday, month = str(WEEKDAYS[value.weekday()]), str(MONTHS[value.month])
    if _spanish():
        tail = f" de {value.year}" if year else ""
        return f"{weekday.lower()} {value.day} de {month.lower()}{tail}"
    return f"{weekday} {value.day} {month}" + (f" {value.year}" if year else "")


def local_date(value: date) -> date:
    """The Buenos Aires day of an aware instant; a plain date is itself."""
    if isinstance(value, datetime):
        return value.astimezone(BUENOS_AIRES).date()
    return value


def instant(value: datetime, *, seconds: bool = False) -> str:
    """An aware instant in Buenos Aires: `23/11/2026 10:32`, with `seconds` also `:05`."""
    moment = value.astimezone(BUENOS_AIRES)
    return f"{day(moment)} {moment.strftime('%H:%M:%S' if seconds else '%H:%M')}"


def clock_time(value: datetime) -> str:
    """The time of day of an aware instant in Buenos Aires: `10:32:05`."""
    return value.astimezone(BUENOS_AIRES).strftime("%H:%M:%S")


def iso(value: date) -> str:
    """For `<time datetime>`: an ISO day, or an ISO instant in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def relative(value: datetime, now: datetime) -> str:
    """How long ago, as people say it: `hace 5 min`, `hace 2 h`, `ayer`, `hace 3 días`, the day."""
    seconds = int((now - value).total_seconds())
    if seconds < -60:
        return instant(value)
    if seconds < 3600:
        minutes = max(0, seconds // 60)
        return gettext("%(count)d min ago") % {"count": minutes} if minutes else gettext("just now")
    days = (local_date(now) - local_date(value)).days
    if seconds < 12 * 3600 or days == 0:
        return gettext("%(count)d h ago") % {"count": seconds // 3600}
    if days == 1:
        return gettext("yesterday")
    if days < 7:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    return short_day(value) if local_date(value).year == local_date(now).year else day(value)


def cuit(digits: str) -> str:
    """`30-61040056-2`; anything that is not eleven digits comes back as it is."""
    return format_cuit(digits) if digits else ""


def initials(name: str) -> str:
    """Up to two initials of a person's or company's name."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper()
