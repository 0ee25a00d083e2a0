"""`./universo match`: in a database of its own, made and dropped here."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from universo.cli.match_files import ended
from universo.embedded import scratch_cluster
from universo.supervisor.manage import foreground
from universo.supervisor.paths import Trouble, external_database, var_dir


def command(_word: str, arguments: list[str]) -> int:
    """Run it; 2 for an input that cannot be read."""
    status = ended(arguments)
    if status is not None:
        return status
    with _scratch() as url:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DATABASE_OWNER_URL": url,
            "UNIVERSO_AS_OWNER": "1",
            "UNIVERSO_VAR": str(var_dir()),
            "EMAIL_URL": "memory:",
        }
        python = [sys.executable, "-m", "universo"]
        quiet = [*python, "migrate", "--skip-checks", "--verbosity", "0"]
        made = subprocess.run(quiet, env=environment, capture_output=True, check=False)
        if made.returncode != 0:
            sys.stderr.buffer.write(made.stdout + made.stderr)
            return 1
        return foreground([*python, "match", *arguments], environment)


@contextmanager
def _scratch() -> Iterator[str]:
    """Yield the address of a new database, on the server of DATABASE_URL if there is one."""
    if not external_database():
        with scratch_cluster(var_dir()) as urls:
            yield urls.owner
        return
    given = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    name = f"universo_match_{secrets.token_hex(4)}"
    _execute(given, f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    finally:
        _execute(given, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(url: str, statement: str) -> None:
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Trouble(
            f"No se pudo hacer la base de prueba: el usuario de DATABASE_OWNER_URL debe poder"
            f" crear bases ({reason})."
        ) from None
