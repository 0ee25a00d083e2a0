"""The database of a command: the one DATABASE_URL names, or the clone's own, held while needed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from universo.embedded import Running, ensure_running
from universo.supervisor.paths import external_database, var_dir


class Database:
    """Where the product's data are, as variables for child processes."""

    def __init__(self, running: Running | None) -> None:
        self._running = running

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """Return the whole environment for a child; `as_owner` for migrations."""
        chosen = {**os.environ, "UNIVERSO_VAR": str(var_dir()), "PYTHONUNBUFFERED": "1"}
        if self._running is not None:
            chosen.update(self._running.urls.environment())
        if as_owner:
            chosen["UNIVERSO_AS_OWNER"] = "1"
        return chosen

    def stamps(self) -> Path | None:
        """Where to note what was done to this database; None when others may change it too."""
        return None if self._running is None else self._running.layout.folder / "stamps"

    def revive(self) -> bool:
        """Bring the server back if its keeper is gone; True when its address has changed."""
        if self._running is None or self._running.alive():
            return False
        before = self._running.urls
        self._running.release()
        self._running = ensure_running(var_dir())
        return self._running.urls != before

    def release(self) -> None:
        """Stop the clone's own server unless somebody else still uses it."""
        if self._running is not None:
            self._running.release()


@contextmanager
def opened() -> Iterator[Database]:
    """Yield the database, started if it is ours. Raises EmbeddedError."""
    database = Database(None if external_database() else ensure_running(var_dir()))
    try:
        yield database
    finally:
        database.release()
