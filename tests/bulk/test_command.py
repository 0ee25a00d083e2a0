"""The command line: refusals of one sentence, and the failures of an engine."""

from pathlib import Path

import pytest

from universo.bulk.command import _of_engine
from universo.bulk.options import ended, read_options
from universo.bulk.progress import duration, number


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name in ("q.csv", "r.csv"):
        (tmp_path / name).write_text("id,legal_name\n")
    queries, output = str(tmp_path / "q.csv"), str(tmp_path / "out")
    return ["--queries", queries, "--output", output, "--work", str(tmp_path)]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ([], "Indique --registry ARCHIVO o --base"),
        (["--registry", "nowhere.csv"], "No existe el archivo «nowhere.csv»"),
        (["--base", "--engine", "abacus"], "--engine debe ser duckdb o spark"),
        (["--base", "--memory", "plenty"], "--memory debe ser un tamaño como 2GB"),
        (["--base", "--memory", "1MB"], "--memory debe ser un tamaño como 2GB"),
        (["--base", "--disk", "900000GB"], "--disk pide"),
        (["--base", "--processes", "0"], "--processes debe ser un número entero de 1 a 64"),
        (["--base", "loose"], "No se entiende «loose»"),
        (["--base", "--colour", "red"], "No existe la opción --colour"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    more: list[str], sentence: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended([*files, *more]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_the_explanation_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["--help"]) == 0
    assert "--registry" in capsys.readouterr().out


def test_the_ending_of_the_output_may_be_written(files: list[str], tmp_path: Path) -> None:
    files[3] += ".csv"
    options = read_options([*files, "--base", "--memory=3GB"])
    assert options.output == tmp_path / "out"
    assert options.memory == 3_000_000_000
    assert options.registry is None


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("exceeds max_temp_directory_size"), "--disk"),
        (RuntimeError("java.lang.OutOfMemoryError: Java heap space"), "--memory"),
        (RuntimeError("Out of Memory Error: failed to allocate"), "--memory"),
        (RuntimeError("UDF: BrokenProcessPool: a child"), "--processes"),
    ],
)
def test_an_engine_at_its_bounds_is_one_sentence(error: Exception, sentence: str) -> None:
    assert sentence in (_of_engine(error) or "")


def test_what_was_not_foreseen_is_not_hidden() -> None:
    assert _of_engine(RuntimeError("a bug")) is None


def test_numbers_as_people_write_them() -> None:
    assert number(1_234_567) == "1.234.567"
    assert [duration(s) for s in (8.31, 61, 4_320)] == ["8,3 s", "1 min 01 s", "1 h 12 min"]
