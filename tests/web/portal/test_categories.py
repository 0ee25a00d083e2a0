"""The categories of a partner on screen: asking to join, to leave with its consequences, the menu (R-1)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import builders
from cast import Cast
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.category_models import CategoryRequest
from universo.partners.models import Enrolment
from universo.program.queries import terms_on
from universo.usecases.decide_category import accept_category
from universo.web.shared import formatting

WHY = "Sumamos un equipo que desarrolla."
JOIN = "/portal/categorias/sumar/"
LEAVE = "/portal/categorias/SPONSOR/dejar/"
pytestmark = pytest.mark.django_db


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def _joining(**changes: object) -> dict[str, object]:
    version = terms_on(local_date(timezone.now())).version
    return {
        "uid": builders.new_uid(), "terms_version": version, "category": "ISV", "about": WHY,
        "accepts_terms": "on", **changes,
    }  # fmt: skip


def test_a_request_is_sent_once_and_answered_by_hasar(cast: Cast) -> None:
    client, typed = _as(cast.sponsor), _joining()
    for _again in range(2):
        page = client.post(JOIN, typed, follow=True).content.decode()
        assert "Su pedido fue enviado" in page
    found = CategoryRequest.objects.get()
    admin = _as(cast.admin)
    assert "Benítez" in admin.get("/gestion/pedidos-de-categoria/").content.decode()
    address = f"/gestion/pedidos-de-categoria/{found.pk}/"
    assert WHY in admin.get(address).content.decode()
    wrong = admin.post(address, {"action": "refuse", "reason": ""})
    assert wrong.status_code == 422
    today = local_date(timezone.now()).isoformat()
    done = admin.post(address, {"action": "accept", "from_date": today, "answer": "Bienvenidos."})
    assert done.status_code == 302
    page = client.get("/portal/categorias/").content.decode()
    assert "Bienvenidos." in page
    assert Enrolment.objects.filter(partner=cast.sponsor_partner, category="ISV").exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    client = _as(cast.sponsor)
    for changes, sentence in (
        ({"about": "corto"}, "10 a 1000 caracteres"),
        ({"accepts_terms": ""}, "hay que aceptar"),
        ({"terms_version": 99}, "cambiaron mientras tanto"),
        ({"category": "SPONSOR"}, "Choice"),
    ):
        answer = client.post(JOIN, _joining(**{"about": WHY, **changes}))
        assert answer.status_code == 422, changes
        page = answer.content.decode()
        if sentence != "Choice":
            assert sentence in page, changes
        assert str(changes.get("about", WHY)) in page
    again = client.post(JOIN, _joining(terms_version=99)).content.decode()
    version = terms_on(local_date(timezone.now())).version
    assert f'name="terms_version" value="{version}"' in again
    assert not CategoryRequest.objects.exists()


def test_leaving_says_what_it_brings_about_before_it_is_asked(cast: Cast) -> None:
    client = _as(cast.sponsor)
    page = client.get(LEAVE).content.decode()
    assert "Ese día terminan estos beneficios" in page
    assert 0 < page.find("Es la única categoría") < page.find("Enviar el pedido")  # read before
    day = (local_date(timezone.now()) + timedelta(days=20)).isoformat()
    typed = {"uid": builders.new_uid(), "from_date": day, "about": "Cambiamos de rubro."}
    assert client.post(LEAVE, {**typed, "about": ""}).status_code == 422
    assert client.post(LEAVE, typed).status_code == 302
    assert CategoryRequest.objects.get().from_date.isoformat() == day
    assert _as(cast.reseller).get(LEAVE).status_code == 404
    found = CategoryRequest.objects.get()
    admin = _as(cast.admin).get(f"/gestion/pedidos-de-categoria/{found.pk}/").content.decode()
    assert "Qué trae la baja" in admin


def test_a_colleague_reads_and_does_not_ask(cast: Cast) -> None:
    client = _as(builders.member(cast.sponsor_partner, "Carlos Colega"))
    assert client.get("/portal/categorias/").status_code == 200
    assert client.get(JOIN).status_code == 404
    assert client.get(LEAVE).status_code == 404


def test_who_left_reads_on_and_does_nothing_more(cast: Cast) -> None:
    client = _as(cast.sponsor)
    day = local_date(timezone.now())
    client.post(
        LEAVE,
        {"uid": builders.new_uid(), "from_date": day.isoformat(), "about": "Cambiamos de rubro."},
    )
    accept_category(
        actor=cast.admin,
        now=timezone.now(),
        request_id=CategoryRequest.objects.get().pk,
        from_date=day,
    )
    home = client.get("/portal/").content.decode()
    assert "Recompensas" in home
    assert "Avisar una oportunidad" not in home
    assert client.get("/portal/recompensas/").status_code == 200
    assert client.get("/portal/oportunidades/").status_code == 200
    assert client.get("/portal/porcentajes/").status_code == 404
    assert client.get("/portal/oportunidades/nueva/").status_code == 404
    page = client.get("/portal/categorias/").content.decode()
    assert "Hoy no está en ninguna categoría" in page
    assert f"al {formatting.day(day - timedelta(days=1))}" in page  # the last day with it
    assert f"al {formatting.day(day)}" not in page
    assert client.get("/portal/beneficios/material/").status_code in {403, 404}


def test_one_menu_has_what_each_category_brings(cast: Cast) -> None:
    page = _as(cast.outsider).get("/portal/").content.decode()  # a sponsor and a reseller
    for label in ("Oportunidades", "Recompensas", "Oportunidades asignadas", "Mis clientes"):
        assert label in page, label
    other = _as(cast.reseller).get("/portal/").content.decode()
    assert "Recompensas" not in other
