"""The pages of importing: preview, confirmation, what was left out."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import sales_cases as sales
from cast import Cast
from universo.sales.models import Collection, Document, ImportBatch

pytestmark = pytest.mark.django_db
IMPORTS = "/gestion/importaciones/"
SAMPLES = Path(__file__).parents[2] / "rooms" / "sales" / "feeds" / "samples"
G3 = (SAMPLES / "g3_emitidos_utf8.csv").read_bytes()


@pytest.fixture
def finance(client: Client, cast: Cast) -> Client:
    return sales.sign_in(client, cast.finance)


def upload(client: Client, content: bytes, **changes: str) -> str:
    """Upload a file and return the address of its preview."""
    data = {"kind": "auto", "issuer_cuit": sales.ISSUER, **changes}
    answer = client.post(IMPORTS, {**data, "file": SimpleUploadedFile("enero.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def main_of(answer: Any) -> str:
    """Return the page without its menus."""
    return str(answer.content.decode().split("<main", 1)[1])


def test_preview_confirm_and_again(finance: Client) -> None:
    page = upload(finance, G3)
    shown = finance.get(page).content.decode()
    assert "Se registrarán 17 filas" in shown
    assert "14.897.627,81" in shown
    assert "Filas en dólares: 3." in shown
    assert Document.objects.count() == 0
    assert "dólares" in finance.post(page, {"act": "apply"}, follow=True).content.decode()
    assert Document.objects.count() == 0  # the first dollars of this company: somebody looks
    finance.post(page, {"act": "apply", "dollars": "1"})
    finance.post(page, {"act": "apply", "dollars": "1"})
    assert Document.objects.count() == 17
    assert "El archivo fue aplicado" in finance.get(page).content.decode()
    again = finance.get(upload(finance, G3)).content.decode()
    assert "Este archivo no cambia nada" in again
    assert "Confirmar la importación" not in again
    assert reverse("backoffice:conflicts") not in main_of(finance.get(page))
    other = upload(finance, G3.replace(b"CLIENTE DE PRUEBA UNO", b"CLIENTE DE PRUEBA OTRO"))
    finance.post(other, {"act": "apply", "dollars": "1"})
    applied = main_of(finance.get(other))
    assert "otra cosa que lo registrado" in applied
    assert reverse("backoffice:conflicts") in applied


def test_a_file_that_is_not_one_is_refused_at_its_field(finance: Client) -> None:
    received = (SAMPLES / "NEG_g3_recibidos.csv").read_bytes()
    for content, wrong, sentence in (
        (b"%PDF-1.7", {}, "No es una tabla"),
        (received, {}, "comprobantes recibidos"),
        (G3, {"kind": "collections"}, "Elija esa opción"),
        (G3, {"issuer_cuit": "12"}, "once números"),
        (G3, {"kind": "x"}, "opción"),
    ):
        data = {"kind": "auto", "issuer_cuit": sales.ISSUER, **wrong}
        answer = finance.post(IMPORTS, {**data, "file": SimpleUploadedFile("x.csv", content)})
        assert answer.status_code == 422, sentence
        assert sentence in answer.content.decode()
    assert finance.post(IMPORTS, {"kind": "auto"}).status_code == 422
    assert not ImportBatch.objects.exclude(status="DISCARDED").exists()


def test_columns_are_chosen_once_and_remembered(finance: Client, cast: Cast) -> None:
    head = "Día;Comprobante tipo;PV;Nº;Quién;Cuánto sin IVA;IVA $;En total\n"
    row = "02/11/2026;1;3;%d;30-00000007-4;1000,00;210,00;1210,00\n"
    page = upload(finance, (head + row % 77).encode())
    shown = finance.get(page).content.decode()
    assert "Todavía no se conocen sus columnas" in shown
    fields = ["issue_date", "type", "point_of_sale", "number", "doc", "net", "vat", ""]
    sent = {f"column_{at}": field for at, field in enumerate(fields)}
    sent |= {"act": "choose", "kind": "invoices", "source": "Tango"}
    answer = finance.post(page, sent)
    assert answer.status_code == 422
    assert "total" in answer.content.decode()
    finance.post(page, {**sent, "column_7": "total"})
    assert "Se registrará 1 fila" in finance.get(page).content.decode()
    finance.post(page, {"act": "apply"})
    assert Document.objects.get().total_minor == 121_000
    again = finance.get(upload(finance, (head + row % 78).encode())).content.decode()
    assert "Tango" in again
    assert "Se registrará 1 fila" in again


def test_what_is_left_out_comes_as_a_sheet_without_formulas(finance: Client, cast: Cast) -> None:
    document = sales.invoice(cast)
    head = b"recibo;fecha;tipo;punto_de_venta;factura;medio;importe;moneda;motivo\n"
    good = f"R-1;12/11/2026;1;3;{document.number};efectivo;10,00;ARS;\n"
    bad = f"=cmd|' /C calc'!A0;12/11/2026;1;3;{document.number};trueque;10,00;ARS;+1\n"
    page = upload(finance, head + good.encode() + bad.encode())
    sheet = finance.get(f"{page}filas.csv")
    text = b"".join(sheet.streaming_content).decode("utf-8-sig")
    assert sheet.headers["Content-Type"].startswith("text/csv")
    rows = text.splitlines()
    assert len(rows) == 2
    assert "El medio de pago no fue reconocido" in rows[1] or "trueque" in rows[1]
    cells = rows[1].split(";")
    assert rows[0].endswith("motivo;fila;rechazada_porque")
    assert "'=cmd|' /C calc'!A0" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    finance.post(page, {"act": "apply"})
    assert Collection.objects.get().receipt_number == "R-1"


def test_a_long_file_goes_to_the_background(
    finance: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from universo.jobs.sales import work
    from universo.usecases import import_sales

    monkeypatch.setattr(import_sales, "SMALL_BYTES", 10)
    page = upload(finance, G3)
    shown = finance.get(page).content.decode()
    assert "Mirando el archivo" in shown
    assert "hx-trigger" in shown
    jobs = ProcrastinateJob.objects.filter(task_name="sales.work_on_import")
    work(**jobs.get().args)
    assert "Se registrarán 17 filas" in finance.get(page).content.decode()
    finance.post(page, {"act": "apply", "dollars": "1"})
    assert Document.objects.count() == 0
    assert "El archivo se está aplicando" in finance.get(page).content.decode()
    work(**jobs.order_by("-id")[0].args)
    assert Document.objects.count() == 17
    assert "El archivo fue aplicado" in finance.get(page).content.decode()


def test_a_discarded_file_writes_nothing(finance: Client) -> None:
    page = upload(finance, G3)
    finance.post(page, {"act": "discard"})
    finance.post(page, {"act": "apply"})
    assert Document.objects.count() == 0
    assert "fue descartado" in finance.get(page).content.decode()


def test_the_templates_are_read_as_they_come(finance: Client, cast: Cast) -> None:
    for name in ("facturas.csv", "facturas.xlsx", "cobranzas.csv", "cobranzas.xlsx"):
        file = finance.get(f"{IMPORTS}modelos/{name}")
        assert file.status_code == 200
        upload(finance, file.content)
    assert finance.get(f"{IMPORTS}modelos/otra.csv").status_code == 404


def test_others_see_nothing_and_auditors_only_read(client: Client, cast: Cast) -> None:
    page = upload(sales.sign_in(client, cast.finance), G3)
    for name, actor in cast.everyone().items():
        sales.sign_in(client, actor)
        code = client.get(page).status_code
        assert code == (200 if name in ("finance", "auditor") else 404), name
        if name != "finance":
            assert client.post(page, {"act": "apply"}).status_code == 404, name
    assert Document.objects.count() == 0
