"""Finance reads settlements and ledger; the auditor too; everybody else finds nothing."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import builders
import reward_cases as cases
import settling_cases as settling
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.rewards.models import Accrual, Reconciliation, Settlement
from universo.rewards.reconciliation import Difference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(builders.NOON, tick=False):
        yield


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def accrued(cast: Cast) -> Accrual:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)
    return Accrual.objects.get()


@pytest.fixture
def closed(cast: Cast, accrued: Accrual) -> Settlement:
    (made,) = settling.settle_period(
        actor=cast.finance, now=builders.NOON, period=date(2026, 10, 1)
    )
    return made


def test_the_settlement_shows_statement_and_timeline(cast: Cast, closed: Settlement) -> None:
    client = client_of(cast.finance)
    text = client.get(reverse("backoffice:settlement", args=[closed.pk])).content.decode()
    assert "neto 100.000,00 × 5\u00a0% × cobrado 40.000,00 / total 121.000,00 = 1.652,89" in text
    assert "Se cerró LIQ-000001 de 10/2026 por $\u00a01.652,89." in text
    pdf = client.get(reverse("backoffice:settlement_pdf", args=[closed.pk]))
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "who", ["executive", "channel_manager", "admin", "sponsor", "referrer", "reseller", "outsider"]
)
def test_for_others_these_pages_do_not_exist(cast: Cast, closed: Settlement, who: str) -> None:
    client = client_of(cast.everyone()[who])
    for url in _all_pages(closed):
        assert client.get(url).status_code == 404, url


def test_the_auditor_reads(cast: Cast, closed: Settlement) -> None:
    client = client_of(cast.auditor)
    for url in _all_pages(closed):
        assert client.get(url).status_code == 200, url


def test_what_does_not_exist_is_not_found(cast: Cast) -> None:
    client = client_of(cast.finance)
    for name in ("settlement", "settlement_pdf", "reward"):
        assert client.get(reverse(f"backoffice:{name}", args=[999])).status_code == 404


def _all_pages(made: Settlement) -> list[str]:
    accrual = Accrual.objects.order_by("id")[0]
    return [
        reverse("backoffice:ledger"),
        reverse("backoffice:ledger_csv"),
        reverse("backoffice:reconciliation"),
        reverse("backoffice:reward", args=[accrual.pk]),
        reverse("backoffice:settlements"),
        reverse("backoffice:settlement_close"),
        reverse("backoffice:settlement", args=[made.pk]),
        reverse("backoffice:settlement_pdf", args=[made.pk]),
    ]


def test_differences_are_told_in_words(cast: Cast) -> None:
    """Accounts and causes by their names, whose they are, and what differs where the amount does not."""
    partner = cast.sponsor_partner
    found = [
        Difference("account", "ACCRUED", "ARS", 100, 90, partner_id=partner.pk),
        Difference("accrual", "CREDIT_NOTE:1:2:note-3", "ARS", 0, 0, partner_id=partner.pk),
        Difference("posting", "PAYMENT:7:1", "USD", 5, 6),
        Difference("settlement", "LIQ-000001", "ARS", 5, 6),
    ]
    Reconciliation.objects.create(
        begun_at=builders.NOON, ended_at=builders.NOON, postings=3, lines=2,
        difference_count=len(found), differences=[asdict(each) for each in found],
    )  # fmt: skip
    page = client_of(cast.finance).get(reverse("backoffice:reconciliation")).text
    for words in ("Devengada", "Nota de crédito (1:2:note-3)", "Pago (7:1)", "LIQ-000001"):
        assert words in page
    assert page.count("El importe es el mismo") == 1
    assert page.count(partner.legal_name) == 2
    assert "ACCRUED" not in page
    assert "CREDIT_NOTE" not in page
