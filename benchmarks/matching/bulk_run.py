"""Measure `cross-match`: time, memory, disk, pairs, and what it finds of a recorded truth.

    python benchmarks/matching/bulk_run.py --folder DIR [--rows 1000000] [--queries 400000]
        [--dev DEV_SET ...] [--engine duckdb]

Makes DIR/registry.csv (made companies with the registries of the dev sets scattered among them) and
DIR/queries.csv (companies of it, spoilt, and others that only look like one, and the queries of the dev
sets) unless they are there, runs the command, and prints the figures.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = (
    "query_id", "legal_name", "trade_name", "cuit", "phone", "email", "web", "street", "locality",
    "province", "postal_code", "contact",
)  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def make(folder: Path, rows: int, queries: int, dev: list[Path], seed: int) -> None:
    """Make registry.csv, queries.csv and truth.csv (with a column `set`) in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    registry = folder / "registry.csv"
    run = [sys.executable, str(HERE / "made_companies.py"), "--rows", str(rows)]
    included = [word for each in dev for word in ("--include", str(each / "registry.csv"))]
    subprocess.run([*run, "--output", str(registry), "--seed", str(seed), *included], check=True)
    tests = [(rows_of(each / "queries.csv"), rows_of(each / "truth.csv")) for each in dev]
    spoilt = queries - sum(len(asked) for asked, _ in tests)
    run = [sys.executable, str(HERE / "spoiled.py"), "--registry", str(registry)]
    run += ["--output", str(folder / "spoilt"), "--queries", str(spoilt), "--seed", str(seed)]
    subprocess.run(run, check=True)
    (folder / "spoilt" / "registry.csv").unlink()
    made = folder / "spoilt"
    sets = [("spoilt", "", (rows_of(made / "queries.csv"), rows_of(made / "truth.csv")))]
    # The maker renumbers the second registry's ids in the same way.
    sets += [
        (d.name, f"{n}:" if n else "", t) for n, (d, t) in enumerate(zip(dev, tests, strict=True))
    ]
    with (
        (folder / "queries.csv").open("w", encoding="utf-8", newline="") as q_text,
        (folder / "truth.csv").open("w", encoding="utf-8", newline="") as t_text,
    ):
        asked_of = csv.DictWriter(q_text, COLUMNS, extrasaction="ignore")
        truth_of = csv.writer(t_text)
        asked_of.writeheader()
        truth_of.writerow(("query_id", "match_id", "set"))
        for name, prefix, (asked, truths) in sets:
            asked_of.writerows({**row, "query_id": f"{name}-{row['query_id']}"} for row in asked)
            for row in truths:
                right = ";".join(prefix + one for one in row["match_id"].split(";") if one)
                truth_of.writerow((f"{name}-{row['query_id']}", right, name))


class Watch(threading.Thread):
    """The memory and the disk of a command and all its children, looked at while it runs."""

    def __init__(self, pid: int, work: Path) -> None:
        """`work` is the folder in which it makes its own."""
        super().__init__(daemon=True)
        self.pid, self.work, self.on = pid, work, True
        self.memory = self.largest = self.disk = 0

    def run(self) -> None:
        """Look twice a second."""
        while self.on:
            sizes = [proportional(pid) for pid in family(self.pid)]
            self.memory = max(self.memory, sum(sizes))
            self.largest = max(self.largest, max(sizes, default=0))
            self.disk = max(self.disk, used(self.work))
            time.sleep(0.5)


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(each) for each in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def proportional(pid: int) -> int:
    """Return the bytes of memory of a process, those shared with others in parts."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0
    )


def used(folder: Path) -> int:
    """Return the bytes on disk below a folder."""
    total = 0
    for top, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(top, name)).st_blocks * 512
            except OSError:
                continue
    return total


def quality(folder: Path, output: Path) -> dict[str, str]:
    """Return the four figures of each set of queries."""
    truth = {row["query_id"]: row for row in rows_of(folder / "truth.csv")}
    best: dict[str, tuple[str, str]] = {}
    found: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    with output.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            asked = truth[row["query_id"]]
            if row["rank"] == "1":
                best[row["query_id"]] = (row["outcome"], row["match_id"])
            if (
                row["match_id"] in asked["match_id"].split(";")
                and row["match_id"]
                and row["query_id"] not in seen
            ):
                seen.add(row["query_id"])
    for query, asked in truth.items():
        outcome, match = best[query]
        name, right = asked["set"], asked["match_id"].split(";") if asked["match_id"] else []
        found[name, "with" if right else "without"] += 1
        found[name, "found"] += query in seen
        found[name, "same"] += outcome == "same" and match in right
        found[name, "wrong"] += outcome == "same" and match not in right
        found[name, "bothered"] += outcome == "review" and not right
    return {name: told(found, name) for name in dict.fromkeys(row["set"] for row in truth.values())}


def told(found: Counter[tuple[str, str]], name: str) -> str:
    """Say the four figures of one set."""

    def share(part: str, *wholes: str) -> str:
        whole = sum(found[name, each] for each in wholes)
        return f"{100 * found[name, part] / whole:.2f} %" if whole else "-"

    return (
        f"found as same or review {share('found', 'with')}, answered same {share('same', 'with')}, "
        f"wrong among same {share('wrong', 'same', 'wrong')}, "
        f"without a match sent to review {share('bothered', 'without')}"
    )


def main() -> None:
    """Make, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=400_000)
    parser.add_argument("--dev", type=Path, action="append", default=[])
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--option", action="append", default=[], help="more for cross-match, as NAME=VALUE"
    )
    given = parser.parse_args()
    folder: Path = given.folder
    if not (folder / "truth.csv").exists():
        make(folder, given.rows, given.queries, given.dev, given.seed)
    work = folder / f"work-{given.engine}"
    work.mkdir(exist_ok=True)
    output = folder / f"out-{given.engine}"
    command = [sys.executable, "-m", "universo.bulk", "--engine", given.engine]
    command += [
        "--queries",
        str(folder / "queries.csv"),
        "--registry",
        str(folder / "registry.csv"),
    ]
    command += [
        "--output",
        str(output),
        "--work",
        str(work),
        *(f"--{each}" for each in given.option),
    ]
    started, load = time.monotonic(), os.getloadavg()[0]
    running = subprocess.Popen(command)
    watch = Watch(running.pid, work)
    watch.start()
    status = running.wait()
    watch.on = False
    watch.join()
    wall, spent = time.monotonic() - started, os.times()
    if status:
        sys.exit(status)
    figures = {
        "engine": given.engine,
        "wall": f"{wall:.0f} s ({wall / 60:.1f} min)",
        "processor time": f"{spent.children_user + spent.children_system:.0f} s (without Spark's)",
        "load before, cores": f"{load:.1f}, {os.cpu_count()}",
        "peak memory, all processes": f"{watch.memory / 1e9:.2f} GB",
        "peak memory, largest process": f"{watch.largest / 1e9:.2f} GB",
        "peak disk of the work": f"{watch.disk / 1e9:.2f} GB",
        **quality(folder, output.with_suffix(".csv")),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
