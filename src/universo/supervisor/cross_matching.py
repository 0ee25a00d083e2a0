"""`./universo cross-match`: without a database, unless a file is matched against the base."""

import os
import sys

from universo.supervisor import manage
from universo.supervisor.paths import var_dir


def command(_word: str, arguments: list[str]) -> int:
    """Run it in a process that owns the terminal; its status is ours."""
    if "--base" in arguments:
        return manage.command("cross_match", arguments)
    environment = {**os.environ, "UNIVERSO_VAR": str(var_dir())}
    return manage.foreground([sys.executable, "-m", "universo.bulk", *arguments], environment)
