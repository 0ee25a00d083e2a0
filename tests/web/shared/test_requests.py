"""Requests that no browser makes: a clear answer, never a failure; and whose machine asks."""

import os
import subprocess
import sys

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from cast import Cast
from universo.identity.models import User
from universo.wsgi import application

pytestmark = pytest.mark.django_db
CHARSETS = ("utf-16", "iso-8859-1", "rot13", "base64", "idna", "undefined")


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_in_another_charset_is_refused_with_a_page(
    client: Client, charset: str, kind: str
) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    content_type = f"{kind}; boundary=x; charset={charset}"
    answer = client.generic("POST", reverse("public:apply"), body, content_type=content_type)
    assert answer.status_code == 415
    assert "No se entendió" in answer.content.decode()


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_server_itself_reads_an_address_in_an_odd_charset(method: str, charset: str) -> None:
    environ = RequestFactory().generic(method, "/?page=1&é=1", b"a=b").environ
    environ["CONTENT_TYPE"] = f"application/x-www-form-urlencoded; charset={charset}"
    said: list[str] = []
    body = b"".join(application(environ, lambda status, headers: said.append(status)))
    assert said[0].startswith("415 ")
    assert "No se entendió" in body.decode()


def test_utf_8_by_any_of_its_names_is_read(client: Client) -> None:
    for name in ("UTF-8", "utf8"):
        content_type = f"application/x-www-form-urlencoded; charset={name}"
        answer = client.generic("POST", reverse("public:apply"), b"a=b", content_type=content_type)
        assert answer.status_code == 422  # the form's own errors


@pytest.mark.parametrize(
    "name", ["backoffice:documents", "backoffice:queue", "backoffice:audit", "backoffice:ledger"]
)
def test_a_search_with_a_nul_finds_what_the_rest_of_it_says(
    client: Client, cast: Cast, name: str
) -> None:
    client.force_login(User.objects.get(pk=cast.auditor.user_id))
    query = "?q=a%00b&estado=%00&persona=%00x&desde=%00"
    assert client.get(reverse(name) + query).status_code == 200


@pytest.mark.parametrize(("proxied", "count"), [("1", "1"), ("0", "0")])
def test_behind_a_proxy_the_limits_count_the_persons_machine(proxied: str, count: str) -> None:
    """Otherwise ten applications an hour would be all that the whole country may send."""
    read = "from universo import settings as s; print(s.ALLAUTH_TRUSTED_PROXY_COUNT)"
    told = subprocess.run(
        [sys.executable, "-c", read],
        env={**os.environ, "TRUST_PROXY": proxied},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == count
