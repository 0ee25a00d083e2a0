"""Stories of invoices, and what they earn: PROGRAMME.md section 3 with `Fraction`, nothing of the product.

A story is a set of facts without order. The rewards are computed from it at once, so whatever order
the product learnt the facts in, its ledger must hold the same.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

DAY = date(2026, 9, 1)
FAMILIES = ("POS-SOFT", "FISCAL", "GESTION")
RATES = {"POS-SOFT": 733, "FISCAL": 250}  # basis points; GESTION has no rate and earns nothing
LATER = {"cheque", "certificate"}  # do not count until something else happens
COLLECTED = LATER | {"pay", "bounce"}
KINDS = (
    *("pay",) * 7, "cheque", "cheque", "certificate", "bounce", "bounce",
    "credit", "credit", "debit", "more", "replace",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A fact; `amount` in minor units, net for notes. `comes`: a cheque clears, a certificate comes."""

    kind: str
    number: int
    amount: int
    day: date
    place: int
    comes: bool

    @property
    def gross(self) -> int:
        """Return the amount of a note with its tax."""
        return self.amount + self.amount // 5


@dataclass
class Story:
    """What happens to an invoice, apart from order; `ends` is what it is linked as at the end."""

    lines: list[tuple[str, int, int]]  # family, net, gross
    basis: str
    currency: str
    ends: str  # "whole", "split" or "loose"
    facts: list[Told] = field(default_factory=list)


def tell(rng: random.Random) -> Story:
    """Make up a story."""
    lines = []
    for number in range(rng.randint(1, 3)):
        net = rng.choice((1, 33, 5_003, 100_000, 7_777_777, 123_456_789))
        family = rng.choice(FAMILIES if number else FAMILIES[:2])
        lines.append((family, net, net + net * rng.choice((105, 210)) // 1_000))
    ends = rng.choice(("whole", "whole", "whole", "split", "split", "loose"))
    basis, currency = rng.choice(("net", "net", "total")), rng.choice(("ARS", "ARS", "USD"))
    story = Story(lines, basis, currency, ends)
    total = sum(gross for _, _, gross in lines)
    for number in range(rng.choice((2, 5, 9, 14, 30))):
        kind = rng.choice(KINDS)
        if kind == "replace" and any(fact.kind == kind for fact in story.facts):
            continue
        amount = rng.randint(1, max(2, total // rng.choice((1, 2, 3, 7))))
        day = DAY + timedelta(days=rng.randint(0, 60))
        place, comes = rng.randrange(len(lines)), rng.random() < 0.7
        story.facts.append(Told(kind, number, amount, day, place, comes))
    return story


def rewards_of(story: Story) -> list[int]:
    """Return the reward of each line, then of each line that a debit note brings, in minor units."""
    amounts = [net if story.basis == "net" else gross for _, net, gross in story.lines]
    families = [family for family, _, _ in story.lines]
    total, collected = sum(line[2] for line in story.lines), 0
    for fact in story.facts:
        moved = fact.amount if story.basis == "net" else fact.gross
        if fact.kind == "pay" or (fact.kind in LATER and fact.comes):
            collected += fact.amount
        elif fact.kind == "replace":
            total += fact.amount
        elif fact.kind == "credit":
            amounts[fact.place] -= moved
            total -= fact.gross
        elif fact.kind == "more":
            amounts[fact.place] += moved
            total += fact.gross
        elif fact.kind == "debit":
            amounts.append(moved)
            families.append("POS-SOFT")
            total += fact.gross
    counted = max(0, min(collected, total))
    if counted == 0 or story.ends == "loose":
        return [0] * len(amounts)
    share = Fraction(counted, total)
    return [
        half_up(max(0, n) * Fraction(RATES.get(family, 0), 10_000) * share)
        for n, family in zip(amounts, families, strict=True)
    ]


def half_up(value: Fraction) -> int:
    """Round to the nearest whole, halves up; values here are not negative."""
    return floor(value + Fraction(1, 2))
