"""R-2: the partner's library: found, followed, downloaded whole or from where it broke off."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import library_cases as cases
from cast import Cast
from library_cases import NOW
from universo.benefits.library.models import Download, EmptySearch, Favourite, Follow, Item
from universo.benefits.models import Entitlement
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.publish_material import withdraw

CONTENT = bytes(range(256)) * 3000
SIZE = len(CONTENT)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, settings: Any) -> Any:
    settings.UPLOAD_DIR, settings.LIBRARY_STORE = tmp_path, ""
    with time_machine.travel(NOW):
        yield


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def file_url(item: Item) -> str:
    return reverse("portal:library_file", args=[item.versions.latest("sequence").pk])


@pytest.fixture
def driver(cast: Cast) -> Item:
    return cases.item(cast.admin, "Driver de la impresora", content=CONTENT)


def test_a_whole_download_says_what_it_is(cast: Cast, driver: Item) -> None:
    answer = browser(cast.sponsor).get(file_url(driver))
    assert (answer.status_code, answer.getvalue()) == (200, CONTENT)
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/zip"
    sha256 = hashlib.sha256(CONTENT)
    assert answer["ETag"] == f'"{sha256.hexdigest()}"'
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(sha256.digest()).decode()}:"


def test_a_download_that_broke_goes_on(cast: Cast, driver: Item) -> None:
    client, url = browser(cast.sponsor), file_url(driver)
    first = client.get(url, headers={"Range": "bytes=0-99999"})
    assert first.status_code == 206
    assert first["Content-Range"] == f"bytes 0-99999/{SIZE}"
    rest = client.get(url, headers={"Range": "bytes=100000-", "If-Range": first["ETag"]})
    assert rest.status_code == 206
    assert rest["Content-Length"] == str(SIZE - 100_000)
    assert first.getvalue() + rest.getvalue() == CONTENT
    by_date = {"Range": "bytes=-5", "If-Range": first["Last-Modified"]}
    assert client.get(url, headers=by_date).getvalue() == CONTENT[-5:]
    assert Download.objects.get().partner == cast.sponsor_partner


@pytest.mark.parametrize(
    "began", ['"another"', 'W/"{tag}"', "Thu, 01 Jan 1970 00:00:00 GMT", "nonsense"]
)
def test_parts_of_other_bytes_are_never_joined(cast: Cast, driver: Item, began: str) -> None:
    stated = began.format(tag=driver.versions.get().sha256)
    answer = browser(cast.sponsor).get(
        file_url(driver), headers={"Range": "bytes=5-", "If-Range": stated}
    )
    assert (answer.status_code, answer.getvalue()) == (200, CONTENT)


def test_what_cannot_be_sent_in_part(cast: Cast, driver: Item) -> None:
    client, url = browser(cast.sponsor), file_url(driver)
    past = client.get(url, headers={"Range": f"bytes={SIZE}-"})
    assert (past.status_code, past["Content-Range"]) == (416, f"bytes */{SIZE}")
    several = client.get(url, headers={"Range": "bytes=0-1,5-6"})
    assert (several.status_code, several.getvalue()) == (200, CONTENT)
    same = client.get(url, headers={"If-None-Match": several["ETag"]})
    assert (same.status_code, same.getvalue()) == (304, b"")
    head = client.head(url)
    assert (head.status_code, head["Content-Length"], head.getvalue()) == (200, str(SIZE), b"")
    assert client.post(url).status_code == 405
    assert Download.objects.count() == 1  # the one with several ranges


def test_a_file_that_is_gone_is_said_and_not_counted(
    cast: Cast, driver: Item, tmp_path: Path
) -> None:
    for path in tmp_path.glob("library/*"):
        path.unlink()
    answer = browser(cast.sponsor).get(file_url(driver))
    assert answer.status_code == 503
    assert "El archivo no está disponible" in answer.content.decode()
    assert not Download.objects.exists()


def test_a_name_in_a_header_stays_a_name(cast: Cast) -> None:
    made = cases.item(cast.admin)
    made.versions.update(file_name='señal "ñ".zip')
    stated = browser(cast.sponsor).get(file_url(made))["Content-Disposition"]
    assert "filename*=UTF-8''se%C3%B1al%20%22%C3%B1%22.zip" in stated
    assert "\n" not in stated


def test_who_lacks_the_benefit_reads_what_is_needed_everywhere(cast: Cast, driver: Item) -> None:
    Entitlement.objects.filter(service="LIBRARY").exclude(category="ALLIANCE").delete()
    client = browser(cast.sponsor)
    get = [reverse("portal:library"), reverse("portal:library_item", args=[driver.pk]),
           file_url(driver)]  # fmt: skip
    post = [reverse(f"portal:library_{act}", args=[driver.pk]) for act in ("favourite", "follow")]
    for answer in [*(client.get(url) for url in get), *(client.post(url) for url in post)]:
        assert answer.status_code == 403
        assert "Adherirse como Aliado" in answer.content.decode()
    for model in (Download, Favourite, Follow):
        assert not model.objects.exists()


def test_the_list_searches_marks_and_notes_what_is_not_found(cast: Cast, driver: Item) -> None:
    client, url = browser(cast.sponsor), reverse("portal:library")
    found = client.get(url, {"q": "impresoras"}).content.decode()
    assert "Driver de la <mark>impresora</mark>" in found
    nothing = client.get(url, {"q": "escáner"})
    assert "No se encontró nada" in nothing.content.decode()
    client.get(url, {"q": "impresora", "kind": "MANUAL"})  # the filter's doing, not the words'
    assert list(EmptySearch.objects.values_list("words", "times")) == [("escáner", 1)]
    assert "Driver de la impresora" not in client.get(url, {"mine": "favourites"}).content.decode()
    odd = client.get(url, {"kind": "X", "product": "9' OR 1=1", "language": "\0", "page": "x"})
    assert odd.status_code == 200
    assert "Driver de la impresora" in odd.content.decode()


def test_marks_never_let_markup_through(cast: Cast) -> None:
    cases.item(cast.admin, "<b>impresora</b>")
    page = browser(cast.sponsor).get(reverse("portal:library"), {"q": "impresora"})
    assert "&lt;b&gt;<mark>impresora</mark>" in page.content.decode()


def test_old_versions_are_marked_and_lead_to_the_newest(cast: Cast, driver: Item) -> None:
    second = cases.version(cast.admin, driver, "2.0")
    page = browser(cast.sponsor).get(reverse("portal:library_item", args=[driver.pk]))
    text = page.content.decode()
    assert second.sha256 in text
    assert "por la 2.0" in text
    new = cases.item(cast.admin, "Driver universal", replaces_id=driver.pk, content=b"n")
    withdraw(actor=cast.admin, now=NOW, item_id=driver.pk, reason="Falla en Windows 11")
    page = browser(cast.sponsor).get(reverse("portal:library_item", args=[driver.pk]))
    text = page.content.decode()
    assert "Falla en Windows 11" in text
    assert reverse("portal:library_item", args=[new.pk]) in text
    assert file_url(driver) not in text
    assert browser(cast.sponsor).get(file_url(driver)).status_code == 404


def test_favourites_and_follows_are_set_and_taken_back(cast: Cast, driver: Item) -> None:
    client = browser(cast.sponsor)
    for act, model in (("favourite", Favourite), ("follow", Follow)):
        url = reverse(f"portal:library_{act}", args=[driver.pk])
        for wanted, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
            assert client.post(url, {"wanted": wanted}).status_code == 302
            assert model.objects.count() == count
