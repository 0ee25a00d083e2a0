"""Make notices out of a registry: companies of it, badly written, and companies that only look like one.

    python benchmarks/matching/spoiled.py --registry REG.csv --output DIR --queries 4000 --seed 7

A third maker beside those of the labelled sets, with other rules: errors of reading and of hearing,
fields left out, swapped or merged, names cut, doors of branches, another legal form, another contact, a
document instead of a CUIT. How often each happens is drawn anew with each seed, so that what is learnt
holds for no one's habits. The companies that are none of the registry are made hard on purpose: sisters,
branches of chains, namesakes, neighbours in a gallery, clients of one accountant, near CUITs.
"""

import argparse
import csv
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from made_companies import COLUMNS, cuit_of, plain
from made_words import FANCIES, FREE_MAIL, STREETS, SURNAMES, TRADES
from spoils import FORMS, NAME, REST, Row, another_number, bare, cuit_slip, person

FIELDS = (
    "trade_name",
    "cuit",
    "phone",
    "email",
    "web",
    "street",
    "locality",
    "province",
    "contact",
)


class Habits:
    """How often things happen, drawn once a seed."""

    def __init__(self, rng: random.Random) -> None:
        """Draw."""
        self.name = {spoil: rng.uniform(0.02, 0.35) for spoil in NAME}
        self.rest = {spoil: rng.uniform(0.01, 0.3) for spoil in REST}
        self.rest[cuit_slip] = rng.uniform(0.0, 0.05)
        self.empty = {field: rng.uniform(0.1, 0.75) for field in FIELDS}
        self.empty["locality"], self.empty["cuit"] = rng.uniform(0, 0.3), rng.uniform(0.5, 0.85)

    def spoil(self, rng: random.Random, row: Row) -> None:
        """Write a company as a hurried person would."""
        for spoil, share in (*self.name.items(), *self.rest.items()):
            if rng.random() < share * 0.7:
                spoil(rng, row)
        self.leave_out(rng, row)
        if not row["legal_name"].strip():
            row["legal_name"] = row["trade_name"] or "S/D"

    def leave_out(self, rng: random.Random, row: Row) -> None:
        """Leave boxes empty, but never so many that nobody could say who it is."""
        kept = dict(row)
        for field, share in self.empty.items():
            if rng.random() < share:
                row[field] = ""
        telling = [
            field for field in ("phone", "email", "street", "contact", "cuit") if kept[field]
        ]
        if telling and not any(row[field] for field in telling):
            back = rng.choice(telling)
            row[back] = kept[back]


def stranger(rng: random.Random, registry: list[Row], kind: str) -> Row:
    """A company that is not in the registry and shares something with one that is."""
    near, other = rng.choice(registry), rng.choice(registry)
    row = dict(other, cuit=cuit_of(rng.choice(("30", "33")), rng.randrange(50_000_000, 72_000_000)))
    row["legal_name"] = f"{rng.choice(TRADES)} {rng.choice(FANCIES)} {rng.choice(FORMS)}".strip()
    row["trade_name"], row["contact"], row["web"] = "", person(rng), ""
    row["phone"] = another_number(rng, near["phone"])
    row["email"] = (
        f"{plain(bare(row['legal_name']))[:14]}{rng.randrange(99)}@{rng.choice(FREE_MAIL)}"
    )
    row["street"] = f"{rng.choice(STREETS)} {rng.randrange(100, 6000)}"
    STRANGERS.get(kind, nothing_shared)(rng, row, near)
    return row


def nothing_shared(rng: random.Random, row: Row, near: Row) -> None:
    """A new company."""


def sister(rng: random.Random, row: Row, near: Row) -> None:
    """Another company of the same house: a word of the name, the door and most of the rest."""
    word = rng.choice(bare(near["legal_name"]).split())
    row["legal_name"] = f"{word} {rng.choice(TRADES)} {rng.choice(FORMS)}".strip()
    for field in (
        "street",
        "locality",
        "province",
        *rng.sample(("phone", "email", "web", "contact"), 2),
    ):
        row[field] = near[field]
    row["cuit"] = cuit_of("30", int(plain(near["cuit"])[2:10] or 50_000_000) + rng.randrange(1, 20))


def branch_of_chain(rng: random.Random, row: Row, near: Row) -> None:
    """Another owner under the same sign."""
    row["trade_name"] = near["trade_name"] or bare(near["legal_name"])
    row["legal_name"] = rng.choice((row["trade_name"], person(rng), row["legal_name"]))
    if rng.random() < 0.5:
        row["web"] = near["web"]


def namesake(rng: random.Random, row: Row, near: Row) -> None:
    """The same name somewhere else."""
    row["legal_name"] = near["legal_name"]
    if rng.random() < 0.3:
        row["province"] = near["province"]


def neighbour(rng: random.Random, row: Row, near: Row) -> None:
    """A shop of the same gallery."""
    for field in ("street", "locality", "province"):
        row[field] = near[field]
    if rng.random() < 0.3:
        row["legal_name"] = f"{bare(near['legal_name']).split()[0]} {rng.choice(FANCIES)}"


def client(rng: random.Random, row: Row, near: Row) -> None:
    """A client of the same accountant."""
    for field in rng.sample(("phone", "email", "street"), 2):
        row[field] = near[field]
    row["locality"], row["province"] = near["locality"], near["province"]


def near_number(rng: random.Random, row: Row, near: Row) -> None:
    """A CUIT a digit away."""
    row["cuit"] = ""
    if near["cuit"]:
        number = int(plain(near["cuit"])[2:10]) + rng.randrange(1, 10) * 10 ** rng.randrange(4)
        row["cuit"] = cuit_of(near["cuit"][:2], number)


def one_word(rng: random.Random, row: Row, near: Row) -> None:
    """A name in the same town with one other word."""
    words = bare(near["legal_name"]).split()
    words[rng.randrange(len(words))] = rng.choice(rng.choice((FANCIES, SURNAMES, TRADES)))
    row["legal_name"] = " ".join(words)
    row["locality"], row["province"] = near["locality"], near["province"]


STRANGERS: dict[str, Callable[[random.Random, Row, Row], None]] = {
    "sister": sister, "chain": branch_of_chain, "namesake": namesake, "gallery": neighbour,
    "accountant": client, "near_cuit": near_number, "one_word": one_word,
}  # fmt: skip
KINDS = (*STRANGERS, "new")


def main() -> None:
    """Write registry.csv, queries.csv and truth.csv into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--registry", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    habits = Habits(rng)
    with given.registry.open(encoding="utf-8") as lines:
        registry = list(csv.DictReader(lines))
    given.output.mkdir(parents=True, exist_ok=True)
    if not (given.output / "registry.csv").exists():
        shutil.copy(given.registry, given.output / "registry.csv")
    known = rng.sample(registry, given.queries // 2)
    jobs = [(row["id"], "match", dict(row)) for row in known]
    for at in range(given.queries - len(known)):
        kind = KINDS[at % len(KINDS)]
        jobs.append(("", kind, stranger(rng, registry, kind)))
    rng.shuffle(jobs)
    with (
        (given.output / "queries.csv").open("w", encoding="utf-8", newline="") as query_file,
        (given.output / "truth.csv").open("w", encoding="utf-8", newline="") as truth_file,
    ):
        queries = csv.DictWriter(query_file, ("query_id", *COLUMNS[1:]), extrasaction="ignore")
        truth = csv.writer(truth_file)
        queries.writeheader()
        truth.writerow(("query_id", "match_id", "kind"))
        for at, (found, kind, row) in enumerate(jobs):
            habits.spoil(rng, row)
            row["postal_code"] = ""
            queries.writerow({**row, "query_id": f"Q{at:05d}"})
            truth.writerow((f"Q{at:05d}", found, kind))


if __name__ == "__main__":
    main()
