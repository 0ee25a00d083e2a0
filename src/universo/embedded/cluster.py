"""Use a cluster: start it when nobody has, share it when somebody has, let go of it."""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from universo.embedded import binaries, identity, setup
from universo.embedded.errors import NO_SPACE, EmbeddedError
from universo.embedded.layout import SUPERUSER, Layout, lock
from universo.embedded.leftovers import clear

_SOURCE = Path(__file__).resolve().parents[2]
_START_SECONDS = 120.0
_STOP_SECONDS = 25.0
_GLANCE_SECONDS = 0.1
# A new cluster takes 55 MB, and a full disk stops the server in the middle of a write.
_LEAST_FREE_BYTES = 64_000_000
_SCRATCH_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "autovacuum_naptime=5min",
)
_LASTING_SETTINGS = ("max_connections=100", "log_timezone=UTC", "timezone=UTC")
# An eighth of the memory for the server's pages: with its own 128 MB, a base of a million customers is
# read from the system's cache again and again.
_LEAST_BUFFERS_MB, _MOST_BUFFERS_MB = 128, 512


@dataclass(frozen=True)
class Urls:
    """postgresql:// addresses of the product's database, one per role."""

    app: str
    owner: str
    superuser: str

    def environment(self) -> dict[str, str]:
        """Return the variables that settings read."""
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner}


class Running:
    """A hold on a running server: it lives at least until `release`, or until this process ends."""

    def __init__(self, layout: Layout, urls: Urls, hold: int) -> None:
        self.layout = layout
        self.urls = urls
        self._hold: int | None = hold

    def alive(self) -> bool:
        """Whether a keeper still looks after the server (one that dies is restarted by it)."""
        return not _stopped(self.layout)

    def release(self) -> None:
        """Let go; when nobody else uses the server, wait until it has stopped."""
        if self._hold is None:
            return
        os.close(self._hold)
        self._hold = None
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline and not _stopped(self.layout):
            if _others_use(self.layout):
                return
            time.sleep(0.05)

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def ensure_running(var_dir: Path) -> Running:
    """Return a hold on the lasting cluster in `var_dir`/pg, created and started as needed.

    Raises EmbeddedError with one Spanish sentence when that is impossible.
    """
    return _ensure(Layout(var_dir / "pg"), ephemeral=False)


@contextmanager
def scratch_cluster(var_dir: Path) -> Iterator[Urls]:
    """Yield the addresses of a new, fast, careless cluster that is gone afterwards.

    The owner role may create databases. Remains of killed runs are removed first.
    """
    home = var_dir / "test"
    home.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(home)
    folder = home / f"{os.getpid()}-{secrets.token_hex(3)}"
    try:
        with _ensure(Layout(folder), ephemeral=True) as running:
            yield running.urls
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ensure(layout: Layout, *, ephemeral: bool) -> Running:
    try:
        layout.make()
        # Waits while a keeper is stopping the server.
        hold = lock(layout.users_lock, fcntl.LOCK_SH, seconds=_STOP_SECONDS)
        starting = lock(layout.start_lock, fcntl.LOCK_EX, seconds=_START_SECONDS)
    except OSError as error:
        raise EmbeddedError(_explain_os(error, layout.folder)) from error
    if hold is None or starting is None:
        for descriptor in (hold, starting):
            if descriptor is not None:
                os.close(descriptor)
        raise EmbeddedError("La base de datos de esta copia está ocupada: pruebe en un momento.")
    try:
        port = _start(layout, ephemeral=ephemeral)
        return Running(layout, _urls(layout, port), hold)
    except OSError as error:
        os.close(hold)
        raise EmbeddedError(_explain_os(error, layout.folder)) from error
    except BaseException:
        os.close(hold)
        raise
    finally:
        os.close(starting)


def _start(layout: Layout, *, ephemeral: bool) -> int:
    """Return the port of the server, started by a new keeper unless one is at work."""
    # A moment's patience: somebody may just be looking whether the keeper is at work.
    free = lock(layout.keeper_lock, fcntl.LOCK_EX, seconds=_GLANCE_SECONDS)
    keeper: subprocess.Popen[bytes] | None = None
    if free is not None:
        if shutil.disk_usage(layout.folder).free < _LEAST_FREE_BYTES:
            raise EmbeddedError(NO_SPACE)
        clear(layout)
        layout.forget_state()
        programs = binaries.find(layout.major())
        who = identity.choose(layout.folder, layout.data, programs / "postgres")
        if layout.major() is None:
            setup.create_data(layout, who, programs, durable=not ephemeral)
        identity.own(who, layout.data)
        os.close(free)
        keeper = _spawn_keeper(layout, who, programs, ephemeral=ephemeral)
    port = _await_port(layout, keeper)
    done = layout.folder / "roles-created"
    if not done.exists():
        setup.create_roles(layout, port, for_tests=ephemeral)
        done.touch()
    return port


def _spawn_keeper(
    layout: Layout, who: str, programs: Path, *, ephemeral: bool
) -> "subprocess.Popen[bytes]":
    # A scratch server has the same memory: what is measured on it is measured as it is used.
    kind = ["--ephemeral", *_SCRATCH_SETTINGS] if ephemeral else [*_LASTING_SETTINGS]
    extra = [*kind, f"shared_buffers={_buffers_mb()}MB"]
    command = [sys.executable, "-m", "universo.embedded.keeper"]
    with layout.keeper_log.open("wb") as log:
        return subprocess.Popen(
            [*command, str(layout.folder), who, str(programs), *extra],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(_SOURCE)},
        )


def _buffers_mb() -> int:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(_LEAST_BUFFERS_MB, min(_MOST_BUFFERS_MB, memory // 8 // 1_000_000))


def _await_port(layout: Layout, keeper: "subprocess.Popen[bytes] | None") -> int:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        state = layout.state
        if "port" in state:
            return int(state["port"])
        if "error" in state:
            raise EmbeddedError(str(state["error"]))
        if keeper is not None and keeper.poll() is not None:
            tail = layout.keeper_log.read_text(encoding="utf-8", errors="replace")[-2000:]
            last = tail.strip().splitlines()[-1:] or ["sin detalle"]
            raise EmbeddedError(f"PostgreSQL no arrancó ({last[0]}).")
        time.sleep(0.02)
    raise EmbeddedError(f"PostgreSQL no arrancó a tiempo: vea {layout.log}.")


def _urls(layout: Layout, port: int) -> Urls:
    passwords = layout.passwords()

    def url(role: str) -> str:
        return f"postgresql://{role}:{passwords[role]}@127.0.0.1:{port}/{setup.DATABASE}"

    return Urls(app=url(setup.APP_ROLE), owner=url(setup.OWNER_ROLE), superuser=url(SUPERUSER))


def _stopped(layout: Layout) -> bool:
    """Whether no keeper is at work (it keeps its lock until the server has stopped)."""
    if not layout.folder.exists():
        return True
    with suppress(OSError):
        free = lock(layout.keeper_lock, fcntl.LOCK_EX, seconds=0)
        if free is None:
            return False
        os.close(free)
    return True


def _others_use(layout: Layout) -> bool:
    """Whether somebody holds the users lock as a user does, and not the keeper to stop."""
    with suppress(OSError):
        shared = lock(layout.users_lock, fcntl.LOCK_SH, seconds=0)
        if shared is None:
            return False
        os.close(shared)
        alone = lock(layout.users_lock, fcntl.LOCK_EX, seconds=0)
        if alone is None:
            return True
        os.close(alone)
    return False


def _remove_abandoned(home: Path) -> None:
    for folder in home.iterdir():
        layout = Layout(folder)
        with suppress(OSError):
            unused = lock(layout.users_lock, fcntl.LOCK_EX, seconds=0)
            if unused is not None:
                clear(layout)
                shutil.rmtree(folder, ignore_errors=True)
                os.close(unused)


def _explain_os(error: OSError, folder: Path) -> str:
    if error.errno == 28:
        return NO_SPACE
    if isinstance(error, PermissionError):
        return f"No hay permiso sobre {folder}: ¿se usó antes esta copia con otro usuario?"
    return f"No se pudo usar {folder}: {error.strerror or error}."
