"""The door needs nothing but a Python, and says so when that one is too old."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from universo.supervisor import door
from universo.supervisor.paths import ROOT, SOURCE, Trouble

SCRIPT = ROOT / "universo"

PRETEND_OLD = """
import runpy, sys
sys.version_info = (3, 8, 1, "final", 0)
sys.argv = ["universo", "run"]
runpy.run_path({script!r}, run_name="__main__")
"""


def run(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_script_parses_on_old_pythons() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_alone_gets_a_sentence(tmp_path: Path) -> None:
    old = run(sys.executable, "-c", PRETEND_OLD.format(script=str(SCRIPT)), PATH=str(tmp_path))
    assert old.returncode == 1
    assert old.stderr == (
        "Universo necesita Python 3.11 o posterior, y este es 3.8: instálelo y vuelva a empezar.\n"
    )


def test_an_old_python_finds_a_newer_one(tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec {sys.executable} "$@"\necho "new: $*"\n')
    newer.chmod(0o755)
    broken = tmp_path / "python3.11"  # such as a shim for a version that is not installed
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    old = run(sys.executable, "-c", PRETEND_OLD.format(script=str(SCRIPT)), PATH=str(tmp_path))
    assert old.returncode == 0
    assert old.stdout == f"new: {SCRIPT} run\n"


def test_the_door_needs_no_package() -> None:
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); import universo.supervisor.door"
    # -I -S: neither this environment's packages nor anybody's.
    assert run(sys.executable, "-I", "-S", "-c", code).stderr == ""


def test_help_lists_every_command() -> None:
    shown = run(sys.executable, str(SCRIPT), "help")
    assert shown.returncode == 0
    words = ("run", "test", "e2e", "check", "bench", "tour", "due-date", "reward", "lock", "help")
    for word in words:
        assert f"./universo {word} " in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "abc"], "--port debe ser un número de 1 a 65535, y vale «abc»."),
        (["--port", "70000"], "--port debe ser un número de 1 a 65535, y vale «70000»."),
        (["--port"], "Falta el valor de --port."),
        (["--frob"], "«run» no conoce «--frob»: vea ./universo help."),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments: list[str], sentence: str) -> None:
    refused = run(sys.executable, str(SCRIPT), "run", *arguments)
    assert (refused.returncode, refused.stderr) == (1, f"✗ {sentence}\n")


@pytest.mark.parametrize(("word", "status"), [("spark-test", 0), ("cross-match", 1)])
def test_only_the_test_of_spark_goes_on_without_spark(
    word: str, status: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def ensure(kind: str) -> None:
        if kind == "spark":
            raise Trouble("No alcanza el espacio en el disco.")

    monkeypatch.setattr(door.install, "ensure", ensure)
    monkeypatch.setattr(door, "_EXPLAINED", {})
    assert door.main([word, "--engine=spark"]) == status
    assert "No alcanza el espacio" in capfd.readouterr().err
