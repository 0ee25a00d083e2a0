"""R-2 (f): a course is read, its test passed, the certificate verified, and the last seat given away."""

import re

import pytest
from playwright.sync_api import expect

import training_cases as cases
from browsing import PHONE, Desk, axe, sign_in
from cast import Cast
from universo.benefits.training.models import Certificate

pytestmark = pytest.mark.e2e


def test_from_the_first_page_to_the_certificate(desk: Desk, real_cast: Cast) -> None:
    course = cases.course(real_cast, bank=3)
    window = desk.window()
    sign_in(window, real_cast.reseller)
    window.get_by_role("link", name="Beneficios").first.click()
    window.get_by_role("link", name=re.compile("Usarlo.*Ventas y formación")).click()
    window.get_by_role("link", name=re.compile("Abrir el curso")).click()
    window.get_by_role("link", name="Seguir leyendo").click()
    assert axe(window) == []
    window.get_by_role("button", name="Leída: seguir").click()
    window.get_by_role("button", name="Leída: terminar").click()
    assert axe(window) == []
    window.get_by_role("button", name="Comenzar el examen").click()
    window.set_viewport_size(PHONE)
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(window) == []
    for question in window.locator("main fieldset").all():
        question.get_by_label(cases.RIGHT).check()
    window.get_by_role("button", name="Entregar el examen").click()
    expect(window.locator("main")).to_contain_text("Aprobado")
    made = Certificate.objects.get(course=course)
    with window.expect_download() as pdf:
        window.get_by_role("link", name=re.compile(made.reference)).click()
    assert pdf.value.suggested_filename == f"{made.reference}.pdf"
    visitor = desk.window()
    visitor.goto(f"/verificar/certificado/{made.code}/")  # what the QR of the PDF says
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Certificado vigente")
    assert axe(visitor) == []


def test_the_last_seat_and_the_first_who_waits(desk: Desk, real_cast: Cast) -> None:
    found = cases.session(real_cast, cases.course(real_cast), places=1)
    windows = []
    for actor in (real_cast.sponsor, real_cast.reseller):
        window = desk.window()
        sign_in(window, actor)
        window.goto(f"/portal/beneficios/capacitacion/encuentros/{found.pk}/")
        windows.append(window)
    first, second = windows
    first.get_by_role("button", name="Tomar un lugar").click()
    second.get_by_role(
        "button", name="Tomar un lugar"
    ).click()  # the page had said that one was free
    expect(second.locator("main")).to_contain_text("lista de espera")
    assert axe(second) == []
    first.get_by_role("button", name="Dejar mi lugar").click()
    second.reload()
    expect(second.locator("main")).to_contain_text("Tiene su lugar.")
    keeper = desk.window()
    sign_in(keeper, real_cast.channel_manager)
    keeper.goto(f"/gestion/beneficios/capacitacion/encuentros/{found.pk}/")
    expect(keeper.locator("main")).to_contain_text("Norma Norte")
    assert axe(keeper) == []
    keeper.get_by_text("Suspenderlo").first.click()
    keeper.get_by_label("Motivo").fill("Corte de luz en la sala.")
    keeper.get_by_role("button", name="Suspenderlo").click()
    second.reload()
    expect(second.locator("main")).to_contain_text("Corte de luz en la sala.")
