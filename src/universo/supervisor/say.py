"""Words on the terminal."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

NO_SPACE = "No queda espacio en el disco: libere lugar y vuelva a empezar."


_line_is_open = False


def line(text: str = "") -> None:
    """Print a line at once, even into a pipe."""
    global _line_is_open  # noqa: PLW0603
    _line_is_open = False
    print(text, flush=True)


def part(text: str) -> None:
    """Print the beginning of a line whose end comes later."""
    global _line_is_open  # noqa: PLW0603
    _line_is_open = True
    print(text, end="", flush=True)


def problem(text: str) -> None:
    """Print a line on standard error, below whatever was being said."""
    if _line_is_open:
        line()
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)


@contextmanager
def beside(arguments: Sequence[str]) -> Iterator[None]:
    """Say what goes before a command on standard error when its own output is for a program."""
    if "--json" not in arguments:
        yield
        return
    with redirect_stdout(sys.stderr):
        yield


def tail(text: str, count: int = 15) -> str:
    """Return the last lines, indented."""
    lines = [item for item in text.rstrip().splitlines() if item.strip()]
    return "\n".join(f"    {item}" for item in lines[-count:])


def file_tail(path: Path, count: int = 15) -> str:
    """Return the last lines of a file, empty when it cannot be read."""
    try:
        return tail(path.read_bytes()[-8000:].decode("utf-8", "replace"), count)
    except OSError:
        return ""
