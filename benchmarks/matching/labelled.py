"""Labelled sets of companies, brought to observed pairs: what the weights are learnt from and measured on."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from universo.matching.following import bring
from universo.matching.keys import Key, keys_of
from universo.matching.observe import observe
from universo.matching.party import Party, PartyFacts, prepare
from universo.matching.rarity import Counted

Code = tuple[str, str, int]  # kind, detail, step of rarity


@dataclass(slots=True)
class Labelled:
    """A set: per query its pairs (codes, is it right), whether the registry holds it, and its kind."""

    name: str
    pairs: list[list[tuple[tuple[Code, ...], bool]]] = field(default_factory=list)
    has_match: list[bool] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def part(self, remainder: int, parts: int, *, inside: bool) -> "Labelled":
        """The queries whose place leaves this remainder, or all the others."""
        kept = [at for at in range(len(self.pairs)) if (at % parts == remainder) == inside]
        return Labelled(
            self.name,
            [self.pairs[at] for at in kept],
            [self.has_match[at] for at in kept],
            [self.kinds[at] for at in kept],
        )


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def facts_of(row: dict[str, str]) -> PartyFacts:
    """A row of a registry or of queries as a company."""
    return PartyFacts(
        legal_name=row["legal_name"], trade_name=row["trade_name"], cuit=row["cuit"],
        phones=(row["phone"],) if row["phone"] else (),
        emails=(row["email"],) if row["email"] else (),
        web=row["web"], street=row["street"], locality=row["locality"], province=row["province"],
        contact=row["contact"],
    )  # fmt: skip


class Base:
    """A registry in memory, searched by the same keys and the same rule as the live base."""

    def __init__(self, registry: Path) -> None:
        """Read and index a registry."""
        self.ids: list[str] = []
        self.parties: list[Party] = []
        self.holders: dict[Key, list[int]] = {}
        for at, row in enumerate(rows_of(registry)):
            party = prepare(facts_of(row))
            self.ids.append(row["id"])
            self.parties.append(party)
            for key in keys_of(party):
                self.holders.setdefault(key, []).append(at)
        self.rarity = Counted(self.parties)

    def candidates(self, query: Party) -> list[int]:
        """The places of the companies a search brings."""
        return sorted(bring({key: self.holders.get(key, ()) for key in keys_of(query)}))


def read(folder: Path) -> Labelled:
    """Read registry.csv, queries.csv and truth.csv of a folder and observe every pair a search brings."""
    base = Base(folder / "registry.csv")
    truth = {row["query_id"]: row for row in rows_of(folder / "truth.csv")}
    found = Labelled(folder.name)
    for row in rows_of(folder / "queries.csv"):
        query = prepare(facts_of(row))
        right = set(truth[row["query_id"]]["match_id"].split(";")) - {""}
        pairs = []
        for at in base.candidates(query):
            seen = observe(query, base.parties[at], base.rarity)
            codes = tuple((one.kind, one.detail, one.step) for one in seen)
            pairs.append((codes, base.ids[at] in right))
        found.pairs.append(pairs)
        found.has_match.append(bool(right))
        found.kinds.append(truth[row["query_id"]]["kind"])
    return found
