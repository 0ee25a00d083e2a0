"""After a kill: stop a server that outlived its keeper on our data, remove a stale pid file."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from universo.embedded.layout import Layout


def clear(layout: Layout) -> None:
    """Free the data folder to start on; touch no process but a server of this very folder."""
    seen = layout.postmaster()
    if seen is not None and is_server_of(seen.pid, layout.data):
        for step, seconds in ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if _ended(seen.pid, step, seconds):
                break
    with suppress(FileNotFoundError):
        (layout.data / "postmaster.pid").unlink()


def is_server_of(pid: int, data: Path) -> bool:
    """Whether the process is alive and is a PostgreSQL server on that data folder."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with suppress(OSError):
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data.resolve()
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return "postgres" in shown and str(data) in shown


def _ended(pid: int, step: signal.Signals, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    with suppress(ProcessLookupError):
        os.kill(pid, step)
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.05)
        return False
    return True
