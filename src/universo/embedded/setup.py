"""A new cluster: initdb, the two roles of the product, its database and extensions."""

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import LiteralString

from universo.embedded import identity
from universo.embedded.errors import EmbeddedError, explain
from universo.embedded.layout import SUPERUSER, Layout

DATABASE = "universo"
OWNER_ROLE = "universo_owner"
APP_ROLE = "universo_app"
EXTENSIONS: tuple[LiteralString, ...] = (
    "pg_trgm",
    "unaccent",
    "btree_gist",
    "citext",
    "fuzzystrmatch",
)
# The best first; what an older server or another C library does not know is skipped.
_LOCALES = (
    ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
    ("--locale=C.UTF-8",),
    ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    ("--locale=C",),
)


def create_data(layout: Layout, who: str, binaries: Path, *, durable: bool) -> None:
    """Run initdb into a side folder and put it in place when whole. Raises EmbeddedError."""
    password = layout.passwords()[SUPERUSER]
    fresh = layout.folder / "data.new"
    error = ""
    for locale in _LOCALES:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        identity.own(who, fresh)
        with tempfile.NamedTemporaryFile("w", dir=layout.folder, suffix=".pw") as secret:
            secret.write(password)
            secret.flush()
            if who.startswith("drop:"):
                identity.own(who, Path(secret.name))
            program = [str(binaries / "initdb"), "-D", str(fresh), "-U", SUPERUSER]
            program += [f"--pwfile={secret.name}", "--auth=scram-sha-256", "--encoding=UTF8"]
            program += [*locale, "--no-instructions"] + ([] if durable else ["--no-sync"])
            ended = subprocess.run(
                identity.command(who, signal.SIGKILL, program),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        if ended.returncode == 0:
            fresh.rename(layout.data)
            return
        error = ended.stderr
        if "locale" not in error:
            break
    shutil.rmtree(fresh, ignore_errors=True)
    raise EmbeddedError(explain(error, "No se pudo crear la base de datos."))


def create_roles(layout: Layout, port: int, *, for_tests: bool) -> None:
    """Create roles, extensions and database where missing; harmless when repeated.

    Raises EmbeddedError when the server refuses.
    """
    import psycopg

    try:
        _create_roles(layout, port, for_tests=for_tests)
    except psycopg.Error as error:
        raise EmbeddedError(explain(str(error), "No se pudo preparar la base.")) from error


def _create_roles(layout: Layout, port: int, *, for_tests: bool) -> None:
    import psycopg
    from psycopg import sql

    passwords = layout.passwords()
    login = {"host": "127.0.0.1", "port": port, "user": SUPERUSER, "password": passwords[SUPERUSER]}

    def run(database: str, *statements: sql.Composed | LiteralString) -> None:
        with psycopg.connect(**login, dbname=database, autocommit=True) as connection:  # type: ignore[arg-type]
            for statement in statements:
                connection.execute(statement)

    with psycopg.connect(**login, dbname="postgres", autocommit=True) as connection:  # type: ignore[arg-type]
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        databases = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
    option = sql.SQL("CREATEDB" if for_tests else "NOCREATEDB")
    for role in (OWNER_ROLE, APP_ROLE):
        verb = sql.SQL("ALTER" if role in roles else "CREATE")
        run(
            "postgres",
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                verb, sql.Identifier(role), option, sql.Literal(passwords[role])
            ),
        )
    if for_tests:  # a test of the grants becomes the application by SET ROLE
        run("postgres", "GRANT universo_app TO universo_owner")
    extensions = [sql.SQL("CREATE EXTENSION IF NOT EXISTS " + name) for name in EXTENSIONS]
    composed = [sql.Composed([statement]) for statement in extensions]
    run("template1", *composed)
    if DATABASE not in databases:
        run("postgres", "CREATE DATABASE universo OWNER universo_owner")
    run(DATABASE, *composed, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
