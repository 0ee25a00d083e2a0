"""The application form, its confirmation by mail and the invitation, as people meet them."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import builders
import joining
from cast import Cast
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.partners.application_data import confirmation_token
from universo.partners.models import Application
from universo.usecases.invite_colleague import invite_colleague

APPLY = "/sumarse/"
pytestmark = pytest.mark.django_db


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid.uuid4()),
        "terms_version": "1",
        "legal_name": "Sistemas del Litoral S.R.L.",
        "cuit": "30-61040056-2",
        "province": "S",
        "contact_name": "Carla Ríos",
        "email": "carla@litoral.com.ar",
        "phone": "0341 455-1234",
        "categories": ["SPONSOR", "ISV"],
        "sponsor_level": "INTRODUCER",
        "accepts_terms": "on",
        "website": "",
        **changes,
    }


def test_the_form_has_an_id_and_the_terms_in_force(client: Client) -> None:
    page = client.get(APPLY).content.decode()
    assert re.search(r'name="uid" value="[0-9a-f-]{36}"', page)
    assert 'name="terms_version" value="1"' in page
    assert page.count('name="categories"') == 4
    assert "data-cuit" in page


def test_applying_leads_to_the_mail_and_the_mail_to_a_button(client: Client) -> None:
    answer = client.post(APPLY, typed(), follow=True)
    assert "carla@litoral.com.ar" in answer.content.decode()
    found = Application.objects.get()
    assert (found.cuit, found.categories) == ("30610400562", ["ISV", "SPONSOR"])
    link = f"/sumarse/confirmar/{confirmation_token(found.uid)}/"
    assert link in Mail.objects.get().text
    for _scanner in range(2):
        client.get(link)
        client.head(link)
    found.refresh_from_db()
    assert found.state == "RECEIVED"  # opening the link confirms nothing
    for _time in range(2):
        page = client.post(link, follow=True).content.decode()
        assert "Su correo está confirmado" in page
    found.refresh_from_db()
    assert found.state == "CONFIRMED"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cuit": "30-61040056-3"}, "El dígito verificador no coincide"),
        ({"cuit": ""}, "Este campo es obligatorio"),
        ({"phone": "4555-1234"}, "código de área"),
        ({"email": "carla"}, "dirección de correo completa"),
        ({"categories": []}, "Elija al menos una categoría"),
        ({"sponsor_level": ""}, "Elija el nivel de promotor"),
        ({"accepts_terms": ""}, "hay que aceptar los términos"),
        ({"terms_version": "7"}, "Los términos cambiaron"),
        ({"province": "Ñ"}, "Elija la provincia"),
    ],
)
def test_a_wrong_field_says_so_and_keeps_what_was_typed(
    client: Client, changes: dict[str, Any], sentence: str
) -> None:
    answer = client.post(APPLY, typed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Sistemas del Litoral S.R.L."' in page
    assert not Application.objects.exists()


def test_terms_that_changed_are_to_be_accepted_anew(client: Client) -> None:
    page = client.post(APPLY, typed(terms_version="7")).content.decode()
    assert 'name="terms_version" value="1"' in page
    assert not re.search(r'name="accepts_terms"[^>]*checked', page)


def test_what_people_do_not_type_cannot_lock_them_out(client: Client) -> None:
    assert client.post(APPLY, typed(uid="x", terms_version="x")).status_code == 302
    assert Application.objects.count() == 1


def test_hostile_text_is_refused_or_shown_as_text(client: Client) -> None:
    for hostile in ("<script>alert(1)</script>", "x" * 5000, "a\x00b", "' OR 1=1"):
        answer = client.post(APPLY, typed(legal_name=hostile, cuit=hostile))
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()


def test_a_double_click_stores_one(client: Client) -> None:
    data = typed()
    answers = [client.post(APPLY, data) for _time in range(2)]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, "/sumarse/enviada/")}
    assert Application.objects.count() == Mail.objects.count() == 1


def test_other_data_under_the_same_id_ask_for_a_second_look(client: Client) -> None:
    data = typed()
    client.post(APPLY, data)
    answer = client.post(APPLY, {**data, "email": "otra@litoral.com.ar"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ya se envió una solicitud con otros datos" in page
    assert "otra@litoral.com.ar" in page
    assert data["uid"] not in page
    again = re.search(r'name="uid" value="([0-9a-f-]{36})"', page)
    assert again
    client.post(APPLY, {**data, "uid": again[1], "email": "otra@litoral.com.ar"})
    assert Application.objects.count() == 2


def test_what_is_known_changes_nothing_that_the_visitor_sees(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.sponsor.user_id).update(email="lucia@example.com")
    known_mail = client.post(APPLY, typed(email="lucia@example.com"), follow=True)
    known_cuit = client.post(APPLY, typed(cuit=cast.sponsor_partner.cuit), follow=True)
    fresh = client.post(APPLY, typed(), follow=True)
    pages = [
        re.sub(r'csrf[^>]*value="[^"]*"|"X-CSRFToken": "[^"]*"', "", a.content.decode())
        for a in (known_mail, known_cuit, fresh)
    ]
    assert pages[0].replace("lucia@example.com", "carla@litoral.com.ar") == pages[2]
    assert pages[1] == pages[2]
    assert {a.status_code for a in (known_mail, known_cuit, fresh)} == {200}


def test_a_robot_that_fills_everything_is_thanked_and_forgotten(client: Client) -> None:
    answer = client.post(APPLY, typed(website="https://spam.example"))
    assert answer.headers["Location"] == "/sumarse/enviada/"
    assert not Application.objects.exists()
    assert not Mail.objects.exists()


def test_too_many_applications_from_one_address_must_wait(client: Client) -> None:
    for _time in range(10):
        assert client.post(APPLY, typed()).status_code == 302
    answer = client.post(APPLY, typed())
    assert answer.status_code == 429
    assert "Demasiados intentos" in answer.content.decode()
    assert Application.objects.count() == 10
    other = client.post(APPLY, typed(), REMOTE_ADDR="198.51.100.9")
    assert other.status_code == 302


def test_the_message_is_sent_again_to_the_same_address(client: Client) -> None:
    client.post(APPLY, typed())
    answer = client.post("/sumarse/reenviar/", follow=True)
    assert "Enviamos el mensaje de nuevo" in answer.content.decode()
    assert [mail.recipient for mail in Mail.objects.all()] == ["carla@litoral.com.ar"] * 2
    assert Client().post("/sumarse/reenviar/").status_code == 302
    assert Mail.objects.count() == 2


def test_an_unknown_link_is_a_page_that_explains(client: Client) -> None:
    for address in ("/sumarse/confirmar/nada/", "/invitacion/nada/"):
        for method in (client.get, client.post):
            answer = method(address)
            assert answer.status_code == 404
            assert "no es válid" in answer.content.decode()


def test_after_the_decision_the_link_says_so(client: Client, cast: Cast) -> None:
    found = joining.confirmed()
    Application.objects.filter(pk=found.pk).update(state="DECLINED", decline_reason="No.")
    page = client.post(
        f"/sumarse/confirmar/{confirmation_token(found.uid)}/", follow=True
    ).content.decode()
    assert "Su solicitud fue respondida" in page


def test_an_invited_colleague_sets_a_password_and_signs_in(client: Client, cast: Cast) -> None:
    from django.utils import timezone

    invite_colleague(
        actor=cast.sponsor, now=timezone.now(), email="rocio@example.com", full_name="Rocío Paz"
    )
    link = "/invitacion/" + Mail.objects.get().text.split("/invitacion/")[1].split("\n")[0]
    assert 'value="Rocío Paz"' in client.get(link).content.decode()
    wrong = {"full_name": "Rocío Paz", "password": "corta", "password_again": "corta"}
    answer = client.post(link, wrong)
    assert answer.status_code == 422
    assert "demasiado corta" in answer.content.decode()
    good = {**wrong, "password": builders.PASSWORD, "password_again": builders.PASSWORD}
    assert client.post(link, {**good, "password_again": "x"}).status_code == 422
    assert client.post(link, good).headers["Location"] == reverse("account_login")
    assert client.get(link).status_code == 404
    client.post(
        reverse("account_login"), {"login": "rocio@example.com", "password": builders.PASSWORD}
    )
    assert client.get(reverse("home")).headers["Location"] == "/portal/"
