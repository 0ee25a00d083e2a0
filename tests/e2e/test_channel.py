"""R-11 and R-4: the channel is chosen, the reseller sells, the sponsor introduces the key people."""

import re

import pytest
from playwright.sync_api import expect

import routing_cases
from browsing import Desk, email_of, mailed_link, sign_in, work
from cast import Cast
from universo.notifications.models import Mail
from universo.routing.models import Assignment

pytestmark = pytest.mark.e2e
INTRODUCED = "Presenté a la dueña y a su contador."


def test_from_the_accepted_notice_to_the_sale(desk: Desk, real_cast: Cast) -> None:
    notice = routing_cases.notice(real_cast)
    sponsor = desk.window()
    sign_in(sponsor, real_cast.sponsor)
    sponsor.goto(f"/portal/oportunidades/{notice.pk}/")
    sponsor.get_by_role("link", name="Agregar al registro").click()
    sponsor.get_by_role("radio", name="Presentación de las personas clave").check()
    sponsor.get_by_label("Con quiénes").fill("Ana Sosa, dueña")
    sponsor.get_by_role("button", name="Agregar al registro").click()
    expect(sponsor.get_by_label("¿Qué resultó?")).to_have_attribute("aria-invalid", "true")
    sponsor.get_by_label("¿Qué resultó?").fill(INTRODUCED)
    sponsor.get_by_role("button", name="Agregar al registro").click()
    expect(sponsor.locator("#presales")).to_contain_text(INTRODUCED)

    manager = desk.window()
    sign_in(manager, real_cast.channel_manager)
    manager.get_by_role("link", name="Canales ejecutores").first.click()
    manager.get_by_role("link", name="El Tornillo").click()
    manager.get_by_label("Perfil del cliente", exact=True).select_option(
        "RETAIL"
    )  # ranks again by itself
    manager.wait_for_url(re.compile("profile=RETAIL"))
    first = manager.locator("#choose .choice").first
    expect(first).to_contain_text("1. Norte Distribuciones")  # its zone and its profile
    expect(first).to_contain_text("puntos")
    assert first.locator("small").count() >= 2  # each reason with what it is worth
    first.get_by_role("radio").check()
    manager.get_by_label("Nota para el canal").fill("Prefiere que la llamen por la tarde.")
    manager.get_by_role("button", name="Dársela a este canal").click()
    expect(manager.locator("main")).to_contain_text("Norte Distribuciones")
    lead = Assignment.objects.get()

    work()
    reseller = desk.window()
    sign_in(reseller, real_cast.reseller)
    reseller.goto(mailed_link(email_of(real_cast.reseller), ""))
    page = reseller.locator("main")
    expect(page).to_contain_text("Prefiere que la llamen por la tarde.")
    expect(page).not_to_contain_text("Benítez")  # who sponsors, and whom to call: once it is taken
    expect(page).not_to_contain_text(routing_cases.SECRET)
    reseller.get_by_role("button", name="Tomar la oportunidad").click()
    expect(page).to_contain_text("Benítez")
    expect(page).to_contain_text(routing_cases.SECRET)
    expect(page).to_contain_text(INTRODUCED)
    reseller.get_by_label("¿Qué se hizo?").fill("Visita y presupuesto de dos cajas.")
    reseller.get_by_role("button", name="Registrar el avance").click()
    expect(reseller.locator("#progress")).to_contain_text("Visita y presupuesto")
    reseller.get_by_text("Se ganó").click()
    reseller.get_by_role("button", name="Cerrar como ganada").click()
    expect(reseller.locator("#outcome")).to_contain_text("Ganada")
    lead.refresh_from_db()
    assert lead.status == "WON"

    sponsor.reload()
    expect(sponsor.locator("main")).to_contain_text("Norte Distribuciones")
    assert Mail.objects.filter(recipient=email_of(real_cast.sponsor)).exists()
