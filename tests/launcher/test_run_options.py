"""What `run` refuses before it does any work."""

import os
import socket
from pathlib import Path

import pytest

from universo.supervisor import processes, run_options
from universo.supervisor.paths import Trouble


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNIVERSO_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    return tmp_path


def test_the_options() -> None:
    options = run_options.parse(["--port=9001", "--host", "::1", "--no-demo", "--reset", "--yes"])
    assert options == run_options.RunOptions(
        host="::1", port=9001, demo=False, reset=True, yes=True
    )
    assert options.address == "http://[::1]:9001"
    assert run_options.parse([]).address == "http://127.0.0.1:8000"
    assert run_options.parse(["--host", "0.0.0.0"]).address == "http://127.0.0.1:8000"


def test_a_busy_port_is_named_with_the_way_out() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(Trouble, match=rf"puerto {port} .*--port {port + 1}"):
            run_options.check_before_work(run_options.parse(["--port", str(port)]))


def test_a_second_run_is_told_where_the_first_is(var: Path) -> None:
    hold = processes.hold(var / "run.lock")
    assert hold is not None
    processes.write(var / "run.json", {"address": "http://127.0.0.1:8123", "pid": 77})
    try:
        with pytest.raises(Trouble, match=r"http://127\.0\.0\.1:8123 \(proceso 77\)"):
            run_options.check_before_work(run_options.parse([]))
    finally:
        os.close(hold)


def test_reset_never_touches_an_external_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@db.example/universo")
    with pytest.raises(Trouble, match="externa"):
        run_options.check_before_work(run_options.parse(["--reset", "--yes"]))


def test_a_folder_that_may_not_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "mkdir", _refuse)
    with pytest.raises(Trouble, match="No hay permiso para escribir"):
        run_options.check_before_work(run_options.parse([]))


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError
