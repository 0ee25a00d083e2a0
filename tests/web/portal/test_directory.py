"""R-2 (d): the partner's own side of its mention: writing, consenting, withdrawing, the badge."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import builders
import directory_cases as cases
from cast import Cast
from picture_cases import picture
from universo.benefits.directory.models import Badge, Consent, Version
from universo.benefits.models import Entitlement
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.models import Enrolment
from universo.usecases.describe_partner import give_consent
from universo.usecases.review_directory_page import return_page

HOME = "/portal/beneficios/mencion/"
ADDRESSES = ("", "pagina/", "aceptar/", "insignia/", "insignia/insignia.svg")


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "uid": str(builders.new_uid()),
        "headline": cases.HEADLINE,
        "text": cases.TEXT,
        "website": "www.norte.example",
        "provinces": ["B"],
        "logo_alt": "Logo azul",
        **changes,
    }


def test_from_the_benefits_to_a_page_that_waits(cast: Cast) -> None:
    client = signed_in(cast.reseller)
    assert HOME in client.get("/portal/beneficios/").content.decode()
    assert "No se muestra" in client.get(HOME).content.decode()
    logo = SimpleUploadedFile("logo.png", picture(), "image/png")
    answer = client.post(f"{HOME}pagina/", typed(logo=logo))
    assert answer.status_code == 302
    made = Version.objects.get()
    assert (made.status, made.logo_alt) == ("WAITING", "Logo azul")
    assert "la suya espera su revisión" in client.get(HOME).content.decode()
    assert cases.HEADLINE in client.get(f"{HOME}versiones/{made.pk}/").content.decode()
    shown = client.get(f"{HOME}logos/{made.logo_id}/")
    assert shown["Content-Type"] == "image/png"
    assert signed_in(cast.rival_reseller).get(f"{HOME}logos/{made.logo_id}/").status_code == 404


def test_nothing_typed_is_lost_and_the_fault_is_at_its_field(cast: Cast) -> None:
    client = signed_in(cast.reseller)
    logo = SimpleUploadedFile("logo.png", b"<svg/>", "image/png")
    answer = client.post(f"{HOME}pagina/", typed(headline="Frase propia y larga", logo=logo))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert "El logo tiene que ser PNG o JPEG." in content
    assert "Frase propia y larga" in content
    assert "Elija la imagen de nuevo" in content
    answer = client.post(f"{HOME}pagina/", typed(localities="Narnia"))
    assert answer.status_code == 422
    assert "«Narnia»: escríbala con su provincia" in answer.content.decode()
    for hostile in ("\x00\x01", "<script>alert(1)</script>", "é" * 3000):
        answer = client.post(
            f"{HOME}pagina/", typed(text=hostile, uid="no", skills=["x", "9" * 30])
        )
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
    assert not Version.objects.exists()


def test_an_edit_begins_from_the_newest_that_was_sent(cast: Cast) -> None:
    made = cases.sent(
        cast.reseller, headline="La frase que se devolvió.", localities="Rosario, Santa Fe"
    )
    return_page(actor=cast.admin, now=cases.NOON, version_id=made.pk, reason="Falta el rubro")
    client = signed_in(cast.reseller)
    assert "Falta el rubro" in client.get(HOME).content.decode()
    content = client.get(f"{HOME}pagina/").content.decode()
    assert "La frase que se devolvió." in content
    assert "Rosario, Santa Fe" in content


def test_consent_is_asked_for_given_and_withdrawn(cast: Cast) -> None:
    client = signed_in(cast.reseller)
    client.post(f"{HOME}aceptar/", {})
    assert not Consent.objects.exists()
    client.post(f"{HOME}aceptar/", {"accept": "yes"})
    assert Consent.objects.get().from_by_id == cast.reseller.user_id
    assert "Retirar el consentimiento" in client.get(HOME).content.decode()
    client.post(f"{HOME}retirar/")
    assert Consent.objects.get().until_at is not None


def test_a_colleague_reads_and_only_administrators_write(cast: Cast) -> None:
    colleague = signed_in(builders.member(cast.reseller_partner, "Pedro Norte"))
    assert colleague.get(HOME).status_code == 200
    for tail in ("pagina/", "insignia/"):
        assert colleague.get(HOME + tail).status_code == 404
    for tail in ("aceptar/", "retirar/"):
        assert colleague.post(HOME + tail, {"accept": "yes"}).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_lacks_the_benefit_reads_what_is_needed_everywhere(cast: Cast, method: str) -> None:
    give_consent(actor=cast.reseller, now=cases.NOON)
    Entitlement.objects.filter(service="DIRECTORY", category="RESELLER").delete()
    client = signed_in(cast.reseller)
    for tail in ADDRESSES:
        answer = getattr(client, method)(HOME + tail)
        allowed = {"get": {403, 405}, "post": {403, 405}}[method]
        assert answer.status_code in allowed, tail
        if answer.status_code == 403:
            assert "Promotor" in answer.content.decode()
    assert "Retirar el consentimiento" in client.get(HOME).content.decode()
    client.post(f"{HOME}retirar/")
    assert Consent.objects.get().until_at is not None


def test_the_badge_with_its_files_and_lines_for_the_own_site(cast: Cast) -> None:
    client = signed_in(cast.reseller)
    assert client.get(f"{HOME}insignia/insignia.svg").status_code == 404
    client.post(f"{HOME}insignia/", {"action": "make"})
    badge = Badge.objects.get()
    content = client.get(f"{HOME}insignia/").content.decode()
    assert f"/insignia/{badge.code}/insignia.svg" in content
    assert "&lt;a href=&quot;" in content
    ends = "Cada fecha «hasta»"
    assert ends not in Client().get(f"/insignia/{badge.code}/").content.decode()
    Enrolment.objects.filter(partner=cast.reseller_partner).update(
        until_date=local_date(timezone.now()) + timedelta(days=9)
    )
    assert ends in Client().get(f"/insignia/{badge.code}/").content.decode()
    Enrolment.objects.filter(partner=cast.reseller_partner).update(until_date=None)
    for kind in ("svg", "png"):
        answer = client.get(f"{HOME}insignia/insignia.{kind}")
        assert answer["Content-Disposition"].startswith("attachment")
    for odd in ("\0", "a\0b", "x" * 5000):
        assert client.post(f"{HOME}insignia/", {"action": "renew", "code": odd}).status_code == 302
        assert badge.code in client.get(f"{HOME}insignia/").content.decode()
    client.post(f"{HOME}insignia/", {"action": "renew", "code": badge.code})
    assert Badge.objects.filter(ended_at__isnull=True).get().code != badge.code
    assert Client().get(f"/insignia/{badge.code}/").status_code == 404
