"""The programme's public pages: what they must say, and what they must not."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from cast import Cast
from universo.benefits.catalogue import BENEFITS
from universo.identity.models import User
from universo.program.choices import Category, SponsorLevel
from universo.program.models import Terms

pytestmark = pytest.mark.django_db


def test_the_programme_page_tells_categories_benefits_and_levels(client: Client) -> None:
    page = client.get("/").content.decode()
    for word in (*Category.labels, *SponsorLevel.labels, *(b.title for b in BENEFITS)):
        assert str(word) in page
    assert "15 días hábiles" in page
    assert "efectivamente cobrado" in page
    assert page.count('class="tick tip"') == 15


def test_no_rate_is_shown_to_the_public(client: Client, cast: Cast) -> None:
    for address in ("/", reverse("public:terms"), reverse("public:apply")):
        page = client.get(address).content.decode()
        assert "\u00a0%" not in page
        assert " %" not in page


def test_the_days_shown_are_those_of_the_terms(client: Client) -> None:
    Terms.objects.update(decision_days=12, text="Párrafo propio del programa.")
    assert "12 días hábiles" in client.get("/").content.decode()
    page = client.get(reverse("public:terms")).content.decode()
    assert "12 días hábiles" in page
    assert "Párrafo propio del programa." in page
    assert "Versión 1" in page


def test_robots_stay_out_of_what_is_not_public(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /portal/" in text
    assert "Disallow: /gestion/" in text


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("admin", "/gestion/"),
        ("auditor", "/gestion/"),
        ("sponsor", "/portal/"),
        ("reseller", "/portal/"),
    ],
)
def test_the_door_sends_each_one_to_his_site(
    client: Client, cast: Cast, who: str, address: str
) -> None:
    client.force_login(User.objects.get(pk=getattr(cast, who).user_id))
    assert client.get(reverse("home")).headers["Location"] == address


def test_the_door_asks_a_visitor_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("home"))
    assert answer.headers["Location"] == "/cuenta/login/?next=/inicio/"


def test_somebody_without_a_place_is_told_so(client: Client, cast: Cast) -> None:
    client.force_login(User.objects.create_user("sola@example.com", full_name="Sola"))
    answer = client.get(reverse("home"))
    assert answer.status_code == 403
    assert "no tiene acceso por el momento" in answer.content.decode()


def test_whoever_watches_is_told_whether_the_database_answers(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/salud/").status_code == 200

    def broken(**_conditions: object) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("universo.audit.queries.JournalHead.objects.filter", broken)
    assert client.get("/salud/").status_code == 503
