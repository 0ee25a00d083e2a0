"""Journeys in a real browser: Debian's Chromium on the development server, at a fixed instant."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

import builders
from browsing import Desk

# The browser's own loop runs in the thread that also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = os.environ.get("CHROMIUM_PATH") or "/usr/bin/chromium"
REPORT = pytest.StashKey[pytest.TestReport]()
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the journeys, saying so, where there is no browser; the longest ones start first."""
    here = Path(__file__).parent
    missing = pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}; CHROMIUM_PATH names one")
    for item in items:
        if here in item.path.parents and not os.access(CHROMIUM, os.X_OK):
            item.add_marker(missing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Keep how the test went, for the pictures of what a failed one saw last."""
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the browser of the machine."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture
def clock() -> Iterator[Any]:
    """The clock of the whole process, server included: it starts on Monday 23/11/2026 at noon."""
    with time_machine.travel(builders.NOON, tick=True) as coordinates:
        yield coordinates


@pytest.fixture
def desk(
    browser: Any,
    live_server: Any,
    clock: Any,
    real_transactions: None,
    settings: Any,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Desk]:
    """Windows on the running product; a script error, a refused style or a 500 in any fails the test."""
    settings.PUBLIC_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()
    made = Desk(browser, live_server.url)
    yield made
    report = request.node.stash.get(REPORT, None)
    if report is None or report.failed:
        made.photograph(tmp_path)
    made.close()
    assert not made.faults, "\n".join(made.faults)
