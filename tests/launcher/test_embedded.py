"""The embedded server: private, shared, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from universo.embedded import EmbeddedError, cluster, ensure_running, scratch_cluster
from universo.embedded.layout import Layout
from universo.embedded.leftovers import is_server_of
from universo.embedded.setup import EXTENSIONS
from universo.supervisor.paths import SOURCE
from universo.supervisor.processes import birth

HOLD = """
import sys, time; from pathlib import Path; from universo.embedded import ensure_running
running = ensure_running(Path(sys.argv[1]))
print("held", flush=True); time.sleep(60)
"""


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def server_pid(var: Path) -> int:
    seen = Layout(var / "pg").postmaster()
    assert seen is not None
    return seen.pid


def test_a_scratch_cluster_leaves_nothing(tmp_path: Path) -> None:
    with scratch_cluster(tmp_path) as urls:
        (folder,) = (tmp_path / "test").iterdir()
        seen = Layout(folder).postmaster()
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute("CREATE DATABASE another")
            names = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
            assert names >= set(EXTENSIONS)
            # Spanish letters are letters for the trigram index, whatever the machine's locale.
            row = connection.execute("SELECT similarity('ñandú', 'ñandu'), lower('ÑÁ')").fetchone()
            assert row is not None
            assert row[0] > 0.3
            assert row[1] == "ñá"
    assert seen is not None
    assert birth(seen.pid) == ""
    assert list((tmp_path / "test").iterdir()) == []


def test_the_lasting_cluster(tmp_path: Path) -> None:
    """One server for all who hold it, two roles of few rights, the same data and port again."""
    with ensure_running(tmp_path) as first, ensure_running(tmp_path) as second:
        assert first.urls == second.urls
        pid = server_pid(tmp_path)
        second.release()
        assert is_server_of(pid, tmp_path / "pg" / "data")
        with psycopg.connect(first.urls.owner) as connection:
            connection.execute("CREATE TABLE fact (n int)")
            row = connection.execute(
                "SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole) FROM pg_roles"
                " WHERE rolname IN ('universo_owner', 'universo_app')"
            ).fetchone()
            assert row == (False,)
        with (
            psycopg.connect(first.urls.app) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SELECT n FROM fact")
        with pytest.raises(psycopg.OperationalError):  # no way in without the password
            psycopg.connect(first.urls.superuser.replace("postgres:", "postgres:not-"))
    assert birth(pid) == ""
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "pg").glob("passwords.json")}
    assert modes == {0}
    with ensure_running(tmp_path) as again, psycopg.connect(again.urls.owner) as connection:
        assert again.urls == first.urls
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (0,)


def test_kills_leave_neither_a_server_nor_an_obstacle(tmp_path: Path) -> None:
    """The holder, the server and its keeper are killed in turn."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    holder = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    pid = server_pid(tmp_path)
    holder.kill()
    holder.communicate()
    wait_for(lambda: birth(pid) == "")

    with ensure_running(tmp_path) as running:
        first = server_pid(tmp_path)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: Layout(tmp_path / "pg").state.get("pid", first) != first)
        psycopg.connect(running.urls.app).close()  # its keeper has restarted it

        second = server_pid(tmp_path)
        keeper = int(Path(f"/proc/{second}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(keeper, signal.SIGKILL)
        wait_for(lambda: birth(second) == "")
        wait_for(lambda: not running.alive())

    with ensure_running(tmp_path) as running:
        psycopg.connect(running.urls.app).close()


def test_a_stale_pid_file_ends_no_stranger(tmp_path: Path) -> None:
    ensure_running(tmp_path).release()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        pid_file = tmp_path / "pg" / "data" / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{pid_file.parent}\n0\n5432\n\n\n\nready\n")
        with ensure_running(tmp_path) as running:
            psycopg.connect(running.urls.app).close()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_busy_port_is_replaced(tmp_path: Path) -> None:
    import socket

    ensure_running(tmp_path).release()
    remembered = Layout(tmp_path / "pg").port
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        busy.bind(("127.0.0.1", remembered))
        busy.listen()
        with ensure_running(tmp_path) as running:
            psycopg.connect(running.urls.app).close()
            assert Layout(tmp_path / "pg").port != remembered


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = 1_000_000

    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda _: Full())
    with pytest.raises(EmbeddedError, match="No queda espacio en el disco"):
        ensure_running(tmp_path)


def test_lost_passwords_are_explained(tmp_path: Path) -> None:
    (tmp_path / "pg" / "data").mkdir(parents=True)
    with pytest.raises(EmbeddedError, match=r"Falta .*passwords\.json"):
        Layout(tmp_path / "pg").passwords()
