"""Keys: what works, what does not, and that nothing but a key opens the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from cast import Cast
from universo.identity.models import ApiToken, RoleGrant, User
from universo.partners.models import Member
from universo.web.api import limits

URL = "/api/v1/customers"
Programs = Callable[..., Any]
pytestmark = pytest.mark.django_db


def test_a_key_is_kept_only_as_a_hash_and_its_last_use_to_the_minute(
    cast: Cast, program: Programs
) -> None:
    norma = program(cast.reseller)
    assert norma.get().status_code == 200
    kept = ApiToken.objects.get()
    values = " ".join(str(value) for value in vars(kept).values())
    assert norma.secret not in values
    assert norma.secret.startswith(kept.prefix)
    assert kept.last_used_at is not None
    norma.get()
    assert ApiToken.objects.get().last_used_at == kept.last_used_at


@pytest.mark.parametrize("sent", ["", "Basic dXNlcjpjbGF2ZQ==", "Bearer", "Bearer universo_no"])
def test_without_a_key_that_works_there_is_a_401(cast: Cast, sent: str) -> None:
    headers = {"Authorization": sent} if sent else {}
    for path in (URL, f"{URL}/C-1"):
        answer = Client().get(path, headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_revoked_expired_and_closed_keys_do_not_work(cast: Cast, program: Programs) -> None:
    now = timezone.now()
    assert program(cast.reseller, revoked_at=now).get().status_code == 401
    past = {"created_at": now - timedelta(days=2), "expires_at": now - timedelta(seconds=1)}
    assert program(cast.reseller, **past).get().status_code == 401
    norma, elena = program(cast.reseller), program(cast.executive)
    Member.objects.filter(user_id=cast.reseller.user_id).update(is_active=False)
    assert norma.get().status_code == 404  # a person without a place
    RoleGrant.objects.filter(user_id=cast.executive.user_id).update(revoked_at=now)
    assert elena.get().status_code == 404
    User.objects.filter(pk=cast.executive.user_id).update(is_active=False)
    assert elena.get().status_code == 401


def test_a_key_does_only_what_it_was_made_for(cast: Cast, program: Programs) -> None:
    reader = program(cast.reseller, "customers:read")
    assert reader.get().status_code == 200
    answer = reader.put(f"{URL}/C-1", {"legal_name": "Cliente"})
    assert (answer.status_code, answer.json()["detail"]) == (403, "customers:write")
    assert "insufficient_scope" in answer["WWW-Authenticate"]
    writer = program(cast.reseller, "customers:write")
    assert writer.get().status_code == 403
    assert writer.put(f"{URL}/C-1", {"legal_name": "Cliente"}).status_code == 201


def test_a_session_opens_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.reseller.user_id))
    assert browser.get("/portal/clientes/").status_code == 200
    browser.cookies["idioma"] = "en"
    with django_assert_num_queries(0):  # the cookies are not even looked at
        answer = browser.get(URL)
    assert (answer.status_code, answer["Content-Language"]) == (401, "es-ar")
    assert browser.put(f"{URL}/C-1", "{}", content_type="application/json").status_code == 401


def test_an_address_that_asks_too_often_waits(
    cast: Cast, program: Programs, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    norma = program(cast.reseller)
    statuses = [norma.get().status_code for _time in range(3)]
    assert statuses == [200, 200, 200]
    with django_assert_num_queries(0):
        answer = norma.get()
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_wrong_keys_are_not_even_looked_up_after_a_while(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(limits, "WRONG_KEYS", 2)
    norma = program(cast.reseller)
    wrong = {"Authorization": "Bearer universo_" + "A" * 43}
    assert [Client().get(URL, headers=wrong).status_code for _time in range(2)] == [401, 401]
    with django_assert_num_queries(0):
        answer = Client().get(URL, headers=wrong)
    assert (answer.status_code, "Retry-After" in answer) == (429, True)
    assert norma.get().status_code == 429  # of the same address


def test_whatever_is_refused_is_a_problem_document(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    norma = program(cast.reseller)
    assert norma.get("/api/v1/no-hay").status_code == 404
    assert norma.get("/api/v1/no-hay")["Content-Type"] == "application/problem+json"
    refused = norma.ask("PATCH", f"{URL}/C-1", {})
    assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json")
    assert "PUT" in refused["Allow"]

    def busy(*_args: Any, **_named: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    def broken(*_args: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("universo.web.api.customers.by_code.some", busy)
    answer = norma.get()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    monkeypatch.setattr("universo.web.api.customers.by_code.some", broken)
    answer = norma.get()
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "ZeroDivision" not in answer.content.decode()
