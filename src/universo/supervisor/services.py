"""Web server and worker as child processes that are restarted, and stopped, in order."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from universo.embedded import identity
from universo.supervisor import say
from universo.supervisor.paths import Trouble, log_dir

QUICK_SECONDS = 10.0
QUICK_DEATHS = 5
STOP_SECONDS = 6.0
LOG_LIMIT = 5_000_000


@dataclass
class Service:
    """One child in a session of its own, so that Ctrl-C reaches it only through us."""

    name: str
    title: str
    arguments: list[str]
    environment: dict[str, str]
    # Sent by the kernel if we are killed: by then the database is going too.
    death_signal: signal.Signals = signal.SIGTERM
    child: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_after: float = 0.0
    deaths: list[float] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return log_dir() / f"{self.name}.log"

    def start(self) -> None:
        """Start it, tied to us: if we are killed the kernel ends it too."""
        _rotate(self.log)
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                identity.command("same", self.death_signal, [sys.executable, *self.arguments]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def watch(self) -> bool:
        """Restart it if it died; True after a new start. Raises Trouble at the limit."""
        now = time.monotonic()
        if self.child is None:
            if now < self.start_after:
                return False
            self.start()
            return True
        if self.child.poll() is None:
            return False
        self._end_group(signal.SIGKILL)  # what it may have left behind
        quick = now - self.started < QUICK_SECONDS
        self.deaths = [*self.deaths, now] if quick else []
        if len(self.deaths) >= QUICK_DEATHS:
            raise Trouble(
                f"{self.title} se cayó {QUICK_DEATHS} veces seguidas. Lo último que dijo "
                f"({self.log}):\n{say.file_tail(self.log)}"
            )
        say.problem(f"! {self.title} se cayó (código {self.child.returncode}); se reinicia.")
        self.child = None
        self.start_after = now + 0.3 * 2 ** len(self.deaths)
        return False

    def stop(self) -> None:
        """Ask it to end, insist after a few seconds."""
        if self.child is None:
            return
        for step, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 3.0)):
            self._end_group(step)
            with suppress(subprocess.TimeoutExpired):
                self.child.wait(seconds)
                break
        self._end_group(signal.SIGKILL)
        self.child = None

    def _end_group(self, step: signal.Signals) -> None:
        if self.child is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.child.pid, step)


def _rotate(log: Path) -> None:
    with suppress(OSError):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".1.log"))
