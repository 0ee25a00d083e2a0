"""R-12: from an invoice entered or imported to the reward that the sponsor sees paid."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import builders
import sales_cases as sales
import settling_cases as settling
from browsing import Desk, axe, sign_in
from cast import Cast
from universo.domain.tax_ids import format_cuit
from universo.rewards.models import Settlement
from universo.sales.models import Collection, Document

pytestmark = pytest.mark.e2e
SAMPLES = Path(__file__).parent.parent / "rooms" / "sales" / "feeds" / "samples"


def test_from_the_invoice_to_the_payment(desk: Desk, real_cast: Cast) -> None:
    notice = sales.accepted(real_cast, won=True)  # at 5 %
    page = desk.window()
    sign_in(page, real_cast.finance)
    enter_invoice(page)
    page.get_by_role("link", name="Vincular a una oportunidad").click()
    suggested = page.get_by_role("listitem").filter(has_text=notice.reference)
    expect(suggested).to_contain_text("CUIT")  # why it is suggested
    suggested.get_by_role("link").first.click()
    expect(page.get_by_role("row", name=re.compile("Licencia"))).to_contain_text("5.000,00")
    page.get_by_role("button", name="Vincular la factura").click()
    collect(page, "R-1", "TRANSFER", "40.000")
    collect(page, "R-2", "TRANSFER", "81.000")
    take_back(page, "R-1")

    document = Document.objects.get()
    assert Collection.objects.filter(document=document).count() == 2
    sponsor = desk.window()
    sign_in(sponsor, real_cast.sponsor)
    sponsor.get_by_role("link", name="Recompensas").first.click()
    # 100.000 × 5 % × 81.000 / 121.000, rounded once; the 40.000 that bounced are gone again
    amount = re.compile(r"3\.347,11")
    tile = sponsor.locator(".stats")
    expect(tile).to_contain_text(amount)
    expect(sponsor.get_by_text("1.652,89").first).to_be_attached()

    other = desk.window()
    sign_in(other, settling.second())
    close_november(page, other)
    settlement = Settlement.objects.get()
    page.goto(f"/gestion/liquidaciones/{settlement.pk}/")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Liquidación en PDF").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    sponsor.reload()
    expect(sponsor.locator("#found")).to_contain_text("Liquidada")
    bill(sponsor)
    settling.account(real_cast.sponsor_partner, real_cast.sponsor)
    pay(page, other)
    sponsor.goto("/portal/recompensas/")
    expect(sponsor.locator("#found")).to_contain_text("Pagada")
    sponsor.get_by_role("link", name="noviembre de 2026").click()
    expect(sponsor.locator("main")).to_contain_text("TR-4417")
    expect(sponsor.locator("main")).to_contain_text(amount)


def enter_invoice(page: Page) -> None:
    """Enter the invoice of PROGRAMME.md §3 by hand: $ 100.000 and VAT; a wrong sum is told first."""
    page.get_by_role("link", name="Ventas").first.click()
    page.get_by_role("link", name="Cargar un comprobante").click()
    page.get_by_label("Tipo", exact=True).select_option("1")
    page.get_by_label("Fecha", exact=True).fill("2026-11-10")
    page.get_by_label("Punto de venta").fill("3")
    page.get_by_label("Número", exact=True).fill("1045")
    page.get_by_label("CUIT de nuestra empresa").fill(format_cuit(sales.ISSUER))
    page.get_by_label("CUIT del cliente").fill(builders.cuit(4_417))
    page.get_by_label("Razón social del cliente").fill("Ferretería El Tornillo S.R.L.")
    line = page.get_by_role("group", name="Renglón 1")
    line.get_by_label("Descripción").fill("Licencia anual")
    line.get_by_label("Familia de productos").select_option("POS-SOFT")
    line.get_by_label("Importe neto").fill("100.000")
    line.get_by_label("IVA").fill("21.000")
    page.get_by_label("Moneda").select_option("ARS")
    page.get_by_label("Total", exact=True).fill("112.000")
    page.get_by_role("button", name="Registrar el comprobante").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(line.get_by_label("Descripción")).to_have_value("Licencia anual")
    assert axe(page) == []
    assert not Document.objects.exists()
    page.get_by_label("Total", exact=True).fill("121.000,00")
    page.get_by_role("button", name="Registrar el comprobante").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("00003-00001045")


def collect(page: Page, receipt: str, means: str, amount: str) -> None:
    """Register a receipt on the invoice."""
    page.get_by_label("Número de recibo").fill(receipt)
    page.get_by_label("Medio de pago").select_option(means)
    page.get_by_label("Importe", exact=True).fill(amount)
    page.get_by_label("Fecha del recibo").fill("2026-11-12")
    page.get_by_role("button", name="Registrar la cobranza").click()
    expect(page.locator("#cobranzas").get_by_role("link", name=receipt)).to_be_visible()


def take_back(page: Page, receipt: str) -> None:
    """The bank sent it back."""
    page.locator("#cobranzas").get_by_role("link", name=receipt).click()
    page.get_by_label("Fecha", exact=True).fill("2026-11-20")
    page.get_by_label("Motivo").fill("Cheque rechazado")
    page.get_by_role("button", name="Revertir la cobranza").click()
    expect(page.locator("main")).to_contain_text("Cheque rechazado")


def close_november(page: Page, second: Page) -> None:
    """Prepare the current month, which asks to be sure; another person approves it."""
    page.goto("/gestion/liquidaciones/")
    page.get_by_role("link", name="noviembre de 2026").first.click()
    expect(page.get_by_role("row", name=re.compile("Benítez"))).to_contain_text("3.347,11")
    page.get_by_role("button", name="Preparar los borradores").click()
    early = page.get_by_role("checkbox", name="Cierre anticipado")
    expect(early).to_have_attribute("aria-invalid", "true")
    early.check()
    page.get_by_role("button", name="Preparar los borradores").click()
    expect(page.locator("main")).to_contain_text("lo aprueba otra persona de finanzas")
    assert not Settlement.objects.exists()
    second.goto(page.url)
    second.get_by_role("button", name="Aprobar y cerrar").click()
    expect(second.locator("#found")).to_contain_text("Falta la factura")


def bill(sponsor: Page) -> None:
    """The sponsor sends its invoice from the home page's reminder."""
    sponsor.goto("/portal/")
    sponsor.get_by_role("link", name=re.compile("Envíe su factura")).click()
    sponsor.get_by_role("link", name="Enviar su factura").click()
    sponsor.get_by_label("Punto de venta").fill("2")
    sponsor.get_by_label("Número", exact=True).fill("147")
    sponsor.get_by_label("Fecha de emisión").fill("2026-11-23")
    sponsor.get_by_label("La factura: PDF o imagen").set_input_files(
        {"name": "factura.pdf", "mimeType": "application/pdf", "buffer": settling.PDF}
    )
    sponsor.get_by_role("button", name="Enviar la factura").click()
    expect(sponsor.locator("main")).to_contain_text("Finanzas está controlando su factura")


def pay(page: Page, second: Page) -> None:
    """Accept the invoice, batch and approve it, record the transfer; a second click pays once."""
    page.goto("/gestion/liquidaciones/facturas/")
    page.get_by_role("link", name=re.compile("Benítez")).click()
    page.get_by_role("button", name="Aceptar la factura").click()
    page.goto("/gestion/liquidaciones/pagos/")
    page.get_by_role("button", name="Armar un lote").click()
    second.goto(page.url)
    second.get_by_role("button", name="Aprobar el lote").click()
    page.reload()
    page.get_by_label("Día del pago").fill("2026-11-23")
    page.get_by_label("Transferencia u orden de pago").fill("TR-4417")
    page.get_by_role("button", name="Registrar como pagado").dblclick()
    expect(page.locator("main")).to_contain_text("Pagada")


def test_a_file_of_the_tax_office_is_imported_once(desk: Desk, real_cast: Cast) -> None:
    page = desk.signed_in(real_cast.finance)
    upload(page)
    expect(page.locator("#state")).to_contain_text("Se registrarán")
    rows = page.get_by_role("row")
    expect(rows.filter(has=page.get_by_text("Nuevo", exact=True))).to_have_count(17)
    first = rows.filter(has_text="Factura A 00003-00001045")
    expect(first).to_contain_text("CLIENTE DE PRUEBA UNO")
    expect(first).to_contain_text("$ 1.815.000,00")
    expect(rows.filter(has_text="00003-00000503")).to_contain_text("el neto debe ingresarse")
    assert not Document.objects.exists()  # a preview writes nothing
    page.get_by_role("button", name="Confirmar la importación").click()
    expect(page.locator("#state")).not_to_contain_text("El archivo fue aplicado")
    page.get_by_label("Miré las filas en dólares").check()
    page.get_by_role("button", name="Confirmar la importación").click()
    expect(page.locator("#state")).to_contain_text("El archivo fue aplicado")
    stored = all_documents()
    assert len(stored) == 17
    upload(page)
    expect(page.locator("#state")).to_contain_text("Este archivo no cambia nada")
    expect(page.get_by_role("button", name="Confirmar la importación")).to_have_count(0)
    assert all_documents() == stored


def all_documents() -> list[tuple[int, int, int]]:
    """Every document with its number and total."""
    return list(Document.objects.order_by("pk").values_list("pk", "number", "total_minor"))


def upload(page: Page) -> None:
    """Upload the sample, as it comes from the tax office."""
    page.goto("/gestion/importaciones/")
    page.get_by_label("CUIT de nuestra empresa").fill(format_cuit(sales.ISSUER))
    page.get_by_label("Archivo").set_input_files(SAMPLES / "g3_emitidos_utf8.csv")
    page.get_by_role("button", name="Ver qué hará").click()
    page.wait_for_url(re.compile(r"/importaciones/\d+/"))
