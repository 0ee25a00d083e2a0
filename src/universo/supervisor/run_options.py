"""The options of `./universo run`, and what is checked before any heavy work."""

import errno
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from universo.supervisor import processes
from universo.supervisor.paths import Trouble, external_database, var_dir

_FLAGS = {"--no-demo": "demo", "--reset": "reset", "--yes": "yes"}


@dataclass
class RunOptions:
    """What was asked of `run`."""

    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = True
    reset: bool = False
    yes: bool = False

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def parse(arguments: list[str]) -> RunOptions:
    """Read the options. Raises Trouble with a sentence that names the wrong one."""
    options = RunOptions(port=_port(os.environ.get("PORT") or "8000", "PORT"))
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if name in _FLAGS and not equals:
            setattr(options, _FLAGS[name], name != "--no-demo")
            continue
        if name not in {"--port", "--host"}:
            raise Trouble(f"«run» no conoce «{word}»: vea ./universo help.")
        if not equals:
            if not rest:
                raise Trouble(f"Falta el valor de {name}.")
            value = rest.pop(0)
        if name == "--port":
            options.port = _port(value, "--port")
        else:
            options.host = value
    return options


def check_before_work(options: RunOptions) -> None:
    """Refuse what cannot work before installing or creating anything. Raises Trouble."""
    if options.reset and external_database():
        raise Trouble(
            "--reset solo borra la base propia de esta copia, y DATABASE_URL indica una base "
            "externa: no se toca."
        )
    state = var_dir() / "run.json"
    if processes.locked(var_dir() / "run.lock"):
        known = processes.read(state)
        raise Trouble(
            f"Universo ya está en marcha en esta copia: {known.get('address', '')} "
            f"(proceso {known.get('pid', '?')}). Deténgalo con Ctrl-C en su terminal."
        )
    processes.end_leftovers(state)
    _check_port(options)


def _check_port(options: RunOptions) -> None:
    try:
        found = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)
    except OSError:
        raise Trouble(f"No se entiende la dirección «{options.host}» de --host.") from None
    family, kind, protocol, _, where = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except OSError as error:
            raise Trouble(_refusal(error, options)) from None


def _refusal(error: OSError, options: RunOptions) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"El puerto {options.port} está ocupado por otro programa: elija otro, por ejemplo "
            f"./universo run --port {options.port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"Sin permiso para el puerto {options.port}: elija uno mayor que 1024 con --port."
    return f"No se puede escuchar en {options.host}:{options.port}: {error.strerror}."


def _port(raw: str, name: str) -> int:
    if raw.isascii() and raw.isdigit() and 1 <= int(raw) <= 65_535:
        return int(raw)
    raise Trouble(f"{name} debe ser un número de 1 a 65535, y vale «{raw}».")


def data_folder() -> Path:
    """Return the folder that --reset removes."""
    return var_dir() / "pg"
