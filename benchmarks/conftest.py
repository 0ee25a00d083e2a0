"""Measurements use the cast of the tests; each keeps what it prints in benchmarks/results/."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cast import Cast, make_cast

RESULTS = Path(__file__).parent / "results"


@pytest.fixture
def cast(db: None) -> Cast:
    """The standing people and partners (tests/cast.py)."""
    return make_cast()


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[list[str]], None]:
    """Print the lines of a measurement and keep them as text."""

    def write(lines: list[str]) -> None:
        RESULTS.mkdir(exist_ok=True)
        text = "\n".join(lines) + "\n"
        (RESULTS / f"{request.node.name.removeprefix('test_')}.txt").write_text(text)
        print("\n" + text)

    return write
