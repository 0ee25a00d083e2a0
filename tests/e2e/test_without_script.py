"""Where scripts do not run (old tills, strict offices) people still notify and finance still works."""

import re

import pytest
from playwright.sync_api import expect

import sales_cases as sales
from browsing import Desk, sign_in
from cast import Cast
from universo.opportunities.models import Notice
from universo.sales.models import Document

pytestmark = pytest.mark.e2e


def test_notifying_without_scripts(desk: Desk, real_cast: Cast) -> None:
    page = desk.window(java_script_enabled=False)
    sign_in(page, real_cast.sponsor)
    page.get_by_role("link", name="Avisar una oportunidad").first.click()
    page.get_by_label("Razón social").fill("Almacén Sin Guiones S.A.")
    page.get_by_role("button", name="Guardar el borrador").click()
    page.get_by_role("link", name="Almacén Sin Guiones S.A.", exact=True).click()
    page.get_by_label("Provincia").select_option("B")
    page.get_by_label("Con quién hablar").fill("Ana Sosa")
    page.get_by_label("Teléfono").fill("11 4555-1234")
    page.get_by_label("¿Qué necesita el cliente?").fill("Una caja con factura electrónica.")
    page.get_by_role("checkbox", name="Software de punto de venta").check()
    page.get_by_label("Presupuesto estimado").fill("900")
    page.get_by_role("radio", name="De uno a tres meses").check()
    page.get_by_role("button", name="Enviar el aviso").click()
    expect(page.get_by_role("alert")).to_contain_text("Hay 1 dato para corregir")
    page.get_by_role("checkbox", name="El contacto me autorizó").check()
    page.get_by_role("button", name="Revisar antes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Almacén Sin Guiones")
    page.get_by_role("button", name="Enviar el aviso").click()
    sent = Notice.objects.get()
    expect(page.locator("main")).to_contain_text(sent.reference)
    page.get_by_role("link", name=re.compile("Ir a la oportunidad")).click()
    page.get_by_role("link", name="Retirar").click()  # a page where scripts would show a dialog
    page.get_by_role("button", name="Retirar el aviso").click()
    sent.refresh_from_db()
    assert sent.status == "WITHDRAWN"


def test_finance_works_without_scripts(desk: Desk, real_cast: Cast) -> None:
    document = sales.invoice(real_cast)
    page = desk.window(java_script_enabled=False)
    sign_in(page, real_cast.finance)
    page.goto("/gestion/comprobantes/nuevo/")
    page.get_by_label("Fecha", exact=True).fill("2026-11-10")
    page.get_by_role("button", name="Agregar renglones").click()
    expect(page.get_by_label("Fecha", exact=True)).to_have_value("2026-11-10")
    page.get_by_role("group", name="Renglón 6").get_by_label("Importe neto").fill("1.000")
    page.get_by_label("Total", exact=True).fill("1.000")
    page.get_by_label("Tipo", exact=True).select_option("1")
    page.get_by_label("Punto de venta").fill("3")
    page.get_by_label("Número", exact=True).fill("77")
    page.get_by_label("CUIT de nuestra empresa").fill(sales.ISSUER)
    page.get_by_label("CUIT del cliente").fill(document.receiver_doc)
    page.get_by_label("Razón social del cliente").fill("Ferretería El Tornillo S.R.L.")
    page.get_by_label("Moneda").select_option("ARS")
    page.get_by_role("button", name="Registrar el comprobante").click()
    assert Document.objects.filter(number=77, total_minor=100_000).exists()
    page.goto(f"/gestion/comprobantes/{document.pk}/")
    page.get_by_label("Número de recibo").fill("R-9")
    page.get_by_label("Importe", exact=True).fill("121.000")
    page.get_by_label("Fecha del recibo").fill("2026-11-12")
    page.get_by_role("button", name="Registrar la cobranza").click()
    expect(page.locator("#cobranzas")).to_contain_text("R-9")
