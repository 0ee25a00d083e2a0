"""Whatever is sent, the API answers what its document says: never a 500, never another shape.

A short run is part of every run of the tests; the long one is slow:
`./universo test tests/web/api/test_fuzz.py -m slow`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from cast import Cast
from programs import make_key

CHECKS: list[Any] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
pytestmark = pytest.mark.django_db


def _fuzz(secret: str, count: int, mode: GenerationMode) -> int:
    """Send `count` requests to each operation; return how many were sent. Raises on a wrong answer."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    sent = 0
    for found in document.get_all_operations():
        operation = found.ok()

        @hypothesis_settings(
            max_examples=count,
            deadline=None,
            database=None,
            derandomize=count < 50,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Any) -> None:
            nonlocal sent
            sent += 1
            answer = case.call(headers={"Authorization": f"Bearer {secret}"})
            case.validate_response(answer, checks=CHECKS)

        send()
    return sent


@pytest.fixture
def secret(cast: Cast, settings: Any, tmp_path: Path) -> Iterator[str]:
    """A key of the reseller, on a server that keeps the connection of the test open."""
    settings.API_REQUESTS_PER_MINUTE, settings.UPLOAD_DIR = 10_000_000, tmp_path
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with connection.cursor() as cursor:  # what is to be sent is thought up between two requests
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    yield make_key(cast.reseller)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_some_requests_of_every_kind(secret: str, mode: GenerationMode) -> None:
    assert _fuzz(secret, 12, mode) >= 50


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_some_requests_of_finance(secret: str, cast: Cast, mode: GenerationMode) -> None:
    assert _fuzz(make_key(cast.finance), 12, mode) >= 50


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_many_requests_of_every_kind(secret: str, mode: GenerationMode) -> None:
    assert _fuzz(secret, 1_000, mode) >= 5_000
