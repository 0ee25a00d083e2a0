"""The pages of the keys of the API, on both sites."""

import re

import pytest
from django.test import Client

import builders
from cast import Cast
from universo.audit.models import Event
from universo.identity.actor import Actor
from universo.identity.models import ApiToken, User
from universo.identity.tokens import digest_of

PORTAL, OFFICE = "/portal/empresa/claves/", "/gestion/programa/claves/"
pytestmark = pytest.mark.django_db


def _as(who: Actor, *, fresh: bool = True) -> Client:
    """Sign in; `fresh` when the password was just typed once more."""
    client = Client()
    client.force_login(
        User.objects.get(pk=who.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    if fresh:
        done = client.post("/cuenta/reauthenticate/", {"password": builders.PASSWORD})
        assert done.status_code == 302
    return client


def _form(**changes: object) -> dict[str, object]:
    return {"name": "Tango Gestión", "scopes": ["customers:read"], "days": "90", **changes}


@pytest.mark.parametrize(("who", "url"), [("reseller", PORTAL), ("admin", OFFICE)])
def test_a_key_is_made_shown_once_and_revoked(cast: Cast, who: str, url: str) -> None:
    client = _as(getattr(cast, who))
    page = client.post(f"{url}nueva/", _form())
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    (secret,) = set(re.findall(r"universo_[\w-]{43}", page.content.decode()))
    made = ApiToken.objects.get(secret_sha256=digest_of(secret))
    assert (made.user_id, made.scopes) == (getattr(cast, who).user_id, ["customers:read"])
    listed = client.get(url).content.decode()
    assert "Tango Gestión" in listed
    assert secret not in listed
    assert made.prefix in listed
    done = client.post(f"{url}{made.pk}/revocar/", follow=True).content.decode()
    assert "ya no funciona" in done
    assert "Revocada" in done
    again = client.post(f"{url}{made.pk}/revocar/", follow=True).content.decode()
    assert "ya estaba revocada" in again
    names = list(
        Event.objects.filter(name__startswith="identity.token").values_list("name", flat=True)
    )
    assert names == ["identity.token.made", "identity.token.revoked"]
    assert secret not in str(list(Event.objects.values()))


def test_it_asks_who_it_is_before(cast: Cast) -> None:
    client = _as(cast.reseller, fresh=False)
    for answer in (client.get(f"{PORTAL}nueva/"), client.post(f"{PORTAL}nueva/", _form())):
        assert answer.status_code == 302
        assert "/cuenta/reauthenticate/" in answer["Location"]
    assert not ApiToken.objects.exists()


def test_what_was_typed_stays_when_it_is_refused(cast: Cast) -> None:
    client = _as(cast.reseller)
    page = client.post(f"{PORTAL}nueva/", _form(name="X", scopes=[]))
    assert page.status_code == 422
    page = client.post(f"{PORTAL}nueva/", _form(name="XY"))
    assert page.status_code == 422
    assert 'value="XY"' in page.content.decode()
    assert "Nombre el programa" in page.content.decode()
    assert client.post(f"{PORTAL}nueva/", _form(days="4000")).status_code == 422
    assert client.post(f"{PORTAL}nueva/", _form(scopes=["ledger:write"])).status_code == 422
    assert not ApiToken.objects.exists()


def test_only_administrators_keep_keys_and_each_those_of_its_own(cast: Cast) -> None:
    _as(cast.reseller).post(f"{PORTAL}nueva/", _form(name="Secreta Canaria"))
    (kept,) = ApiToken.objects.all()
    plain = builders.member(cast.reseller_partner, "Nicolás Norte")
    for who in (plain, cast.sponsor):
        assert _as(who).get(PORTAL).status_code == 404
        assert _as(who).post(f"{PORTAL}nueva/", _form()).status_code == 404
    rival = _as(cast.rival_reseller)
    assert "Secreta Canaria" not in rival.get(PORTAL).content.decode()
    assert rival.post(f"{PORTAL}{kept.pk}/revocar/").status_code == 404
    assert _as(cast.executive).get(OFFICE).status_code == 404
    auditor = _as(cast.auditor)
    assert "Secreta Canaria" in auditor.get(OFFICE).content.decode()
    assert auditor.get(f"{OFFICE}nueva/").status_code == 404
    assert auditor.post(f"{OFFICE}{kept.pk}/revocar/").status_code == 404
    assert ApiToken.objects.get().revoked_at is None
    colleague = builders.member(cast.reseller_partner, "Nora Norte", admin=True)
    assert _as(colleague).post(f"{PORTAL}{kept.pk}/revocar/").status_code == 302
    assert ApiToken.objects.get().revoked_by_id == colleague.user_id


def test_there_are_at_most_so_many_keys_that_work(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("universo.usecases.manage_tokens.MOST", 1)
    client = _as(cast.reseller)
    assert client.post(f"{PORTAL}nueva/", _form()).status_code == 200
    refused = client.post(f"{PORTAL}nueva/", _form(name="Otra más"))
    assert refused.status_code == 422
    assert "revoque una antes" in refused.content.decode()
    assert ApiToken.objects.count() == 1
