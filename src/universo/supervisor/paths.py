"""Where things are in this clone, and the failure that is one sentence for the person."""

import os
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
ROOT = SOURCE.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"


class Trouble(Exception):
    """Something the person must know or do; the message is Spanish, ready to print."""


def var_dir() -> Path:
    """Return the folder for all that is made at run time (UNIVERSO_VAR, else var/ of the clone)."""
    chosen = os.environ.get("UNIVERSO_VAR")
    folder = Path(chosen).absolute() if chosen else ROOT / "var"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise Trouble(f"No hay permiso para escribir en {folder}.") from None
    return folder


def log_dir() -> Path:
    """Return the folder of the logs, made if needed."""
    folder = var_dir() / "log"
    folder.mkdir(exist_ok=True)
    return folder


def external_database() -> bool:
    """Whether DATABASE_URL names a database, so that no embedded one is started."""
    return bool(os.environ.get("DATABASE_URL"))
