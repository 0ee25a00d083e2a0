"""Management commands with the database they need, and the tour in a scratch one."""

import os
import signal
import subprocess
import sys

from universo.embedded import scratch_cluster
from universo.supervisor import say, steps
from universo.supervisor.database import opened
from universo.supervisor.paths import var_dir

# These look at code or schema themselves, or need no data: nothing is migrated for them.
_AS_THEY_ARE = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "messages"}
_AS_THEY_ARE |= {"collectstatic", "check", "startapp", "diffsettings", "help", "version"}
_AS_OWNER = {"migrate", "flush", "dbshell", "createcachetable"}


def command(word: str, arguments: list[str]) -> int:
    """Run `python -m universo WORD …` here, with the database started and up to date."""
    if word == "tour":
        return _tour(arguments)
    with opened() as database:
        if database.stamps() is not None and word not in _AS_THEY_ARE:
            with say.beside(arguments):
                steps.carry_out([steps.messages(), steps.migrate(database)], database)
        environment = database.environment(as_owner=word in _AS_OWNER)
        return foreground([sys.executable, "-m", "universo", word, *arguments], environment)


def _tour(arguments: list[str]) -> int:
    with scratch_cluster(var_dir()) as urls:
        base = {**os.environ, **urls.environment(), "UNIVERSO_VAR": str(var_dir())}
        base["EMAIL_URL"] = "memory:"
        python = [sys.executable, "-m", "universo"]
        owner = {**base, "UNIVERSO_AS_OWNER": "1"}
        for quiet in (["messages"], ["migrate", "--verbosity", "0"]):
            ended = subprocess.run([*python, *quiet], env=owner, capture_output=True, check=False)
            if ended.returncode != 0:
                sys.stderr.buffer.write(ended.stdout + ended.stderr)
                return 1
        return foreground([*python, "tour", *arguments], base)


def foreground(program: list[str], environment: dict[str, str], cwd: str | None = None) -> int:
    """Run a child that owns the terminal; Ctrl-C is for it, and we wait for what it says."""
    child = subprocess.Popen(program, env=environment, cwd=cwd)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    forward = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        status = child.wait()
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, forward)
    return status if status >= 0 else 128 - status
