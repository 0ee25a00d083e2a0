"""R-2 (c): a partner asks for a demonstration unit, Hasar lends it, and it comes back with its notes."""

import re

import pytest
from playwright.sync_api import expect

import unit_cases as cases
from browsing import PHONE, Desk, axe, sign_in
from cast import Cast
from universo.benefits.units.models import Loan

pytestmark = pytest.mark.e2e
PURPOSE = "Mostrar el controlador en la caja de la ferretería."


def test_a_unit_from_the_request_to_its_return(desk: Desk, real_cast: Cast) -> None:
    unit = cases.unit(real_cast, "CF1-0001")
    partner = desk.window()
    sign_in(partner, real_cast.reseller)
    partner.get_by_role("link", name="Beneficios").first.click()
    partner.get_by_role("link", name=re.compile("Usarlo.*Unidades de demo")).click()
    partner.get_by_role("link", name="Controlador fiscal CF-100").click()
    expect(partner.get_by_role("table")).to_contain_text("1 libre")
    assert axe(partner) == []
    partner.set_viewport_size(PHONE)
    assert partner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    partner.get_by_role("link", name="Pedir una unidad").click()
    partner.get_by_label("Primer día").fill("2026-11-24")
    partner.get_by_label("Días hábiles").fill("30")
    partner.get_by_label("Para qué").fill(PURPOSE)
    partner.get_by_role("button", name="Enviar el pedido").click()
    expect(partner.get_by_label("Días hábiles")).to_have_attribute("aria-invalid", "true")
    expect(partner.get_by_label("Para qué")).to_have_value(PURPOSE)
    partner.get_by_label("Días hábiles").fill("4")
    partner.get_by_role("button", name="Enviar el pedido").click()
    expect(partner.locator("main")).to_contain_text("PR-")
    made = Loan.objects.get()

    keeper = desk.window()
    sign_in(keeper, real_cast.channel_manager)
    keeper.get_by_role("link", name="Beneficios").first.click()
    keeper.get_by_role("link", name=re.compile("Abrir.*Unidades de demo")).click()
    keeper.get_by_role("link", name="Norte Distribuciones").click()
    expect(keeper.locator("main")).to_contain_text(PURPOSE)
    keeper.get_by_label("Unidad", exact=True).select_option(str(unit.pk))
    keeper.get_by_role("button", name="Aprobar y reservar").click()
    keeper.get_by_label("Fotos").set_input_files(
        {"name": "salida.png", "mimeType": "image/png", "buffer": cases.PNG}
    )
    keeper.get_by_role("button", name="Entregar").click()
    expect(keeper.locator("main")).to_contain_text("CF1-0001")
    with keeper.expect_download() as note:
        keeper.get_by_role("link", name="Nota de entrega").click()
    assert note.value.suggested_filename == f"entrega-{made.reference}.pdf"

    partner.goto(f"/prestamos/{made.uid}/")  # what the QR of the note says
    expect(partner.locator("main")).to_contain_text("CF1-0001")
    partner.get_by_label("Días hábiles más").fill("2")
    partner.get_by_label("Para qué").fill("El cliente quiere verlo con su contador.")
    partner.get_by_role("button", name="Pedir más días").click()
    keeper.reload()
    keeper.get_by_role("button", name="Conceder 2 días hábiles más").click()
    made.refresh_from_db()
    assert made.due_date.isoformat() == "2026-12-02"
    keeper.get_by_label("Dónde se guarda").fill("Estante 4")
    keeper.get_by_role("button", name="Recibirla de vuelta").click()
    expect(keeper.locator("main")).to_contain_text("Nota de devolución")
    partner.reload()
    expect(partner.locator("main")).to_contain_text("Devuelta")
