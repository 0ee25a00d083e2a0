"""Children are restarted, given up on, stopped with all they started, and never outlive us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from universo.supervisor import processes
from universo.supervisor.paths import SOURCE, Trouble
from universo.supervisor.services import Service

SLEEP = "import time; time.sleep(60)"


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNIVERSO_VAR", str(tmp_path))
    return tmp_path


def service(code: str) -> Service:
    return Service("trial", "El servicio", ["-c", code], dict(os.environ))


def gone(pid: int) -> bool:
    return processes.birth(pid) == ""


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_dead_service_is_started_again(capsys: pytest.CaptureFixture[str]) -> None:
    trial = service(SLEEP)
    trial.start()
    assert trial.child is not None
    first = trial.child.pid
    os.kill(first, signal.SIGKILL)
    wait_for(trial.watch)
    try:
        assert trial.child is not None
        assert trial.child.pid != first
        assert "El servicio se cayó (código -9); se reinicia." in capsys.readouterr().err
    finally:
        trial.stop()


def test_it_is_given_up_with_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("universo.supervisor.services.QUICK_DEATHS", 2)
    trial = service("raise SystemExit('última palabra')")
    trial.start()
    with pytest.raises(Trouble, match="última palabra"):
        wait_for(lambda: trial.watch() and False)


def test_stopping_ends_the_whole_group() -> None:
    trial = service(
        "import subprocess, sys; "
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); "
        "print(child.pid, flush=True); child.wait()"
    )
    trial.start()
    wait_for(lambda: trial.log.read_text().endswith("\n"))
    grandchild = int(trial.log.read_text())
    trial.stop()
    wait_for(lambda: gone(grandchild))


def test_a_killed_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    code = (
        "from universo.supervisor.services import Service; import os, time; "
        f"trial = Service('t', 'T', ['-c', {SLEEP!r}], dict(os.environ)); "
        "trial.start(); print(trial.child.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        time.sleep(0.2)
        supervisor.kill()
    wait_for(lambda: gone(child))


def test_remembered_children_are_ended_but_nobody_else(var: Path) -> None:
    command = [sys.executable, "-c", SLEEP]
    ours = subprocess.Popen(command, start_new_session=True)
    another = subprocess.Popen(command, start_new_session=True)
    children = {str(ours.pid): processes.birth(ours.pid), str(another.pid): "some time before"}
    state = var / "run.json"
    processes.write(state, {"children": children})
    try:
        processes.end_leftovers(state)
        assert ours.wait(5) == -signal.SIGTERM
        assert another.poll() is None
        assert not state.exists()
    finally:
        another.kill()
        another.wait()
