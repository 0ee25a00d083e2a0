"""Spark says what DuckDB says. Run by `./universo spark-test`: it needs Java."""

import shutil
from pathlib import Path

import pytest

from bulk.bulk_cases import companies, options_for, queries_for, write
from universo.bulk.options import DUCKDB, SPARK
from universo.bulk.running import cross_match

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="NOT RUN: Spark needs Java 17"),
]


def test_the_same_pairs_and_the_same_answers(tmp_path: Path) -> None:
    registry = companies(600)
    theirs = write(tmp_path / "r.csv", registry)
    mine = write(tmp_path / "q.csv", queries_for(registry, 120), id_column="query_id")
    answers, pairs = {}, {}
    for engine in (DUCKDB, SPARK):
        options = options_for(tmp_path, mine, theirs, engine=engine, output=tmp_path / engine)
        pairs[engine] = cross_match(options).pairs
        answers[engine] = (tmp_path / f"{engine}.csv").read_text(encoding="utf-8")
    assert answers[SPARK] == answers[DUCKDB]
    assert pairs[SPARK] == pairs[DUCKDB] > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "duckdb.csv", "duckdb.parquet", "q.csv", "r.csv", "spark.csv", "spark.parquet",
    ]  # fmt: skip
