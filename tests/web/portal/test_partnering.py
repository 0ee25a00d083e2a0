"""Integrations and joint plans on screen, from the partner to Hasar and back (R-1)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import builders
from cast import Cast
from universo.benefits.alliances.models import Plan
from universo.benefits.integrations.models import Certification, Integration
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User

PDF = b"%PDF-1.7 evidencia"
pytestmark = pytest.mark.django_db


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


@pytest.fixture
def boss(cast: Cast) -> Actor:
    home = builders.partner(
        "Lapacho Software S.R.L.", executive=cast.executive, categories=("ISV", "ALLIANCE")
    )
    return builders.member(home, "Inés Lapacho", admin=True)


def test_an_integration_is_stated_certified_and_told(cast: Cast, boss: Actor) -> None:
    client = _as(boss)
    family = cast.families["FISCAL"].pk
    typed = {
        "uid": builders.new_uid(), "software": "Lapacho Gestión", "works_with": f"f{family}",
        "summary": "Imprime en el controlador.", "is_public": "on",
    }  # fmt: skip
    wrong = client.post("/portal/integraciones/nueva/", {**typed, "summary": "x"})
    assert wrong.status_code == 422
    assert "Lapacho Gestión" in wrong.content.decode()
    assert client.post("/portal/integraciones/nueva/", typed).status_code == 302
    found = Integration.objects.get()
    address = f"/portal/integraciones/{found.pk}/"
    bad = SimpleUploadedFile("a.pdf", b"<html>")
    ask = {"uid": builders.new_uid(), "version": "4.2"}
    refused = client.post(address, {**ask, "evidence": [bad]})
    assert refused.status_code == 422
    assert "PDF, JPEG, PNG o ZIP" in refused.content.decode()
    assert (
        client.post(address, {**ask, "evidence": [SimpleUploadedFile("a.pdf", PDF)]}).status_code
        == 302
    )
    made = Certification.objects.get()
    admin = _as(cast.admin)
    assert "Lapacho Gestión" in admin.get("/gestion/integraciones/").content.decode()
    judge = f"/gestion/integraciones/{made.pk}/"
    assert admin.post(judge, {"action": "certify", "passed": [0]}).status_code == 422
    assert admin.post(judge, {"action": "certify", "passed": range(5)}).status_code == 302
    page = client.get(address).content.decode()
    assert "Certificada" in page
    proof = made.evidence.get().pk
    file = client.get(f"/portal/integraciones/evidencias/{proof}/")
    assert file["Content-Disposition"].startswith("attachment")
    assert file.content == PDF
    assert _as(cast.sponsor).get(address).status_code == 404
    assert _as(cast.channel_manager).post(judge, {"reason": "No."}).status_code == 404
    assert admin.post(judge, {"reason": "Fallas en el campo."}).status_code == 302
    assert "Retirada por Hasar" in client.get("/portal/integraciones/").content.decode()


def test_a_checklist_is_set_from_a_day_on(cast: Cast) -> None:
    admin, today = _as(cast.admin), local_date(timezone.now())
    address = "/gestion/integraciones/listas/"
    typed = {"family": "", "from_date": today, "months": "12", "points": "Uno.\nDos."}
    assert admin.post(address, {**typed, "months": "0"}).status_code == 422
    assert admin.post(address, typed).status_code == 302
    assert "Dos." in admin.get(address).content.decode()


def test_a_plan_is_proposed_agreed_reviewed_and_closed(cast: Cast, boss: Actor) -> None:
    client, executive = _as(boss), _as(cast.executive)
    today = local_date(timezone.now())
    typed = {
        "uid": builders.new_uid(), "title": "Jornadas", "purpose": "Llevar la oferta a estudios.",
        "from_date": today, "until_date": today + timedelta(days=90),
        "hasar_owner": cast.executive.user_id, "partner_owner": boss.user_id,
        "next_review_date": today + timedelta(days=30), "metric1": "EVENTS",
        "text1": "Jornadas en ciudades", "target1": "4",
    }  # fmt: skip
    assert client.post("/portal/planes/nuevo/", {**typed, "target1": ""}).status_code == 422
    half = client.post("/portal/planes/nuevo/", {**typed, "metric2": "CUSTOMERS", "text2": "Si"})
    assert half.status_code == 422
    page = half.content.decode()
    assert "Objetivo 2, en palabras</a>" in page
    assert "Objetivo 2, cuántos</a>" in page
    assert half.context["form"].errors.keys() == {"text2", "target2"}
    assert client.post("/portal/planes/nuevo/", typed).status_code == 302
    found = Plan.objects.get()
    ours, theirs = f"/gestion/planes/{found.pk}/", f"/portal/planes/{found.pk}/"
    assert "Espera a la otra parte." in client.get(theirs).content.decode()
    assert executive.post(ours, {"action": "agree"}).status_code == 302
    due = f"{today + timedelta(days=30):%d/%m/%Y}"
    assert f"Próxima revisión el {due}." in client.get("/portal/").content.decode()
    Plan.objects.update(next_review_date=today - timedelta(days=1))
    assert "1 revisión pasada de fecha." in client.get("/portal/").content.decode()
    goal = found.goals.get()
    review = {
        "action": "review", "uid": builders.new_uid(), "on_date": today,
        "minutes": "Hicimos la primera jornada.", f"goal{goal.pk}": "3",
    }  # fmt: skip
    wrong = client.post(theirs, {**review, "minutes": "x"})
    assert wrong.status_code == 422
    assert client.post(theirs, review).status_code == 302
    assert "3 / 4" in executive.get(ours).content.decode()
    assert executive.post(ours, {"action": "close", "reason": "Cumplido."}).status_code == 302
    assert "Cerrado" in client.get("/portal/planes/").content.decode()
    assert executive.get("/gestion/planes/").status_code == 200
    other = _as(cast.other_executive)
    assert other.get(ours).status_code == 404
    assert other.get(f"/gestion/socios/{boss.partner_id}/planes/nuevo/").status_code == 404
    page = executive.get(f"/gestion/socios/{boss.partner_id}/planes/nuevo/")
    assert page.status_code == 200
