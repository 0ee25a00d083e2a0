"""Learn the weights of the evidence from labelled sets and print how they do on each.

    python benchmarks/matching/learn.py --set DIR_A --set DIR_B --set DIR_C:0.4 --output weights.json

A set is a folder with registry.csv, queries.csv and truth.csv; behind a colon its share. A fifth of the
queries of every set is held out while the figures are taken; the weights written are learnt from all.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from labelled import Labelled, read
from scorecard import Pairs, Scorecard, Table, score

from universo.matching.codes import CODES

RIVAL_SHARE = 0.3


def figures(
    table: Table, labelled: Labelled, same_from: float, review_from: float
) -> dict[str, float]:
    """The four figures of a set, in hundredths: found, same, wrong among same, unmatched to review."""
    found = same = wrong = review = 0
    for pairs, has_match in zip(labelled.pairs, labelled.has_match, strict=True):
        best, right = max(
            ((score(table, codes), ok) for codes, ok in pairs), default=(-99.0, False)
        )
        found += right and best >= review_from
        same += right and best >= same_from
        wrong += not right and best >= same_from
        review += not has_match and review_from <= best < same_from
    known = max(1, sum(labelled.has_match))
    unknown = max(1, len(labelled.has_match) - known)
    return {
        "found": 100 * found / known,
        "same": 100 * same / known,
        "wrong": 100 * wrong / max(1, same + wrong),
        "unmatched to review": 100 * review / unknown,
    }


def calibrated(table: Table, sets: list[Labelled]) -> tuple[float, float]:
    """The slope and shift that turn scores into probabilities, by Newton's method."""
    rows = [(score(table, codes), ok) for one in sets for pairs in one.pairs for codes, ok in pairs]
    scores = np.array([s for s, _ in rows if -10 < s < 15])
    right = np.array([ok for s, ok in rows if -10 < s < 15], dtype=float)
    line = np.array([1.0, 0.0])
    both = np.stack([scores, np.ones_like(scores)])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(line @ both)))
        curve = (both * (chance * (1 - chance))) @ both.T + np.eye(2) * 1e-6
        line = line - np.linalg.solve(curve, both @ (chance - right))
    return round(float(line[0]), 3), round(float(line[1]), 3)


def learnt(sets: list[tuple[Labelled, float]]) -> Table:
    """The table learnt from sets with their shares."""
    card = Scorecard()
    pairs: Pairs = card.pairs(sets)
    card.learn(pairs)
    return card.table()


def tell(title: str, table: Table, sets: list[Labelled], lines: tuple[float, float]) -> None:
    """Print the figures of sets under a title."""
    print(title)
    for one in sets:
        told = figures(table, one, *lines)
        print(f"  {one.name:14}", *(f"{name} {value:6.2f}" for name, value in told.items()))


def main() -> None:
    """Learn, tell, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", dest="sets", action="append", required=True, metavar="DIR[:SHARE]")
    parser.add_argument(
        "--unseen", action="append", default=[], metavar="DIR", help="measured only"
    )
    parser.add_argument("--same-from", type=float, default=1.0)
    parser.add_argument("--review-from", type=float, default=-2.2)
    parser.add_argument(
        "--across", action="store_true", help="also learn from each set and from all but it"
    )
    parser.add_argument("--origin", default="labelled pairs of three makers")
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    lines = given.same_from, given.review_from
    shares = [float(text.partition(":")[2] or 1) for text in given.sets]
    sets = [read(Path(text.partition(":")[0])) for text in given.sets]
    unseen = [read(Path(text)) for text in given.unseen]
    kept = [one.part(0, 5, inside=False) for one in sets]
    held = [one.part(0, 5, inside=True) for one in sets]
    tell("held out fifths", learnt(list(zip(kept, shares, strict=True))), held, lines)
    if given.across:
        for at, one in enumerate(sets):
            tell(f"learnt from {one.name} alone", learnt([(one, 1.0)]), sets, lines)
            rest = [
                pair for place, pair in enumerate(zip(sets, shares, strict=True)) if place != at
            ]
            if len(rest) > 1:
                tell(f"learnt without {one.name}", learnt(rest), [one], lines)
    table = learnt(list(zip(sets, shares, strict=True)))
    tell("learnt from all", table, [*sets, *unseen], lines)
    if given.output:
        slope, shift = calibrated(table, sets[:2])
        given.output.write_text(
            written(table, lines, (slope, shift), given.origin), encoding="utf-8"
        )


def written(
    table: Table, lines: tuple[float, float], calibration: tuple[float, float], origin: str
) -> str:
    """The text of weights.json, a line per piece of evidence."""
    head = {
        "origin": origin, "same_from": lines[0], "review_from": lines[1],
        "slope": calibration[0], "shift": calibration[1], "rival_share": RIVAL_SHARE,
    }  # fmt: skip
    kinds = [
        f"  {json.dumps(kind)}: {{\n"
        + ",\n".join(
            f"   {json.dumps(detail)}: {json.dumps(table[kind, detail])}" for detail in details
        )
        + "\n  }"
        for kind, details in CODES.items()
    ]
    top = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items())
    return f'{{\n{top},\n "weights": {{\n' + ",\n".join(kinds) + "\n }\n}\n"


if __name__ == "__main__":
    main()
