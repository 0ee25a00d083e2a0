"""What a sale would earn if it were made today: the ledger's own arithmetic over a supposed invoice (§3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from universo.domain.money import BASIS_POINTS, round_half_up_div
from universo.domain.reward_math import Basis, Collection, Line, State, state_after, steps


@dataclass(frozen=True, slots=True)
class Supposed:
    """A line of the supposed invoice; `amount_minor` with or without VAT, as `simulate` is told."""

    amount_minor: int
    vat_bp: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What one collection gives: on each line, in the order of the lines, in minor units."""

    collected_minor: int
    amounts: tuple[int, ...]
    states: State

    @property
    def total_minor(self) -> int:
        """What it gives on all lines."""
        return sum(self.amounts)


@dataclass(frozen=True, slots=True)
class Simulated:
    """The supposed invoice and what its collections give."""

    lines: tuple[Line, ...]
    total_minor: int
    full: tuple[int, ...]  # reward of each line once all is collected
    earned: tuple[Earned, ...]

    @property
    def full_minor(self) -> int:
        """The reward once all is collected."""
        return sum(self.full)

    @property
    def earned_minor(self) -> int:
        """The reward of what is supposed to be collected."""
        return sum(each.total_minor for each in self.earned)


def with_vat(amount_minor: int, vat_bp: int, *, included: bool) -> tuple[int, int]:
    """Return (net, gross) of an amount typed with VAT or without, each rounded once."""
    if included:
        return round_half_up_div(amount_minor * BASIS_POINTS, BASIS_POINTS + vat_bp), amount_minor
    return amount_minor, amount_minor + round_half_up_div(amount_minor * vat_bp, BASIS_POINTS)


def simulate(
    supposed: Sequence[Supposed], *, vat_included: bool, collections: Sequence[int], basis: Basis
) -> Simulated:
    """Return what an invoice of these lines earns as it is collected, in the order of `collections`.

    What is collected beyond the total earns nothing. Amounts in minor units, not negative.
    """
    lines = tuple(
        Line(
            str(at), *with_vat(each.amount_minor, each.vat_bp, included=vat_included), each.rate_bp
        )
        for at, each in enumerate(supposed)
    )
    total = sum(line.gross_minor for line in lines)
    whole = state_after(lines, total, [Collection("all", total)], basis)
    events = [Collection(str(at), amount) for at, amount in enumerate(collections)]
    moves = steps(lines, total, (), events, {}, basis)
    given = {(move.event, move.line): move.target_minor - move.already_minor for move in moves}
    return Simulated(
        lines,
        total,
        tuple(whole.target(line) for line in lines),
        tuple(
            Earned(
                event.amount_minor,
                tuple(given.get((event.id, line.id), 0) for line in lines),
                state_after(lines, total, events[: at + 1], basis),
            )
            for at, event in enumerate(events)
        ),
    )
