"""One match from beginning to end."""

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ibis.expr.types import Table

from universo.bulk import match
from universo.bulk.engines import Engine, opened
from universo.bulk.options import Options
from universo.bulk.preparing import Side, prepare_side
from universo.bulk.progress import Progress, duration, number
from universo.bulk.reading import Row, estimated_rows, rows_of
from universo.bulk.results import Results
from universo.bulk.results import rows_of as result_rows
from universo.bulk.workers import pool
from universo.cli.arguments import BadInput

_BYTES_OF_A_COMPANY = 1_500  # of intermediate files: three times what was measured
_FOLDER = "universo-cross-match-"


@dataclass
class Summary:
    """What came of a match."""

    queries: int = 0
    registry: int = 0
    pairs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    files: list[Path] = field(default_factory=list)


def cross_match(options: Options, base: Iterator[Row] | None = None, base_size: int = 0) -> Summary:
    """Carry out a match; `base` are the rows of the product's database (`base_size` of them).

    Raises BadInput with one sentence for input that cannot be read and for too little disk. On any
    failure, and on Ctrl-C, nothing is left behind.
    """
    started = time.monotonic()
    expected = base_size if options.registry is None else estimated_rows(options.registry)
    queries_expected = estimated_rows(options.queries)
    _check_disk(options, expected + queries_expected)
    with _work_folder(options.work) as work, pool(options.processes) as workers:
        ahead = 2 * options.processes
        if options.registry is not None:
            base = rows_of(options.registry)
        assert base is not None
        told = Progress("Registro preparado", expected, "empresas")
        registry = prepare_side(base, work / "registry", workers, told, ahead)
        told = Progress("Consultas preparadas", queries_expected, "empresas")
        asked = rows_of(options.queries)
        queries = prepare_side(asked, work / "queries", workers, told, ahead)
        summary = Summary(queries.size, registry.size)
        with Results(options.output) as results:
            with opened(options, work, workers) as engine:
                _run(engine, queries, registry, results, summary)
            summary.files = results.finish()
    _say(f"Listo en {duration(time.monotonic() - started)}: {_outcomes(summary)}.")
    for path in summary.files:
        _say(f"  {path}")
    return summary


def _run(engine: Engine, queries: Side, registry: Side, results: Results, summary: Summary) -> None:
    asked, known = engine.read(queries.parties), engine.read(registry.parties)
    for table, name in ((asked, "las consultas"), (known, "el registro")):
        _check_ids(engine, table, name)
    mine, theirs = engine.read(queries.keys), engine.read(registry.keys)
    told = Progress("Claves contadas", summary.registry, "empresas")
    held = engine.keep("held", match.holders(theirs, mine))
    counts = engine.keep("counts", match.counted(mine, held))
    told.end(summary.registry)
    pairs = _find_pairs(engine, counts, theirs)
    told = Progress("Reunidas con sus claves", summary.queries + summary.registry, "empresas")
    asked = engine.keep("asked", match.with_rarity(asked, match.asked_of(mine, held)))
    rare = match.counted(match.words(theirs), held)
    known = engine.keep("known", match.with_rarity(known, rare))
    told.end(summary.queries + summary.registry)
    _judge_all(engine, (pairs, asked, known), results, summary)


def _find_pairs(engine: Engine, counts: Table, theirs: Table) -> Table:
    """Return the candidates, having said what each kind of key brings before anything is joined."""
    chosen = engine.keep("followed", match.followed(counts))
    _tell_plan(engine, counts, chosen)
    told = Progress("Candidatos", 0, "pares")
    pairs = engine.keep("pairs", match.candidates(counts, chosen, theirs))
    told.end(engine.rows(pairs.agg(pairs=pairs.count()))[0]["pairs"])
    return pairs


def _judge_all(
    engine: Engine, tables: tuple[Table, Table, Table], results: Results, summary: Summary
) -> None:
    """Judge all queries, so many pairs at a time: that bounds what is gathered at once."""
    pairs, asked, known = tables
    told = Progress("Comparadas", summary.queries, "empresas")
    groups = engine.rows(match.pairs_by_group(pairs))
    for first, end in _slices({row["g"]: row["pairs"] for row in groups}, engine, summary.queries):
        some, those = (match.between(table, first, end) for table in (pairs, asked))
        gathered = match.gathered(some, those, known)
        arguments = (gathered.packed, gathered.counts, gathered.candidates)
        judged = gathered.select("no", "id", answers=engine.judging(summary.registry, *arguments))
        for row in engine.rows(judged.order_by("no")):
            rows = result_rows(row["id"], row["answers"])
            summary.outcomes[rows[0][1]] += 1
            results.write(rows)
        done = (row["pairs"] for row in groups if row["g"] * match.GROUP < end)
        summary.pairs = sum(done)
        told.tell(end, f"{number(summary.pairs)} pares")
    told.end(summary.queries, f"{number(summary.pairs)} pares")


def _slices(pairs: dict[int, int], engine: Engine, queries: int) -> Iterator[tuple[int, int]]:
    """Yield the first number and the end of runs of queries with about as many pairs as bearable."""
    first = gathered = 0
    for at in range(0, queries, match.GROUP):
        more = pairs.get(at // match.GROUP, 0)
        if at > first and gathered + more > engine.pairs_at_a_time:
            yield first, at
            first, gathered = at, 0
        gathered += more
    if queries:
        yield first, queries


def _tell_plan(engine: Engine, counts: Table, chosen: Table) -> None:
    """Say what each kind of key would bring, before anything is joined."""
    rows = engine.rows(match.plan(counts, chosen))
    _say(f"  {'clave':<14}{'claves':>14}{'pares de todas':>18}{'seguidas':>14}{'pares':>14}")
    columns = ("keys", "pairs_of_all", "followed", "pairs")
    total = {name: sum(row[name] for row in rows) for name in columns}
    for row in [*rows, {"kind": "total", **total}]:
        cells = [number(int(row[name])) for name in columns]
        _say("  {:<14}{:>14}{:>18}{:>14}{:>14}".format(row["kind"], *cells))


def _check_ids(engine: Engine, table: Table, name: str) -> None:
    """Refuse a file that gives one id to two companies: no answer could say which is meant."""
    repeated = table.group_by("id").agg(n=table.count()).filter(lambda t: t.n > 1)
    found = engine.rows(repeated.order_by("id").limit(1))
    if found:
        raise BadInput(f"En {name}, el id «{found[0]['id']}» está {found[0]['n']} veces.")


def _check_disk(options: Options, companies: int) -> None:
    needed = companies * _BYTES_OF_A_COMPANY
    if needed > options.disk:
        raise BadInput(
            f"Hacen falta unos {needed / 10**9:.1f} GB de disco para el trabajo intermedio y se "
            f"pueden usar {options.disk / 10**9:.1f} GB: libere lugar, o elija otra carpeta con "
            "--work y otro límite con --disk."
        )
    _say(
        f"  Disco: se usarán unos {needed / 10**9:.1f} GB en «{options.work}», "
        f"{options.disk / 10**9:.1f} GB como máximo; memoria del motor: "
        f"{options.memory / 10**9:.1f} GB."
    )


@contextmanager
def _work_folder(parent: Path) -> Iterator[Path]:
    """Yield a folder that is gone afterwards; those of killed runs are removed too."""
    for old in parent.glob(f"{_FOLDER}*"):
        pid = old.name.removeprefix(_FOLDER).partition("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _outcomes(summary: Summary) -> str:
    words = {"same": "iguales", "review": "para revisar", "different": "sin coincidencia"}
    return ", ".join(f"{number(summary.outcomes[name])} {word}" for name, word in words.items())


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
