"""R-2 (d): a partner writes its page, Hasar approves it, a customer finds it on a phone; it is gone at once."""

import re

import pytest
from playwright.sync_api import expect

import directory_cases as cases
import picture_cases
from browsing import COLOURS, PHONE, Desk, axe, sign_in
from cast import Cast
from universo.benefits.directory.models import DailyCount
from universo.partners.models import Enrolment

pytestmark = pytest.mark.e2e
DATA = """[...document.querySelectorAll('script[type="application/ld+json"]')].map(
  (it) => JSON.parse(it.textContent))"""
BROWSER = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def test_from_the_page_of_a_partner_to_the_customer_who_finds_it(
    desk: Desk, real_cast: Cast
) -> None:
    partner = desk.window()
    sign_in(partner, real_cast.reseller)
    partner.get_by_role("link", name="Beneficios").first.click()
    partner.get_by_role("link", name=re.compile("Usarlo.*Mención")).click()
    partner.get_by_role("link", name="Escribir la página").click()
    partner.get_by_label("En una frase").fill(cases.HEADLINE)
    partner.get_by_label("Qué hace la empresa").fill(cases.TEXT)
    partner.get_by_label("Sitio web").fill("www.norte.example")
    partner.get_by_label("Solo algunas localidades").fill("Ciudad Inventada")
    partner.get_by_text("Servicio técnico").click()
    partner.get_by_role("button", name="Enviar a revisión").click()
    wrong = partner.get_by_label("Solo algunas localidades")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(partner.get_by_label("En una frase")).to_have_value(cases.HEADLINE)
    wrong.fill("Río Cuarto, Córdoba")
    partner.locator("input[type=file]").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture_cases.picture()}
    )
    partner.get_by_label("El logo en palabras").fill("Logo de Norte, un rectángulo azul")
    assert axe(partner) == []
    partner.get_by_role("button", name="Enviar a revisión").click()
    partner.get_by_label(re.compile("Queremos que nuestra empresa")).check()
    partner.get_by_role("button", name="Figurar en el directorio").click()
    expect(partner.locator("main")).to_contain_text("la suya espera su revisión")

    admin = desk.window()
    sign_in(admin, real_cast.admin)
    admin.get_by_role("link", name="Beneficios").first.click()
    admin.get_by_role("link", name=re.compile("Abrir.*Mención")).click()
    admin.get_by_role("link", name="Norte Distribuciones").click()
    expect(admin.get_by_alt_text("Logo de Norte, un rectángulo azul")).to_be_visible()
    assert axe(admin) == []
    admin.get_by_role("button", name="Aprobar y publicar").click()
    expect(admin.locator("main")).to_contain_text("La que se muestra")

    customer = desk.window(viewport=PHONE, user_agent=BROWSER)
    customer.goto("/directorio/")
    expect(customer.get_by_role("status")).to_have_text("1 partner")
    customer.get_by_label("Provincia").select_option(label="Córdoba")
    customer.get_by_label("Localidad").fill("rio cuarto")
    customer.get_by_role("button", name="Buscar").click()
    customer.wait_for_url(re.compile("localidad=rio"))
    assert axe(customer) == []
    customer.emulate_media(color_scheme="dark")
    assert axe(customer, COLOURS) == []
    customer.emulate_media(color_scheme="light")
    assert customer.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    customer.get_by_role("link", name="Norte Distribuciones").click()
    expect(customer.get_by_role("heading", level=1)).to_have_text("Norte Distribuciones S.A.")
    (told,) = customer.evaluate(DATA)  # the policy lets data be; the desk fails on any refusal
    assert told["slogan"] == cases.HEADLINE
    shown = customer.get_by_alt_text("Logo de Norte, un rectángulo azul")
    assert shown.evaluate("it => it.complete && it.naturalWidth") == 120
    with customer.expect_response("**/contacto/telefono/"):
        customer.get_by_role("link", name="+54 11 4117-8900").evaluate(
            "it => { it.addEventListener('click', e => e.preventDefault()); it.click(); }"
        )
    assert dict(DailyCount.objects.values_list("kind", "times")).get("PHONE") == 1
    assert axe(customer) == []

    address = customer.url
    partner.reload()
    expect(partner.locator("main")).to_contain_text("Se muestra ahora")
    partner.get_by_role("button", name="Retirar el consentimiento").click()
    expect(partner.locator("main")).to_contain_text("ya no figura")
    answer = customer.goto(address)
    assert answer is not None
    assert answer.status == 404


def test_a_badge_is_verified_until_the_membership_ends(desk: Desk, real_cast: Cast) -> None:
    partner = desk.signed_in(real_cast.reseller)
    partner.goto("/portal/beneficios/mencion/insignia/")
    partner.get_by_role("button", name="Crear la insignia").click()
    picture = partner.get_by_alt_text(re.compile("Partner Universo Hasar: Norte"))
    expect(picture).to_be_visible()
    assert picture.evaluate("it => it.complete && it.naturalWidth") > 300
    assert axe(partner) == []
    with partner.expect_download() as file:
        partner.get_by_role("link", name="PNG").click()
    assert file.value.suggested_filename == "partner-universo-hasar.png"
    partner.get_by_role("link", name="Ver su verificación").click()
    address = partner.url

    doubter = desk.window(viewport=PHONE, java_script_enabled=False)
    doubter.goto(address)
    expect(doubter.get_by_role("heading", level=1)).to_have_text("La insignia está vigente")
    Enrolment.objects.filter(partner=real_cast.reseller_partner).update(until_date=cases.TODAY)
    doubter.reload()
    expect(doubter.get_by_role("heading", level=1)).to_have_text("La insignia no está vigente")
    expect(doubter.locator("main")).to_contain_text("Fue partner hasta el")
    doubter.goto(f"{address}insignia.svg")  # as a document of its own, under the same policy


def test_the_directory_without_scripts(desk: Desk, real_cast: Cast) -> None:
    cases.shown(real_cast, real_cast.reseller)
    page = desk.window(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Directorio").click()
    page.get_by_label("Nombre").fill("NADIE")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("main")).to_contain_text("Ningún partner del directorio coincide")
    page.get_by_role("link", name="Ver todo el directorio").click()
    page.get_by_role("link", name="Norte Distribuciones").click()
    expect(page.locator("main")).to_contain_text(cases.HEADLINE)
