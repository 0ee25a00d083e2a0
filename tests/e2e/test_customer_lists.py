"""R-8 (4): a reseller brings in its base from a file with bad rows, and again: nothing changes."""

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import builders
from browsing import PHONE, Desk, axe, sign_in, work
from cast import Cast
from universo.customers.models import CustomerImport, KnownCustomer
from universo.usecases import import_customers

pytestmark = pytest.mark.e2e
CUIT = builders.cuit(61_040_056)
ROWS = f"""Lista de clientes al 23/11/2026
Nro;Empresa;Identificación;Tel. 1;Otro número;Correo
101;Panificadora del Sur S.R.L.;{CUIT};011 4555-1234;011 4555-9999;ventas@panificadora.com.ar
102;;;;;
103;Talleres Ñandú S.A.;30-11111111-1;;;no es un correo
101;Panificadora repetida;;;;
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


def upload(page: Page, file: Path) -> None:
    page.goto("/portal/clientes/")
    page.get_by_role("link", name="Importar una lista").first.click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Subir").click()


def test_a_reseller_imports_its_base_with_bad_rows(
    desk: Desk, real_cast: Cast, tmp_path: Path
) -> None:
    file = tmp_path / "clientes norte.csv"
    file.write_bytes(ROWS.encode("cp1252"))
    page = desk.window()
    sign_in(page, real_cast.reseller)
    upload(page, file)
    expect(page.get_by_label("Empresa")).to_have_value("legal_name")
    expect(page.get_by_label("Otro número")).to_have_value("")
    assert axe(page) == []
    page.get_by_label("Nro").select_option(label="Código del cliente")
    page.get_by_label("Identificación").select_option(label="CUIT")
    for name in ("Tel. 1", "Otro número"):
        page.get_by_label(name).select_option(label="Teléfono")
    page.get_by_label("Fuente", exact=True).fill("Planilla de Norte")
    page.get_by_role("button", name="Ver qué va a pasar").click()
    expect(page.get_by_text("Se guardarán 2 clientes")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Falta la razón social.")
    expect(page.locator("main")).to_contain_text("Su código es el de la fila 3.")
    expect(page.locator("main")).to_contain_text("El CUIT «30-11111111-1» no es válido")
    assert axe(page) == []
    assert not KnownCustomer.objects.exists()
    page.get_by_role("button", name="Confirmar la importación").click()
    expect(page.get_by_text("La lista se guardó")).to_be_visible()
    one = KnownCustomer.objects.get(external_id="101")
    assert (one.cuit, one.phone) == (CUIT, "011 4555-1234 / 011 4555-9999")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Descargar las 2 filas").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert [(row["Nro"], row["fila"]) for row in rows] == [("102", "4"), ("101", "6")]

    upload(page, file)
    expect(page.get_by_text("Se parece a los archivos de «Planilla de Norte»")).to_be_visible()
    expect(page.get_by_label("Otro número")).to_have_value("phone")
    page.get_by_role("button", name="Ver qué va a pasar").click()
    expect(page.get_by_text("Este archivo no cambia nada")).to_be_visible()
    assert KnownCustomer.objects.count() == 2
    page.goto("/portal/clientes/base/")
    expect(page.get_by_role("row", name="Planilla de Norte")).to_contain_text("2")
    assert axe(page) == []


def test_a_long_file_shows_its_progress_and_ends_without_reloading(
    desk: Desk, real_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_customers, "SMALL_BYTES", 10)
    file = tmp_path / "larga.csv"
    file.write_text("codigo;razon_social\n" + "".join(f"{n};Cliente {n}\n" for n in range(300)))
    page = desk.signed_in(real_cast.reseller, viewport=PHONE)
    upload(page, file)
    expect(page.get_by_text("Mirando el archivo")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    work()
    page.get_by_label("Fuente", exact=True).fill("Sistema")
    page.get_by_role("button", name="Ver qué va a pasar").click()
    expect(page.get_by_text("Controlando las filas")).to_be_visible()
    work()
    page.get_by_role("button", name="Confirmar la importación").click()
    expect(page.get_by_text("Guardando los clientes")).to_be_visible()
    work()
    expect(page.get_by_text("La lista se guardó")).to_be_visible()
    assert CustomerImport.objects.get().counts["stored"]["new"] == 300
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
