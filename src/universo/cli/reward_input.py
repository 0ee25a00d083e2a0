"""Reading of the file of `./universo reward`: every refusal names the field by its JSON path."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from universo.cli.arguments import BadInput
from universo.data import MAX_BYTES, BadFile, decode, read_text
from universo.domain.money import BASIS_POINTS, whole
from universo.domain.reward_math import (
    Basis,
    Collection,
    Event,
    Line,
    LineChange,
    Note,
    Reversal,
)

MAX_AMOUNT = 10**30  # a guard against hostile sizes; sums stay printable
_TYPES = ("collection", "reversal", "credit_note", "debit_note")


@dataclass(frozen=True)
class RewardCase:
    """One invoice with what happened to it, as the file says."""

    basis: Basis
    lines: list[Line]
    total_minor: int
    events: list[Event]


class _Node:
    """A JSON object with the path that leads to it."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise BadInput(f"{path or 'El archivo'}: debe ser un objeto JSON.")
        self.value: dict[str, object] = value
        self.path = path

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        """Return whether the field is there; null counts as absent."""
        return self.value.get(name) is not None

    def required(self, name: str) -> object:
        if name not in self.value:
            raise BadInput(f"{self.at(name)}: falta este campo.")
        return self.value[name]

    def amount(self, name: str, limit: int = MAX_AMOUNT) -> int:
        value = self.required(name)
        if not isinstance(value, int) or not whole(value) or value < 0:
            raise BadInput(f"{self.at(name)}: debe ser un número entero, cero o mayor.")
        if value > limit:
            raise BadInput(f"{self.at(name)}: no puede ser mayor que {limit}.")
        return value

    def identifier(self, name: str) -> str:
        value = self.required(name)
        if not isinstance(value, str) or not value:
            raise BadInput(f"{self.at(name)}: debe ser un texto no vacío.")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BadInput(f"{self.at(name)}: tiene caracteres que no son válidos.") from None
        return value

    def choice(self, name: str, options: Sequence[str]) -> str:
        value = self.required(name)
        if not isinstance(value, str) or value not in options:
            raise BadInput(f"{self.at(name)}: debe ser uno de {', '.join(options)}.")
        return value

    def nodes(self, name: str) -> list["_Node"]:
        value = self.required(name)
        if not isinstance(value, list):
            raise BadInput(f"{self.at(name)}: debe ser una lista.")
        return [_Node(item, f"{self.at(name)}[{i}]") for i, item in enumerate(value)]


def read_case(path: str) -> RewardCase:
    """Read and check the file at `path`, or standard input when it is `-`. Raises BadInput."""
    root = _Node(_parse(_read(path)), "")
    basis = Basis(root.choice("basis", tuple(Basis)))
    lines = _lines(root.nodes("lines"))
    total_minor = root.amount("total_minor")
    nodes = root.nodes("events")
    known = {line.id: line for line in lines}
    kinds = [(node, node.choice("type", _TYPES)) for node in nodes]
    # Lines that a debit note brings count from the start, at zero: notes come in any order.
    for node, kind in kinds:
        if kind == "debit_note" and node.has("lines"):
            for change in node.nodes("lines"):
                _learn(change, known)
    events = [_event(node, kind, known) for node, kind in kinds]
    return RewardCase(basis, list(known.values()), total_minor, events)


def _read(path: str) -> str:
    try:
        if path == "-":
            return decode(sys.stdin.buffer.read(MAX_BYTES + 1))
        return read_text(Path(path))
    except BadFile as error:
        raise BadInput(f"ARCHIVO: {error}.") from None


def _parse(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except BadInput:
        raise
    except json.JSONDecodeError as error:
        where = f"línea {error.lineno}, columna {error.colno}"
        raise BadInput(f"ARCHIVO: no es JSON válido ({where}).") from None
    except (ValueError, RecursionError):
        raise BadInput("ARCHIVO: tiene números o niveles fuera de lo razonable.") from None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise BadInput(f"{twice!a:.60}: el campo está dos veces en el mismo objeto.")
    return found


def _lines(nodes: list[_Node]) -> list[Line]:
    known: dict[str, Line] = {}
    for node in nodes:
        name = node.identifier("id")
        if name in known:
            raise BadInput(f"{node.at('id')}: la línea está dos veces.")
        known[name] = Line(
            name,
            node.amount("net_minor"),
            node.amount("gross_minor"),
            node.amount("rate_bp", BASIS_POINTS),
        )
    return list(known.values())


def _learn(change: _Node, known: dict[str, Line]) -> None:
    """Take from a debit note's line the rate of a line which the invoice did not have."""
    name = change.identifier("id")
    line = known.get(name)
    if change.has("rate_bp"):
        rate_bp = change.amount("rate_bp", BASIS_POINTS)
        if line is not None and line.rate_bp != rate_bp:
            raise BadInput(f"{change.at('rate_bp')}: la línea ya tiene otro porcentaje.")
        known.setdefault(name, Line(name, 0, 0, rate_bp))


def _event(node: _Node, kind: str, known: dict[str, Line]) -> Event:
    name = node.identifier("id")
    if kind == "collection":
        return Collection(name, node.amount("amount_minor"))
    if kind == "reversal":
        given = node.amount("amount_minor") if node.has("amount_minor") else None
        return Reversal(name, node.identifier("reverses"), given)
    sign = -1 if kind == "credit_note" else 1
    changes = node.nodes("lines") if node.has("lines") else []
    return Note(
        name,
        sign * node.amount("amount_minor"),
        tuple(_change(change, sign, known) for change in changes),
    )


def _change(node: _Node, sign: int, known: dict[str, Line]) -> LineChange:
    name = node.identifier("id")
    if name not in known:
        hint = "" if sign < 0 else "; una línea nueva necesita rate_bp"
        raise BadInput(f"{node.at('id')}: la factura no tiene esa línea{hint}.")
    return LineChange(name, sign * node.amount("net_minor"), sign * node.amount("gross_minor"))
