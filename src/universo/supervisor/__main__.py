"""The second half of `./universo WORD`, in the clone's own environment."""

import errno
import sys
from collections.abc import Callable
from importlib import import_module

from universo.embedded.errors import EmbeddedError
from universo.supervisor import say
from universo.supervisor.paths import Trouble

_COMMANDS = {
    "run": "run",
    "test": "testing",
    "e2e": "testing",
    "bench": "testing",
    "check": "checking",
    "lock": "locks",
    "tour": "manage",
    "spark-test": "testing",
    "cross-match": "cross_matching",
    "match": "matching",
}


def main(arguments: list[str]) -> int:
    """Dispatch to the module of the command; any other word is a management command."""
    word, *rest = arguments
    module = import_module(f"universo.supervisor.{_COMMANDS.get(word, 'manage')}")
    command: Callable[[str, list[str]], int] = module.command
    try:
        return command(word, rest)
    except (Trouble, EmbeddedError) as trouble:
        say.problem(f"✗ {trouble}")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say.problem(f"✗ {say.NO_SPACE}")
    except KeyboardInterrupt:
        say.problem("\nInterrumpido.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
