"""The old contact stops a change of bank account with the link of the mail, and nobody else does."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

import builders
import settling_cases as settling
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.audit.queries import watched_events
from universo.errors import Conflict
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.partners.bank_accounts import (
    AccountData,
    approve_account,
    reject_account,
    request_account,
    stop_account,
)
from universo.partners.bank_links import link_token
from universo.partners.bank_models import BankAccount

pytestmark = pytest.mark.django_db
WAIT = timedelta(hours=72)
BUTTON = '<form method="post">'


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    at(monkeypatch, NOON)


def at(monkeypatch: pytest.MonkeyPatch, now: Any) -> None:
    monkeypatch.setattr("universo.web.public.views.bank_stop.timezone.now", lambda: now)


def asked(cast: Cast) -> BankAccount:
    home = cast.sponsor_partner
    data = AccountData("ARS", settling.CBU, "Banco de Prueba", home.legal_name, home.cuit)
    return request_account(
        actor=cast.sponsor, now=NOON, uid=builders.new_uid(), partner_id=home.pk, data=data
    )


def approved(cast: Cast) -> BankAccount:
    return approve_account(actor=cast.finance, now=NOON, account_id=asked(cast).pk)


def address(token: str) -> str:
    return reverse("public:bank_stop", args=[token])


def test_the_mail_to_the_old_contact_has_the_link(cast: Cast) -> None:
    account = approved(cast)
    mails = Mail.objects.filter(key__startswith=f"partners.bank_account.{account.pk}.")
    assert mails.count() >= 2
    assert all(address(link_token(account)) in mail.text for mail in mails)
    assert cast.sponsor_partner.email in set(mails.values_list("recipient", flat=True))


@pytest.mark.parametrize("make", [asked, approved])
def test_looking_stops_nothing_and_the_button_does(cast: Cast, make: Any) -> None:
    account = make(cast)
    visitor, url = Client(enforce_csrf_checks=True), address(link_token(account))
    page = visitor.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    assert "0170…7370" in text
    assert settling.CBU not in text
    assert BUTTON in text
    assert "no-store" in page["Cache-Control"]
    assert "unsafe" not in page["Content-Security-Policy"]
    account.refresh_from_db()
    assert account.status != "STOPPED"
    assert visitor.post(url).status_code == 403
    token = visitor.cookies["csrftoken"].value
    done = visitor.post(
        url, {"csrfmiddlewaretoken": token}, headers={"Referer": "https://testserver"}
    )
    assert (done.status_code, done["Location"]) == (302, url)
    account.refresh_from_db()
    assert (account.status, account.stopped_by_id, account.stopped_at) == ("STOPPED", None, NOON)
    after = visitor.get(url).content.decode()
    assert "El cambio se detuvo" in after
    assert "0170…7370" not in after  # what ended is not told to whoever holds an old link


def test_it_is_on_the_timeline_and_finance_and_the_proposer_are_told(cast: Cast) -> None:
    home = cast.sponsor_partner
    data = AccountData("ARS", settling.CBU, "Banco de Prueba", home.legal_name, home.cuit)
    account = request_account(
        actor=cast.finance, now=NOON, uid=builders.new_uid(), partner_id=home.pk, data=data
    )
    url = address(link_token(account))
    for _twice in range(2):
        assert Client(headers={"Accept-Language": "en"}).post(url).status_code == 302
    line = Event.objects.get(name="partners.bank_account.stopped_by_link")
    assert (line.subject_id, line.actor_id, line.partner_may_read) == (home.pk, None, True)
    assert line in watched_events(cast.auditor, NOON - WAIT)
    mails = Mail.objects.filter(key=f"partners.bank_account.{account.pk}.stopped")
    told = {mail.recipient: mail.text for mail in mails}
    finance = User.objects.get(pk=cast.finance.user_id).email
    assert {home.email, cast.sponsor.email, finance} <= set(told)
    assert all("enlace del correo" in text for text in told.values())
    assert reverse("backoffice:bank_account", args=[account.pk]) in told[finance]
    assert reverse("portal:bank_accounts") in told[home.email]
    with pytest.raises(Conflict):
        approve_account(actor=cast.finance, now=NOON, account_id=account.pk)


def test_the_proposer_of_the_partner_is_told(cast: Cast) -> None:
    account = asked(cast)
    Client().post(address(link_token(account)))
    mails = Mail.objects.filter(key=f"partners.bank_account.{account.pk}.stopped")
    proposer = User.objects.get(pk=cast.sponsor.user_id).email
    assert mails.filter(recipient=proposer).count() == 1


def test_it_ends_with_the_waiting_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account = approved(cast)
    url = address(link_token(account))
    at(monkeypatch, NOON + WAIT)
    assert Client().post(url).status_code == 302
    text = Client().get(url).content.decode()
    assert "El cambio está vigente" in text
    assert BUTTON not in text
    account.refresh_from_db()
    assert account.status == "APPROVED"
    at(monkeypatch, NOON + WAIT - timedelta(microseconds=1))
    Client().post(url)
    account.refresh_from_db()
    assert account.status == "STOPPED"


def test_what_was_decided_otherwise_says_so(cast: Cast) -> None:
    refused, stopped = asked(cast), None
    reject_account(actor=cast.finance, now=NOON, account_id=refused.pk, reason="no es suya")
    stopped = asked(cast)
    stop_account(actor=cast.sponsor, now=NOON, account_id=stopped.pk, reason="me equivoqué")
    for account, said in ((refused, "no se aceptó"), (stopped, "se detuvo")):
        url = address(link_token(account))
        assert Client().post(url).status_code == 302
        assert said in Client().get(url).content.decode()
    assert not Event.objects.filter(name="partners.bank_account.stopped_by_link").exists()


def test_a_forged_link_is_as_one_that_is_missing(cast: Cast) -> None:
    account = asked(cast)
    good = link_token(account)
    nobody = Client().get("/cuenta-bancaria/detener/").status_code
    assert nobody == 404
    for token in (
        account.uid.hex, good[:-1], good[1:], good.replace(":", ";"), "x:y", ":",
        signing.Signer(salt="other").sign(account.uid.hex),  # made for another purpose
        signing.Signer(salt="partners.bank_account.stop").sign(builders.new_uid().hex),
    ):  # fmt: skip
        for answer in (Client().get(address(token)), Client().post(address(token))):
            assert answer.status_code == 404, token
    account.refresh_from_db()
    assert account.status == "REQUESTED"


def test_an_address_that_guesses_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("universo.web.public.views.bank_stop.TRIES_PER_HOUR", 2)
    tries = [Client().get(address("x:y")).status_code for _each in range(3)]
    assert tries == [404, 404, 429]
