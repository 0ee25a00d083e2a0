"""Since when, and until when, somebody belongs to what: rows of a membership joined to spells.

A change of level ends a row and begins another on the same day: for the public that is one spell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spell:
    """A category held on the days `since` <= day < `until` (None: no end)."""

    category: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether it is held on this local day."""
        return self.since <= day and (self.until is None or day < self.until)


def spells(rows: Iterable[Spell]) -> list[Spell]:
    """Join the rows of each category that touch or overlap; empty ones say nothing. Earliest first."""
    joined: list[Spell] = []
    held = [row for row in rows if row.until is None or row.since < row.until]
    for row in sorted(held, key=lambda row: (row.category, row.since)):
        last = joined[-1] if joined else None
        if last and last.category == row.category and _reaches(last, row.since):
            joined[-1] = Spell(row.category, last.since, _later(last.until, row.until))
        else:
            joined.append(row)
    return sorted(joined, key=lambda spell: (spell.since, spell.category))


def _reaches(spell: Spell, day: date) -> bool:
    return spell.until is None or day <= spell.until


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


@dataclass(frozen=True, slots=True)
class Membership:
    """What may be said of somebody on a day: what is held, and what was held before."""

    held: tuple[Spell, ...]
    past: tuple[Spell, ...]

    @property
    def in_force(self) -> bool:
        """Tell whether at least one category is held."""
        return bool(self.held)

    @property
    def ended(self) -> date | None:
        """The first day without any category; None while one is held, or if none ever was."""
        ends = [spell.until for spell in self.past if spell.until is not None]
        return max(ends) if ends and not self.held else None


def membership_on(rows: Iterable[Spell], day: date) -> Membership:
    """Return what is held on a local day, with the end already fixed if any, and what ended by then.

    What begins later is not told.
    """
    known = spells(rows)
    return Membership(
        tuple(spell for spell in known if spell.holds(day)),
        tuple(spell for spell in known if spell.until is not None and spell.until <= day),
    )
