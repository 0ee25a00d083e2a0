"""The figures of labelled sets whose registries stand inside a far larger base, with the weights in force.

    python benchmarks/matching/at_scale.py --base BASE.csv --set DIR_A --set DIR_B

BASE.csv comes of made_companies.py with `--include` of the sets' registries, in the same order. The base
is read once and never held: only the holders of the queries' keys and the counts that may be asked are.
Made companies draw their CUITs at random, and among a million some draw a query's: these are left out, since
one CUIT is one taxpayer, and an equal one would rightly decide.
"""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

from labelled import facts_of, rows_of

from universo.matching.following import MOST_HOLDERS, bring
from universo.matching.judge import judge
from universo.matching.keys import Key, all_keys_of, keys_of
from universo.matching.party import Party, prepare

Sought = frozenset[Key]
MADE = "M"  # how the ids of made companies begin


@dataclass(slots=True)
class Share:
    """What one worker found in its share of the base: counts, and the holders of rare keys."""

    size: int = 0
    counts: Counter[Key] = field(default_factory=Counter)
    holders: dict[Key, list[tuple[str, str]]] = field(default_factory=dict)  # key -> (id, packed)

    def count(self, kind: str, text: str) -> int:
        """Rarity, once the shares are put together."""
        return self.counts[Key(kind, text)]


def gather(job: tuple[Path, int, int, Sought]) -> Share:
    """Read every n-th company of the base."""
    path, worker, workers, sought = job
    share = Share()
    for at, row in enumerate(rows_of(path)):
        if at % workers != worker:
            continue
        share.size += 1
        party = prepare(facts_of(row))
        keys = all_keys_of(party)
        share.counts.update(key for key in keys if key.kind == "word")
        met = [key for key in keys if key in sought]
        share.counts.update(key for key in met if key.kind != "word")
        packed = party.pack() if met else ""
        for key in met:
            held = share.holders.setdefault(key, [])
            if len(held) <= MOST_HOLDERS:
                held.append((row["id"], packed))
        if share.size % 50_000 == 0:
            print(f"{worker}: {share.size}", file=sys.stderr, flush=True)
    return share


def main() -> None:
    """Read, judge, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--set", dest="sets", action="append", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    queries: list[tuple[int, Party, set[str], str]] = []
    for place, folder in enumerate(given.sets):
        truth = {row["query_id"]: row for row in rows_of(folder / "truth.csv")}
        before = f"{place}:" if place else ""  # as made_companies.py names a second registry
        for row in rows_of(folder / "queries.csv"):
            told = truth[row["query_id"]]
            right = {before + one for one in told["match_id"].split(";") if one}
            queries.append((place, prepare(facts_of(row)), right, told["kind"]))
    sought = frozenset(key for _, query, _, _ in queries for key in all_keys_of(query))
    jobs = [(given.base, worker, given.workers, sought) for worker in range(given.workers)]
    whole = Share()
    with Pool(given.workers) as pool:
        for share in pool.imap(gather, jobs):
            whole.size += share.size
            whole.counts.update(share.counts)
            for key, held in share.holders.items():
                whole.holders.setdefault(key, []).extend(held)
    for place, folder in enumerate(given.sets):
        tell(folder.name, [one for one in queries if one[0] == place], whole)


def tell(name: str, queries: list[tuple[int, Party, set[str], str]], base: Share) -> None:
    """Judge the queries of a set and print its figures."""
    known = sum(bool(right) for _, _, right, _ in queries)
    told: Counter[str] = Counter()
    wrong_kinds: Counter[str] = Counter()
    for _, query, right, kind in queries:
        packs = dict(bring({key: base.holders.get(key, ()) for key in keys_of(query)}))
        near = [(at, Party.unpack(text)) for at, text in packs.items()]
        others = [(at, one) for at, one in near if not _by_chance(query, at, one)]
        told["one CUIT by chance"] += len(near) > len(others)
        told["candidates"] += len(packs)
        told["reached"] += bool(right & packs.keys())
        found = judge(query, others, base)
        outcome = found[0].finding.outcome if found else "different"
        good = bool(found) and found[0].ref in right
        told["found"] += good and outcome != "different"
        told["same"] += good and outcome == "same"
        told["review"] += not right and outcome == "review"
        if outcome == "same" and not good:
            told["wrong"] += 1
            wrong_kinds[kind] += 1
    shares = {
        "reached": told["reached"] / known,
        "found": told["found"] / known,
        "same": told["same"] / known,
        "wrong": told["wrong"] / max(1, told["same"] + told["wrong"]),
        "unmatched to review": told["review"] / (len(queries) - known),
    }
    print(f"{name}: base {base.size}, {told['candidates'] / len(queries):.1f} candidates a query")
    print(" ", *(f"{what} {100 * share:.2f}" for what, share in shares.items()))
    print("  wrong:", dict(wrong_kinds), "; of one CUIT by chance:", told["one CUIT by chance"])


def _by_chance(query: Party, at: str, one: Party) -> bool:
    return at.startswith(MADE) and bool(query.cuit) and one.cuit == query.cuit


if __name__ == "__main__":
    main()
