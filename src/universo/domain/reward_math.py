"""The reward of a sale, exact to the centavo (R-12, P-8, P-9, PROGRAMME.md section 3).

The reward of a line is a pure function of the set of facts known about its invoice; what is booked
is that target minus what was booked before. So order and repetition of documents do not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from universo.domain.money import BASIS_POINTS, round_half_up_div


class Basis(StrEnum):
    """Which amount of a line the rate applies to (P-8)."""

    NET = "net"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """An invoice line with its frozen rate (P-7). One that a debit note brings starts at zero."""

    id: str
    net_minor: int
    gross_minor: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class LineChange:
    """By how much a note changes a line: negative for a credit note."""

    line: str
    net_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True)
class Note:
    """A credit note (negative) or debit note (positive). `amount_minor` is the change of the total.

    Its lines need not add up to it, since other taxes belong to no line; a note without lines
    changes the total alone.
    """

    id: str
    amount_minor: int
    changes: tuple[LineChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """Whatever extinguishes part of the debt (P-9)."""

    id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """Takes back the whole of one collection; an amount, if given, must be that one's."""

    id: str
    reverses: str
    amount_minor: int | None = None


Event = Collection | Reversal | Note


@dataclass(frozen=True, slots=True)
class Accrual:
    """What one event added to, or took from, the reward of one line."""

    event: str
    line: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Step:
    """An accrual with its arithmetic: n, r, T and C when the target was taken (section 3)."""

    event: str
    line: str
    base_minor: int
    rate_bp: int
    total_minor: int
    counted_minor: int
    target_minor: int
    already_minor: int

    @property
    def amount_minor(self) -> int:
        """Return what is to be booked; never zero."""
        return self.target_minor - self.already_minor


class FactsError(ValueError):
    """Facts that contradict each other.

    `index` is the event's place, `field` its part (`lines[0].id`). `code`: unknown_line,
    unknown_collection, reversed_twice, amount_differs, id_conflict, repeated_line.
    """

    def __init__(self, code: str, index: int, field: str) -> None:
        super().__init__(f"event {index}, {field}: {code}")
        self.code = code
        self.index = index
        self.field = field


def target(n: int, r_bp: int, t: int, k: int) -> int:
    """Return the reward to date of a line, in minor units, with one rounding (section 3).

    `n` is the line's amount and `t` the invoice's total after notes, `k` the collections less
    reversals. A line or an invoice credited to zero or beyond earns nothing.
    """
    collected = max(0, min(k, t))
    if n <= 0 or collected == 0:
        return 0
    return round_half_up_div(n * r_bp * collected, BASIS_POINTS * t)


@dataclass(frozen=True, slots=True)
class State:
    """n of each line, T, C and K, in minor units (section 3)."""

    amounts: dict[str, int]
    total: int
    counted: int
    collected: int

    def target(self, line: Line) -> int:
        """Return reward_to_date of the line, in minor units."""
        return target(self.amounts[line.id], line.rate_bp, self.total, self.collected)


class _Facts:
    """The facts of one invoice so far. A repeated fact is the same fact."""

    def __init__(self, lines: Sequence[Line], total_minor: int, basis: Basis) -> None:
        self.basis = basis
        self.lines = {line.id: line for line in lines}
        self.amounts = {line.id: self._amount(line) for line in lines}
        self.total = total_minor
        self.collected = 0
        self.collections: dict[str, int] = {}
        self.reversed: set[str] = set()
        self.seen: dict[str, Event] = {}
        if len(self.lines) != len(lines):
            raise FactsError("repeated_line", -1, "lines")

    def _amount(self, line: Line | LineChange) -> int:
        return line.net_minor if self.basis is Basis.NET else line.gross_minor

    def add(self, event: Event, index: int) -> None:
        """Take in one fact; raises FactsError when it contradicts an earlier one."""
        if event.id in self.seen:
            if self.seen[event.id] != event:
                raise FactsError("id_conflict", index, "id")
            return
        self.seen[event.id] = event
        if isinstance(event, Note):
            self._add_note(event, index)
        elif isinstance(event, Collection):
            self._add_collection(event)
        else:
            self._add_reversal(event, index)

    def _add_note(self, note: Note, index: int) -> None:
        self.total += note.amount_minor
        for place, change in enumerate(note.changes):
            if change.line not in self.amounts:
                raise FactsError("unknown_line", index, f"lines[{place}].id")
            self.amounts[change.line] += self._amount(change)

    def _add_collection(self, collection: Collection) -> None:
        self.collections[collection.id] = collection.amount_minor
        if collection.id not in self.reversed:
            self.collected += collection.amount_minor

    def _add_reversal(self, reversal: Reversal, index: int) -> None:
        if reversal.reverses in self.reversed:
            raise FactsError("reversed_twice", index, "reverses")
        self.reversed.add(reversal.reverses)
        # One that comes before its collection takes back nothing yet: the collection, when it
        # comes, gives nothing.
        self.collected -= self.collections.get(reversal.reverses, 0)

    def state(self) -> State:
        counted = max(0, min(self.collected, self.total))
        return State(self.amounts, self.total, counted, self.collected)

    def targets(self) -> dict[str, int]:
        state = self.state()
        return {line.id: state.target(line) for line in self.lines.values()}


def state_after(
    lines: Sequence[Line], total_minor: int, events: Iterable[Event], basis: Basis
) -> State:
    """Return what stands after these events; their order does not matter. Raises FactsError."""
    facts = _Facts(lines, total_minor, basis)
    for index, event in enumerate(events):
        facts.add(event, index)
    return facts.state()


def targets(
    lines: Sequence[Line],
    total_minor: int,
    notes: Iterable[Note],
    collections: Iterable[Collection],
    reversals: Iterable[Reversal] = (),
    *,
    basis: Basis = Basis.NET,
) -> dict[str, int]:
    """Return the reward to date of each line from the set of facts, in whatever order they came.

    `lines` includes those which debit notes bring, at zero. A reversal whose collection has not
    come yet takes back nothing. Raises FactsError.
    """
    facts = _Facts(lines, total_minor, basis)
    known: list[Event] = [*notes, *collections, *reversals]
    for index, event in enumerate(known):
        facts.add(event, index)
    return facts.targets()


def steps(
    lines: Sequence[Line],
    total_minor: int,
    taken: Iterable[Event],
    fresh: Sequence[Event],
    already: Mapping[str, int],
    basis: Basis,
) -> list[Step]:
    """Return what each fresh event accrues on each line, in order, zeros left out (section 3).

    `taken` are the events that what is `already` booked of each line takes into account. Amounts in
    minor units. Raises FactsError.
    """
    facts = _Facts(lines, total_minor, basis)
    for index, event in enumerate(taken):
        facts.add(event, index)
    booked = {line.id: already.get(line.id, 0) for line in lines}
    made = []
    for index, event in enumerate(fresh):
        facts.add(event, index)
        for step in _moves(facts, event.id, booked):
            made.append(step)
            booked[step.line] = step.target_minor
    return made


def _moves(facts: _Facts, event: str, booked: Mapping[str, int]) -> list[Step]:
    state = facts.state()
    wanted = {line.id: state.target(line) for line in facts.lines.values()}
    return [
        Step(
            event, line, state.amounts[line], facts.lines[line].rate_bp, state.total,
            state.counted, reward, booked[line],
        )
        for line, reward in wanted.items()
        if reward != booked[line]
    ]  # fmt: skip


def replay(
    lines: Sequence[Line], total_minor: int, events: Sequence[Event], basis: Basis
) -> list[Accrual]:
    """Return what each event accrues on each line, in order, zeros left out (section 3).

    A repeated event accrues nothing. Raises FactsError on a contradiction among the events, and on
    a reversal of a collection which is nowhere among them.
    """
    _check_reversals(events)
    return [
        Accrual(step.event, step.line, step.amount_minor)
        for step in steps(lines, total_minor, (), events, {}, basis)
    ]


def _check_reversals(events: Sequence[Event]) -> None:
    amounts = {event.id: event.amount_minor for event in events if isinstance(event, Collection)}
    for index, event in enumerate(events):
        if isinstance(event, Reversal):
            if event.reverses not in amounts:
                raise FactsError("unknown_collection", index, "reverses")
            if event.amount_minor not in {None, amounts[event.reverses]}:
                raise FactsError("amount_differs", index, "amount_minor")
