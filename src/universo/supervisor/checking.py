"""`./universo check`: style, types, layers, migrations, translations, templates, locks."""

import os
import subprocess
import sys
import time

from universo.supervisor import locks, say
from universo.supervisor.paths import ROOT, Trouble, var_dir

_CODE = [name for name in ("universo", "src", "tests", "benchmarks") if (ROOT / name).exists()]
# import-linter has no module to be run with -m.
_LAYERS = "from importlinter.cli import lint_imports_command as lint; lint()"
_CHECKS: list[tuple[str, list[str]]] = [
    ("estilo", ["ruff", "check", *_CODE]),
    ("formato", ["ruff", "format", "--check", *_CODE]),
    ("tipos", ["mypy", "--strict", "src"]),
    ("capas", ["-c", _LAYERS]),
    ("migraciones", ["universo", "makemigrations", "--check", "--dry-run"]),
    ("traducciones", ["universo", "messages", "--check"]),
    ("plantillas", ["djlint", "--lint", "--quiet", "src/universo"]),
]


def command(_word: str, arguments: list[str]) -> int:
    """Run every check, or those named; 1 when any fails."""
    names = [name for name, _ in _CHECKS] + ["dependencias"]
    unknown = set(arguments) - set(names)
    if unknown:
        raise Trouble(f"«check» no conoce «{unknown.pop()}»: elija entre {', '.join(names)}.")
    failed = 0
    for name, program in _CHECKS:
        if not arguments or name in arguments:
            failed += not _report(name, *_run(program))
    if not arguments or "dependencias" in arguments:
        problems = locks.problems()
        failed += not _report("dependencias", not problems, "\n".join(problems), 0.0)
    say.line(f"Revisiones que fallaron: {failed}." if failed else "Todo en orden.")
    return 1 if failed else 0


def _run(program: list[str]) -> tuple[bool, str, float]:
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, *(program if program[0] == "-c" else ["-m", *program])],
        cwd=ROOT,
        env={**os.environ, "UNIVERSO_VAR": str(var_dir()), "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return ended.returncode == 0, ended.stdout, time.monotonic() - started


def _report(name: str, passed: bool, output: str, seconds: float) -> bool:
    took = f"{seconds:.1f} s".replace(".", ",")
    say.line(f"{'ok   ' if passed else 'FALLÓ'}  {name:<14} {took}")
    if not passed:
        say.line(say.tail(output, 60))
    return passed
