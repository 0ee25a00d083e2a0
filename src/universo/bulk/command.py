"""The command line of `cross-match`: one Spanish sentence and status 2 when it cannot be done."""

import errno
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from universo.bulk.options import ended, read_options
from universo.bulk.reading import Row
from universo.bulk.running import cross_match
from universo.cli.arguments import BadInput

# The known customers of the product and how many they are; None where there is no database.
Base = Callable[[], tuple[Iterator[Row], int]]


_NO_DISK = "No alcanzó el disco para el trabajo intermedio: deje más con --disk o --work."


def main(argv: Sequence[str], base: Base | None = None) -> int:
    """Carry out the command; return its exit status."""
    if (status := ended(argv)) is not None:
        return status
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        options = read_options(argv)
        if options.registry is not None:
            cross_match(options)
        elif base is not None:
            cross_match(options, *base())
        else:
            raise BadInput("--base necesita la base de datos: use ./universo cross-match --base.")
    except BadInput as error:
        return _refused(str(error))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return _refused(_NO_DISK)
        return _refused(f"No se pudo escribir o leer: {error.strerror or error}.")
    except KeyboardInterrupt:
        print("\nInterrumpido: no quedó nada a medio escribir.", file=sys.stderr)
        return 130
    except Exception as error:
        if (sentence := _of_engine(error)) is None:
            raise
        return _refused(sentence)
    return 0


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _of_engine(error: Exception) -> str | None:
    """Return the sentence for an engine that hit its bounds, None for what was not foreseen."""
    text = f"{type(error).__name__} {error}"
    if "max_temp_directory_size" in text or "No space left" in text:
        return _NO_DISK
    if "Out of Memory" in text or "OutOfMemoryError" in text:
        return "No alcanzó la memoria del motor: deje más con --memory."
    if "BrokenProcessPool" in text:
        return "Se cortó un proceso de trabajo, quizás por falta de memoria: use menos --processes."
    return None
