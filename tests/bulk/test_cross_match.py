"""Matching whole files on DuckDB: the live matcher's own answers, whole files or none, bounds."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bulk.bulk_cases import COLUMNS, companies, options_for, queries_for, rows, write
from universo.bulk.command import main
from universo.bulk.reading import facts_of, rows_of
from universo.bulk.running import Summary, cross_match
from universo.bulk.scoring import told
from universo.customers.rarity import _LEAST_SIZE, BaseRarity
from universo.matching.following import bring
from universo.matching.judge import judge
from universo.matching.keys import Key, all_keys_of, keys_of
from universo.matching.party import Party, prepare

REGISTRY = companies(400)
QUERIES = queries_for(REGISTRY, 80)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the queries and the registry as files."""
    folder = tmp_path_factory.mktemp("given")
    queries = write(folder / "q.csv", QUERIES, id_column="query_id")
    return queries, write(folder / "r.csv", REGISTRY)


@pytest.fixture(scope="module")
def matched(
    files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Summary, Path]:
    """Return what came of the match, and the folder of its results and its work."""
    folder = tmp_path_factory.mktemp("match")
    return cross_match(options_for(folder, *files)), folder


def by_the_book(queries: Path, registry: Path) -> tuple[list[tuple[str, str, str, float]], int]:
    """Do it without any engine: (query, outcome, match, score) of every row, and the pairs."""
    known = [(row[0], prepare(facts_of(row))) for row in rows_of(registry)]
    holders: dict[Key, list[tuple[str, Party]]] = {}
    for one in known:
        for key in all_keys_of(one[1]):
            holders.setdefault(key, []).append(one)
    answers, pairs = [], 0
    for row in rows_of(queries):
        query = prepare(facts_of(row))
        found = dict(sorted(bring({key: holders.get(key, ()) for key in keys_of(query)})))
        pairs += len(found)
        counts = {key.number: len(holders.get(key, ())) for key in all_keys_of(query)}
        words = (key for party in found.values() for key in keys_of(party) if key.kind == "word")
        counts |= {key.number: len(holders[key]) for key in words}
        judged = told(judge(query, found.items(), BaseRarity(_LEAST_SIZE, counts)))
        answers += [(row[0], o.finding.outcome, o.ref, round(o.finding.score, 4)) for o in judged]
        answers += [] if judged else [(row[0], "different", "", 0.0)]
    return answers, pairs


def test_it_answers_what_the_matcher_answers(
    files: tuple[Path, Path], matched: tuple[Summary, Path]
) -> None:
    summary, folder = matched
    expected, pairs = by_the_book(*files)
    found = [
        (row["query_id"], row["outcome"], row["match_id"], float(row["score"] or 0))
        for row in rows(folder / "out.csv")
    ]
    assert found == expected
    assert summary.pairs == pairs > len(QUERIES)
    assert {outcome for _, outcome, _, _ in found} >= {"same", "different"}


def test_both_files_say_the_same(matched: tuple[Summary, Path]) -> None:
    _, folder = matched
    text = rows(folder / "out.csv")
    assert pq.ParquetFile(folder / "out.parquet").num_row_groups == 1  # small ones are slow
    table = pq.read_table(folder / "out.parquet").to_pylist()
    assert [list(row) for row in table[:1]] == [list(text[0])]
    as_text = [{k: "" if v is None else str(v) for k, v in row.items()} for row in table]
    assert as_text == text


def test_the_evidence_adds_up_to_the_score(matched: tuple[Summary, Path]) -> None:
    _, folder = matched
    told_of = [row for row in rows(folder / "out.csv") if row["match_id"]]
    assert told_of
    for row in told_of:
        weights = [one["weight"] for one in json.loads(row["evidence"])]
        assert sum(weights) == pytest.approx(float(row["score"]), abs=0.001)
        assert row["explanation"].endswith(f"= {float(row['score']):.2f}")


def test_every_query_is_answered_once_and_nothing_else_is_left(
    matched: tuple[Summary, Path],
) -> None:
    summary, folder = matched
    first = [row["query_id"] for row in rows(folder / "out.csv") if row["rank"] == "1"]
    assert first == [query["query_id"] for query in QUERIES]
    assert sum(summary.outcomes.values()) == len(QUERIES)
    assert sorted(path.name for path in folder.iterdir()) == ["out.csv", "out.parquet"]


def test_other_spellings_of_the_files_make_no_difference(
    files: tuple[Path, Path], matched: tuple[Summary, Path], tmp_path: Path
) -> None:
    queries = tmp_path / "q.csv"  # other order, semicolons, a BOM, a column nobody asked for
    names = ["nota", "legal_name", "QUERY_ID ", *COLUMNS[:1:-1]]
    lines = [";".join(names)]
    for row in rows(files[0]):
        lines.append(";".join(["x"] + [row[name.strip().lower()] for name in names[1:]]))
    queries.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    registry = tmp_path / "r.parquet"
    import pyarrow as pa

    pq.write_table(pa.Table.from_pylist(rows(files[1])), registry)
    cross_match(options_for(tmp_path, queries, registry))
    assert rows(tmp_path / "out.csv") == rows(matched[1] / "out.csv")


@pytest.mark.parametrize("side", ["queries", "registry"])
def test_an_empty_file_is_no_failure(side: str, files: tuple[Path, Path], tmp_path: Path) -> None:
    empty = write(tmp_path / "empty.csv", [])
    given = (empty, files[1]) if side == "queries" else (files[0], empty)
    summary = cross_match(options_for(tmp_path, *given))
    answers = rows(tmp_path / "out.csv")
    assert {row["outcome"] for row in answers} <= {"different"}
    assert len(answers) == summary.queries == (0 if side == "queries" else len(QUERIES))


WRONG = {
    "no id": ("legal_name\nX S.A.\n", "le falta la columna id"),
    "no name": ("id;cuit\n1;2\n", "le falta la columna legal_name"),
    "an id is missing": ("id,legal_name\n,X S.A.\n", "a la fila 2 le falta el id"),
    "an id twice": ("id,legal_name\n7,X S.A.\n7,Y S.A.\n", "el id «7» está 2 veces"),
    "not a text": ("PK\x03\x04\0\0\0", "no es un texto"),
    "half a Parquet": ("PAR1 and no more", "no se puede leer como Parquet"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_read_is_one_sentence(
    case: str, files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, sentence = WRONG[case]
    (tmp_path / "wrong.csv").write_text(content)
    argv = ["--queries", str(tmp_path / "wrong.csv"), "--registry", str(files[1])]
    argv += ["--output", str(tmp_path / "out"), "--work", str(tmp_path)]
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert main(argv) == 2
    finally:
        signal.signal(signal.SIGTERM, before)
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert sentence in last
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.csv"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_it_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    registry = write(tmp_path / "r.csv", companies(8_000))
    argv = ["--queries", str(registry), "--registry", str(registry)]
    argv += ["--output", str(tmp_path / "out"), "--work", str(tmp_path)]
    running = subprocess.Popen(
        [sys.executable, "-m", "universo.bulk", *argv], stderr=subprocess.PIPE, text=True
    )
    until(lambda: list(tmp_path.glob("universo-cross-match-*/registry/parties/*")))
    children = _children(running.pid)
    running.send_signal(number)
    said = running.communicate(timeout=120)[1]
    assert running.returncode == (130 if number != signal.SIGKILL else -9)
    until(lambda: not any(map(_runs, children)))
    if number == signal.SIGKILL:  # nobody could clean up: the next one does
        cross_match(options_for(tmp_path, write(tmp_path / "e.csv", []), tmp_path / "e.csv"))
        assert not list(tmp_path.glob("universo-cross-match-*"))
    else:
        assert "Interrumpido" in said
        assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]


def until(holds: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in text.split()]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_too_little_disk_is_said_before_the_work(files: tuple[Path, Path], tmp_path: Path) -> None:
    from universo.cli.arguments import BadInput

    with pytest.raises(BadInput, match="Hacen falta unos"):
        cross_match(options_for(tmp_path, *files, disk=1_000))
    assert list(tmp_path.iterdir()) == []
