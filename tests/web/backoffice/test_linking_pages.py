"""Finance's pages of splits, suggestions, the rule, differences and the QR."""

import base64
import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import builders
import sales_cases as sales
from cast import Cast
from universo.opportunities.models import NoticeItem
from universo.rewards.models import Accrual
from universo.sales.models import Document, DocumentConflict, LinkingRule, OpportunityLink
from universo.usecases.record_document import DocumentDiffers, record_document

pytestmark = pytest.mark.django_db
LIST = "/gestion/comprobantes/"
BOARD, RULE, DIFFERENCES = (
    f"{LIST}por-vincular/",
    f"{LIST}por-vincular/regla/",
    f"{LIST}diferencias/",
)


@pytest.fixture
def finance(client: Client, cast: Cast) -> Client:
    return sales.sign_in(client, cast.finance)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def two_lines(cast: Cast) -> Document:
    return sales.invoice(cast, sales.line(6_000_000), sales.line(4_000_000, description="Soporte"))


def test_a_split_shows_what_each_earns_before_it_is_done(finance: Client, cast: Cast) -> None:
    mine, other = sales.accepted(cast, won=True), sales.accepted(cast, won=True, rate_bp=1_000)
    document = two_lines(cast)
    sales.collect(cast, document, 12_100_000)
    page = f"{LIST}{document.pk}/repartir/"
    shown = text(finance.get(page))
    assert mine.reference in shown
    assert "Soporte" in shown
    one, two = document.lines.order_by("position")
    chosen = {f"line-{one.pk}": str(mine.pk), f"line-{two.pk}": str(other.pk)}
    preview = text(finance.post(page, chosen))
    assert "3.000,00" in preview
    assert "4.000,00" in preview
    assert f'value="{other.pk}" selected' in preview
    assert not OpportunityLink.objects.exists()
    answer = finance.post(page, {**chosen, "confirm": "1"})
    assert answer.headers["Location"] == f"{LIST}{document.pk}/"
    assert sum(Accrual.objects.values_list("amount_minor", flat=True)) == 700_000
    document_page = text(finance.get(f"{LIST}{document.pk}/"))
    for notice in (mine, other):
        assert f"oportunidad/{notice.pk}/desvincular/" in document_page


def test_a_split_that_cannot_be_keeps_what_was_chosen(finance: Client, cast: Cast) -> None:
    mine, document = sales.accepted(cast, won=True), two_lines(cast)
    page, line = f"{LIST}{document.pk}/repartir/", document.lines.earliest("position")
    for wrong in ({}, {f"line-{line.pk}": "999999"}, {f"line-{line.pk}": "x"}):
        assert finance.post(page, wrong).status_code == 422
    finance.post(page, {f"line-{line.pk}": str(mine.pk), "confirm": "1"})
    rest = document.lines.latest("position")
    again = finance.post(page, {f"line-{rest.pk}": str(mine.pk), "confirm": "1"})
    assert again.status_code == 422
    assert "ya tiene renglones de esta factura" in text(again)
    assert "selected" in text(again)
    assert "sin oportunidad" in text(finance.get(f"{LIST}{document.pk}/"))


def test_many_suggestions_are_confirmed_at_once(finance: Client, cast: Cast) -> None:
    notice = sales.accepted(cast, won=True)
    first, second, bare = (
        sales.invoice(cast),
        sales.invoice(cast),
        sales.invoice(cast, sales.line(family="")),
    )
    stranger = sales.invoice(cast, receiver_doc=builders.cuit(88), receiver_name="Nadie S.A.")
    page = text(finance.get(BOARD))
    assert page.count("checked") == 2
    assert stranger.title not in page
    assert f"{LIST}{bare.pk}/renglones/?luego=vincular" in page
    pairs = [f"{row.pk}:{notice.pk}" for row in (first, second)]
    answer = finance.post(
        BOARD, {"pair": [*pairs, f"{bare.pk}:{notice.pk}", "x:y", "1:"]}, follow=True
    )
    assert "Se vincularon 2 facturas." in text(answer)
    assert "familia de productos" in text(answer)
    assert OpportunityLink.objects.count() == 2
    assert "Marque las facturas" in text(finance.post(BOARD, {}, follow=True))


def test_two_possible_opportunities_are_not_marked(finance: Client, cast: Cast) -> None:
    sales.accepted(cast, won=True), sales.accepted(cast, won=True)
    document = sales.invoice(cast)
    page = text(finance.get(BOARD))
    assert "checked" not in page
    assert "2 posibles" in page
    assert f"{LIST}{document.pk}/oportunidad/" in page


def test_the_rule_says_what_it_would_do_and_is_switched_with_a_reason(
    finance: Client, cast: Cast
) -> None:
    notice = sales.accepted(cast, won=True)
    NoticeItem.objects.filter(notice=notice).exclude(family=cast.families["POS-SOFT"]).delete()
    document = sales.invoice(cast)
    assert "Vincularía 1 factura ahora." in text(finance.get(RULE))
    assert finance.post(RULE, {"act": "on", "reason": "x"}).status_code == 422
    said = text(finance.post(RULE, {"act": "on", "reason": "Un mes sin errores"}, follow=True))
    assert "La regla está activa" in said
    assert LinkingRule.objects.get().is_on
    later = sales.invoice(cast)
    assert "por la regla" in text(finance.get(f"{LIST}{later.pk}/"))
    assert later.title in text(finance.get(RULE))
    finance.post(RULE, {"act": "off", "reason": "Mejor a mano"})
    assert LinkingRule.objects.count() == 2
    assert document.links.count() == 0


def differing(cast: Cast, **changes: Any) -> DocumentConflict:
    data = sales.data()
    document = record_document(actor=cast.finance, now=sales.NOON, data=data)
    if changes.pop("linked", False):
        from universo.usecases.link_document import link_document

        notice = sales.accepted(cast, won=True)
        link_document(
            actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk
        )
        sales.collect(cast, document, 12_100_000)
    with pytest.raises(DocumentDiffers) as found:
        record_document(actor=cast.finance, now=sales.NOON, data=replace(data, **changes))
    return found.value.conflict


def typed(net: str, vat: str, **changes: str) -> dict[str, str]:
    return {
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-description": "Licencia anual",
        "lines-0-family_code": "POS-SOFT", "lines-0-net": net, "lines-0-vat": vat, "reason": "",
        **changes,
    }  # fmt: skip


def smaller() -> dict[str, Any]:
    line = sales.line(8_000_000)
    return {"lines": (line,), "net_minor": 8_000_000, "vat_minor": 1_680_000,
            "total_minor": 9_680_000}  # fmt: skip


def test_differences_are_compared_with_their_consequences(finance: Client, cast: Cast) -> None:
    conflict = differing(cast, linked=True, **smaller())
    url = f"{DIFFERENCES}{conflict.pk}/"
    assert url in text(finance.get(DIFFERENCES))
    assert url in text(finance.get(f"{LIST}{conflict.document_id}/"))
    assert conflict.document.title in text(finance.get(f"{LIST}?estado=con-diferencias"))
    page = text(finance.get(url))
    for words in ("121.000,00", "96.800,00", "5.000,00", "4.000,00", "Difiere"):
        assert words in page, words
    before = Accrual.objects.count()
    wrong = finance.post(url, typed("1,00", "0,21", act="replace", reason="Lo dice el papel"))
    assert wrong.status_code == 422
    assert 'value="1,00"' in text(wrong)
    assert Accrual.objects.count() == before
    assert finance.post(url, typed("80.000,00", "16.800,00", act="replace")).status_code == 422
    shown = finance.post(url, typed("80.000,00", "16.800,00", act="preview"))
    assert shown.status_code == 200
    replacing = {"act": "replace", "reason": "Lo dice el papel"}
    unseen = finance.post(url, typed("80.000,00", "16.800,00", **replacing, seen="otra cosa"))
    assert unseen.status_code == 422
    assert "Las consecuencias ahora son otras" in text(unseen)
    assert Accrual.objects.count() == before
    seen = shown.context["seen"]
    done = finance.post(url, typed("80.000,00", "16.800,00", **replacing, seen=seen))
    assert done.headers["Location"] == f"{LIST}{conflict.document_id}/"
    assert sum(Accrual.objects.values_list("amount_minor", flat=True)) == 400_000
    decided = text(finance.get(url))
    assert "Lo dice el papel" in decided
    assert 'name="act"' not in decided
    assert url in text(finance.get(f"{DIFFERENCES}?estado=resueltas"))


def test_keeping_needs_a_reason_and_changes_nothing(finance: Client, cast: Cast) -> None:
    conflict = differing(cast, receiver_name="Otro S.A.")
    url = f"{DIFFERENCES}{conflict.pk}/"
    assert finance.post(url, typed("1", "1", act="keep")).status_code == 422
    assert (
        finance.post(url, typed("1", "1", act="keep", reason="Error de tipeo")).status_code == 302
    )
    assert Document.objects.get().version == 1
    assert finance.post(url, typed("1", "1", act="otra", reason="Error")).status_code == 404
    again = finance.post(
        url, typed("100.000,00", "21.000,00", act="replace", reason="Error de tipeo"), follow=True
    )
    assert "ya resolvió esta diferencia" in text(again)


def test_auditors_look_and_decide_nothing(client: Client, cast: Cast) -> None:
    conflict = differing(cast, receiver_name="Otro S.A.")
    auditor = sales.sign_in(client, cast.auditor)
    page = auditor.get(f"{DIFFERENCES}{conflict.pk}/")
    assert page.status_code == 200
    assert 'name="act"' not in text(page)
    for path in (f"{DIFFERENCES}{conflict.pk}/", BOARD, RULE):
        assert auditor.post(path, {"act": "keep", "reason": "No puede"}).status_code == 404


def code(**changes: Any) -> str:
    said = {
        "ver": 1, "fecha": "2026-11-10", "cuit": 30000000007, "ptoVta": 3, "tipoCmp": 1,
        "nroCmp": 1045, "importe": 121000, "moneda": "PES", "ctz": 1, "tipoDocRec": 80,
        "nroDocRec": int(builders.cuit(4_417)), "tipoCodAut": "E", "codAut": 86338977420001, **changes,
    }  # fmt: skip
    packed = base64.b64encode(json.dumps(said).encode()).decode()
    return f"https://www.arca.gob.ar/fe/qr/?p={packed}"


def test_a_qr_fills_the_form_in_and_stores_nothing(finance: Client) -> None:
    url = f"{LIST}nuevo/qr/"
    page = text(finance.post(url, {"text": code()}))
    for words in ('value="121.000,00"', 'value="1045"', 'value="2026-11-10"', "86338977420001"):
        assert words in page, words
    assert "no prueba nada" in page
    assert 'name="lines-0-net"' in page
    drawn = BytesIO()
    segno.make(code(nroCmp=1046)).save(drawn, kind="png", scale=4)
    picture = SimpleUploadedFile("qr.png", drawn.getvalue(), "image/png")
    assert 'value="1046"' in text(finance.post(url, {"text": "", "picture": picture}))
    assert not Document.objects.exists()
    assert finance.get(url).status_code == 405


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "Pegue lo que dice el código"),
        ({"text": "https://evil.example/?p=e30="}, "no es la del organismo fiscal"),
        ({"text": "x" * 5_000}, "4000"),
        ({"picture": SimpleUploadedFile("x.png", b"nada", "image/png")}, "PNG o JPEG"),
        ({"text": "a\0b"}, "caracteres nulos"),
    ],
)
def test_a_qr_that_says_nothing_is_refused_at_its_field(
    finance: Client, sent: dict[str, Any], words: str
) -> None:
    answer = finance.post(f"{LIST}nuevo/qr/", sent)
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_document_from_a_qr_says_so(finance: Client) -> None:
    head = {
        "type_code": "1", "point_of_sale": "3", "number": "1045", "issue_date": "2026-11-10",
        "issuer_cuit": "30-00000000-7", "receiver_doc": builders.cuit(4_417), "currency": "ARS",
        "receiver_name": "Ferretería El Tornillo", "total_minor": "121.000,00", "origin": "QR",
    }  # fmt: skip
    finance.post(f"{LIST}nuevo/", {**typed("100.000,00", "21.000,00"), **head})
    assert Document.objects.get().origin == "QR"


def test_the_list_is_narrowed_and_downloaded(finance: Client, cast: Cast) -> None:
    first = sales.invoice(cast, number=91_001)
    late = sales.invoice(
        cast, number=91_002, issue_date=sales.DAY.replace(day=12), receiver_name="=2+2 S.A.",
        currency="USD",
    )  # fmt: skip
    narrowed = text(finance.get(f"{LIST}?desde=2026-11-11"))
    assert late.title in narrowed
    assert first.title not in narrowed
    assert late.title not in text(finance.get(f"{LIST}?moneda=ARS"))
    assert finance.get(f"{LIST}?desde=ayer&moneda=X").status_code == 200
    answer = finance.get(f"{LIST}comprobantes.csv?moneda=USD")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 2
    assert "'=2+2" in rows[1]
    assert "121000,00" in rows[1]


def test_undoing_says_what_is_settled_and_what_is_not(finance: Client, cast: Cast) -> None:
    document, notice = sales.linked(cast)
    sales.collect(cast, document, 12_100_000)
    page = text(finance.get(f"{LIST}{document.pk}/oportunidad/{notice.pk}/desvincular/"))
    assert "Se le descuentan" in page
    assert "Nada de eso está aún en una liquidación" in page
    assert "5.000,00" in page
