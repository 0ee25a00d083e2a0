"""The clone's own environment: .venv, from the hashed lock, only when the lock has changed."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from universo.supervisor import say
from universo.supervisor.paths import ENVIRONMENT, PYTHON, ROOT, SOURCE, Trouble, log_dir, var_dir

LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
INSTALLER_LOCK = ROOT / "requirements-uv.lock"
NEEDED_BYTES = {"run": 350_000_000, "dev": 800_000_000}
_NO_NETWORK = re.compile(
    r"dns error|error sending request|failed to fetch|NewConnectionError|ConnectTimeout|"
    r"name resolution|Network is unreachable|Could not find a version|No matching distribution",
    re.IGNORECASE,
)


def ensure(kind: str) -> None:
    """Make .venv agree with the lock of `kind` ("run" or "dev"); a no-op when it does already.

    Raises Trouble with one sentence: no space, no network, no venv module.
    """
    if satisfied(kind):
        return
    descriptor = os.open(var_dir() / "install.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # another ./universo may be installing
        if not satisfied(kind):
            _install("dev" if _stamp("dev").exists() else kind)
    finally:
        os.close(descriptor)


def satisfied(kind: str) -> bool:
    """Whether .venv holds what the lock asks for."""
    return PYTHON.exists() and _read(_stamp(kind)) == _digest(kind)


def _install(kind: str) -> None:
    _check_space(kind)
    say.part("Instalando lo necesario (solo la primera vez o si cambió)… ")
    started = time.monotonic()
    for each in LOCKS:
        _stamp(each).unlink(missing_ok=True)
    if not _usable():
        _create()
    _add_source()
    if not _sync_with_uv(LOCKS[kind]):
        _sync_with_pip(LOCKS[kind])
    # The run lock is part of the dev lock: one installation serves both.
    for each in ("dev", "run") if kind == "dev" else ("run",):
        _stamp(each).write_text(_digest(each), encoding="ascii")
    say.line(f"listo en {time.monotonic() - started:.0f} s")


def _check_space(kind: str) -> None:
    free = shutil.disk_usage(ROOT).free
    needed = NEEDED_BYTES[kind] if not PYTHON.exists() else 50_000_000
    if free < needed:
        raise Trouble(
            f"No alcanza el espacio en el disco: hacen falta unos {needed // 1_000_000} MB y "
            f"quedan {free // 1_000_000} MB."
        )


def _usable() -> bool:
    if not PYTHON.exists():
        return False
    question = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, check=False)
    return answer.returncode == 0


def _create() -> None:
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    made = _call([sys.executable, "-m", "venv", str(ENVIRONMENT)])
    if made.returncode != 0 and "ensurepip" in made.stdout and _add_venv_module():
        made = _call([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
    if made.returncode != 0:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        if "ensurepip" in made.stdout:
            raise Trouble(
                "A este Python le falta el módulo venv: instálelo («sudo apt install "
                f"{_venv_package()}») y vuelva a empezar."
            )
        raise _trouble(made.stdout, "No se pudo crear .venv.")


def _venv_package() -> str:
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def _add_venv_module() -> bool:
    """On Debian the module is a package of its own; root may simply install it."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _call(["apt-get", "update"], environment=quiet)
    return _call(["apt-get", "install", "-y", _venv_package()], environment=quiet).returncode == 0


def _add_source() -> None:
    """Put src/ on the path by a line that stays true when the clone is moved."""
    (packages,) = ENVIRONMENT.glob("lib/python3*/site-packages")
    relative = os.path.relpath(SOURCE, packages)
    (packages / "universo-source.pth").write_text(f"{relative}\n", encoding="utf-8")


def _sync_with_uv(lock: Path) -> bool:
    uv = ENVIRONMENT / "bin" / "uv"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    got = _call([*pip, "--require-hashes", "-r", str(INSTALLER_LOCK)])
    if got.returncode != 0 or not uv.exists():
        return False
    command = [str(uv), "pip", "sync", "--require-hashes", "--python", str(PYTHON), str(lock)]
    synced = _call(command, environment=_uv_environment())
    if "No space left" in synced.stdout:
        raise Trouble(say.NO_SPACE)
    return synced.returncode == 0


def _sync_with_pip(lock: Path) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    got = _call([*pip, "--require-hashes", "--no-deps", "-r", str(lock)])
    if got.returncode != 0:
        raise _trouble(got.stdout, "No se pudieron instalar los paquetes.")


def _uv_environment() -> dict[str, str]:
    """Give uv the package index and the certificates that this machine's pip is told to use."""
    chosen = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    shown = _call([str(PYTHON), "-m", "pip", "config", "list"]).stdout
    settings = dict(
        re.findall(r"^(?:global|install|:env:)\.([a-z-]+)='(.*)'$", shown, re.MULTILINE)
    )
    for setting, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        if settings.get(setting):
            chosen.setdefault(variable, settings[setting])
    home = Path(os.environ.get("HOME") or "/nonexistent")
    if not os.access(home, os.W_OK):
        chosen.setdefault("UV_CACHE_DIR", str(var_dir() / "cache" / "uv"))
    return chosen


def _call(
    command: list[str], environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run, keep the output (both streams) in install.log and return it."""
    ended = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        check=False,
    )
    with (log_dir() / "install.log").open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{ended.stdout}")
    return ended


def _trouble(output: str, otherwise: str) -> Trouble:
    if "No space left" in output:
        return Trouble(say.NO_SPACE)
    if "HASHES" in output or "Hash mismatch" in output:
        return Trouble("Un paquete no coincide con su huella en el lock: no se instaló nada de él.")
    if _NO_NETWORK.search(output):
        return Trouble(
            "No se pudo llegar al registro de paquetes: revise la conexión y vuelva a empezar."
        )
    return Trouble(f"{otherwise} Detalle en {log_dir() / 'install.log'}:\n{say.tail(output, 5)}")


def _digest(kind: str) -> str:
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def _stamp(kind: str) -> Path:
    return ENVIRONMENT / f".universo-{kind}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
