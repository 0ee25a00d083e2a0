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

LOCKS = {
    "run": ROOT / "requirements.lock",
    "dev": ROOT / "requirements-dev.lock",
    "bulk": ROOT / "requirements-bulk.lock",
    "spark": ROOT / "requirements-spark.lock",
}
# Added to what is there when first asked for, so that `run` stays quick to install.
ADDED = ("bulk", "spark")
_CONTAINED = {"dev": ("dev", "run", "bulk")}  # one installation serves these
INSTALLER_LOCK = ROOT / "requirements-uv.lock"
NEEDED_BYTES = {
    "run": 350_000_000,
    "dev": 1_200_000_000,
    "bulk": 400_000_000,
    "spark": 1_300_000_000,
}
_NO_NETWORK = re.compile(
    r"dns error|error sending request|failed to fetch|NewConnectionError|ConnectTimeout|"
    r"name resolution|Network is unreachable|Could not find a version|No matching distribution",
    re.IGNORECASE,
)


def ensure(kind: str) -> None:
    """Make .venv agree with the lock of `kind` (of LOCKS); a no-op when it does already.

    Raises Trouble with one sentence: no space, no network, no venv module.
    """
    if satisfied(kind):
        return
    descriptor = os.open(var_dir() / "install.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # another ./universo may be installing
        if kind not in ADDED and not satisfied(kind):
            _install("dev" if _stamp("dev").exists() else kind)
        elif kind in ADDED and not satisfied(kind):
            _install_beside(kind)
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
    if not _install_with_uv("sync", LOCKS[kind]):
        _install_with_pip(LOCKS[kind])
    _stamp_all(kind)
    say.line(f"listo en {time.monotonic() - started:.0f} s")


def _install_beside(kind: str) -> None:
    """Add a group to the environment, itself made first when it is not up to date."""
    base = "dev" if _stamp("dev").exists() else "run"
    if not satisfied(base):
        _install(base)
    if satisfied(kind):  # part of what was just installed
        return
    _check_space(kind)
    say.part(f"Instalando lo que necesita «{_ASKED_BY[kind]}» (solo la primera vez)… ")
    started = time.monotonic()
    if not _install_with_uv("install", LOCKS[kind]):
        _install_with_pip(LOCKS[kind])
    _stamp_all(kind)
    say.line(f"listo en {time.monotonic() - started:.0f} s")


_ASKED_BY = {"bulk": "cross-match", "spark": "cross-match --engine spark"}


def _stamp_all(kind: str) -> None:
    for each in _CONTAINED.get(kind, (kind,)):
        _stamp(each).write_text(_digest(each), encoding="ascii")


def _check_space(kind: str) -> None:
    free = shutil.disk_usage(ROOT).free
    fresh = kind in ADDED or not PYTHON.exists()
    needed = NEEDED_BYTES[kind] if fresh else 50_000_000
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


def _install_with_uv(manner: str, lock: Path) -> bool:
    """Make the environment agree with a lock ("sync") or add a lock's packages ("install")."""
    uv = ENVIRONMENT / "bin" / "uv"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    got = _call([*pip, "--require-hashes", "-r", str(INSTALLER_LOCK)])
    if got.returncode != 0 or not uv.exists():
        return False
    what = [str(lock)] if manner == "sync" else ["-r", str(lock)]
    command = [str(uv), "pip", manner, "--require-hashes", "--python", str(PYTHON), *what]
    synced = _call(command, environment=_uv_environment())
    if "No space left" in synced.stdout:
        raise Trouble(say.NO_SPACE)
    return synced.returncode == 0


def _install_with_pip(lock: Path) -> None:
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
