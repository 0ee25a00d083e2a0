"""The administrator's queue of applications, and the page of each partner."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import builders
import joining
from cast import Cast
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.models import Application, Enrolment, Partner

QUEUE = "/gestion/solicitudes/"
pytestmark = pytest.mark.django_db


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def test_the_queue_shows_those_that_wait_first_in_first_out(cast: Cast) -> None:
    joining.confirmed(legal_name="Primera S.A.", email="a@x.com.ar")
    Application.objects.update(confirmed_at=builders.NOON.replace(hour=3))
    joining.confirmed(legal_name="Segunda S.A.", email="b@x.com.ar")
    joining.received(legal_name="Sin Confirmar S.A.", email="c@x.com.ar")
    admin = _as(cast.admin)
    page = admin.get(QUEUE).content.decode()
    assert page.index("Primera S.A.") < page.index("Segunda S.A.")
    assert "Sin Confirmar S.A." not in page
    assert "Sin Confirmar S.A." in admin.get(QUEUE, {"state": "RECEIVED"}).content.decode()
    found = admin.get(QUEUE, {"q": "segunda"}).content.decode()
    assert "Segunda S.A." in found
    assert "Primera S.A." not in found
    for hostile in ({"state": "X"}, {"page": "-1"}, {"q": "\x00%'"}, {"page": "9" * 30}):
        assert admin.get(QUEUE, hostile).status_code == 200


@pytest.mark.parametrize("who", ["executive", "finance", "channel_manager", "sponsor", "reseller"])
def test_others_find_nothing_there(cast: Cast, who: str) -> None:
    found = joining.confirmed()
    client = _as(getattr(cast, who))
    assert client.get(QUEUE).status_code == 404
    assert client.get(f"{QUEUE}{found.pk}/").status_code == 404
    assert client.post(f"{QUEUE}{found.pk}/aprobar/").status_code == 404
    found.refresh_from_db()
    assert found.state == "CONFIRMED"


def test_an_auditor_reads_and_changes_nothing(cast: Cast) -> None:
    found = joining.confirmed()
    auditor = _as(cast.auditor)
    page = auditor.get(f"{QUEUE}{found.pk}/").content.decode()
    assert "Lo que se sabe" in page
    assert "Aprobar la solicitud" not in page
    assert auditor.post(f"{QUEUE}{found.pk}/rechazar/", {"reason": "x" * 20}).status_code == 404


def test_approving_from_the_page(cast: Cast) -> None:
    found = joining.confirmed(categories=("SPONSOR",))
    admin = _as(cast.admin)
    page = admin.get(f"{QUEUE}{found.pk}/").content.decode()
    assert "Elena Ejecutiva · atiende a 2" in page
    assert "Promotor · Mediador" in page
    answer = admin.post(
        f"{QUEUE}{found.pk}/aprobar/",
        {
            "executive": cast.executive.user_id,
            "categories": ["SPONSOR", "ISV"],
            "sponsor_level": "REFERRER",
        },
    )
    partner = Partner.objects.get(cuit=found.cuit)
    assert answer.headers["Location"] == f"/gestion/socios/{partner.pk}/"
    rows = {row.category: row.level for row in Enrolment.objects.filter(partner=partner)}
    assert rows == {"SPONSOR": "REFERRER", "ISV": ""}
    page = admin.get(f"{QUEUE}{found.pk}/").content.decode()
    assert "Adriana Administra la aprobó y asignó a Elena Ejecutiva." in page


@pytest.mark.parametrize(
    ("action", "data", "sentence"),
    [
        ("aprobar", {"categories": ["ISV"]}, "Este campo es obligatorio"),
        ("aprobar", {"executive": "9999", "categories": ["ISV"]}, "opción válida"),
        ("aprobar", {"executive": "EXEC", "categories": ["SPONSOR"]}, "Elija el nivel de promotor"),
        ("rechazar", {"reason": ""}, "Este campo es obligatorio"),
        ("rechazar", {"reason": "No."}, "el solicitante lo va a leer"),
    ],
)
def test_a_wrong_decision_says_what_is_missing(
    cast: Cast, action: str, data: dict[str, object], sentence: str
) -> None:
    found = joining.confirmed()
    if data.get("executive") == "EXEC":
        data = {**data, "executive": cast.executive.user_id}
    answer = _as(cast.admin).post(f"{QUEUE}{found.pk}/{action}/", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    found.refresh_from_db()
    assert found.state == "CONFIRMED"


def test_the_second_administrator_reads_who_decided(cast: Cast) -> None:
    found = joining.confirmed()
    reason = {"reason": "La actividad no se relaciona con el programa."}
    _as(cast.admin).post(f"{QUEUE}{found.pk}/rechazar/", reason)
    other = _as(builders.staff("Beatriz Segunda", "PROGRAM_ADMIN"))
    answer = other.post(
        f"{QUEUE}{found.pk}/aprobar/",
        {"executive": cast.executive.user_id, "categories": ["ISV"]},
        follow=True,
    )
    assert "Adriana Administra ya había rechazado esta solicitud." in answer.content.decode()
    assert not Partner.objects.filter(cuit=found.cuit).exists()


def test_an_executive_finds_his_partners_only(cast: Cast) -> None:
    client = _as(cast.executive)
    page = client.get("/gestion/socios/").content.decode()
    assert "Benítez Equipamientos" in page
    assert "Ajena S.A." not in page
    assert client.get(f"/gestion/socios/{cast.sponsor_partner.pk}/").status_code == 200
    assert client.get(f"/gestion/socios/{cast.outsider_partner.pk}/").status_code == 404
    level = client.post(f"/gestion/socios/{cast.sponsor_partner.pk}/nivel/", {"level": "REFERRER"})
    assert level.status_code == 404
    assert (
        "Suspender al partner"
        not in client.get(f"/gestion/socios/{cast.sponsor_partner.pk}/").content.decode()
    )


def _day(days: int) -> str:
    return (local_date(timezone.now()) + timedelta(days=days)).isoformat()


def test_an_administrator_changes_a_partner_from_its_page(cast: Cast) -> None:
    admin, address = _as(cast.admin), f"/gestion/socios/{cast.sponsor_partner.pk}/"
    steps = [
        (
            "ejecutivo/",
            {"executive": cast.other_executive.user_id},
            "Óscar Otro atiende al partner",
        ),
        ("nivel/", {"level": "REFERRER"}, "cambió el nivel a Orientador"),
        ("categorias/", {"category": "ALLIANCE"}, "agregó una categoría: Aliado"),
        (
            "categorias/ALLIANCE/terminar/",
            {"from_date": _day(9), "reason": "Terminó el acuerdo."},
            "Baja programada",
        ),
        ("categorias/ALLIANCE/mantener/", {}, "La categoría sigue sin fecha de baja."),
        ("suspender/", {"reason": "Pidió una pausa."}, "suspendió al partner: Pidió una pausa."),
        ("reincorporar/", {}, "reincorporó al partner"),
    ]
    for path, data, sentence in steps:
        answer = admin.post(address + path, data, follow=True)
        assert sentence in answer.content.decode(), path
    wrong = [
        ("ejecutivo/", {"executive": ""}, 422),
        ("nivel/", {"level": "BOSS"}, 422),
        ("categorias/", {"category": "SPONSOR", "level": "REFERRER"}, 422),
        ("suspender/", {"reason": "x"}, 422),
        ("categorias/ALLIANCE/terminar/", {"from_date": _day(9), "reason": ""}, 422),
        ("categorias/NADA/terminar/", {}, 404),
    ]
    for path, data, status in wrong:
        assert admin.post(address + path, data).status_code == status, path


def test_looking_for_partners_with_odd_words_breaks_nothing(cast: Cast) -> None:
    admin = _as(cast.admin)
    for query in (
        {"q": "\x00"},
        {"executive": "x"},
        {"category": "?"},
        {"page": "x"},
        {"q": "%_'"},
    ):
        assert admin.get(reverse("backoffice:partners"), query).status_code == 200
    page = admin.get(reverse("backoffice:partners"), {"q": "zzz"}).content.decode()
    assert "Nada coincide con lo que buscó." in page
