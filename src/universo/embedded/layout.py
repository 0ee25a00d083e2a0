"""The files of one cluster, and what they say about its server."""

import fcntl
import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from universo.embedded.errors import EmbeddedError

SUPERUSER = "postgres"


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says: process, port, and whether it accepts connections."""

    pid: int
    port: int
    ready: bool


class Layout:
    """The folder of one cluster: data, passwords (0600), locks and notes of the keeper."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.keeper_log = self.folder / "keeper.log"
        self.users_lock = self.folder / "users.lock"
        self.start_lock = self.folder / "start.lock"
        self.keeper_lock = self.folder / "keeper.lock"
        self._passwords = self.folder / "passwords.json"
        self._state = self.folder / "state.json"
        self._port = self.folder / "port"

    def make(self) -> None:
        """Create the folder, closed to other users."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def passwords(self) -> dict[str, str]:
        """Return the passwords by role, made on first use."""
        known = _read_json(self._passwords)
        if known:
            return known
        if self.data.exists():
            raise EmbeddedError(
                f"Falta {self._passwords}: sin las claves no se puede abrir la base. Recupere el "
                "archivo o empiece de cero con «./universo run --reset»."
            )
        names = (SUPERUSER, "universo_owner", "universo_app")
        made = {name: secrets.token_urlsafe(24) for name in names}
        _write_private(self._passwords, json.dumps(made))
        return made

    @property
    def state(self) -> dict[str, Any]:
        """What the keeper last said: {"pid", "port"} when serving, {"error"} when it gave up."""
        return _read_json(self._state)

    @state.setter
    def state(self, value: dict[str, Any]) -> None:
        _write_private(self._state, json.dumps(value))

    def forget_state(self) -> None:
        """Remove the keeper's last word."""
        self._state.unlink(missing_ok=True)

    @property
    def port(self) -> int:
        """The port used last, 0 when none is remembered."""
        try:
            return int(self._port.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    @port.setter
    def port(self, value: int) -> None:
        _write_private(self._port, str(value))

    def major(self) -> int | None:
        """The major version that made the data, None before the first start."""
        try:
            return int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def postmaster(self) -> Postmaster | None:
        """Read postmaster.pid, None when there is none or it is not complete yet."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            ready = len(lines) > 7 and lines[7].strip() == "ready"
            return Postmaster(pid=int(lines[0]), port=int(lines[3]), ready=ready)
        except (OSError, ValueError, IndexError):
            return None


def lock(path: Path, kind: int, *, seconds: float) -> int | None:
    """Lock `path` (LOCK_SH or LOCK_EX) and return the descriptor, None after `seconds` in vain."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(0.05)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _write_private(path: Path, text: str) -> None:
    """Write whole or not at all, readable by the owner only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
