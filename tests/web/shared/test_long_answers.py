"""Downloads at once: one person has a quarter of the slots, all together leave threads for pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

import library_cases as cases
from cast import Cast
from universo.identity.models import User
from universo.web.shared.long_answers import Held, Slots

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings: LazySettings, tmp_path: Path) -> None:
    settings.UPLOAD_DIR, settings.LIBRARY_STORE = tmp_path, ""
    settings.DOWNLOADS_AT_ONCE = 4


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def begun(client: Client, url: str) -> Iterator[bytes]:
    """Ask for a file and read its first piece only, as who has a slow line."""
    answer = client.get(url)
    assert answer.status_code == 200
    pieces: Iterator[bytes] = iter(answer)
    assert next(pieces)
    return pieces


def test_a_second_one_of_the_same_person_waits_and_others_go_on(cast: Cast) -> None:
    made = cases.item(cast.admin, content=b"x" * 600_000)
    url = reverse("portal:library_file", args=[made.versions.get().pk])
    mine, other = browser(cast.sponsor), browser(cast.reseller)
    first = begun(mine, url)
    refused = mine.get(url)
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "Demasiadas descargas a la vez" in refused.content.decode()
    assert mine.get(reverse("portal:benefits")).status_code == 200  # pages are always answered
    assert mine.head(url).status_code == 200
    second = begun(other, url)
    assert sum(len(piece) for piece in first) > 0  # read to its end
    assert sum(len(piece) for piece in begun(mine, url)) > 0
    assert other.get(url).status_code == 503
    assert sum(len(piece) for piece in second) > 0
    assert other.get(url).getvalue() == b"x" * 600_000


def test_one_that_is_broken_off_gives_its_place_back() -> None:
    done: list[int] = []
    broken = Held([b"a", b"b"], lambda: done.append(1))
    assert next(iter(broken)) == b"a"
    broken.close()
    broken.close()
    assert done == [1]
    forgotten = Held([b"a"], lambda: done.append(2))
    del forgotten
    assert done == [1, 2]


def test_all_together_are_bounded_and_given_back() -> None:
    slots = Slots()
    assert [slots.take(str(n), 8) for n in range(9)] == [True] * 8 + [False]
    slots.free("3")
    assert slots.take("3", 8)
    for n in range(8):
        slots.free(str(n))
    assert [slots.take("one", 8) for _n in range(3)] == [True, True, False]
