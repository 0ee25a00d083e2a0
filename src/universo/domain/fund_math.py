"""The fund of support in selling: grants that expire, and what is reserved, used or given back (R-2).

Amounts are minor units of one currency. A grant is a lot: what is reserved is taken from the lots that
expire first, what is given back returns to the lots that expire last. A reserved amount does not
expire; given back to a lot whose day has passed, it does.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from universo.domain.money import BASIS_POINTS, round_half_up_div


class MoveKind(StrEnum):
    """What moves in a fund; the sign follows from the kind, amounts are positive."""

    GRANT = "GRANT"
    RESERVATION = "RESERVATION"
    RELEASE = "RELEASE"
    USE = "USE"
    RETURN = "RETURN"  # what was used and is taken back from the partner is free again
    EXPIRY = "EXPIRY"


OF_REQUESTS = frozenset({MoveKind.RESERVATION, MoveKind.RELEASE, MoveKind.USE, MoveKind.RETURN})


_SIGN_HELD = {
    MoveKind.RESERVATION: 1, MoveKind.RELEASE: -1, MoveKind.USE: -1, MoveKind.RETURN: 0
}  # fmt: skip
_SIGN_USED = {
    MoveKind.RESERVATION: 0, MoveKind.RELEASE: 0, MoveKind.USE: 1, MoveKind.RETURN: -1
}  # fmt: skip


class FundError(ValueError):
    """What the fund cannot do; `code`: not_enough (with what is `free`), over_reserved, over_used,
    below_zero, unknown_lot, granted_twice, bad_move, bad_amount."""

    def __init__(self, code: str, free: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.free = free


@dataclass(frozen=True, slots=True)
class Lot:
    """A grant: its last day, and what of it is free."""

    id: int
    expires: date
    free: int


@dataclass(frozen=True, slots=True)
class Held:
    """What one request holds of a lot."""

    lot: int
    expires: date
    amount: int


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of a lot."""

    lot: int
    amount: int


@dataclass(frozen=True, slots=True)
class Move:
    """A movement of a lot; reservations, releases and uses are of a request."""

    kind: MoveKind
    lot: int
    amount: int
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """What became of a lot: free + reserved + used + expired is what was granted."""

    granted: int = 0
    free: int = 0
    reserved: int = 0
    used: int = 0
    expired: int = 0


def allot(lots: Iterable[Lot], amount: int, day: date) -> tuple[Part, ...]:
    """Return from which lots an amount is reserved on a local day: what expires first goes first.

    Raises FundError `not_enough`, `bad_amount`.
    """
    if amount <= 0:
        raise FundError("bad_amount")
    usable = sorted(
        (lot for lot in lots if lot.expires >= day and lot.free > 0),
        key=lambda lot: (lot.expires, lot.id),
    )
    free = sum(lot.free for lot in usable)
    if amount > free:
        raise FundError("not_enough", free)
    return _first(((lot.id, lot.free) for lot in usable), amount)


def spend(held: Sequence[Held], used: int) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return what is used and what is given back of all that a request holds.

    Raises FundError `over_reserved`, `bad_amount`.
    """
    total = sum(one.amount for one in held)
    if used < 0:
        raise FundError("bad_amount")
    if used > total:
        raise FundError("over_reserved", total)
    ordered = sorted(held, key=lambda one: (one.expires, one.lot))
    uses = _first(((one.lot, one.amount) for one in ordered), used)
    taken = {part.lot: part.amount for part in uses}
    back = ((one.lot, one.amount - taken.get(one.lot, 0)) for one in ordered)
    return uses, tuple(Part(lot, rest) for lot, rest in back if rest)


def give_back(used: Sequence[Held], amount: int) -> tuple[Part, ...]:
    """Return to which lots what a request used comes back: to what expires last first.

    Raises FundError `over_used` (with what was used), `bad_amount`.
    """
    if amount <= 0:
        raise FundError("bad_amount")
    total = sum(one.amount for one in used)
    if amount > total:
        raise FundError("over_used", total)
    ordered = sorted(used, key=lambda one: (one.expires, one.lot), reverse=True)
    return _first(((one.lot, one.amount) for one in ordered), amount)


def expiring(lots: Iterable[Lot], day: date) -> tuple[Part, ...]:
    """Return what is free in lots whose last day is before a local day."""
    return tuple(Part(lot.id, lot.free) for lot in lots if lot.expires < day and lot.free > 0)


def share(spent: int, rate_bp: int, limit: int) -> int:
    """Return the part of what was spent that is paid back: rounded half up, never above the limit."""
    return min(limit, round_half_up_div(spent * rate_bp, BASIS_POINTS))


def replay(moves: Iterable[Move]) -> dict[int, Stand]:
    """Return what became of each lot. Raises FundError at the first movement that cannot be."""
    stands: dict[int, Stand] = {}
    held: dict[tuple[int, int], int] = defaultdict(int)
    used: dict[tuple[int, int], int] = defaultdict(int)
    for move in moves:
        _check(move, stands)
        stand = stands.get(move.lot, Stand())
        if move.request is not None:
            key = (move.lot, move.request)
            held[key] += _SIGN_HELD[move.kind] * move.amount
            used[key] += _SIGN_USED[move.kind] * move.amount
            if min(held[key], used[key]) < 0:
                raise FundError("below_zero")
        stands[move.lot] = _moved(stand, move)
    return stands


def _first(rows: Iterable[tuple[int, int]], amount: int) -> tuple[Part, ...]:
    parts = []
    for lot, there in rows:
        part = min(there, amount)
        if part:
            parts.append(Part(lot, part))
        amount -= part
    return tuple(parts)


def _check(move: Move, stands: dict[int, Stand]) -> None:
    if move.amount <= 0:
        raise FundError("bad_amount")
    if (move.request is not None) != (move.kind in OF_REQUESTS):
        raise FundError("bad_move")
    if move.kind is MoveKind.GRANT and move.lot in stands:
        raise FundError("granted_twice")
    if move.kind is not MoveKind.GRANT and move.lot not in stands:
        raise FundError("unknown_lot")


def _moved(stand: Stand, move: Move) -> Stand:
    amount = move.amount
    if move.kind is MoveKind.GRANT:
        after = replace(stand, granted=amount, free=amount)
    elif move.kind is MoveKind.RESERVATION:
        after = replace(stand, free=stand.free - amount, reserved=stand.reserved + amount)
    elif move.kind is MoveKind.RELEASE:
        after = replace(stand, free=stand.free + amount, reserved=stand.reserved - amount)
    elif move.kind is MoveKind.USE:
        after = replace(stand, reserved=stand.reserved - amount, used=stand.used + amount)
    elif move.kind is MoveKind.RETURN:
        after = replace(stand, free=stand.free + amount, used=stand.used - amount)
    else:
        after = replace(stand, free=stand.free - amount, expired=stand.expired + amount)
    if min(after.free, after.reserved) < 0:
        raise FundError("below_zero")
    return after
