"""Run `./universo match` on a set (registry.csv, queries.csv, truth.csv) and print how good the answers are.

python benchmarks/matching/figures.py shared/data/dev_eval_a shared/data/dev_eval_b
python benchmarks/matching/figures.py --registry MILLION.csv shared/data/dev_eval_b
python benchmarks/matching/figures.py --answers OUT.csv shared/data/dev_eval_b     (nothing is run)
"""

import argparse
import csv
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """Read a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def answers_of(folder: Path, registry: Path | None) -> Path:
    """Run the match and return where its answer is."""
    output = Path(tempfile.mkdtemp()) / "answers.csv"
    subprocess.run(
        [str(ROOT / "universo"), "match", "--registry", str(registry or folder / "registry.csv"),
         "--queries", str(folder / "queries.csv"), "--output", str(output)],
        check=True,
    )  # fmt: skip
    return output


def figures(truth: list[Row], answers: list[Row]) -> list[str]:
    """Return the four figures and where the errors are, as lines."""
    right = {row["query_id"]: set(filter(None, row["match_id"].split(";"))) for row in truth}
    kind = {row["query_id"]: row["kind"] for row in truth}
    by_query: dict[str, list[Row]] = defaultdict(list)
    for row in answers:
        by_query[row["query_id"]].append(row)
    found = same = same_said = wrong = reviewed = 0
    errors: Counter[str] = Counter()
    for query, ids in right.items():
        said = sorted(by_query[query], key=lambda row: int(row["rank"]))
        first = said[0]
        hit = any(row["match_id"] in ids for row in said if row["match_id"])
        found += bool(ids) and hit
        errors["not found"] += bool(ids) and not hit
        if first["outcome"] == "same":
            same_said += 1
            good = first["match_id"] in ids
            same += good
            wrong += not good
            if not good:
                errors[f"wrong same: {kind[query]}"] += 1
        elif not ids and first["outcome"] == "review":
            reviewed += 1
            errors[f"review: {kind[query]}"] += 1
    matched = sum(1 for ids in right.values() if ids)
    unmatched = len(right) - matched
    return [
        f"true matches found, as same or review: {found / matched:.2%} of {matched}",
        f"true matches answered same: {same / matched:.2%}",
        f"wrong among the answers same: {wrong / max(same_said, 1):.2%} ({wrong} of {same_said})",
        f"queries without a match sent to review: {reviewed / max(unmatched, 1):.2%} of {unmatched}",
        "errors: " + ", ".join(f"{name} {count}" for name, count in errors.most_common()),
    ]


def main() -> None:
    """Print the figures of each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--registry", type=Path, help="instead of the registry of the set")
    parser.add_argument("--answers", type=Path, help="answers already made, of one set")
    chosen = parser.parse_args()
    for folder in chosen.sets:
        answers = chosen.answers or answers_of(folder, chosen.registry)
        print(folder.name, *figures(rows_of(folder / "truth.csv"), rows_of(answers)), sep="\n  ")


if __name__ == "__main__":
    main()
