"""R-1 and R-5: a visitor applies, proves his address, is approved, and comes in with his password."""

import re

import pytest
from playwright.sync_api import Page, expect

import builders
from browsing import Desk, axe, mailed_link, sign_in, work
from cast import Cast
from universo.notifications.models import Mail
from universo.partners.models import Application, Enrolment

pytestmark = pytest.mark.e2e
COMPANY, MAIL = "Mostradores del Litoral S.R.L.", "paula@mostradores.example"
SECRET = "un mostrador junto al río"


def test_from_visitor_to_sponsor(desk: Desk, real_cast: Cast) -> None:
    visitor = desk.window()
    visitor.goto("/")
    expect(visitor.locator("main")).to_contain_text("Mediador")
    assert not re.search(r"\b[57] ?%", visitor.locator("body").inner_text())  # no rates here
    visitor.get_by_role("link", name="Sumarse").first.click()
    apply(visitor)
    work()
    visitor.goto(mailed_link(MAIL, "Confirme su correo"))
    assert Application.objects.get().confirmed_at is None  # opening the link is not enough
    visitor.get_by_role("button", name="Sí, es mía").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Su correo está confirmado")

    admin = desk.window()
    sign_in(admin, real_cast.admin)
    approve(admin, real_cast.executive.user_id)
    assert Enrolment.objects.filter(
        partner__legal_name=COMPANY, category="SPONSOR", level="INTRODUCER"
    ).exists()

    work()
    assert Mail.objects.filter(recipient=MAIL, sent_at__isnull=False).count() == 2
    visitor.goto(mailed_link(MAIL, "bienvenida"))
    visitor.get_by_label("Contraseña", exact=True).fill(SECRET)
    visitor.get_by_label("Contraseña, otra vez").fill(SECRET)
    visitor.get_by_role("button", name="Guardar la contraseña").click()
    fresh = desk.window()
    fresh.goto("/cuenta/login/")
    fresh.get_by_label("Correo electrónico").fill(MAIL)
    fresh.get_by_label("Contraseña").fill(SECRET)
    fresh.get_by_role("button", name="Ingresar").click()
    fresh.wait_for_url("**/portal/")
    expect(fresh.get_by_role("navigation", name="Menú principal")).to_contain_text("Oportunidades")


def apply(page: Page) -> None:
    """Fill in the application; the CUIT is judged as it is typed, and everything is kept."""
    right = builders.cuit(55_001)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    page.get_by_label("Razón social").fill(COMPANY)
    cuit = page.get_by_label("CUIT")
    cuit.press_sequentially(wrong)
    expect(cuit).to_have_value(f"{wrong[:2]}-{wrong[2:10]}-{wrong[10]}")
    expect(cuit).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("El dígito verificador no coincide")).to_be_visible()
    page.get_by_label("Provincia").select_option(label="Santa Fe")
    page.get_by_label("Su nombre y apellido").fill("Paula Litoral")
    page.get_by_label("Teléfono").fill("0342 455-1234")
    page.get_by_role("checkbox", name="Promotor").check()
    page.get_by_role("radio", name="Mediador").check()
    page.get_by_role("checkbox", name="Acepto los términos").check()
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.get_by_role("alert")).to_contain_text("Hay 2 datos para corregir")
    assert axe(page) == []
    expect(page.get_by_label("Razón social")).to_have_value(COMPANY)
    expect(page.get_by_role("radio", name="Mediador")).to_be_checked()
    cuit.fill("")
    cuit.press_sequentially(right)
    expect(cuit).to_have_attribute("aria-invalid", "false")
    page.get_by_label("Correo electrónico").fill(MAIL)
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revise su correo")
    expect(page.locator("main")).to_contain_text(MAIL)


def approve(page: Page, executive_id: int) -> None:
    """The administrator reads the application and gives it an executive."""
    page.get_by_role("link", name="Solicitudes").first.click()
    page.get_by_role("link", name=COMPANY).click()
    page.get_by_role("button", name="Aprobar la solicitud").click()
    executive = page.get_by_label("Ejecutivo de cuentas")
    expect(executive).to_have_attribute("aria-invalid", "true")  # somebody must attend the partner
    executive.select_option(str(executive_id))
    page.get_by_role("button", name="Aprobar la solicitud").click()
    expect(page.get_by_role("status")).to_contain_text("se sumó al programa")
