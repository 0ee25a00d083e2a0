"""How the tour is printed, and how its figures are checked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from universo.domain.decision_clock import BUENOS_AIRES
from universo.domain.money import format_amount

SYMBOLS = {"ARS": "$", "USD": "U$S"}


@dataclass
class Teller:
    """Prints the story and remembers every figure that did not come out."""

    write: Callable[[str], object]
    failures: list[str] = field(default_factory=list)
    checked: int = 0

    def chapter(self, number: int, title: str) -> None:
        """Begin one of the five steps of the story."""
        self.write("")
        self.write(f"{number}. {title}")
        self.write("-" * (len(title) + 3))

    def say(self, at: datetime | None, text: str, *rules: str) -> None:
        """Print what happened, when (Buenos Aires) and by which rules."""
        stamp = f"{at.astimezone(BUENOS_AIRES):%d/%m/%Y %H:%M}  " if at else " " * 18
        cited = f"  [{', '.join(rules)}]" if rules else ""
        self.write(f"  {stamp}{text}{cited}")

    def expect(self, what: str, found: Any, wanted: Any) -> None:
        """Check a figure; a wrong one is printed and ends the tour with exit status 1."""
        self.checked += 1
        if found == wanted:
            self.write(f"{'':20}✓ {what}: {found}")
            return
        self.failures.append(what)
        self.write(f"{'':20}✗ {what}: salió {found} y se esperaba {wanted}")

    def refused(self, what: str, act: Callable[[], object], *kinds: type[Exception]) -> None:
        """Check that an act is refused, and print the sentence a person reads."""
        self.checked += 1
        try:
            act()
        except kinds as error:
            self.write(f"{'':20}✓ {what}: «{error}»")
            return
        self.failures.append(what)
        self.write(f"{'':20}✗ {what}: no fue rechazado")


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return an instant of Buenos Aires."""
    return datetime.combine(date(year, month, day), time(hour, minute), BUENOS_AIRES)


def amount(minor: int, currency: str = "ARS") -> str:
    """Return an amount as it is read, `$ 1.234,56`."""
    return f"{SYMBOLS[currency]} {format_amount(minor)}"
