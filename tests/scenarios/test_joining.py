"""The story's first step: a visitor becomes a sponsor who signs in (R-1, R-4, R-5, R-7)."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.partners.models import Application


def _link(subject: str) -> str:
    mail = Mail.objects.filter(subject__startswith=subject).latest("pk")
    found = re.search(r"http\S+?(/(?:sumarse|cuenta|invitacion)/\S+)", mail.text)
    assert found, mail.text
    return found[1]


@pytest.mark.django_db
def test_from_the_public_page_to_the_own_site(cast: Cast) -> None:
    cache.clear()
    visitor, administrator = Client(), Client()
    assert "/sumarse/" in visitor.get("/").content.decode()
    form = {
        "uid": str(uuid.uuid4()),
        "terms_version": "1",
        "legal_name": "Sistemas del Litoral S.R.L.",
        "cuit": "30610400562",
        "province": "S",
        "contact_name": "Carla Ríos",
        "email": "Carla@Litoral.com.ar",
        "phone": "0341 455-1234",
        "categories": ["SPONSOR"],
        "sponsor_level": "INTRODUCER",
        "accepts_terms": "on",
    }
    visitor.post("/sumarse/", form)
    visitor.post(_link("Confirme su correo"))
    found = Application.objects.get()

    administrator.force_login(User.objects.get(pk=cast.admin.user_id))
    administrator.post(
        f"/gestion/solicitudes/{found.pk}/aprobar/",
        {
            "executive": cast.executive.user_id,
            "categories": ["SPONSOR"],
            "sponsor_level": "INTRODUCER",
        },
    )
    first = visitor.get(_link("Le damos la bienvenida"), follow=True)
    secret = {"password1": "una frase mía 2026", "password2": "una frase mía 2026"}
    visitor.post(first.redirect_chain[-1][0], secret)
    signed = visitor.post(
        "/cuenta/login/", {"login": "carla@litoral.com.ar", "password": "una frase mía 2026"}
    )
    assert signed.headers["Location"] == "/inicio/"
    page = visitor.get("/portal/empresa/").content.decode()
    assert "Sistemas del Litoral S.R.L." in page
    assert "Promotor · Mediador" in page
    assert "Elena Ejecutiva" in page
    assert visitor.get("/gestion/solicitudes/").status_code == 404
