"""Finance reads settlements and ledger; the auditor too; everybody else finds nothing."""

from collections.abc import Iterator
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
from universo.rewards.models import Accrual, Settlement
from universo.web.shared.csv_export import text_cell

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
    assert "Se cerró LIQ-000001 de 10/2026 por $ 1.652,89." in text
    pdf = client.get(reverse("backoffice:settlement_pdf", args=[closed.pk]))
    assert pdf.content.startswith(b"%PDF-")


def test_the_ledger_shows_rows_balances_and_that_all_matches(
    cast: Cast, closed: Settlement
) -> None:
    answer = client_of(cast.finance).get(reverse("backoffice:ledger"))
    assert "Todo coincide" in answer.content.decode()
    (row,) = answer.context["balances"]
    assert (row.accrued_minor, row.payable_minor, row.check_minor) == (0, 165_289, 0)
    assert len(answer.context["rows"]) == 4


def test_the_ledger_says_what_does_not_match(cast: Cast, accrued: Accrual) -> None:
    cases.collection(cast, accrued.link.document, 8_100_000)
    text = client_of(cast.finance).get(reverse("backoffice:ledger")).content.decode()
    assert "El libro y los comprobantes no coinciden" in text
    assert "$\u00a05.000,00" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("cuenta=ACCRUED", 2),
        ("moneda=USD", 0),
        ("desde=2026-11-23&hasta=2026-11-23", 4),
        ("hasta=2026-11-22", 0),
        ("desde=2026-11-24", 0),
        ("desde=ayer&hasta=0001-01-01&partner=x&cuenta=NADA&page=-3", 4),
        ("desde=9999-12-31&hasta=9999-12-31", 4),
    ],
)
def test_the_ledger_is_filtered_and_exported_alike(
    cast: Cast, closed: Settlement, query: str, count: int
) -> None:
    client = client_of(cast.finance)
    assert len(client.get(f"{reverse('backoffice:ledger')}?{query}").context["rows"]) == count
    answer = client.get(f"{reverse('backoffice:ledger_csv')}?{query}")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("\ufeffAsiento;Registrado;Partner;Moneda;Cuenta;Importe;")
    assert len(lines) - 1 == count


def test_the_export_has_decimal_commas_and_runs_no_formula(cast: Cast, closed: Settlement) -> None:
    cast.sponsor_partner.trade_name = '=HYPERLINK("x")'
    cast.sponsor_partner.save()
    answer = client_of(cast.finance).get(reverse("backoffice:ledger_csv"))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert ";-1652,89;" in text
    assert ";1652,89;" in text
    assert '"\'=HYPERLINK(""x"")"' in text
    assert [text_cell(t)[0] for t in ("+1", "-1", "@x", " =1", "\tx", "ok")] == list("'''''o")


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
        reverse("backoffice:reward", args=[accrual.pk]),
        reverse("backoffice:settlements"),
        reverse("backoffice:settlement_close"),
        reverse("backoffice:settlement", args=[made.pk]),
        reverse("backoffice:settlement_pdf", args=[made.pk]),
    ]
