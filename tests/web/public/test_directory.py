"""The public directory, its pages and the verification of badges: what visitors and search engines get."""

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

import builders
import directory_cases as cases
from cast import Cast
from picture_cases import picture
from universo.benefits.directory.models import DailyCount, Listing
from universo.benefits.models import Entitlement
from universo.identity.models import User
from universo.partners.models import Enrolment, Partner
from universo.usecases.describe_partner import withdraw_consent
from universo.usecases.make_badge import renew_badge

NOON, TODAY = cases.NOON, cases.TODAY
PAGE = "/directorio/norte-distribuciones-sa/"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def visitor() -> Client:
    return Client(headers=BROWSER)


def ld(content: str) -> Any:
    """Return the structured data of a page."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)
    return json.loads(text)


def read(answer: Any, address: str = "") -> str:
    """Return a page without what differs each time it is asked for."""
    text = re.sub(r'"X-CSRFToken": "[^"]*"|value="[A-Za-z0-9]{64}"', "", answer.content.decode())
    return text.replace(address, "") if address else text


def test_an_empty_directory_is_a_directory_all_the_same(db: None, visitor: Client) -> None:
    answer = visitor.get("/directorio/")
    assert answer.status_code == 200
    assert "Directorio de partners" in answer.content.decode()
    assert "El directorio todavía no tiene partners" in answer.content.decode()
    assert "/directorio/" in visitor.get("/").content.decode()


def test_the_list_tells_what_pages_say_and_nothing_else(cast: Cast, visitor: Client) -> None:
    cases.shown(cast, cast.reseller)
    cases.sent(cast.rival_reseller, headline="Esta espera su revisión todavía.")
    answer = visitor.get("/directorio/")
    content = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert cases.HEADLINE in content
    assert "1 partner<" in content
    for hidden in ("Sur Distribuciones", "Esta espera", cast.reseller_partner.cuit,
                   cast.reseller_partner.email):  # fmt: skip
        assert hidden not in content
    (entry,) = ld(content)["itemListElement"]
    assert entry["url"].endswith(PAGE)


def test_narrowed_lists_are_not_for_search_engines_and_hostile_values_narrow_nothing(
    cast: Cast, visitor: Client
) -> None:
    cases.shown(cast, cast.reseller)
    assert 'content="noindex' not in visitor.get("/directorio/").content.decode()
    narrowed = visitor.get("/directorio/?provincia=X").content.decode()
    assert 'content="noindex, follow"' in narrowed
    assert "Ningún partner del directorio coincide" in narrowed
    assert f'<link rel="canonical" href="{_public()}/directorio/">' in narrowed
    for query in ("provincia=ZZ", "categoria=%27", "producto=nada", "page=999999", "page=x",
                  "q=%25%5F%5C", "q=" + "a" * 5000, "localidad=%F0%9F%98%80", "especialidad=%00"):  # fmt: skip
        assert visitor.get(f"/directorio/?{query}").status_code == 200, query
    assert cases.HEADLINE in visitor.get("/directorio/?provincia=ZZ").content.decode()
    assert cases.HEADLINE in visitor.get("/directorio/?q=INSTALAMOS&provincia=B").content.decode()


def _public() -> str:
    from django.conf import settings

    return str(settings.PUBLIC_URL)


def test_pages_of_the_list_have_addresses_of_their_own(
    cast: Cast, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("universo.web.public.views.directory.PER_PAGE", 1)
    cases.shown(cast, cast.reseller)
    cases.shown(cast, cast.sponsor, headline="Benítez, en la segunda hoja no.")
    second = visitor.get("/directorio/?page=2").content.decode()
    assert f'<link rel="canonical" href="{_public()}/directorio/?page=2">' in second
    assert ld(second)["itemListElement"][0]["position"] == 2


def test_a_page_tells_search_engines_what_it_tells_people(cast: Cast, visitor: Client) -> None:
    evil = "Equipos </script><script>alert(1)</script> & más, para todos los comercios."
    made = cases.shown(cast, cast.reseller, text=evil, logo=picture(), logo_alt="Logo azul")
    content = visitor.get(PAGE).content.decode()
    assert "<script>alert" not in content
    told = ld(content)
    assert told["description"] == evil
    assert (told["name"], told["telephone"]) == ("Norte Distribuciones S.A.", made.phone)
    assert told["logo"] == f"{_public()}{PAGE}logo/"
    assert f'<link rel="canonical" href="{_public()}{PAGE}">' in content
    assert f'<meta property="og:image" content="{_public()}{PAGE}logo/">' in content
    assert f'<meta name="description" content="{cases.HEADLINE}">' in content
    logo = visitor.get(f"{PAGE}logo/")
    assert logo["Content-Type"] == "image/png"
    assert "no-store" in logo["Cache-Control"]
    assert logo["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("how", ["consent", "membership", "suspended", "benefit", "never"])
def test_what_is_not_shown_looks_like_what_never_was(cast: Cast, visitor: Client, how: str) -> None:
    made = cases.shown(cast, cast.reseller, logo=picture(), logo_alt="Logo azul")
    assert visitor.get(PAGE).status_code == 200
    assert PAGE in visitor.get("/sitemap.xml").content.decode()
    if how == "consent":
        withdraw_consent(actor=cast.reseller, now=NOON)
    elif how == "membership":
        Enrolment.objects.filter(partner=cast.reseller_partner).update(until_date=TODAY)
    elif how == "suspended":
        Partner.objects.filter(pk=cast.reseller_partner.pk).update(is_active=False)
    elif how == "benefit":
        Entitlement.objects.filter(service="DIRECTORY").delete()
    else:
        type(made).objects.filter(pk=made.pk).update(status="REPLACED")
    for tail in ("", "logo/", "ir/web/"):
        gone, never = visitor.get(PAGE + tail), visitor.get(f"/directorio/nadie-nunca/{tail}")
        assert gone.status_code == never.status_code == 404
        assert read(gone, PAGE) == read(never, "/directorio/nadie-nunca/")
    assert PAGE not in visitor.get("/sitemap.xml").content.decode()
    assert cases.HEADLINE not in visitor.get("/directorio/").content.decode()


def test_looks_and_contacts_are_counted_of_people_only(cast: Cast, visitor: Client) -> None:
    cases.shown(cast, cast.reseller, whatsapp="11 4117-8900")
    visitor.get(PAGE)
    visitor.head(PAGE)
    Client(headers={"User-Agent": "Googlebot/2.1"}).get(PAGE)
    Client().get(PAGE)
    for actor in (cast.reseller, cast.admin):  # the partner itself, and Hasar
        client = Client(headers=BROWSER)
        client.force_login(
            User.objects.get(pk=actor.user_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        client.get(PAGE)
    site = visitor.get(f"{PAGE}ir/web/")
    assert (site.status_code, site["Location"]) == (302, "https://www.norte.example")
    assert visitor.get(f"{PAGE}ir/whatsapp/")["Location"] == "https://wa.me/5491141178900"
    assert visitor.post(f"{PAGE}contacto/telefono/").status_code == 204
    assert visitor.get(f"{PAGE}contacto/telefono/").status_code == 405
    assert visitor.get(f"{PAGE}ir/telefono/").status_code == 404
    assert visitor.post(f"{PAGE}contacto/web/").status_code == 404
    counted = dict(DailyCount.objects.values_list("kind", "times"))
    assert counted == {"VIEW": 1, "WEB": 1, "WHATSAPP": 1, "PHONE": 1}


def test_one_address_neither_inflates_the_counts_nor_looks_for_ever(
    cast: Cast, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.shown(cast, cast.reseller)
    monkeypatch.setattr("universo.web.public.views.directory.COUNTED_PER_HOUR", 3)
    for _time in range(5):
        assert visitor.get(PAGE).status_code == 200
    assert DailyCount.objects.get().times == 3
    listing = Listing.objects.get()
    cache.set("limit:directory:127.0.0.1", 1_200, 3_600)
    answer = visitor.get(PAGE)
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert DailyCount.objects.get(listing=listing).times == 3


def test_the_sitemap_is_well_formed_and_robots_know_it(cast: Cast, visitor: Client) -> None:
    cases.shown(cast, cast.reseller)
    answer = visitor.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = [one.text for one in ElementTree.fromstring(answer.content).iter(f"{space}loc")]
    assert f"{_public()}{PAGE}" in places
    assert f"{_public()}/directorio/" in places
    assert f"Sitemap: {_public()}/sitemap.xml" in visitor.get("/robots.txt").content.decode()


# ---- badges


def test_a_badge_is_verified_by_its_code_alone(cast: Cast, visitor: Client) -> None:
    code = cases.badge(cast.reseller).code  # its partner is in no directory
    answer = visitor.get(f"/insignia/{code}/")
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "La insignia está vigente" in content
    assert "Revendedor" in content
    assert "desde el 01/01/2026" in content
    assert cast.reseller_partner.cuit not in content
    for wrong in ("a" * 24, code[:-1], code.upper(), "x"):
        assert visitor.get(f"/insignia/{wrong}/").status_code == 404


def test_everything_is_withdrawn_at_the_instant_the_membership_ends(
    cast: Cast, visitor: Client
) -> None:
    cases.shown(cast, cast.reseller)
    code = cases.badge(cast.reseller).code
    Enrolment.objects.filter(partner=cast.reseller_partner).update(
        until_date=TODAY + timedelta(days=1)
    )
    midnight = NOON.replace(hour=3) + timedelta(days=1)  # in Buenos Aires
    before = visitor.get(f"/insignia/{code}/insignia.svg").content
    with time_machine.travel(midnight - timedelta(microseconds=1), tick=False):
        assert "La insignia está vigente" in visitor.get(f"/insignia/{code}/").content.decode()
        assert "hasta el 24/11/2026" in visitor.get(f"/insignia/{code}/").content.decode()
        assert visitor.get(PAGE).status_code == 200
    with time_machine.travel(midnight, tick=False):
        content = visitor.get(f"/insignia/{code}/").content.decode()
        assert "La insignia no está vigente" in content
        assert "Fue partner hasta el" in content
        assert visitor.get(PAGE).status_code == 404
        after = visitor.get(f"/insignia/{code}/insignia.svg")
        assert after.status_code == 200
        assert after.content != before


def test_why_a_badge_is_not_in_force_is_nobodys_business(cast: Cast, visitor: Client) -> None:
    code = cases.badge(cast.reseller).code
    Partner.objects.filter(pk=cast.reseller_partner.pk).update(is_active=False)
    suspended = read(visitor.get(f"/insignia/{code}/"))
    Partner.objects.filter(pk=cast.reseller_partner.pk).update(is_active=True)
    Entitlement.objects.filter(service="DIRECTORY").delete()
    assert read(visitor.get(f"/insignia/{code}/")) == suspended
    assert "no puede mostrar hoy la insignia" in suspended
    assert "Revendedor" not in suspended


def test_the_pictures_of_a_badge(cast: Cast, visitor: Client, settings: LazySettings) -> None:
    found = cases.badge(cast.reseller)
    svg = visitor.get(f"/insignia/{found.code}/insignia.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert "no-store" in svg["Cache-Control"]
    ElementTree.fromstring(svg.content)
    for active in (b"<script", b"onload", b"<style", b"javascript:", b"foreignObject"):
        assert active not in svg.content
    png = visitor.get(f"/insignia/{found.code}/insignia.png")
    assert png.content.startswith(b"\x89PNG")
    assert visitor.get(f"/insignia/{found.code}/insignia.exe").status_code == 404
    renew_badge(actor=cast.reseller, now=builders.NOON, code=found.code)
    assert visitor.get(f"/insignia/{found.code}/insignia.svg").status_code == 404
