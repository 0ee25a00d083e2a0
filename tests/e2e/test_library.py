"""R-2: Hasar publishes a driver; a partner finds it without accents, follows it, takes it, told of the next."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import PHONE, Desk, axe, sign_in
from cast import Cast
from universo.benefits.library.models import Download
from universo.benefits.models import Entitlement
from universo.notifications.models import Mail

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_DIR, settings.LIBRARY_STORE = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_driver_from_hasar_to_a_partner_and_its_next_version(
    desk: Desk, real_cast: Cast, tmp_path: Path
) -> None:
    first, second = tmp_path / "driver-1.zip", tmp_path / "driver-2.zip"
    first.write_bytes(b"PK driver uno" * 9000)
    second.write_bytes(b"PK driver dos" * 9000)
    office = desk.window()
    sign_in(office, real_cast.admin)
    office.goto("/gestion/beneficios/")
    office.locator("main").get_by_role("link", name=re.compile("Abrir.*Material técnico")).click()
    office.get_by_role("link", name="Publicar material").click()
    office.get_by_label("Título").fill("Guía de instalación fiscal")
    office.get_by_label("Tipo", exact=True).select_option(label="Driver")
    office.get_by_label("Versión", exact=True).fill("1.0")
    office.get_by_role("button", name="Guardar").click()
    expect(office.get_by_text("Elija el archivo.").first).to_be_visible()
    assert axe(office) == []
    office.locator("input[type=file]").set_input_files(first)
    office.get_by_role("button", name="Guardar").click()
    expect(office.get_by_text("Quedó publicado.")).to_be_visible()
    assert axe(office) == []
    piece = office.url

    page = desk.signed_in(real_cast.sponsor, viewport=PHONE)
    page.goto("/portal/beneficios/")
    page.locator("main").get_by_role("link", name=re.compile("Usarlo.*Material técnico")).click()
    page.get_by_label("Palabras").fill("instalaciones")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("mark").first).to_have_text("instalación")
    assert axe(page) == []
    assert fits(page)
    page.get_by_role("link", name="Guía de instalación fiscal").click()
    assert axe(page) == []
    assert fits(page)
    page.get_by_role("button", name="Avisarme de versiones nuevas").click()
    expect(page.get_by_role("button", name="Dejar de seguirlo")).to_be_visible()
    page.get_by_role("button", name="Agregar a favoritos").click()
    expect(page.get_by_role("button", name="Quitar de favoritos")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Descargar").click()
    content = saved.value.path().read_bytes()
    assert content == first.read_bytes()
    assert saved.value.suggested_filename == "driver-1.zip"
    expect(page.get_by_text(hashlib.sha256(content).hexdigest())).to_be_attached()

    office.goto(piece)
    office.get_by_role("link", name="Versión nueva").click()
    office.get_by_label("Versión", exact=True).fill("2.0")
    office.locator("input[type=file]").set_input_files(second)
    office.get_by_role("button", name="Guardar").click()
    expect(office.get_by_text("reemplaza a la anterior")).to_be_visible()
    expect(office.locator("main")).to_contain_text("Benítez Equipamientos")
    mail = Mail.objects.get(recipient=real_cast.sponsor.email, key__startswith="library.")
    assert mail.subject == "Nueva versión 2.0: Guía de instalación fiscal"
    page.reload()
    expect(page.get_by_role("link", name="por la 2.0")).to_be_visible()
    assert fits(page)
    assert Download.objects.count() == 1

    Entitlement.objects.filter(service="LIBRARY", category="SPONSOR").delete()
    page.reload()
    expect(page.get_by_text("Hoy su empresa no puede usar este beneficio")).to_be_visible()
    assert axe(page) == []
