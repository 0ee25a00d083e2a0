"""Load a registry as a base grows, and time the live search of one notice at each size, beside its peers.

    python benchmarks/matching/live.py MILLION.csv --queries shared/data/dev_eval_b/queries.csv

Runs on the embedded PostgreSQL with its lasting settings, in a folder of its own. A search is everything
between the facts of a notice and the findings: made ready, keys, candidates, evidence, score. Times are
of the wall and, beside it, of the processors of this process and its database connection: on a machine
that does other things as well, the first says little.

The companies that the queries look for are stored first: at each size the same queries find the same ones,
and only the base around them grows. Each size is timed as autovacuum leaves the tables.
"""

import argparse
import csv
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10_000, 100_000, 1_000_000)
Row = dict[str, str]


def main() -> None:
    """Print the figures and keep them in benchmarks/results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("registry", type=Path)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--truth", type=Path, help="beside the queries, if it is not given")
    parser.add_argument("--count", type=int, default=400, help="queries timed at each size")
    parser.add_argument("--peers", type=int, default=40, help="queries timed for each peer")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--name", default="live_search")
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    from universo.embedded import ensure_running

    with (
        tempfile.TemporaryDirectory(dir=os.environ.get("UNIVERSO_VAR")) as folder,
        ensure_running(Path(folder)) as running,
    ):
        os.environ.update(running.urls.environment(), UNIVERSO_VAR=folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "universo.settings"
        migrate = [sys.executable, "-m", "universo", "migrate", "--skip-checks", "-v0"]
        owner = {**os.environ, "UNIVERSO_AS_OWNER": "1", "PYTHONPATH": str(ROOT / "src")}
        subprocess.run(migrate, check=True, env=owner)
        import django

        django.setup()
        lines = measure(chosen)
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks/results" / f"{chosen.name}.txt").write_text(text)


def measure(chosen: argparse.Namespace) -> list[str]:
    """Return the lines of the report, printed as they come."""
    from universo.commands.management.commands.match import customer_of

    lines: list[str] = []

    def say(line: str) -> None:
        print(line, flush=True)
        lines.append(line)

    with chosen.queries.open(encoding="utf-8-sig", newline="") as asked:
        queries = list(csv.DictReader(asked))[: chosen.count]
    sought = looked_for(queries, chosen.truth or chosen.queries.with_name("truth.csv"))
    with (
        chosen.registry.open(encoding="utf-8-sig", newline="") as text,
        chosen.registry.open(encoding="utf-8-sig", newline="") as again,
    ):
        first_ones = [row for row in csv.DictReader(again) if row["id"] in sought]
        others = (row for row in csv.DictReader(text) if row["id"] not in sought)
        registry = itertools.chain(first_ones, others)
        costs, spent, loaded = {}, 0.0, 0
        names: list[str] = []
        say(f"base: {chosen.registry.name}; queries: {len(queries)} of {chosen.queries.name}")
        say(f"companies they look for, in the base from the start: {len(first_ones)}")
        for size in chosen.sizes:

            def rows(count: int = size - loaded) -> Iterator[object]:
                for _, row in zip(range(count), registry, strict=False):
                    names.append(row["legal_name"])
                    yield customer_of(row)

            spent += load(rows(), say)
            loaded = size
            tidy()
            costs[size] = timed_searches(queries, size, say)
        say(
            f"programs at work on this machine meanwhile: {os.getloadavg()[2]:.1f}"
            f" on {os.cpu_count()} processors"
        )
        say(f"loading all {loaded:,} rows, all indexes included: {spent:.0f} s of the wall")
        first, last = chosen.sizes[0], chosen.sizes[-1]
        for what, at in (("median", 0), ("all searches together", 2)):
            growth = [costs[last][i] / costs[first][i] for i in (at, at + 1)]
            say(
                f"growth from {first:,} to {last:,}, {what}:"
                f" {growth[0]:.2f} of the wall, {growth[1]:.2f} of work"
            )
        peers(queries[: chosen.peers], names, costs[last][0], say)
    return lines


def looked_for(queries: list[Row], truth: Path) -> set[str]:
    """Return the ids of the companies that the queries look for."""
    asked = {row["query_id"] for row in queries}
    with truth.open(encoding="utf-8-sig", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["query_id"] in asked]
    return {one for row in rows for one in row["match_id"].split(";") if one}


def tidy() -> None:
    """Leave the tables as autovacuum does, a minute or so after they grew."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for table in ("knowncustomer", "customerkey", "keyholders"):
            owner.execute(f"VACUUM (ANALYZE) customers_{table}".encode())


def load(rows: Iterator[object], say: Callable[[str], None]) -> float:
    """Store the rows as an import does; return the seconds."""
    from django.utils import timezone

    from universo.commands.management.commands.match import _KEEPER
    from universo.customers.bulk import store_many

    peak, stop = [0.0], threading.Event()

    def watch() -> None:
        while not stop.wait(1):
            peak[0] = max(peak[0], memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began, cpu = time.monotonic(), work()
    counts = store_many(
        actor=_KEEPER, now=timezone.now(), owner_id=None, rows=rows,
        progress=lambda now: print(f"  {now.total} rows, {time.monotonic() - began:.0f} s", end="\r",
                                   file=sys.stderr),
    )  # fmt: skip
    seconds = time.monotonic() - began
    stop.set()
    watcher.join()
    used = work() - cpu
    say(
        f"loaded {counts.total:,} rows: {seconds:.0f} s of the wall, {used:.0f} s of processors"
        f" ({used / 2:.0f} s on two), at most {peak[0]:.0f} MiB"
    )
    return seconds


def timed_searches(
    queries: list[Row], size: int, say: Callable[[str], None]
) -> tuple[float, float, float, float]:
    """Time each query; return the medians of wall and work and their means, in ms."""
    from universo.commands.management.commands.match import answer

    for row in queries[:20]:
        answer(row)
    walls, works = [], []
    for row in queries:
        began, cpu = time.perf_counter(), fine_work()
        answer(row)
        walls.append((time.perf_counter() - began) * 1_000)
        works.append((fine_work() - cpu) * 1_000)
    median, work_median = statistics.median(walls), statistics.median(works)
    say(
        f"{size:,} companies: wall median {median:.1f} ms, p99 {_p99(walls):.1f} ms;"
        f" work median {work_median:.1f} ms, p99 {_p99(works):.1f} ms;"
        f" mean {statistics.mean(walls):.2f} and {statistics.mean(works):.2f} ms"
    )
    return median, work_median, statistics.mean(walls), statistics.mean(works)


def peers(queries: list[Row], names: list[str], ours: float, say: Callable[[str], None]) -> None:
    """Time the same queries by pg_trgm on the name alone, and by rapidfuzz over all names."""
    from django.db import connection
    from rapidfuzz import fuzz, process

    from universo.domain.names import name_key

    def trigrams(row: Row) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(
                "SELECT id, similarity(name_key, %s) FROM customers_knowncustomer"
                " WHERE name_key %% %s ORDER BY 2 DESC LIMIT 20",
                [name_key(row["legal_name"])] * 2,
            )
            cursor.fetchall()

    def everything(row: Row) -> None:
        process.extract(row["legal_name"], names, scorer=fuzz.token_sort_ratio, limit=20)

    for title, ask in (("pg_trgm on the name", trigrams), ("rapidfuzz over all", everything)):
        walls = []
        for row in queries:
            began = time.perf_counter()
            ask(row)
            walls.append((time.perf_counter() - began) * 1_000)
        median = statistics.median(walls)
        say(
            f"{title}: wall median {median:.1f} ms, p99 {_p99(walls):.1f} ms;"
            f" {median / ours:.1f} times ours"
        )


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def work() -> float:
    """Seconds of processor of this process, its children and its database connection."""
    mine = os.times()
    return mine.user + mine.system + mine.children_user + mine.children_system + _backend()


def fine_work() -> float:
    """The same for short spans: without children, in nanoseconds where the kernel counts them."""
    return time.process_time() + _backend()


def _backend() -> float:
    from django.db import connection

    if connection.connection is None:
        return 0.0
    text = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return int(text.split()[0]) / 1e9


def memory() -> float:
    """MiB of this process and its children (shared parts divided), and of private memory of PostgreSQL."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name = (folder / "comm").read_text().strip()
            ours = name == "postgres" and os.environ["UNIVERSO_VAR"] in _data_folder(folder)
            if not ours and not _is_mine(folder):
                continue
            for line in (folder / "smaps_rollup").read_text().splitlines():
                wanted = ("Private_Clean:", "Private_Dirty:") if ours else ("Pss:",)
                if line.startswith(wanted):
                    total += int(line.split()[1])
        except (OSError, ValueError):
            continue
    return total / 1024


def _data_folder(folder: Path) -> str:
    return os.readlink(folder / "cwd")


def _is_mine(folder: Path) -> bool:
    pid = int(folder.name)
    for _ in range(4):
        if pid == os.getpid():
            return True
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return False


if __name__ == "__main__":
    main()
