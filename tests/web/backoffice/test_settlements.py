"""Finance closes, pays and reads the ledger; the auditor reads; everybody else finds nothing."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

import builders
import reward_cases as cases
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.rewards.models import Accrual, Payment, Settlement
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


def closing(client: Client, month: str = "2026-10", **more: str) -> dict[str, str]:
    """Return what the close's page would send."""
    page = client.get(reverse("backoffice:settlement_close"), {"mes": month})
    return {"mes": month, "seen": page.context["fresh"]["seen"].value(), **more}


@pytest.fixture
def closed(cast: Cast, accrued: Accrual) -> Settlement:
    client = client_of(cast.finance)
    client.post(reverse("backoffice:settlement_close"), closing(client))
    return Settlement.objects.get()


def payment(**more: str) -> dict[str, str]:
    return {
        "uid": str(uuid.uuid4()),
        "partner_invoice": "C 00002-00000147",
        "paid_date": "2026-11-23",
        "reference": "TRF 8841",
        "withheld_minor": "",
        "withholding_note": "",
        **more,
    }


def test_the_preview_says_what_closing_does_and_closing_does_it(
    cast: Cast, accrued: Accrual
) -> None:
    client = client_of(cast.finance)
    page = client.get(reverse("backoffice:settlement_close"), {"mes": "2026-10"})
    text = page.content.decode()
    assert "Por liquidar" in text
    assert "$\u00a01.652,89" in text
    answer = client.post(reverse("backoffice:settlement_close"), closing(client), follow=True)
    assert "Se cerró 1 liquidación" in answer.content.decode()
    assert Settlement.objects.get().total_minor == 165_289


def test_the_preview_says_why_something_is_not_closed(cast: Cast, closed: Settlement) -> None:
    bill = Accrual.objects.get().link.document
    cases.reversal(cast, bill.collections.get(), on=date(2026, 11, 4))
    cases.accrue(cast.finance, bill)
    client = client_of(cast.finance)
    text = client.get(reverse("backoffice:settlement_close"), {"mes": "2026-11"}).content.decode()
    assert "Debe: pasa al mes siguiente" in text
    assert "Cerrar el mes</" not in text
    board = client.get(reverse("backoffice:settlements")).content.decode()
    assert "Saldos que pasan al mes siguiente" in board
    assert "−$\u00a01.652,89" in board


def test_a_second_click_closes_nothing_more_and_says_so(cast: Cast, accrued: Accrual) -> None:
    client = client_of(cast.finance)
    sent = closing(client)
    first, second = (client.post(reverse("backoffice:settlement_close"), sent) for _ in "12")
    assert (first.status_code, second.status_code) == (302, 409)
    assert "10/2026 ya había sido cerrado por Felipe Finanzas" in second.content.decode()
    assert Settlement.objects.count() == 1


def test_amounts_that_changed_since_the_preview_are_not_closed(
    cast: Cast, accrued: Accrual
) -> None:
    client = client_of(cast.finance)
    sent = closing(client)
    cases.collection(cast, accrued.link.document, 8_100_000)
    cases.accrue(cast.finance, accrued.link.document)
    answer = client.post(reverse("backoffice:settlement_close"), sent)
    assert answer.status_code == 409
    assert "Las recompensas cambiaron" in answer.content.decode()
    # What the page now holds is what it now shows.
    again = {"mes": "2026-10", "seen": answer.context["fresh"]["seen"].value()}
    assert client.post(reverse("backoffice:settlement_close"), again).status_code == 302
    assert Settlement.objects.get().total_minor == 500_000


def test_the_current_month_needs_its_confirmation(cast: Cast, accrued: Accrual) -> None:
    client = client_of(cast.finance)
    url = reverse("backoffice:settlement_close")
    answer = client.post(url, closing(client, "2026-11"))
    assert answer.status_code == 422
    assert "Este mes no terminó. Confirme el cierre anticipado" in answer.content.decode()
    assert client.post(url, closing(client, "2026-11", early="on")).status_code == 302
    assert Settlement.objects.get().period == date(2026, 11, 1)


@pytest.mark.parametrize("month", ["", "2027-01", "2026-13", "ayer", "0000-01", "9999-12"])
def test_a_month_that_cannot_be_is_a_sentence(cast: Cast, accrued: Accrual, month: str) -> None:
    answer = client_of(cast.finance).post(
        reverse("backoffice:settlement_close"), {"mes": month, "early": "on"}
    )
    assert answer.status_code == 422
    assert not Settlement.objects.exists()


def test_paying_asks_for_the_partners_invoice_and_keeps_what_was_typed(
    cast: Cast, closed: Settlement
) -> None:
    client = client_of(cast.finance)
    url = reverse("backoffice:settlement_pay", args=[closed.pk])
    answer = client.post(url, payment(partner_invoice="", withheld_minor="100,00"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "TRF 8841" in text
    assert "100,00" in text
    answer = client.post(url, payment(withheld_minor="100,00"))
    assert "Indique qué impuestos se retuvieron" in answer.content.decode()
    answer = client.post(url, payment(paid_date="2026-11-24"))
    assert "no puede tener fecha futura" in answer.content.decode()
    answer = client.post(url, payment(withheld_minor="1.652,90", withholding_note="Ganancias"))
    assert "van de cero a $ 1.652,89" in answer.content.decode()
    assert not Payment.objects.exists()


def test_paying_once_is_enough(cast: Cast, closed: Settlement) -> None:
    client = client_of(cast.finance)
    url = reverse("backoffice:settlement_pay", args=[closed.pk])
    sent = payment(withheld_minor="52,89", withholding_note="IIBB, cert. 7")
    assert [client.post(url, sent).status_code for _ in "12"] == [302, 302]
    late = client.post(url, payment(partner_invoice="C 3"))
    assert late.status_code == 409
    assert "ya se había pagado el 23/11/2026; lo registró Felipe Finanzas" in late.content.decode()
    text = client.get(reverse("backoffice:settlement", args=[closed.pk])).content.decode()
    assert "$\u00a01.600,00" in text
    assert "IIBB, cert. 7" in text
    assert Payment.objects.count() == 1


def test_the_settlement_shows_statement_payment_and_timeline(
    cast: Cast, closed: Settlement
) -> None:
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
    assert client.post(_all_pages(closed)[-1], payment()).status_code == 404
    assert not Payment.objects.exists()


def test_the_auditor_reads_and_changes_nothing(cast: Cast, closed: Settlement) -> None:
    client = client_of(cast.auditor)
    for url in _all_pages(closed):
        assert client.get(url).status_code == 200, url
    pay = reverse("backoffice:settlement_pay", args=[closed.pk])
    assert client.post(pay, payment()).status_code == 404
    close = client.post(reverse("backoffice:settlement_close"), {"mes": "2026-10"})
    assert close.status_code == 404
    text = client.get(reverse("backoffice:settlement", args=[closed.pk])).content.decode()
    assert "Registrar el pago" not in text


def test_what_does_not_exist_is_not_found(cast: Cast) -> None:
    client = client_of(cast.finance)
    for name in ("settlement", "settlement_pdf", "settlement_pay", "reward"):
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
        reverse("backoffice:settlement_pay", args=[made.pk]),
    ]
