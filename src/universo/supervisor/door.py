"""What `./universo WORD` does first, with nothing installed: the standard library only."""

import errno
import os
import sys
from importlib import import_module

from universo.supervisor import install, run_options, say
from universo.supervisor.help_text import HELP
from universo.supervisor.paths import PYTHON, Trouble

# Pure calculations: quick, and without database or installation.
_PURE = {"due-date": "universo.cli.due_date", "reward": "universo.cli.reward"}
# These look at their command line before anything is installed for them.
_EXPLAINED = {"cross-match": "universo.bulk.options", "match": "universo.cli.match_files"}
_DEV = {"test", "e2e", "check", "bench", "lock"}


def main(arguments: list[str]) -> int:
    """Carry out a command line; every failure we foresee is one sentence and status 1."""
    try:
        return _enter(arguments)
    except Trouble as trouble:
        say.problem(f"✗ {trouble}")
    except BrokenPipeError:  # the reader of our output has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say.problem(f"✗ {say.NO_SPACE}")
    except KeyboardInterrupt:
        say.problem("\nInterrumpido.")
        return 130
    return 1


def _enter(arguments: list[str]) -> int:
    word, *rest = arguments or ["help"]
    if word in {"help", "-h", "--help"} and not rest:
        say.line(HELP.rstrip())
        return 0
    if word in _PURE:
        return int(import_module(_PURE[word]).main(rest))
    if word == "run":
        if {"-h", "--help"} & set(rest):
            say.line(HELP.rstrip())
            return 0
        run_options.check_before_work(run_options.parse(rest))
    if word in _EXPLAINED:
        status = import_module(_EXPLAINED[word]).ended(rest)
        if status is not None:
            return int(status)
    for kind in _groups(word, rest):
        try:
            with say.beside(rest):
                install.ensure(kind)
        except Trouble as trouble:
            if word != "spark-test" or kind != "spark":
                raise
            # Large, and needed by nobody but who asks for it: its absence is told, and stops no other test.
            say.problem(f"*** NO SE PROBÓ el motor Spark: {trouble} ***")
            return 0
    sys.stdout.flush()
    python = str(PYTHON)
    os.execv(python, [python, "-m", "universo.supervisor", word, *rest])  # noqa: S606


def _groups(word: str, rest: list[str]) -> list[str]:
    """Return the locks that a command needs installed, in order."""
    if word == "cross-match":
        spark = "spark" in rest or "--engine=spark" in rest
        return ["bulk", "spark"] if spark else ["bulk"]
    if word == "spark-test":
        return ["dev", "spark"]
    return ["dev" if word in _DEV else "run"]
