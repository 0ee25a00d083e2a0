"""Programs that hold a key of somebody of the cast; limits are forgotten between tests."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from programs import Program, make_key


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    """Return a program with a key of an actor: `program(cast.reseller, "customers:read")`."""
    return lambda actor, *scopes, **changes: Program(make_key(actor, *scopes, **changes))


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> Iterator[None]:
    """Limits count in memory, across tests."""
    cache.clear()
    yield
    cache.clear()
