"""Signing in: in formal Spanish, closed to sign-ups, and slow for whoever guesses."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import get_resolver, reverse

import builders
from cast import Cast
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.web.shared.access import PUBLIC, SIGNED_IN
from universo.web.shared.accounts import LIBRARY_ACCESS
from universo.web.shared.middleware import access_of

LOGIN = "/cuenta/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lucia(cast: Cast) -> User:
    User.objects.filter(pk=cast.sponsor.user_id).update(email="lucia@example.com")
    return User.objects.get(pk=cast.sponsor.user_id)


def _try(client: Client, password: str, email: str = "lucia@example.com", **extra: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def test_a_person_signs_in_and_lands_at_the_door(client: Client, lucia: User) -> None:
    assert _try(client, builders.PASSWORD, "Lucia@Example.com").headers["Location"] == "/inicio/"
    page = client.get("/inicio/", follow=True)
    assert "exitosamente" not in page.content.decode()  # no banner at each sign-in


def test_a_wrong_password_and_an_unknown_address_read_alike(client: Client, lucia: User) -> None:
    known = _try(client, "no-es-la-clave-9")
    unknown = _try(client, "no-es-la-clave-9", "nadie@example.com")
    for answer in (known, unknown):
        assert "El correo o la contraseña no son correctos." in answer.content.decode()


def test_guessing_is_stopped_before_the_password_is_checked(
    client: Client, lucia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = User.check_password
    monkeypatch.setattr(
        User, "check_password", lambda self, raw: checked.append(raw) or real(self, raw)
    )
    for at in range(5):
        _try(client, f"intento-numero-{at}")
    assert len(checked) == 5
    answer = _try(client, builders.PASSWORD)
    assert len(checked) == 5
    assert "demasiados intentos" in answer.content.decode()
    assert client.get("/inicio/").status_code == 302  # not signed in


def test_one_address_trying_many_accounts_gets_a_page_that_says_wait(client: Client) -> None:
    answers = [_try(client, "x", f"persona{at}@example.com") for at in range(31)]
    assert answers[-1].status_code == 429
    assert "Demasiados intentos" in answers[-1].content.decode()


def test_nobody_signs_up_alone(client: Client) -> None:
    data = {"email": "sola@example.com", "password1": builders.PASSWORD}
    for answer in (client.get("/cuenta/signup/"), client.post("/cuenta/signup/", data)):
        page = answer.content.decode()
        assert "Nadie abre una cuenta por su lado" in page
    assert not User.objects.filter(email="sola@example.com").exists()


def test_a_code_by_mail_signs_in(client: Client, lucia: User) -> None:
    client.post("/cuenta/login/code/", {"email": "lucia@example.com"})
    mail = Mail.objects.get()
    code = mail.subject.rpartition(" ")[2]
    assert "Su código para ingresar" in mail.subject
    answer = client.post("/cuenta/login/code/confirm/", {"code": code})
    assert answer.headers["Location"] == "/inicio/"


def test_a_password_is_set_from_the_mail(client: Client, lucia: User) -> None:
    client.post("/cuenta/password/reset/", {"email": "lucia@example.com"})
    mail = Mail.objects.get()
    assert mail.subject == "Elegir otra contraseña"
    link = re.search(r"http\S+?(/cuenta/\S+)", mail.text)
    assert link
    page = client.get(link[1], follow=True)
    assert "Elija su contraseña" in page.content.decode()
    form = page.redirect_chain[-1][0]
    weak = client.post(form, {"password1": "corta", "password2": "corta"}).content.decode()
    assert "demasiado corta" in weak
    client.post(form, {"password1": "una frase nueva 7", "password2": "una frase nueva 7"})
    assert _try(client, "una frase nueva 7").headers["Location"] == "/inicio/"
    assert Mail.objects.filter(subject="Su contraseña cambió", recipient=lucia.email).exists()
    again = client.get(link[1], follow=True).content.decode()
    assert "Este enlace ya no sirve" in again


def test_an_unknown_address_is_answered_alike_and_told_by_mail(client: Client) -> None:
    answer = client.post(
        "/cuenta/password/reset/", {"email": "nadie@example.com"}, follow=True
    ).content.decode()
    assert "Si esa dirección tiene una cuenta" in answer
    assert "No hay ninguna cuenta" in Mail.objects.get().subject


def test_the_second_step_is_activated_asked_for_and_taken_away(
    client: Client, lucia: User, django_capture_on_commit_callbacks: Any
) -> None:
    _try(client, builders.PASSWORD)
    asked = client.get(reverse("mfa_activate_totp"))
    assert "Confirme que es usted" in client.get(asked.headers["Location"]).content.decode()
    page = client.post(asked.headers["Location"], {"password": builders.PASSWORD}, follow=True)
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        activated = client.post(reverse("mfa_activate_totp"), {"code": _code(secret)}, follow=True)
    assert "Códigos de recuperación" in activated.content.decode()
    assert Mail.objects.filter(subject__startswith="Se activó la", recipient=lucia.email).exists()
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    stranger = Client()
    assert _try(stranger, builders.PASSWORD).headers["Location"] == reverse("mfa_authenticate")
    assert "Segundo paso" in stranger.get(reverse("mfa_authenticate")).content.decode()
    assert stranger.get("/portal/empresa/").status_code == 302  # not in yet
    answer = stranger.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert answer.headers["Location"] == "/inicio/"
    assert "Desactivar" in client.get(reverse("mfa_deactivate_totp")).content.decode()
    client.post(reverse("mfa_deactivate_totp"))
    assert _try(Client(), builders.PASSWORD).headers["Location"] == "/inicio/"


def test_every_page_of_the_library_has_a_rule_or_does_not_exist(
    client: Client, lucia: User
) -> None:
    hidden = {"account_email", "account_email_verification_sent", "account_confirm_email"}
    found = dict(_library_views())
    assert {name for name, view in found.items() if access_of(view) is None} == hidden
    private = {"account_reauthenticate", "account_change_password", "account_set_password"}
    private |= {name for name in found if name.startswith("mfa_")} - {"mfa_authenticate"}
    assert {name for name, view in found.items() if access_of(view) is SIGNED_IN} == private
    assert set(LIBRARY_ACCESS.values()) == {PUBLIC, SIGNED_IN}
    for name in private:
        assert client.get(reverse(name)).headers["Location"].startswith(LOGIN)
    client.force_login(lucia)
    assert client.get("/cuenta/email/").status_code == 404
    assert client.get("/cuenta/confirm-email/").status_code == 404


@pytest.mark.parametrize("name", sorted({"account_change_password", "mfa_index", "account_logout"}))
def test_pages_of_ones_own_account_open(client: Client, lucia: User, name: str) -> None:
    client.force_login(lucia)
    assert client.get(reverse(name)).status_code == 200


def _library_views() -> list[tuple[str, Any]]:
    def walk(patterns: Any) -> Any:
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns)
            else:
                yield one.name, one.callback

    return list(walk(get_resolver("allauth.urls").url_patterns))


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))
