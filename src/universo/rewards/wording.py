"""How amounts are kept in the timeline and in mails: as text, with their currency's sign."""

from universo.domain.money import format_amount

SIGNS = {"ARS": "$", "USD": "U$S"}
BLANK = " "  # between sign and number


def amount_text(minor: int, currency: str) -> str:
    """Return minor units as `$ 1.234,56`, `U$S 1.234,56`, `-$ 5,00`."""
    return f"{'-' if minor < 0 else ''}{SIGNS[currency]}{BLANK}{format_amount(abs(minor))}"
