"""As whom PostgreSQL runs. It refuses to run as root, and a clone may well belong to root."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from universo.embedded.errors import EmbeddedError

_LAUNCH = str(Path(__file__).with_name("launch.py"))


def command(identity: str, death_signal: signal.Signals, program: list[str]) -> list[str]:
    """Return the command line that runs `program` as `identity` and tied to this process."""
    parent, number = str(os.getpid()), str(int(death_signal))
    return [sys.executable, "-I", "-S", _LAUNCH, parent, number, identity, *program]


def choose(folder: Path, data: Path, program: Path) -> str:
    """Return the first identity under which `program` starts and may write in `folder`.

    Changes nothing outside `folder`. Raises EmbeddedError when none works.
    """
    for identity in _candidates(data):
        if _works(identity, folder, program):
            return identity
    raise EmbeddedError(
        "PostgreSQL no puede correr como root y en esta máquina no hay modo de darle otro usuario: "
        "use una cuenta común o indique una base con DATABASE_URL."
    )


def own(identity: str, path: Path) -> None:
    """Give the existing folder `path`, whole, to the user that `identity` has outside."""
    if os.geteuid() != 0:
        return
    uid, gid = _outer_ids(identity)
    if path.stat().st_uid == uid:
        return
    os.chown(path, uid, gid)
    for parent, folders, files in os.walk(path):
        for name in folders + files:
            os.chown(os.path.join(parent, name), uid, gid, follow_symlinks=False)


def _candidates(data: Path) -> Iterator[str]:
    user = os.geteuid()
    ordinary = _ordinary_account()
    if user != 0:
        if _has_name(user):
            yield "same"
        elif ordinary:  # initdb insists on a user that has a name
            yield f"userns:{ordinary.pw_uid}:{ordinary.pw_gid}"
        yield "same"
        return
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        yield f"drop:{owner.st_uid}:{owner.st_gid}"
    if ordinary:
        yield f"userns:{ordinary.pw_uid}:{ordinary.pw_gid}"
        yield f"drop:{ordinary.pw_uid}:{ordinary.pw_gid}"


def _works(identity: str, folder: Path, program: Path) -> bool:
    """Whether the program runs, and a folder of ours can be written, under that identity."""
    trial = folder / f"trial-{os.getpid()}"
    trial.mkdir(mode=0o700, exist_ok=True)
    try:
        own(identity, trial)
        # `-C` looks for its own files as a real start does, and prints a setting.
        read = 'exec "$0" -D "$1" -c config_file="$1/conf" -C port'
        probe = 'test "$(id -u)" != 0 && : > "$1/conf" && ' + read
        shell = ["/bin/sh", "-c", probe, str(program), str(trial)]
        ended = subprocess.run(
            command(identity, signal.SIGKILL, shell), capture_output=True, check=False, timeout=30
        )
        return ended.returncode == 0
    except PermissionError:
        return False
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _outer_ids(identity: str) -> tuple[int, int]:
    kind, *ids = identity.split(":")
    return (int(ids[0]), int(ids[1])) if kind == "drop" else (os.geteuid(), os.getegid())


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _ordinary_account() -> pwd.struct_passwd | None:
    accounts = [account for account in pwd.getpwall() if account.pw_uid != 0]
    named = {account.pw_name: account for account in accounts}
    return named.get("nobody") or next(iter(accounts), None)
