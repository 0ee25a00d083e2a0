"""R-2 (b): Hasar publishes prices from a file, a partner reads his own and quotes his customer."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

import price_cases as cases
from browsing import PHONE, Desk, axe, sign_in
from cast import Cast
from universo.benefits.prices.models import PriceList, Quote

pytestmark = pytest.mark.e2e


def _file(rows: Any, head: str = cases.HEAD) -> Any:
    text = "\r\n".join([head, *rows])
    return {"name": "precios.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_prices_from_the_file_to_the_customers_quote(desk: Desk, real_cast: Cast) -> None:
    keeper = desk.window()
    sign_in(keeper, real_cast.channel_manager)
    keeper.get_by_role("link", name="Beneficios").first.click()
    keeper.get_by_role("link", name=re.compile("Abrir.*Precios especiales")).click()
    keeper.get_by_role("link", name="Lista nueva").click()
    keeper.get_by_label("Nombre de la lista").fill("Revendedores, noviembre")
    keeper.get_by_label("Archivo").set_input_files(_file([*cases.ROWS, "X;Equis;x;1,00;2,00;21"]))
    keeper.get_by_role("button", name="Subir").click()
    assert axe(keeper) == []
    keeper.get_by_role("button", name="Ver qué cambiaría").click()
    expect(keeper.locator("main")).to_contain_text("Su precio partner es mayor que el público.")
    assert axe(keeper) == []
    assert PriceList.objects.count() == 0
    keeper.get_by_label("Nota para los partners").fill("Precios sin IVA.")
    keeper.get_by_role("button", name="Publicar la lista").click()
    expect(keeper.locator("main")).to_contain_text("Vigente")

    partner = desk.window()
    sign_in(partner, real_cast.reseller)
    partner.get_by_role("link", name="Beneficios").first.click()
    partner.get_by_role("link", name=re.compile("Usarlo.*Precios especiales")).click()
    expect(partner.get_by_role("table")).to_contain_text("800.000,00")
    assert axe(partner) == []
    partner.set_viewport_size(PHONE)
    assert partner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    partner.get_by_role("link", name="Nueva cotización").click()
    partner.get_by_label("Cliente", exact=True).fill("Panadería La Ñata S.A.")
    partner.get_by_role("button", name="Seguir con los artículos").click()
    partner.get_by_label("Artículo de su lista").fill("tactil")
    partner.get_by_role("button", name="Buscarlo").click()
    partner.get_by_role("button", name=re.compile("Agregar.*Terminal táctil")).click()
    assert partner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(partner) == []
    price = partner.get_by_label("Precio unitario neto").first
    expect(price).to_have_value("500.000,00")
    price.fill("1,234")
    partner.get_by_role("button", name="Emitir la cotización").click()
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(price).to_have_value("1,234")
    price.fill("399.999,99")
    partner.get_by_role("button", name="Guardar y sumar").click()
    expect(partner.locator("main")).to_contain_text("Por debajo de lo que usted paga")
    partner.get_by_label("Precio unitario neto").first.fill("450.000,00")
    partner.get_by_role("button", name="Emitir la cotización").click()
    expect(partner.locator("main")).to_contain_text("COT-00001")
    expect(partner.locator("main")).to_contain_text("544.500,00")
    assert axe(partner) == []
    with partner.expect_download() as paper:
        partner.get_by_role("link", name="PDF").click()
    assert paper.value.suggested_filename == "COT-00001.pdf"
    assert Quote.objects.get().status == "ISSUED"

    keeper.goto("/gestion/beneficios/precios/uso/")
    expect(keeper.locator("main")).to_contain_text("450.000,00")
    expect(keeper.locator("main")).not_to_contain_text("Ñata")
