"""Look-alikes side by side, verdicts by keyboard, and the matcher's own page (R-8, checks 2 and 4)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

import builders
from browsing import COLOURS, PHONE, Desk, axe
from cast import Cast
from evaluating import evaluated
from universo.evaluation.models import Judgement

pytestmark = pytest.mark.e2e
NOON, DAY = builders.NOON, timedelta(days=1)
TWIN = {"legal_name": "Panadería La Espiga de Oro S.R.L.", "phone": "011 4321-7788"}
AGAIN = {"legal_name": "La Espiga de Oro", "phone": "11 4321 7788"}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_an_executive_compares_by_keyboard_and_an_administrator_sees_the_verdict(
    desk: Desk, real_cast: Cast
) -> None:
    evaluated(real_cast.referrer, when=NOON - 2 * DAY, **TWIN)
    second = evaluated(real_cast.sponsor, when=NOON - DAY, **AGAIN)
    page = desk.signed_in(real_cast.executive)
    page.goto(f"/gestion/avisos/{second.pk}/")
    link = page.get_by_role("link", name=re.compile("^Comparar lado a lado"))
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/parecidos/*/")
    why = page.get_by_role("region", name=re.compile("^Por qué"))
    expect(why.get_by_role("row").filter(has_text="El teléfono es el mismo")).to_contain_text("+")
    expect(why.get_by_role("row").last).to_contain_text("Suma")
    beside = page.get_by_role("region", name=re.compile("^Las dos empresas"))
    expect(beside.get_by_role("row").filter(has_text="Teléfono")).to_contain_text("igual")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, COLOURS) == []
    why.focus()  # a region that may scroll takes the keyboard
    expect(why).to_be_focused()
    button = page.get_by_role("button", name=re.compile("^Es el mismo"))
    for _tab in range(30):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/gestion/avisos/{second.pk}/")
    assert Judgement.objects.get().given_by_id == real_cast.executive.user_id
    admin = desk.signed_in(real_cast.admin)
    admin.goto("/gestion/programa/")
    admin.get_by_role("link", name="Comparador").click()
    expect(admin.locator("main")).to_contain_text("1 de 1")
    assert axe(admin) == []
    admin.emulate_media(color_scheme="dark")
    assert axe(admin, COLOURS) == []


def test_two_companies_are_tried_on_a_phone(desk: Desk, real_cast: Cast) -> None:
    page = desk.signed_in(real_cast.admin, viewport=PHONE)
    page.goto("/gestion/programa/comparador/probar/")
    page.get_by_role("group", name="Una empresa").get_by_label("Razón social").fill(
        TWIN["legal_name"]
    )
    page.get_by_role("button", name="Comparar las dos").click()
    expect(page.get_by_role("alert").first).to_contain_text("Lo que escribió se conserva")
    one, other = (page.get_by_role("group", name=name) for name in ("Una empresa", "La otra"))
    expect(one.get_by_label("Razón social")).to_have_value(TWIN["legal_name"])
    one.get_by_label("Teléfono").fill(TWIN["phone"])
    other.get_by_label("Razón social").fill(AGAIN["legal_name"])
    other.get_by_label("Teléfono").fill(AGAIN["phone"])
    page.get_by_role("button", name="Comparar las dos").click()
    expect(page.get_by_role("heading", name="Resultado")).to_be_visible()
    expect(page.locator("main")).to_contain_text("El teléfono es el mismo")
    expect(page.locator("main")).to_contain_text("Sí: comparten una clave")
    assert not page.evaluate(SIDEWAYS)
    assert axe(page) == []


def test_all_of_it_works_without_scripts(desk: Desk, real_cast: Cast) -> None:
    evaluated(real_cast.referrer, when=NOON - 2 * DAY, **TWIN)
    second = evaluated(real_cast.sponsor, when=NOON - DAY, **AGAIN)
    page = desk.signed_in(real_cast.executive, java_script_enabled=False, viewport=PHONE)
    page.goto(f"/gestion/avisos/{second.pk}/")
    page.get_by_role("link", name=re.compile("^Comparar lado a lado")).click()
    page.get_by_role("button", name=re.compile("^Es otro")).click()
    page.get_by_role("link", name=re.compile("^Comparar lado a lado")).click()
    expect(page.locator("main")).to_contain_text("Qué se dijo de este parecido")
    assert Judgement.objects.get().verdict == "DIFFERENT"
