"""Trying the matcher: two companies against each other, one against the base. Nothing is stored."""

from dataclasses import dataclass

from universo.customers.among import CustomersIn
from universo.customers.models import KnownCustomer
from universo.customers.nearby import customers_near
from universo.customers.queries import visible_to
from universo.customers.rarity import rarity_for
from universo.evaluation.beside import Line, beside
from universo.identity.actor import Actor
from universo.matching.following import follow
from universo.matching.judge import MOST, Finding, compare, judge
from universo.matching.keys import keys_of
from universo.matching.party import PartyFacts, prepare


@dataclass(frozen=True, slots=True)
class SharedKey:
    """A key that both companies have: how many of the base have it, and whether it is followed."""

    kind: str
    text: str
    holders: int
    followed: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of two companies: the finding, both field by field, the keys that they share."""

    finding: Finding
    lines: list[Line]
    keys: list[SharedKey]
    size: int  # companies of the base whose rarity was taken

    @property
    def would_be_found(self) -> bool:
        """Whether a search for the one brings the other."""
        return any(key.followed for key in self.keys)


def try_two(left: PartyFacts, right: PartyFacts) -> Tried:
    """Compare two companies as the evaluation does, with the rarity of the base as it is."""
    one, other = prepare(left), prepare(right)
    rarity = rarity_for(one, other)
    finding = compare(one, other, rarity)
    theirs = set(keys_of(other))
    # The other company stands for one of the base: it holds its keys too.
    counted = [(key, rarity.count(key.kind, key.text) + (key in theirs)) for key in keys_of(one)]
    followed = set(follow(counted))
    shared = [
        SharedKey(key.kind, key.text, holders, key in followed)
        for key, holders in counted
        if key in theirs
    ]
    return Tried(finding, beside(left, right), shared, rarity.size)


def nearest_customers(actor: Actor, facts: PartyFacts) -> list[tuple[KnownCustomer, Finding]]:
    """Return the known customers that the actor sees which are most like a company, at most five.

    As the evaluation finds them, those it would leave out as different included.
    """
    party = prepare(facts)
    rows = visible_to(actor).filter(retired_at__isnull=True)
    near = customers_near(party, CustomersIn(rows))
    judged = judge(party, near.companies, near.rarity)
    return [(one.ref, one.finding) for one in judged[:MOST]]
