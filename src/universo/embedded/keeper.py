"""The process that owns one PostgreSQL server: start, restart, stop. Standard library only.

    python -m universo.embedded.keeper FOLDER IDENTITY BIN_FOLDER [--ephemeral] [name=value...]

It serves while somebody holds FOLDER/users.lock, and then stops the server and ends. An ephemeral
cluster is removed at the end.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from universo.embedded import identity
from universo.embedded.errors import explain
from universo.embedded.layout import Layout, lock
from universo.embedded.leftovers import clear

HOST = "127.0.0.1"
POLL_SECONDS = 0.2
START_SECONDS = 60.0
QUICK_DEATHS = 5


class Keeper:
    """One server and the rules of its life."""

    def __init__(
        self, layout: Layout, who: str, binaries: Path, *, ephemeral: bool, settings: list[str]
    ) -> None:
        self.layout = layout
        self.who = who
        self.postgres = binaries / "postgres"
        self.ephemeral = ephemeral
        self.settings = settings
        self.told_to_stop = False

    def run(self) -> int:
        """Serve until nobody needs the server; 0 when all went well."""
        signal.signal(signal.SIGTERM, self._on_stop)
        deaths = 0
        while True:
            started = time.monotonic()
            clear(self.layout)
            server = self._start()
            if server is None:
                deaths += 1
            elif self._serve(server):
                self._finish(server)
                return 0
            else:
                # Crash recovery can be long; a server that lived a while is simply started again.
                deaths = 1 if time.monotonic() - started > 30 else deaths + 1
            self.layout.forget_state()
            if deaths >= QUICK_DEATHS or self.told_to_stop:
                self.layout.state = {"error": self._why()}
                return 1
            time.sleep(0.3 * deaths)

    def _start(self) -> "subprocess.Popen[bytes] | None":
        port = free_port(self.layout.port)
        settings = [f"port={port}", f"listen_addresses={HOST}", "unix_socket_directories="]
        program = [str(self.postgres), "-D", str(self.layout.data)]
        for setting in settings + self.settings:
            program += ["-c", setting]
        with self.layout.log.open("ab") as log:
            server = subprocess.Popen(
                identity.command(self.who, signal.SIGINT, program),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.layout.folder,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and server.poll() is None and not self.told_to_stop:
            seen = self.layout.postmaster()
            if seen is not None and seen.pid == server.pid and seen.ready:
                self.layout.port = port
                self.layout.state = {"pid": server.pid, "port": port}
                return server
            time.sleep(0.02)
        self._stop(server)
        return None

    def _serve(self, server: "subprocess.Popen[bytes]") -> bool:
        """True when the time to stop has come, False when the server died by itself."""
        users = os.open(self.layout.users_lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while server.poll() is None:
            if self.told_to_stop:
                return True
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True  # held until we end: who comes now waits, then starts anew
            time.sleep(POLL_SECONDS)
        os.close(users)
        return False

    def _finish(self, server: "subprocess.Popen[bytes]") -> None:
        self.layout.forget_state()
        self._stop(server)
        if self.ephemeral:
            shutil.rmtree(self.layout.folder, ignore_errors=True)

    def _stop(self, server: "subprocess.Popen[bytes]") -> None:
        first = signal.SIGQUIT if self.ephemeral else signal.SIGINT
        for step, seconds in ((first, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if server.poll() is not None:
                return
            server.send_signal(step)
            with suppress(subprocess.TimeoutExpired):
                server.wait(seconds)

    def _why(self) -> str:
        with suppress(OSError):
            tail = self.layout.log.read_bytes()[-4000:].decode("utf-8", "replace")
            return explain(tail, "PostgreSQL no arrancó.")
        return "PostgreSQL no arrancó."

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True


def free_port(remembered: int) -> int:
    """Return the remembered port when it is free, else any free one."""
    for wanted in (remembered, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((HOST, wanted))
                return int(probe.getsockname()[1])
    raise OSError("no free port on the loopback address")


def main(arguments: list[str]) -> int:
    """Keep one cluster; 0 at once when another keeper already does."""
    folder, who, binaries, *rest = arguments
    layout = Layout(Path(folder))
    if lock(layout.keeper_lock, fcntl.LOCK_EX, seconds=1.0) is None:
        return 0
    ephemeral = "--ephemeral" in rest
    settings = [item for item in rest if item != "--ephemeral"]
    return Keeper(layout, who, Path(binaries), ephemeral=ephemeral, settings=settings).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
