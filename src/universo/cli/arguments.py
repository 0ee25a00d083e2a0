"""Reading of command lines, with refusals of one Spanish sentence (argparse speaks English)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field


class BadInput(ValueError):
    """What was asked cannot be done; the text is one Spanish sentence that names the field."""


@dataclass
class Arguments:
    """What a command line says."""

    words: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    options: dict[str, str] = field(default_factory=dict)


def read_arguments(
    argv: Sequence[str], *, flags: Collection[str], options: Collection[str]
) -> Arguments:
    """Read words, `--flag`, `--option value` and `--option=value`; `--` ends the options.

    Raises BadInput on an unknown option, one given twice, or one without its value.
    """
    found = Arguments()
    rest = iter(argv)
    for item in rest:
        name, equals, value = item.partition("=")
        if item == "--":
            found.words += rest
        elif not item.startswith("--") or item in flags:
            (found.flags.add if item in flags else found.words.append)(item)
        elif name not in options:
            raise BadInput(f"No existe la opción {name}.")
        elif name in found.options:
            raise BadInput(f"{name} está dos veces.")
        else:
            found.options[name] = value if equals else _next(rest, name)
    return found


def _next(rest: Iterator[str], name: str) -> str:
    value = next(rest, None)
    if value is None:
        raise BadInput(f"Falta el valor de {name}.")
    return value
