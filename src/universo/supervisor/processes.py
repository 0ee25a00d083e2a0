"""Locks and remembered processes, so that a killed run leaves nothing in the way."""

import fcntl
import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


def hold(path: Path) -> int | None:
    """Lock the file for as long as this process lives; None when another process has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def locked(path: Path) -> bool:
    """Whether another process holds the lock."""
    descriptor = hold(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def read(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file, empty when there is none."""
    with suppress(OSError, ValueError):
        value = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(value, dict):
            return value
    return {}


def write(path: Path, value: dict[str, Any]) -> None:
    """Write a JSON object, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(value), encoding="utf-8")
    draft.replace(path)


def birth(pid: int) -> str:
    """Return what tells this process from a later one with its number; empty when it is gone."""
    with suppress(OSError):
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        fields = after_name.split()
        return "" if fields[0] == "Z" else fields[19]
    if Path("/proc/self/stat").exists():
        return ""
    shown = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()


def end_leftovers(state: Path, *, seconds: float = 6.0) -> None:
    """End the process groups that a killed run wrote down and that are still the same ones."""
    children = read(state).get("children", {})
    deadline = time.monotonic() + seconds
    while children:
        left = {pid: born for pid, born in children.items() if born and birth(int(pid)) == born}
        if not left:
            break
        late = time.monotonic() > deadline
        for pid in left:
            with suppress(OSError):
                os.killpg(int(pid), signal.SIGKILL if late else signal.SIGTERM)
        if late:
            break
        time.sleep(0.2)
    state.unlink(missing_ok=True)
