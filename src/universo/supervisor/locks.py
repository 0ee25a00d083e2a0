"""The dependency locks: made by `./universo lock`, pinned, hashed, and naming no host or path."""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from universo.supervisor import say
from universo.supervisor.paths import ENVIRONMENT, ROOT, Trouble

# The larger first: the smaller is made to agree with it.
PAIRS = (
    ("requirements-dev.in", "requirements-dev.lock"),
    ("requirements.in", "requirements.lock"),
    ("requirements-bulk.in", "requirements-bulk.lock"),
    ("requirements-spark.in", "requirements-spark.lock"),
    ("requirements-uv.in", "requirements-uv.lock"),
)
_LARGEST = PAIRS[0][1]
_WITHIN = ("requirements.lock", "requirements-bulk.lock")  # parts of the largest
_BESIDE = "requirements-spark.lock"  # installed beside it: what both pin must be alike
_MARK = "# made by ./universo lock from sources with sha256 "
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)", re.IGNORECASE)
_NAME = re.compile(r"^([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)
_FOREIGN = re.compile(r"://|(^|\s)/[a-z]|^\s*--(index|extra-index|find-links)", re.IGNORECASE)


def command(_word: str, arguments: list[str]) -> int:
    """Make the locks again, keeping the pins unless told otherwise (`--upgrade`)."""
    for source, lock in PAIRS:
        compile_lock(source, lock, arguments)
    found = problems()
    for each in found:
        say.problem(f"✗ {each}")
    say.line("Dependencias fijadas." if not found else "Revise lo anterior.")
    return 1 if found else 0


def compile_lock(source: str, lock: str, arguments: list[str]) -> None:
    """Resolve one file. Raises Trouble with uv's last lines."""
    path = ROOT / lock
    constraint = ["-c", _LARGEST] if lock in (*_WITHIN, _BESIDE) else []
    uv = [str(ENVIRONMENT / "bin" / "uv"), "pip", "compile", "--quiet", "--universal"]
    uv += ["--python-version", "3.11", "--generate-hashes", "--no-header", source, "-o", lock]
    ended = subprocess.run(
        [*uv, *constraint, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ended.returncode != 0:
        raise Trouble(f"No se pudo fijar {source}:\n{say.tail(ended.stderr)}")
    body = path.read_text(encoding="utf-8")
    path.write_text(f"{_MARK}{sources_digest(ROOT / source)}\n{body}", encoding="utf-8")


def problems(root: Path = ROOT) -> list[str]:
    """Return what is wrong with the locks, as Spanish sentences; needs no network."""
    found = []
    for source, lock in PAIRS:
        text = (root / lock).read_text(encoding="utf-8")
        if sources_digest(root / source) not in text.partition("\n")[0]:
            found.append(f"{lock} no corresponde a {source}: corra ./universo lock.")
        pinned = pins(text)
        for name in sorted(wanted(root / source) - pinned.keys()):
            found.append(f"{lock} no fija «{name}».")
        found += [f"{lock} no da la huella de «{name}»." for name in unhashed(text)]
        found += [f"{lock} nombra un servidor o una carpeta: {line}" for line in foreign(text)]
    return found + list(_differing(root))


def _differing(root: Path) -> Iterator[str]:
    """Yield what is pinned twice and not alike: these locks are installed into one environment."""
    largest = pins((root / _LARGEST).read_text(encoding="utf-8"))
    for lock in (*_WITHIN, _BESIDE):
        for name, version in pins((root / lock).read_text(encoding="utf-8")).items():
            alone = lock == _BESIDE and name not in largest
            if not alone and largest.get(name) != version:
                yield f"Los locks difieren en «{name}»."


def sources_digest(source: Path) -> str:
    """Hash the requirement files that make a lock, comments and blank lines aside."""
    return hashlib.sha256("\n".join(_lines(source)).encode()).hexdigest()


def wanted(source: Path) -> set[str]:
    """Return the normalised names that a file and those it includes ask for."""
    matches = (_NAME.match(line) for line in _lines(source))
    return {_normal(match.group(1)) for match in matches if match}


def pins(text: str) -> dict[str, str]:
    """Return name -> version of every pinned line."""
    matches = (_PIN.match(line) for line in text.splitlines())
    return {_normal(match.group(1)): match.group(2) for match in matches if match}


def unhashed(text: str) -> list[str]:
    """Return the names pinned without a hash."""
    blocks = re.split(r"\n(?=[a-z0-9])", text, flags=re.IGNORECASE)
    return [m.group(1) for b in blocks if (m := _PIN.match(b)) and "--hash=sha256:" not in b]


def foreign(text: str) -> list[str]:
    """Return the lines that name a host, a path of a machine or an index."""
    return [line.strip() for line in text.splitlines()[1:] if _FOREIGN.search(line)]


def _lines(source: Path) -> list[str]:
    found: list[str] = []
    for raw in source.read_text(encoding="utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("-r "):
            found += _lines(source.parent / line[3:].strip())
        elif line:
            found.append(line)
    return sorted(found)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
