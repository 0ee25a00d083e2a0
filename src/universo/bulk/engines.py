"""The engines: DuckDB inside this process, or Spark in a Java machine. Memory and disk are bounded."""

import logging
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import StringColumn, Table

from universo.bulk.options import SPARK, Options
from universo.bulk.scoring import judge_many, judge_text
from universo.cli.arguments import BadInput

# (size, packed, counts, candidates) -> answers; the arguments are expressions of the engine.
Judging = Callable[..., StringColumn]


@dataclass(frozen=True, slots=True)
class Engine:
    """A connection, its form of the judgement, and how many pairs it bears at a time."""

    connection: Any
    judging: Judging
    pairs_at_a_time: int
    work: Path
    makes_folders: bool  # when it writes a table, instead of one file

    def read(self, folder: Path) -> Table:
        """Return the table in the Parquet files of a folder."""
        table: Table = self.connection.read_parquet(str(folder / "*.parquet"))
        return table

    def keep(self, name: str, expression: Table) -> Table:
        """Compute an expression once, into Parquet, and return the table."""
        folder = self.work / name
        if self.makes_folders:
            self.connection.to_parquet(expression, str(folder))
        else:
            folder.mkdir()
            self.connection.to_parquet(expression, folder / "all.parquet", compression="zstd")
        return self.read(folder)

    def rows(self, expression: Table) -> list[dict[str, Any]]:
        """Compute an expression with few rows."""
        answer: pa.Table = self.connection.to_pyarrow(expression)
        rows: list[dict[str, Any]] = answer.to_pylist()
        return rows


@contextmanager
def opened(options: Options, work: Path, workers: ProcessPoolExecutor) -> Iterator[Engine]:
    """Yield the engine that was asked for, with its files in `work`."""
    opening = _spark if options.engine == SPARK else _duckdb
    with opening(options, work, workers) as engine:
        yield engine


@contextmanager
def _duckdb(options: Options, work: Path, workers: ProcessPoolExecutor) -> Iterator[Engine]:
    spill = work / "spill"
    spill.mkdir()
    connection = ibis.duckdb.connect(
        work / "engine.duckdb",
        memory_limit=f"{options.memory // 10**6}MB",
        temp_directory=str(spill),
        max_temp_directory_size=f"{options.disk // 10**6}MB",
        threads=options.processes,
        preserve_insertion_order=False,
    )

    # Called with a batch, in this process: the work is handed to others, past the interpreter's lock.
    def judged(
        size: pa.ChunkedArray,
        packed: pa.ChunkedArray,
        counts: pa.ChunkedArray,
        candidates: pa.ChunkedArray,
    ) -> pa.Array:
        rows = list(
            zip(packed.to_pylist(), counts.to_pylist(), candidates.to_pylist(), strict=True)
        )
        if not rows:
            return pa.array([], pa.string())
        base = size[0].as_py()
        step = -(-len(rows) // (4 * options.processes))
        cuts = [*range(0, len(rows), step), len(rows)]
        parts = [workers.submit(judge_many, base, rows[a:b]) for a, b in pairwise(cuts)]
        return pa.array([text for part in parts for text in part.result()], pa.string())

    judging = ibis.udf.scalar.pyarrow(judged, signature=_SIGNATURE)
    try:
        yield Engine(connection, judging, 500_000, work, makes_folders=False)
    finally:
        connection.disconnect()


_SIGNATURE = (("int64", "string", "string", "array<string>"), "string")


@contextmanager
def _spark(options: Options, work: Path, _workers: ProcessPoolExecutor) -> Iterator[Engine]:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise BadInput("--engine spark necesita Java 17: instálelo, o use --engine duckdb.")
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = _spark_session(options, work)
    # Called in Spark's own Python processes, one query at a time.
    judging = ibis.udf.scalar.python(judge_text, signature=_SIGNATURE)
    try:
        connection = ibis.pyspark.connect(session)
        yield Engine(connection, judging, 4_000_000, work, makes_folders=True)
    finally:
        with suppress(Exception):
            session.stop()


def _spark_session(options: Options, work: Path) -> Any:
    from pyspark.sql import SparkSession

    warnings.filterwarnings("ignore", module=r"pyspark\..*")
    logging.getLogger("py4j").setLevel(logging.ERROR)  # it takes leave after everybody has gone
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": f"{options.memory // 10**6}m",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(work / "spill"),
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.sql.shuffle.partitions": str(4 * options.processes),
        # Few bytes may be much to compare: small parts must not be joined into one.
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(f"local[{options.processes}]").appName("cross-match")
    for name, value in settings.items():
        builder = builder.config(name, value)
    log = work / "spark.log"
    try:
        with _errors_into(log):
            return builder.getOrCreate()
    except Exception as error:
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise BadInput(f"Spark no arrancó: {said[-1] if said else error}") from error


@contextmanager
def _errors_into(path: Path) -> Iterator[None]:
    """Let a child started meanwhile, Java, write its warnings into a file instead of the terminal."""
    sys.stderr.flush()
    before = os.dup(2)
    with path.open("wb") as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)
