"""The sponsor reads what was accrued, settled and paid, and where it comes from; nobody else does."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

import builders
import reward_cases as cases
from cast import Cast
from settling_cases import settle_period
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.rewards.models import Accrual, Settlement

pytestmark = pytest.mark.django_db
WORDS = (
    "neto 100.000,00 × 5\u00a0% × cobrado 40.000,00 / total 121.000,00 = 1.652,89;"
    " ya devengado 0,00"
)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def settled(cast: Cast) -> Settlement:
    """October settled with one reward of 1.652,89; one of November in dollars is open."""
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000, receipt_number="R-0001-77")
    dollars = cases.invoice(cast, notice=cases.opportunity(cast), currency="USD")
    cases.collection(cast, dollars, 12_100_000, on=date(2026, 11, 3))
    cases.accrue(cast.finance, bill, dollars)
    (made,) = settle_period(actor=cast.finance, now=builders.NOON, period=date(2026, 10, 1))
    return made


def pages(made: Settlement) -> list[str]:
    return [
        reverse("portal:reward_detail", args=[Accrual.objects.order_by("id")[0].pk]),
        reverse("portal:statement", args=[made.pk]),
        reverse("portal:statement_pdf", args=[made.pk]),
    ]


def test_amounts_stand_by_currency_and_state(cast: Cast, settled: Settlement) -> None:
    text = client_of(cast.sponsor).get(reverse("portal:rewards")).content.decode()
    assert "$\u00a01.652,89" in text
    assert "U$S\u00a05.000,00" in text
    assert "LIQ-000001" in text
    assert WORDS in text


def test_the_statement_shows_the_whole_ancestry(cast: Cast, settled: Settlement) -> None:
    text = client_of(cast.sponsor).get(reverse("portal:statement", args=[settled.pk]))
    shown = text.content.decode()
    accrual = Accrual.objects.order_by("id")[0]
    for part in (
        accrual.notice.reference,
        "El Tornillo",
        "Norte Distribuciones S.A.",
        f"Factura A {accrual.link.document.label}",
        "05/10/2026",
        "Renglón 1",
        "R-0001-77",
        "Transferencia",
        "12/10/2026",
        WORDS,
        "octubre de 2026",
        "envíenos la factura de su empresa",
    ):
        assert part in shown, part


def test_the_statement_comes_as_a_tagged_pdf(cast: Cast, settled: Settlement) -> None:
    answer = client_of(cast.sponsor).get(reverse("portal:statement_pdf", args=[settled.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert "LIQ-000001.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content or b"/MarkInfo" in answer.content


def test_a_colleague_reads_them_too(cast: Cast, settled: Settlement) -> None:
    colleague = builders.member(cast.sponsor_partner, "Colega Benítez")
    client = client_of(colleague)
    assert all(client.get(page).status_code == 200 for page in pages(settled))


@pytest.mark.parametrize(
    "who", ["referrer", "outsider", "reseller", "finance", "executive", "admin", "auditor"]
)
def test_for_others_they_do_not_exist(cast: Cast, settled: Settlement, who: str) -> None:
    client = client_of(cast.everyone()[who])
    for page in pages(settled):
        answer = client.get(page)
        assert answer.status_code == 404
        assert "1.652,89" not in answer.content.decode()


def test_a_visitor_is_asked_to_sign_in(cast: Cast, settled: Settlement, client: Client) -> None:
    assert [client.get(page).status_code for page in pages(settled)] == [302] * 3


def test_anothers_list_is_empty_and_teaches(cast: Cast, settled: Settlement) -> None:
    text = client_of(cast.referrer).get(reverse("portal:rewards")).content.decode()
    assert "Todavía no hay recompensas" in text
    assert "1.652,89" not in text


@pytest.mark.parametrize(
    ("query", "ars", "usd"),
    [
        ("estado=settled", True, False),
        ("estado=accrued", False, True),
        ("estado=paid", False, False),
        ("moneda=USD", False, True),
        ("mes=2026-10", True, False),
        ("q=R-0001-77", True, False),
        ("q=nadie", False, False),
        ("estado=raro&moneda=XX&mes=ayer&q=%00&page=x", True, True),
    ],
)
def test_the_list_is_filtered(
    cast: Cast, settled: Settlement, query: str, ars: bool, usd: bool
) -> None:
    answer = client_of(cast.sponsor).get(f"{reverse('portal:rewards')}?{query}")
    shown = [row["a"].currency for row in answer.context["rewards"]]
    assert sorted(shown) == ["ARS"] * ars + ["USD"] * usd


def test_the_notice_shows_its_rewards(cast: Cast, settled: Settlement) -> None:
    accrual = Accrual.objects.order_by("id")[0]
    page = reverse("portal:notice_detail", args=[accrual.notice_id])
    text = client_of(cast.sponsor).get(page).content.decode()
    assert "Recompensas de esta oportunidad" in text
    assert WORDS in text
    assert "U$S\u00a05.000,00" not in text  # another notice's
