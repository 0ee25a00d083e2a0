"""The pages of collections that wait for their invoice."""

import pytest
from django.test import Client

import sales_cases as sales
import sales_imports as imports
from cast import Cast
from universo.sales.models import Document, WaitingCollection

pytestmark = pytest.mark.django_db
FILE = (
    "recibo;fecha;tipo;punto_de_venta;factura;medio;importe\n"
    "R-1;12/11/2026;1;3;77;efectivo;1000,00\n"
)
BOARD = "/gestion/cobranzas/sin-factura/"


@pytest.fixture
def finance(client: Client, cast: Cast) -> Client:
    return sales.sign_in(client, cast.finance)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_waits_is_shown_where_finance_looks(finance: Client, cast: Cast) -> None:
    batch = imports.apply(cast.finance, FILE)
    kept = WaitingCollection.objects.get()
    assert "1 cobranza espera su factura" in text(finance, "/gestion/importaciones/")
    page = text(finance, f"/gestion/importaciones/{batch.pk}/?filas=esperan")
    assert "Su factura todavía no está registrada: Factura A 00003-00000077." in page
    assert "Número de recibo" in page
    assert "Efectivo" in page
    assert "CASH" not in page
    assert "Cobranzas sin factura" in text(finance, "/gestion/")
    assert f"{BOARD}{kept.pk}/" in text(finance, BOARD)
    assert "1.000,00" in text(finance, f"{BOARD}{kept.pk}/")


def test_it_is_cancelled_with_a_reason_and_nothing_typed_is_lost(
    finance: Client, cast: Cast
) -> None:
    imports.apply(cast.finance, FILE)
    path = f"{BOARD}{WaitingCollection.objects.get().pk}/"
    refused = finance.post(path, {"reason": "eh"})
    assert refused.status_code == 422
    assert "eh</textarea>" in refused.content.decode()
    assert finance.post(path, {"reason": "de otra empresa"}).status_code == 302
    assert "de otra empresa" in text(finance, path)
    assert "R-1" not in text(finance, BOARD)
    assert "R-1" in text(finance, f"{BOARD}?estado=resueltas")
    again = finance.post(path, {"reason": "otra vez, por otro motivo"}, follow=True)
    assert "ya no espera" in again.content.decode()


def test_a_registered_one_leads_to_the_collection(finance: Client, cast: Cast) -> None:
    imports.apply(cast.finance, FILE)
    sales.invoice(cast, number=77)
    kept = WaitingCollection.objects.get()
    assert f"/gestion/cobranzas/{kept.collection_id}/" in text(finance, f"{BOARD}{kept.pk}/")


def test_the_history_of_an_imported_invoice_opens_with_its_file(
    finance: Client, cast: Cast
) -> None:
    invoices = (
        "fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;neto;iva;total\n"
        "10/11/2026;1;3;77;30-00000007-4;Cliente;100,00;21,00;121,00\n"
    )
    imports.apply(cast.finance, invoices, file_name="noviembre.csv")
    page = text(finance, f"/gestion/comprobantes/{Document.objects.get().pk}/")
    assert "importó Factura A 00003-00000077 desde noviembre.csv" in page
