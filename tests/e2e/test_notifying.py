"""R-7 and R-13 on a phone: rates, a notice typed, kept, sent once; its receipt, proof and PDF."""

import re

import pytest
import segno
from playwright.sync_api import Page, expect

from browsing import PHONE, Desk, axe, sign_in
from cast import Cast
from universo.opportunities.models import Notice

pytestmark = pytest.mark.e2e
CUSTOMER, CONTACT = "Ferretería La Bisagra S.R.L.", "Ana Sosa"
NEED = "Dos cajas con factura electrónica y control de existencias."


def test_a_sponsor_notifies_from_his_phone_and_keeps_the_proof(desk: Desk, real_cast: Cast) -> None:
    page = desk.window(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(page, real_cast.sponsor)
    sees_his_rates(page)
    page.goto("/portal/oportunidades/nueva/")
    draft = page.url
    types_with_a_mistake(page)
    expect(page.locator("[data-save-state]")).to_contain_text("Guardado")
    page.goto("/portal/")
    page.goto(draft)  # what was typed is here, on this device or another
    expect(page.get_by_label("Razón social")).to_have_value(CUSTOMER)
    expect(page.get_by_role("checkbox", name="Software de punto de venta")).to_be_checked()
    page.get_by_role("button", name="Enviar el aviso").tap()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Presupuesto estimado")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Presupuesto estimado")).to_have_value("más o menos mil")
    keeps_everything(page)
    assert axe(page) == []
    page.get_by_label("Presupuesto estimado").fill("1.500.000")
    page.get_by_role("button", name="Enviar el aviso").dblclick()
    page.wait_for_url("**/acuse/?enviado")

    sent = Notice.objects.get()  # the double click made one
    assert sent.number is not None
    expect(page.locator("article")).to_contain_text(sent.reference)
    expect(page.locator("article")).to_contain_text(
        "vence el miércoles 16 de diciembre a las 24:00"
    )
    expect(page.locator("article")).to_contain_text("Elena Ejecutiva")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Descargar PDF").tap()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    anybody_verifies(desk, page, sent)


def sees_his_rates(page: Page) -> None:
    """An Introducer's: the 5 % of the family and 2 more."""
    page.get_by_role("link", name="Porcentajes").first.tap()
    row = page.get_by_role("row", name=re.compile("Software de punto de venta"))
    expect(row).to_contain_text(re.compile(r"7(,00)?\s?%"))
    page.goto("/portal/porcentajes/")


def types_with_a_mistake(page: Page) -> None:
    """Fill in everything, with a budget that is no amount."""
    page.get_by_label("Razón social").fill(CUSTOMER)
    page.get_by_label("Provincia").select_option(label="Buenos Aires")
    page.get_by_label("Localidad").fill("Tigre")
    page.get_by_label("Con quién hablar").fill(CONTACT)
    page.get_by_label("Cargo").fill("Dueña")
    page.get_by_label("Teléfono").fill("011 4555-1234")
    page.get_by_label("¿Qué necesita el cliente?").fill(NEED)
    page.get_by_role("checkbox", name="Software de punto de venta").check()
    page.get_by_label("Presupuesto estimado").fill("más o menos mil")
    page.get_by_label("Moneda").select_option("ARS")
    page.get_by_role("radio", name="De uno a tres meses").check()
    page.get_by_role("checkbox", name="El contacto me autorizó").check()


def keeps_everything(page: Page) -> None:
    """Nothing typed is lost when a field is wrong."""
    expect(page.get_by_label("Razón social")).to_have_value(CUSTOMER)
    expect(page.get_by_label("Provincia")).to_have_value("B")
    expect(page.get_by_label("Localidad")).to_have_value("Tigre")
    expect(page.get_by_label("Con quién hablar")).to_have_value(CONTACT)
    expect(page.get_by_label("Teléfono")).to_have_value("011 4555-1234")
    expect(page.get_by_label("¿Qué necesita el cliente?")).to_have_value(NEED)
    expect(page.get_by_role("checkbox", name="Software de punto de venta")).to_be_checked()
    expect(page.get_by_role("radio", name="De uno a tres meses")).to_be_checked()
    expect(page.get_by_role("checkbox", name="El contacto me autorizó")).to_be_checked()


def anybody_verifies(desk: Desk, page: Page, sent: Notice) -> None:
    """The address in the QR confirms number, instant and hash to a visitor, and nothing else."""
    address = page.get_by_role("link", name="Abrir la página pública").get_attribute("href") or ""
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_data_uri(border=2, dark="#10142e", light="#ffffff")
    expect(page.get_by_role("img", name="QR")).to_have_attribute("src", picture)
    visitor = desk.window(viewport=PHONE)
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Acuse auténtico")
    told = visitor.locator("body").inner_text()
    assert sent.reference in told
    assert sent.content_sha256 in told
    assert "23/11/2026" in told
    private = (
        CUSTOMER,
        CONTACT,
        NEED,
        "Tigre",
        "Benítez",
        "Lucía",
        "Elena",
        "1.500.000",
        "16 de dic",
    )
    assert [word for word in private if word in told] == []
    visitor.goto(address.replace(sent.content_sha256[:4], "0f0f", 1))
    expect(visitor.get_by_role("heading", level=1)).to_have_text("No coincide")
