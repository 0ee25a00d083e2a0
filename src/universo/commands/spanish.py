"""A parser of command lines whose help and complaints are in Spanish, like all that users read."""

import argparse
import sys
from typing import Any, NoReturn


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Uso: " if prefix is None else prefix)


class SpanishParser(argparse.ArgumentParser):
    """As argparse's own, with a help of its own and in one language."""

    def __init__(self, **named: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **named)
        self._positionals.title, self._optionals.title = "argumentos", "opciones"
        self.add_argument("-h", "--help", action="help", help="muestra esta ayuda y termina")

    def error(self, message: str) -> NoReturn:
        """Say that the command line is not understood; status 2."""
        sys.stderr.write(f"{self.format_usage()}No se entiende: {message}.\n")
        sys.exit(2)
