"""Every operation with the key of everybody: whom its rule lets in, and that it has one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

import builders
from cast import Cast
from universo.customers.models import KnownCustomer
from universo.web.api.api import api
from universo.web.api.bearer import BearerKey, key_of
from universo.web.shared.access import PUBLIC

Programs = Callable[..., Any]
PAGES = {"docs", "openapi"}
NOT_THERE = {
    "/customers/batch",
    "/imports/{int:import_id}",
    "/imports/{int:import_id}/rejected",
    "/documents/{int:document_id}",
    "/collections/{int:collection_id}",
    "/collections/{int:collection_id}/reversal",
    "/collections/{int:collection_id}/clearing",
    "/collections/{int:collection_id}/certificate",
    "/collections/waiting/{int:waiting_id}",
    "/collections/waiting/{int:waiting_id}/clearing",
    "/collections/waiting/{int:waiting_id}/certificate",
    "/collections/waiting/{int:waiting_id}/reversal",
}
MONEY = {"finance", "auditor"}
NOTHING = "Aquí no hay nada."
KEEP_LISTS = {
    "executive", "other_executive", "channel_manager", "admin", "auditor",
    "reseller", "rival_reseller", "outsider",
}  # fmt: skip


def operations() -> list[Any]:
    return [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def test_every_operation_asks_for_a_key() -> None:
    assert operations()
    assert [op.path for op in operations() if not isinstance(key_of(op), BearerKey)] == []


def test_nothing_else_answers_below_the_api() -> None:
    (found,) = [
        each for each in get_resolver().url_patterns if str(each.pattern).startswith("api/")
    ]
    others = [each for each in found.url_patterns if isinstance(each, URLPattern)]
    paths = {view_path for router in api._get_bound_routers() for view_path in _paths(router)}
    for each in others:
        if each.name in PAGES:
            assert each.callback.access is PUBLIC
        else:
            assert str(each.pattern) in paths | {""}, each


def _paths(router: Any) -> set[str]:
    return {str(each.pattern) for each in router.urls_paths("")}


def path_of(operation: Any, code: str) -> str:
    path = operation.path.replace("{path:external_id}", code)
    return "/api/v1" + re.sub(r"{int:\w+}", "1", path)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_each_role_finds_what_it_may_and_nothing_else(
    cast: Cast, program: Programs, settings: Any, method: str
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 100_000
    faults = []
    for who, actor in cast.everyone().items():
        KnownCustomer.objects.update_or_create(
            owner_id=actor.partner_id,
            source=None,
            external_id="N-1",
            defaults={"legal_name": "Cliente S.A.", "recorded_at": builders.NOON},
        )
        with_key, without = program(actor), program(actor)
        without.secret = ""
        for operation in operations():
            if method not in operation.methods:
                continue
            path = path_of(operation, "N-1") + "?source="
            answer = with_key.ask(method, path, [] if method == "POST" else {})
            key = key_of(operation)
            assert key is not None
            people = MONEY if str(key.scope).startswith("sales:") else KEEP_LISTS
            may = who in people and (method == "GET" or who != "auditor")
            found = answer.status_code != 404 or answer.json()["title"] != NOTHING
            if operation.path in NOT_THERE and method != "PUT":
                found = may  # nobody's code is «batch» here, and no file was loaded
            if found != may or answer.status_code >= 500:
                faults.append(f"{who} {method} {path}: {answer.status_code}")
            if without.ask(method, path, {}).status_code != 401:
                faults.append(f"nobody {method} {path}")
    assert not faults, "\n".join(faults)
