"""Without a mouse: signing in, notifying and sending; one always sees where one is."""

import re

import pytest
from playwright.sync_api import Page, expect

from browsing import FOCUS_SHOWS, Desk, email_of
from builders import PASSWORD
from cast import Cast
from universo.opportunities.models import Notice

pytestmark = pytest.mark.e2e
NAME_OF_FOCUS = """() => {
  const it = document.activeElement;
  const words = it.matches("a, button, summary") ? it.textContent : it.labels?.[0]?.textContent;
  return `${it.type || it.tagName} ${it.name || ""} ${words || ""}`.replace(/\\s+/g, " ");
}"""


def test_a_notice_from_sign_in_to_receipt(desk: Desk, real_cast: Cast) -> None:
    page = desk.window()
    page.goto("/cuenta/login/")
    reach(page, "Correo electrónico")
    page.keyboard.type(email_of(real_cast.sponsor))
    reach(page, "Contraseña")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, "Avisar una oportunidad")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nueva/**")
    fill_in(page)
    reach(page, "Enviar el aviso")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()  # the budget is missing
    reach(page, "^A .*Presupuesto estimado")
    page.keyboard.press("Enter")
    reach(page, "budget", steps=0)
    page.keyboard.type("1.500.000")
    reach(page, "Enviar el aviso")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/acuse/\?enviado"))
    assert Notice.objects.get().prospect.legal_name == "Bazar Sin Ratón S.A."
    reach(page, "Descargar PDF")
    walk_the_rest(page)


def fill_in(page: Page) -> None:
    """Type from field to field, as they come."""
    reach(page, "legal_name")
    page.keyboard.type("Bazar Sin Ratón S.A.")
    reach(page, "province")
    page.keyboard.type("Bue")
    reach(page, "contact_name")
    page.keyboard.type("Ana Sosa")
    reach(page, "phone")
    page.keyboard.type("011 4555-1234")
    reach(page, "need")
    page.keyboard.type("Una caja con factura electrónica.")
    reach(page, "families .*Software de punto de venta")
    page.keyboard.press("Space")
    reach(page, "currency")
    page.keyboard.press("Home")
    reach(page, "timeframe")
    page.keyboard.press("ArrowDown")
    reach(page, "consent")
    page.keyboard.press("Space")


def reach(page: Page, wanted: str, steps: int = 60) -> None:
    """Press Tab until the focus stands on what is wanted; at each stop it must show."""
    passed = []
    for step in range(steps + 1):
        now = page.evaluate(NAME_OF_FOCUS)
        if step or steps == 0:
            assert page.evaluate(FOCUS_SHOWS) == ""
        if re.search(wanted, now):
            return
        passed.append(now[:60])
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {wanted!r}; it went by {passed}")


def walk_the_rest(page: Page) -> None:
    """To the end of the page and back: nothing holds the focus, nothing hides it."""
    for key in ("Tab",) * 12 + ("Shift+Tab",) * 12:
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            continue  # the browser's own bar
        assert page.evaluate(FOCUS_SHOWS) == ""
