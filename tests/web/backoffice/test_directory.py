"""R-2 (d): Hasar reviews pages beside what is shown, keeps the skills and reads what the mention brings."""

import pytest
from django.test import Client

import directory_cases as cases
from cast import Cast
from picture_cases import picture
from universo.benefits.directory.models import Skill, Version
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.count_mention import count_mention

HOME = "/gestion/beneficios/mencion/"


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.admin)


def test_the_queue_leads_to_the_page_with_what_changes(cast: Cast, admin: Client) -> None:
    cases.shown(cast, cast.reseller)
    assert "Ninguna página espera" in admin.get(HOME).content.decode()
    made = cases.sent(
        cast.reseller, headline=cases.HEADLINE.replace("norte", "litoral"),
        logo=picture(), logo_alt="Logo azul",
    )  # fmt: skip
    assert HOME in admin.get("/gestion/beneficios/").content.decode()
    page = f"{HOME}paginas/{made.pk}/"
    assert page in admin.get(HOME).content.decode()
    content = admin.get(page).content.decode()
    assert "<del>norte</del><ins>litoral</ins>" in content
    assert f"{HOME}logos/{made.logo_id}/" in content
    assert '<span class="muted">Sin logo</span>' in content  # before
    assert admin.get(f"{HOME}logos/{made.logo_id}/")["Content-Type"] == "image/png"


def test_returning_needs_a_reason_and_approving_publishes(cast: Cast, admin: Client) -> None:
    made = cases.sent(cast.reseller)
    page = f"{HOME}paginas/{made.pk}/"
    answer = admin.post(page, {"action": "return", "reason": ""})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    answer = admin.post(page, {"action": "return", "reason": "a"})
    assert "Escriba el motivo" in answer.content.decode()
    admin.post(page, {"action": "approve"})
    assert Version.objects.get().status == "PUBLISHED"
    answer = admin.post(page, {"action": "return", "reason": "Ya es tarde para devolverla"})
    assert answer.status_code == 422
    admin.post(page, {"action": "take_down", "reason": "Ofrece otra marca"})
    assert Version.objects.get().status == "TAKEN_DOWN"


def test_the_auditor_reads_and_decides_nothing(cast: Cast) -> None:
    made = cases.sent(cast.reseller)
    auditor = signed_in(cast.auditor)
    for tail in ("", "cifras/", "especialidades/", f"paginas/{made.pk}/"):
        assert auditor.get(HOME + tail).status_code == 200
    assert "Aprobar y publicar" not in auditor.get(f"{HOME}paginas/{made.pk}/").content.decode()
    assert auditor.post(f"{HOME}paginas/{made.pk}/", {"action": "approve"}).status_code == 404
    assert Version.objects.get().status == "WAITING"


def test_skills_are_added_renamed_and_offered_no_longer(cast: Cast, admin: Client) -> None:
    admin.post(f"{HOME}especialidades/", {"name": "Farmacias"})
    made = Skill.objects.get(code="farmacias")
    assert admin.post(f"{HOME}especialidades/", {"name": "Farmacias"}).status_code == 422
    admin.post(f"{HOME}especialidades/{made.pk}/", {"name": "Farmacias y ópticas"})
    made.refresh_from_db()
    assert (made.name, made.is_active) == ("Farmacias y ópticas", False)
    assert "ópticas" not in Client().get("/directorio/").content.decode()


def test_figures_say_who_is_mentioned_who_is_seen_and_who_is_missing(
    cast: Cast, admin: Client
) -> None:
    listing = cases.shown(cast, cast.reseller).listing_id
    for kind in ("VIEW", "VIEW", "PHONE"):
        count_mention(now=cases.NOON, listing_id=listing, kind=kind)
    content = admin.get(f"{HOME}cifras/").content.decode()
    assert "Norte Distribuciones S.A." in content
    for other in ("Sur Distribuciones", "Benítez Equipamientos", "Ferreyra", "Ajena"):
        assert other in content
    assert content.count("Sin consentimiento") == 4
