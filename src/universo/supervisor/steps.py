"""What must be done before serving, each thing only when its inputs have changed."""

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from universo.embedded import identity
from universo.supervisor import say
from universo.supervisor.database import Database
from universo.supervisor.install import LOCKS
from universo.supervisor.paths import SOURCE, Trouble, var_dir

PACKAGE = SOURCE / "universo"


@dataclass(frozen=True)
class Step:
    """A management command with the files whose change makes it necessary again."""

    title: str
    command: tuple[str, ...]
    stamp: Path | None
    inputs: tuple[str, ...] = ()
    product: Path | None = None
    as_owner: bool = False

    def fingerprint(self) -> str:
        """Hash names, sizes and times of the inputs, and the lock."""
        digest = hashlib.sha256(LOCKS["run"].read_bytes())
        for path in _files(self.inputs):
            seen = path.stat()
            digest.update(f"{path}|{seen.st_size}|{seen.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def needed(self) -> bool:
        """Whether anything changed since it was last done here."""
        if self.stamp is None or (self.product is not None and not self.product.exists()):
            return True
        try:
            return self.stamp.read_text(encoding="ascii") != self.fingerprint()
        except OSError:
            return True

    def done(self) -> None:
        """Note that it was done."""
        if self.stamp is not None:
            self.stamp.parent.mkdir(parents=True, exist_ok=True)
            self.stamp.write_text(self.fingerprint(), encoding="ascii")


def migrate(database: Database) -> Step:
    """Bring the schema up to date, as its owner."""
    stamps = database.stamps()
    return Step(
        title="Preparando la base de datos",
        command=("migrate", "--verbosity", "0"),
        stamp=stamps / "migrate" if stamps else None,
        inputs=("*/migrations/*.py", "settings.py"),
        as_owner=True,
    )


def messages() -> Step:
    """Compile the Spanish catalogue."""
    return Step(
        title="Compilando las traducciones",
        command=("messages",),
        stamp=var_dir() / "stamps" / "messages",
        inputs=("locale/**/*.po", "messages/**/*.py", "messages.py"),
        product=PACKAGE / "locale" / "es_AR" / "LC_MESSAGES" / "django.mo",
    )


def static_files() -> Step:
    """Gather the static files under hashed names."""
    return Step(
        title="Reuniendo los archivos estáticos",
        command=("collectstatic", "--noinput", "--verbosity", "0"),
        stamp=var_dir() / "stamps" / "static",
        inputs=("web/**/static/**/*", "settings.py"),
        product=var_dir() / "static",
    )


def demo(database: Database) -> Step:
    """Load the demo people and companies; the command leaves existing data alone."""
    stamps = database.stamps()
    return Step(
        title="Cargando los datos de demostración",
        command=("load_demo",),
        stamp=stamps / "demo" if stamps else None,
    )


def carry_out(steps: Iterable[Step], database: Database) -> None:
    """Do what is needed, saying so. Raises Trouble with the last lines of a step that failed."""
    for step in steps:
        if step.needed():
            say.part(f"{step.title}… ")
            started = time.monotonic()
            manage_quietly(step, database)
            step.done()
            say.line(f"{time.monotonic() - started:.1f} s".replace(".", ","))


def manage_quietly(step: Step, database: Database) -> None:
    """Run the step's management command with its output kept for the case of failure."""
    program = [sys.executable, "-m", "universo", *step.command]
    child = subprocess.Popen(
        identity.command("same", signal.SIGTERM, program),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=database.environment(as_owner=step.as_owner),
        start_new_session=True,
    )
    try:
        output, _ = child.communicate()
    except BaseException:
        child.terminate()
        child.wait()
        raise
    if child.returncode != 0:
        say.line("falló")
        if "No space left" in output:
            raise Trouble(say.NO_SPACE)
        raise Trouble(f"«{' '.join(step.command)}» no terminó bien:\n{say.tail(output)}")


def _files(patterns: tuple[str, ...]) -> list[Path]:
    found = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    return sorted(path for path in found if path.is_file())
