"""R-2 (e): a partner asks for support, Hasar approves it, and it is paid back through the settlement."""

import re

import pytest
from playwright.sync_api import expect

import support_cases as cases
from browsing import PHONE, Desk, axe, sign_in
from cast import Cast
from universo.benefits.support.models import SupportRequest

pytestmark = pytest.mark.e2e


def test_support_from_the_request_to_the_ledger(desk: Desk, real_cast: Cast) -> None:
    cases.grant(real_cast, real_cast.reseller_partner)
    partner = desk.window()
    sign_in(partner, real_cast.reseller)
    partner.get_by_role("link", name="Beneficios").first.click()
    partner.get_by_role("link", name=re.compile("Usarlo.*Apoyo")).click()
    expect(partner.locator("main")).to_contain_text("100.000,00")
    assert axe(partner) == []
    partner.get_by_role("link", name="Pedir apoyo").click()
    partner.get_by_label("Qué es", exact=True).select_option("EVENT")
    partner.get_by_label("Título").fill("Feria de comercio")
    partner.get_by_label("Lugar o medio").fill("Rosario")
    partner.get_by_label("Primer día").fill("2026-11-23")
    partner.get_by_label("Último día").fill("2026-11-20")
    partner.get_by_label("Para qué", exact=True).fill(cases.WHY)
    partner.get_by_label("Renglón 1, para qué").fill("Alquiler del stand")
    partner.get_by_label("Renglón 1, importe").fill("80.000,00")
    partner.get_by_role("button", name="Enviar el pedido").click()
    expect(partner.get_by_label("Último día")).to_have_attribute("aria-invalid", "true")
    expect(partner.get_by_label("Renglón 1, para qué")).to_have_value("Alquiler del stand")
    assert axe(partner) == []
    partner.get_by_label("Último día").fill("2026-11-23")
    partner.get_by_role("button", name="Enviar el pedido").click()
    expect(partner.locator("main")).to_contain_text("APO-")

    keeper = desk.window()
    sign_in(keeper, real_cast.admin)
    keeper.get_by_role("link", name="Beneficios").first.click()
    keeper.get_by_role("link", name=re.compile("Abrir.*Apoyo")).click()
    keeper.get_by_role("link", name="Norte Distribuciones").click()
    keeper.get_by_role("button", name="Aprobar").click()
    expect(keeper.locator("main")).to_contain_text("Aprobado hasta")
    assert axe(keeper) == []

    partner.reload()
    partner.set_viewport_size(PHONE)
    assert partner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    partner.get_by_label("Cómo resultó").fill("Vinieron ochenta comerciantes.")
    partner.get_by_label("Gastado: Alquiler del stand").fill("60.000,00")
    partner.get_by_label("Factura: Alquiler del stand").set_input_files(
        {"name": "factura.pdf", "mimeType": "application/pdf", "buffer": cases.PDF}
    )
    partner.get_by_role("button", name="Entregarla").click()
    expect(partner.locator("main")).to_contain_text("factura.pdf")

    keeper.reload()
    keeper.get_by_role("button", name="Verificar").click()
    expect(keeper.locator("main")).to_contain_text("Verificado por")
    money = desk.window()
    sign_in(money, real_cast.finance)
    money.get_by_role("link", name="Apoyo en la comercialización").first.click()
    money.get_by_role("link", name="Norte Distribuciones").click()
    money.get_by_label("CUIT de la empresa que paga").fill(cases.CUIT)
    money.get_by_role("button", name="Registrarlo").click()
    expect(money.locator("main")).to_contain_text("30.000,00")
    made = SupportRequest.objects.get()
    assert made.refund is not None
    assert made.refund.amount_minor == 3_000_000
