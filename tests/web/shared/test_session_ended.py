"""A session that ended while somebody worked: nothing pretends to be saved, and one comes back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

import builders
from cast import Cast
from universo.identity.models import User

pytestmark = pytest.mark.django_db
FORM = f"/portal/oportunidades/nueva/{builders.new_uid()}/"


def back_to(url: str) -> str:
    """The page to which the sign-in leads."""
    return parse_qs(urlsplit(url).query)["next"][0]


def test_a_page_comes_back_to_itself(client: Client) -> None:
    answer = client.get("/gestion/avisos/?estado=todos")
    assert back_to(answer.headers["Location"]) == "/gestion/avisos/?estado=todos"


def test_what_was_posted_comes_back_to_the_page_of_its_form(client: Client) -> None:
    at = {"HTTP_HOST": "localhost", "HTTP_REFERER": "http://localhost/gestion/avisos/5/?a=b"}
    answer = client.post("/gestion/avisos/5/controles/DATA/", {}, **at)  # type: ignore[arg-type]
    assert back_to(answer.headers["Location"]) == "/gestion/avisos/5/?a=b"


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/gestion/avisos/5/"])
def test_without_a_page_of_ours_it_comes_back_to_the_start(client: Client, referer: str) -> None:
    answer = client.post("/gestion/avisos/5/controles/DATA/", {}, headers={"referer": referer})
    assert back_to(answer.headers["Location"]) == "/inicio/"


def test_a_script_is_told_so(client: Client) -> None:
    answer = client.post(f"{FORM}guardar/", {"legal_name": "X"}, headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert urlsplit(answer.headers["HX-Redirect"]).path == "/cuenta/login/"


def test_a_form_only_address_opened_by_hand_explains_itself(cast: Cast) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=cast.sponsor.user_id))
    answer = client.get("/portal/oportunidades/nueva/00000000-0000-0000-0000-000000000007/guardar/")
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "Esta dirección solo recibe formularios" in answer.content.decode()
