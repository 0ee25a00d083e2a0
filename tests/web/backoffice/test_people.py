"""The pages of Hasar's own people."""

import pytest
from django.test import Client
from django.urls import reverse

import builders
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User

pytestmark = pytest.mark.django_db
INVITE = "/gestion/programa/personas/nueva/"


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def test_a_person_is_added_and_sees_what_he_may(cast: Cast) -> None:
    admin = _as(cast.admin)
    data = {"full_name": "Nora Nueva", "email": "nora@hasar.example", "roles": ["FINANCE"]}
    answer = admin.post(INVITE, data, follow=True)
    page = answer.content.decode()
    assert "La persona quedó agregada" in page
    assert "Todavía no ingresó" in page
    assert "dado por Adriana Administra" in page
    person = User.objects.get(email="nora@hasar.example")
    admin.post(reverse("backoffice:person_grant", args=[person.pk]), {"role": "AUDITOR"})
    admin.post(reverse("backoffice:person_revoke", args=[person.pk, "FINANCE"]))
    held = RoleGrant.objects.filter(user=person, revoked_at__isnull=True)
    assert [grant.role for grant in held] == ["AUDITOR"]


def test_what_is_wrong_is_said_and_kept(cast: Cast) -> None:
    data = {"full_name": "Nora Nueva", "email": "nora", "roles": ["FINANCE"]}
    answer = _as(cast.admin).post(INVITE, data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Escriba una dirección de correo completa" in page
    assert 'value="Nora Nueva"' in page
    assert not User.objects.filter(full_name="Nora Nueva").exists()


def test_my_own_page_offers_no_change(cast: Cast) -> None:
    admin = _as(cast.admin)
    url = reverse("backoffice:person", args=[cast.admin.user_id])
    page = admin.get(url).content.decode()
    assert "Nadie cambia su propio acceso" in page
    assert "Cerrar el acceso" not in page
    said = admin.post(
        reverse("backoffice:person_grant", args=[cast.admin.user_id]), {"role": "AUDITOR"}
    )
    assert said.status_code == 422
    assert "Nadie cambia su propio acceso" in said.content.decode()


def test_a_closed_access_cannot_sign_in_any_more(cast: Cast) -> None:
    finance, admin = _as(cast.finance), _as(cast.admin)
    assert finance.get("/gestion/").status_code == 200
    close = reverse("backoffice:person_close", args=[cast.finance.user_id])
    assert admin.post(close, {"reason": ""}).status_code == 422
    admin.post(close, {"reason": "Dejó la empresa"})
    assert finance.get("/gestion/").status_code in {302, 404}
    page = admin.get(reverse("backoffice:person", args=[cast.finance.user_id])).content.decode()
    assert "Esta persona no puede ingresar." in page
    assert "Dejó la empresa" in page
    admin.post(reverse("backoffice:person_reopen", args=[cast.finance.user_id]))
    assert User.objects.get(pk=cast.finance.user_id).is_active


def test_people_of_partners_are_not_found_here(cast: Cast) -> None:
    admin = _as(cast.admin)
    url = reverse("backoffice:person", args=[cast.sponsor.user_id])
    assert admin.get(url).status_code == 404
    assert admin.post(f"{url}rol/", {"role": "AUDITOR"}).status_code == 404
    assert admin.post(f"{url}cerrar/", {"reason": "porque sí"}).status_code == 404


def test_the_page_warns_of_the_partners_that_an_executive_attends(cast: Cast) -> None:
    url = reverse("backoffice:person", args=[cast.executive.user_id])
    assert "Atiende 2 partners" in _as(cast.admin).get(url).content.decode()


def test_auditors_read_people_and_write_nothing(cast: Cast) -> None:
    auditor = _as(cast.auditor)
    assert "Elena Ejecutiva" in auditor.get("/gestion/programa/personas/").content.decode()
    second = builders.staff("Sara Segunda", "PROGRAM_ADMIN")
    url = reverse("backoffice:person_revoke", args=[second.user_id, "PROGRAM_ADMIN"])
    assert auditor.post(url).status_code == 404
    assert RoleGrant.objects.filter(user_id=second.user_id, revoked_at__isnull=True).exists()
