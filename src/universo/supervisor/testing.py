"""`./universo test`, `e2e`, `bench` and `spark-test`: pytest on a scratch database server."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from universo.embedded import scratch_cluster
from universo.supervisor import chromium, say
from universo.supervisor.manage import foreground
from universo.supervisor.paths import ROOT, Trouble, var_dir

_TWO_AT_ONCE = ["-n", "2"]


def command(word: str, arguments: list[str]) -> int:
    """Run a group of tests; pytest's closing line comes last. Its status is ours, 5 included."""
    selection = {
        "test": [],
        "e2e": ["-m", "e2e"],
        "bench": ["benchmarks", "-m", ""],
        "spark-test": ["tests/bulk", "-m", "spark"],
    }[word]
    if word == "bench" and not (ROOT / "benchmarks").is_dir():
        raise Trouble("No hay mediciones: falta la carpeta benchmarks/.")
    environment = {**os.environ, "UNIVERSO_VAR": str(var_dir()), "PYTHONUNBUFFERED": "1"}
    # Playwright's own event loop runs in the thread that also asks the database.
    environment["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if word != "bench":
        browser = chromium.ensure()
        if browser:
            environment["CHROMIUM_PATH"] = browser
        else:
            environment.pop("CHROMIUM_PATH", None)
            say.line(chromium.HOW_TO)
    pytest = [sys.executable, "-m", "pytest", *_workers(word, arguments), *selection, *arguments]
    with _database(environment):
        return foreground(pytest, environment, cwd=str(ROOT))


@contextmanager
def _database(environment: dict[str, str]) -> Iterator[None]:
    """Point the tests at TEST_DATABASE_URL, or at a scratch server that is gone afterwards."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        environment.update(DATABASE_URL=given, DATABASE_OWNER_URL=given)
        yield
        return
    with scratch_cluster(var_dir()) as urls:
        # Tests create databases and look behind triggers: they are the owner.
        environment.update(DATABASE_URL=urls.owner, DATABASE_OWNER_URL=urls.owner)
        yield


def _workers(word: str, arguments: list[str]) -> list[str]:
    told = any(each.startswith(("-n", "--numprocesses", "--pdb", "--trace")) for each in arguments)
    return [] if told or word in {"bench", "spark-test"} else _TWO_AT_ONCE
