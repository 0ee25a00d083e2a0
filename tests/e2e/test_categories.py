"""R-1: joining another category, an integration certified, a joint plan, leaving with its consequences."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

import builders
from browsing import PHONE, Desk, axe, sign_in
from cast import Cast
from universo.domain.decision_clock import local_date

pytestmark = pytest.mark.e2e
PDF = {"name": "prueba.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 evidencia"}


def _sound(page: Page) -> None:
    """Nothing for axe to complain of, and nothing to scroll sideways on a phone."""
    assert axe(page) == []
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert size is not None
    page.set_viewport_size(size)


def test_a_partner_joins_works_and_leaves(desk: Desk, real_cast: Cast) -> None:
    home = builders.partner(
        "Lapacho Software S.R.L.", executive=real_cast.executive, categories=("ALLIANCE",)
    )
    boss = builders.member(home, "Inés Lapacho", admin=True)
    today = local_date(timezone.now())
    partner, admin = desk.window(), desk.window()
    sign_in(partner, boss)
    sign_in(admin, real_cast.admin)
    partner.goto("/portal/categorias/")
    partner.get_by_role("link", name="Sumarse a otra categoría").first.click()
    partner.get_by_label("Empresa de software").check()
    partner.get_by_label("Qué hace su empresa").fill("Hacemos software para comercios.")
    partner.get_by_label("Acepto los términos").check()
    _sound(partner)
    partner.get_by_role("button", name="Enviar el pedido").click()
    expect(partner.locator("main")).to_contain_text("Espera respuesta")
    admin.goto("/gestion/pedidos-de-categoria/")
    admin.get_by_role("link", name="Lapacho Software").click()
    _sound(admin)
    admin.get_by_role("button", name="Aceptar", exact=True).click()

    partner.goto("/portal/integraciones/nueva/")
    partner.get_by_label("Su software").fill("Lapacho Gestión")
    partner.get_by_label("Funciona con").select_option(index=1)
    partner.get_by_label("Qué hace la integración").fill("Imprime en el controlador.")
    partner.get_by_role("button", name="Guardar").click()
    partner.get_by_label("Versión de su software").fill("4.2")
    partner.get_by_label("Archivos de evidencia").set_input_files(PDF)
    _sound(partner)
    partner.get_by_role("button", name="Pedir que se certifique").click()
    expect(partner.locator("main")).to_contain_text("En revisión")
    admin.goto("/gestion/integraciones/")
    admin.get_by_role("link", name="Lapacho Gestión").click()
    for point in admin.get_by_role("checkbox").all():
        point.check()
    _sound(admin)
    admin.get_by_role("button", name="Certificar", exact=True).click()
    expect(admin.locator("main")).to_contain_text("Certificada")

    admin.goto(f"/gestion/socios/{home.pk}/planes/nuevo/")
    admin.get_by_label("Título").fill("Jornadas")
    admin.get_by_label("Para qué").fill("Llevar la oferta a estudios contables.")
    admin.get_by_label("Hasta").fill((today + timedelta(days=90)).isoformat())
    admin.get_by_label("Primera revisión").fill((today + timedelta(days=30)).isoformat())
    admin.get_by_label("Objetivo 1: qué se cuenta").select_option("EVENTS")
    admin.get_by_label("En palabras").first.fill("Jornadas en cuatro ciudades")
    admin.get_by_label("Cuántos").first.fill("4")
    _sound(admin)
    admin.get_by_role("button", name="Proponerlo").click()
    partner.goto("/portal/planes/")
    partner.get_by_role("link", name="Jornadas").click()
    partner.get_by_role("button", name="Acordar", exact=True).click()
    partner.get_by_label("Minuta").fill("Hicimos la primera jornada.")
    partner.get_by_role("spinbutton").fill("1")
    _sound(partner)
    partner.get_by_role("button", name="Registrar una revisión").click()
    expect(partner.locator("main")).to_contain_text("1 / 4")

    partner.goto("/portal/categorias/ALLIANCE/dejar/")
    expect(partner.locator("main")).to_contain_text("Qué trae la baja")
    _sound(partner)
    partner.get_by_label("Motivo").fill("Nos dedicamos al software.")
    partner.get_by_role("button", name="Enviar el pedido").click()
    expect(partner.locator("main")).to_contain_text("Dejar una categoría")
    for address in (
        "/gestion/beneficios/costos/",
        "/gestion/niveles/",
        "/gestion/integraciones/listas/",
    ):
        admin.goto(address)
        _sound(admin)
    story = desk.window()
    sign_in(story, real_cast.sponsor)
    story.goto("/portal/historia/")
    _sound(story)
