"""R-8 to R-10: the queue by time left, the four checks with their evidence, the decision, the term."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

import builders
from browsing import Desk, axe, sign_in, work
from cast import Cast
from evaluating import evaluated, ready, send
from universo.evaluation.models import Check
from universo.notifications.models import Mail
from universo.opportunities.models import Notice

pytestmark = pytest.mark.e2e
NOON, DAY = builders.NOON, timedelta(days=1)
HALF_TYPED = "Llamé: atiende la d"
TWIN = {"legal_name": "Panadería La Espiga de Oro S.R.L.", "phone": "011 4321-7788"}


def test_the_executive_checks_and_accepts(desk: Desk, real_cast: Cast) -> None:
    older = evaluated(
        real_cast.referrer, when=NOON - 9 * DAY, legal_name="Kiosco Avenida S.A.",
        phone="0351 422-7788", contact_name="Rita Vera", province="X", locality="Córdoba",
    )  # fmt: skip
    newer = send(real_cast.sponsor, when=NOON - DAY, legal_name="Corralón Don Pedro S.A.")
    work()  # the worker gathers the evidence
    page = desk.window()
    sign_in(page, real_cast.executive)
    page.get_by_role("link", name="Cola de avisos").first.click()
    rows = page.locator("#queue li .row")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(older.prospect.legal_name)  # what falls due first
    expect(rows.nth(1)).to_contain_text("0 de 4 controles")
    for row in range(2):
        expect(rows.nth(row).locator(".meter .tick")).to_have_count(15)
    meters = rows.nth(1).get_by_role("img")
    expect(meters).to_have_attribute("aria-label", re.compile("días hábiles"))
    page.get_by_role("link", name=newer.prospect.legal_name).click()
    expect(page.locator(".check-card")).to_have_count(4)
    for number in range(4):
        assert page.locator(".check-card .evidence").nth(number).locator("li").count() >= 1
    expect(page.get_by_text("Para aceptarlo, los cuatro controles")).to_be_visible()
    expect(page.get_by_role("link", name="Aceptar…")).to_have_count(0)
    for done in range(1, 5):
        page.get_by_role("button", name=re.compile("^Aprueba")).first.click()
        expect(page.get_by_role("button", name=re.compile("^Aprueba"))).to_have_count(4 - done)
    assert Check.objects.filter(notice=newer, decided_by=real_cast.executive.user_id).count() == 4
    page.get_by_role("link", name="Aceptar…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"7(,00)?\s?%"))  # the rates that stay fixed
    dialog.get_by_label("Nota para el promotor").fill("Buen contacto: los llamo mañana.")
    dialog.get_by_role("button", name="Aceptar el aviso").click()
    expect(page.locator("main")).to_contain_text("Buen contacto")
    expect(page.get_by_role("button", name=re.compile("^Aprueba"))).to_have_count(0)
    assert Notice.objects.get(pk=newer.pk).status == "ACCEPTED"
    sponsor = desk.signed_in(real_cast.sponsor)
    sponsor.goto(f"/portal/oportunidades/{newer.pk}/")
    expect(sponsor.locator("main")).to_contain_text("Hasar aceptó al cliente")
    assert Mail.objects.filter(subject__startswith="Aceptad", subject__contains=newer.reference)


def test_a_look_alike_is_seen_judged_and_declined(desk: Desk, real_cast: Cast) -> None:
    first = evaluated(real_cast.referrer, when=NOON - 2 * DAY, **TWIN)
    second = evaluated(
        real_cast.sponsor, when=NOON - DAY, legal_name="La Espiga de Oro", phone="11 4321 7788"
    )
    page = desk.signed_in(real_cast.executive)
    page.goto("/gestion/avisos/")
    row = page.get_by_role("listitem").filter(has_text=second.reference)
    expect(row).to_contain_text("1 posible duplicado")
    note = page.get_by_label("Nota: Datos validados")
    page.get_by_role("link", name="La Espiga de Oro", exact=True).click()
    note.fill(HALF_TYPED)
    twin = page.get_by_role("article").filter(has_text=first.reference)
    expect(twin).to_contain_text("Parece la misma empresa")
    expect(twin).to_contain_text("El teléfono es el mismo")  # what speaks for it
    twin.get_by_role("button", name=re.compile("^Es el mismo")).click()
    expect(twin.get_by_role("button", name=re.compile("^Cambiar"))).to_be_focused()
    expect(note).to_have_value(HALF_TYPED)
    check = page.locator(".check-card", has=page.locator("#check-DUPLICATES"))
    check.get_by_role("button", name=re.compile("^No aprueba")).click()
    expect(check).to_contain_text("No aprobado")  # the same customer cannot be two sponsors'
    page.get_by_role("link", name="Rechazar…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="El cliente ya había sido informado")).to_be_checked()
    assert axe(page) == []
    dialog.get_by_label("Nota para el promotor").fill("Ya lo informó otro promotor, antes.")
    dialog.get_by_role("button", name="Rechazar el aviso").click()
    expect(page.locator("main")).to_contain_text("Rechaza")
    assert Notice.objects.get(pk=second.pk).status == "DECLINED"
    sponsor = desk.signed_in(real_cast.sponsor)
    sponsor.goto(f"/portal/oportunidades/{second.pk}/")
    told = sponsor.locator("main").inner_text()
    assert "Ferreyra" not in told  # who else notified it is nobody's business
    assert first.reference not in told


def test_after_its_term_a_notice_reads_dismissed_and_cannot_be_accepted(
    desk: Desk, real_cast: Cast, clock: Any
) -> None:
    notice = ready(real_cast.sponsor, real_cast.executive)
    clock.move_to(notice.due_at - timedelta(minutes=1))
    page = desk.signed_in(real_cast.executive)
    page.goto(f"/gestion/avisos/{notice.pk}/")
    page.get_by_role("link", name="Aceptar…").click()
    clock.move_to(notice.due_at)  # the very instant; no job has run
    page.get_by_role("dialog").get_by_role("button", name="Aceptar el aviso").click()
    expect(page.locator("main")).to_contain_text("Desestimado: el plazo terminó sin respuesta")
    expect(page.get_by_role("link", name="Aceptar…")).to_have_count(0)
    stored = Notice.objects.get(pk=notice.pk)
    assert stored.decided_at is None
    assert stored.status != "ACCEPTED"
    sponsor = desk.signed_in(real_cast.sponsor)
    sponsor.goto(f"/portal/oportunidades/{notice.pk}/")
    expect(sponsor.locator("main")).to_contain_text("Desestimada por vencimiento")
