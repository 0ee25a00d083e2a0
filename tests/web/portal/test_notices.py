"""The sponsor's pages: drafts, sending, receipt, list, detail, rates, home."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import builders
import routing_cases
from builders import NOON, new_uid, notice_data
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.opportunities.models import Clarification, DeclineReason, Notice, NoticeStatus
from universo.program.models import RewardRate
from universo.routing.models import Assignment
from universo.usecases.save_draft import save_draft
from universo.usecases.submit_notice import submit_notice

pytestmark = pytest.mark.django_db


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def typed(**changes: Any) -> dict[str, Any]:
    """What a browser posts."""
    return {**notice_data(), "consent": "on", "action": "send", **changes}


def sent(actor: Actor, **changes: Any) -> Notice:
    return submit_notice(
        actor=actor, clock=timezone.now, uid=new_uid(), data=notice_data(**changes)
    )


def draft_url(uid: Any = None, name: str = "notice_draft") -> str:
    return reverse(f"portal:{name}", args=[uid or new_uid()])


def test_a_new_notice_gets_an_id_and_writes_nothing(cast: Cast) -> None:
    client = browser(cast.sponsor)
    response = client.get(reverse("portal:notice_new"))
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert not Notice.objects.exists()


def test_sending_leads_to_the_receipt(cast: Cast) -> None:
    client, url = browser(cast.sponsor), draft_url()
    body = typed()
    response = client.post(url, body)
    notice = Notice.objects.get()
    receipt = reverse("portal:notice_receipt", args=[notice.pk])
    assert response["Location"] == receipt + "?enviado"
    page = client.get(receipt).content.decode()
    for shown in (notice.reference, notice.content_sha256, notice.signature, "a las 24:00"):
        assert shown in page
    assert f"/verificar/{notice.number}/{notice.content_sha256[:32]}/" in page
    # A second click and a retry lead to the same receipt.
    assert client.post(url, body)["Location"].startswith(receipt)
    assert client.get(url)["Location"] == receipt
    assert Notice.objects.count() == 1


def test_another_body_under_the_same_address_is_said_and_changes_nothing(cast: Cast) -> None:
    client, url = browser(cast.sponsor), draft_url()
    client.post(url, typed(legal_name="Uno S.A."))
    response = client.post(url, typed(legal_name="Otro S.A."))
    assert response.status_code == 409
    assert "ya se envió" in response.content.decode()
    assert Notice.objects.get().prospect.legal_name == "Uno S.A."  # type: ignore[union-attr]


def test_wrong_fields_are_said_at_their_place_and_all_is_kept(cast: Cast) -> None:
    client, url = browser(cast.sponsor), draft_url()
    body = typed(cuit="30-61040056-3", budget="mucho", families=[], consent="", need="Corto")
    response = client.post(url, body)
    page = response.content.decode()
    assert response.status_code == 422
    for name in ("cuit", "budget", "families", "consent", "need"):
        assert f'id="id_{name}-error"' in page
    assert 'value="30-61040056-3"' in page
    assert 'value="mucho"' in page
    draft = Notice.objects.get()
    assert (draft.status, draft.draft["budget"]) == (NoticeStatus.DRAFT, "mucho")


@pytest.mark.parametrize(
    "hostile",
    [
        {"legal_name": "x" * 9_000},
        {"legal_name": "a\x00b", "need": "\ud800" * 40},
        {"province": "ZZ", "currency": "EUR", "timeframe": "NEVER"},
        {"budget": "9" * 80},
        {"budget": "-5"},
        {"families": ["NO-EXISTE"], "products": ["'; drop table"]},
        {"email": "no es correo", "web": "javascript:alert(1)", "phone": "+++"},
        {"cuit": "²³" * 6},
    ],
)
def test_hostile_input_is_a_sentence_never_a_failure(cast: Cast, hostile: dict[str, Any]) -> None:
    client = browser(cast.sponsor)
    body = {
        k: v if isinstance(v, list) else str(v).encode("utf-8", "replace").decode()
        for k, v in typed(**hostile).items()
    }
    response = client.post(draft_url(), body)
    assert response.status_code in (302, 422)
    assert client.post(draft_url(name="notice_autosave"), body).status_code == 204


def test_what_is_typed_is_kept_as_one_goes(cast: Cast) -> None:
    client, uid = browser(cast.sponsor), new_uid()
    saving = draft_url(uid, "notice_autosave")
    assert client.post(saving, {"currency": "USD"}).status_code == 204
    assert not Notice.objects.exists()
    assert client.post(saving, {"cuit": "30-1", "families": ["FISCAL"]}).status_code == 204
    page = client.get(draft_url(uid)).content.decode()
    assert 'value="30-1"' in page
    assert re.search(r'value="FISCAL" checked', page)
    client.post(draft_url(uid), typed())
    assert client.post(saving, {"cuit": "30-2"}).status_code == 409


def test_colleagues_share_notices_and_others_get_404(cast: Cast) -> None:
    colleague = builders.member(cast.sponsor_partner, "Colega Colaborador")
    draft = save_draft(actor=cast.sponsor, now=NOON, uid=new_uid(), data={"need": "algo"})
    notice = sent(cast.sponsor)
    addresses = [
        reverse(f"portal:{name}", args=[notice.pk])
        for name in ("notice_detail", "notice_receipt", "notice_receipt_pdf", "notice_content")
    ]
    addresses += [reverse("portal:notice_withdraw", args=[notice.pk])]
    addresses += [draft_url(draft.uid, "notice_discard")]
    for address in addresses:
        assert browser(colleague).get(address).status_code == 200, address
        for stranger in (cast.outsider, cast.referrer, cast.reseller, cast.executive):
            assert browser(stranger).get(address).status_code == 404, address
    assert browser(cast.outsider).post(addresses[4]).status_code == 404
    assert browser(cast.outsider).post(draft_url(draft.uid), typed()).status_code == 404
    assert (
        browser(cast.outsider).post(draft_url(draft.uid, "notice_autosave"), typed()).status_code
        == 404
    )
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.SUBMITTED


def test_a_referrer_is_warned_of_hardware_and_may_send_it(cast: Cast) -> None:
    client, uid = browser(cast.referrer), new_uid()
    response = client.post(draft_url(uid), typed(families=["POS-SOFT", "FISCAL"]))
    review = draft_url(uid, "notice_review")
    assert response["Location"] == review
    assert "Impresoras fiscales" in client.get(review).content.decode()
    assert client.post(review).status_code == 422
    assert Notice.objects.get().status == NoticeStatus.DRAFT
    assert "acuse" in client.post(review, {"confirmed": "1"})["Location"]
    assert "acuse" in client.post(review, {"confirmed": "1"})["Location"]
    assert Notice.objects.get().status == NoticeStatus.SUBMITTED


def test_an_introducer_is_not_warned(cast: Cast) -> None:
    response = browser(cast.sponsor).post(draft_url(), typed(families=["FISCAL"]))
    assert "acuse" in response["Location"]


def test_a_draft_is_discarded_only_when_asked(cast: Cast) -> None:
    client, uid = browser(cast.sponsor), new_uid()
    save_draft(actor=cast.sponsor, now=NOON, uid=uid, data={"legal_name": "Kiosco Sol"})
    assert "Kiosco Sol" in client.get(reverse("portal:notice_list")).content.decode()
    assert client.get(draft_url(uid, "notice_discard")).status_code == 200
    assert Notice.objects.exists()
    client.post(draft_url(uid, "notice_discard"))
    assert not Notice.objects.exists()


def test_the_answer_tells_nothing_of_other_sponsors_notices(cast: Cast) -> None:
    """Protocol 7: the same pages, word for word, whether somebody else notified the customer."""
    name = "Almacén Compartido S.A."

    def seen() -> tuple[int, str]:
        client = browser(cast.sponsor)
        response = client.post(draft_url(), typed(legal_name=name, cuit="30-61040056-2"))
        page = client.get(response["Location"]).content.decode()
        own = (
            r"data:image[^\"]+|\d\d:\d\d:\d\d,\d{6}|T[\d:.]+Z|OP-\d+|/\d+/|[0-9a-f]{16,}"
            r"|[A-Za-z0-9+/=]{60,}"
        )
        return response.status_code, re.sub(own, "#", page)

    fresh = seen()
    Notice.objects.update(status=NoticeStatus.WITHDRAWN, withdrawn_at=NOON - timedelta(days=99))
    sent(cast.referrer, legal_name=name, cuit="30-61040056-2")
    assert seen() == fresh


def test_the_list_filters_searches_and_reads_lapsed_by_the_clock(cast: Cast) -> None:
    client = browser(cast.sponsor)
    open_one = sent(cast.sponsor, legal_name="Abierta S.A.")
    over = sent(cast.sponsor, legal_name="Pasada S.A.")
    Notice.objects.filter(pk=over.pk).update(due_at=timezone.now())  # no job has run
    url = reverse("portal:notice_list")
    closed = client.get(url, {"estado": "closed"}).content.decode()
    assert "Pasada S.A." in closed
    assert "Desestimada" in closed
    assert "Abierta S.A." not in closed
    review = client.get(url, {"estado": "review"}).content.decode()
    assert "Abierta S.A." in review
    assert "Pasada S.A." not in review
    for words in ("abierta", open_one.reference, str(open_one.number)):
        assert "Abierta S.A." in client.get(url, {"q": words}).content.decode()
    assert "No hay nada aquí" in client.get(url, {"q": "zzz"}).content.decode()
    for odd in (
        {"page": "-3"},
        {"page": "x"},
        {"q": "\x00%_"},
        {"estado": "otro"},
        {"q": "9" * 99},
    ):
        assert client.get(url, odd).status_code == 200


def test_a_sale_that_was_lost_did_not_continue_in_lists_and_counts(cast: Cast) -> None:
    """Each opportunity is in one group only, the one that its stage says (PROGRAMME.md section 5)."""
    waits, goes_on, lost, won = (
        routing_cases.notice(cast, prospect=routing_cases.prospect(legal_name=f"{word} S.A."))
        for word in ("Espera", "Sigue", "Perdida", "Ganada")
    )
    routing_cases.active(cast, goes_on)
    for found, status in ((lost, "LOST"), (won, "WON")):
        lead = routing_cases.active(cast, found)
        Assignment.objects.filter(pk=lead.pk).update(
            status=status, closed_at=NOON, loss_reason="PRICE" if status == "LOST" else ""
        )
    client, url = browser(cast.sponsor), reverse("portal:notice_list")
    groups = {
        group: {row.notice.pk for row in client.get(url, {"estado": group}).context["rows"]}
        for group in ("review", "accepted", "won", "closed")
    }
    assert groups == {
        "review": set(),
        "accepted": {waits.pk, goes_on.pk},
        "won": {won.pk},
        "closed": {lost.pk},
    }
    counts = {tab["label"]: tab["count"] for tab in client.get(url).context["tabs"]}
    assert counts == {
        "Todas": 4, "En revisión": 0, "Aceptadas": 2, "Ganadas": 1, "No continuaron": 1
    }  # fmt: skip


def test_of_a_duplicate_the_sponsor_reads_only_that_it_was_notified(cast: Cast) -> None:
    notice = sent(cast.sponsor)
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.DECLINED,
        decided_at=timezone.now(),
        decided_by_id=cast.executive.user_id,
        decline_reason=DeclineReason.ALREADY_NOTIFIED,
        decision_note="La informó Ferreyra hace dos días",
    )
    client = browser(cast.sponsor)
    page = client.get(reverse("portal:notice_detail", args=[notice.pk])).content.decode()
    assert "ya había sido informado" in page
    assert "Ferreyra" not in page


def test_withdrawing_asks_first_and_is_refused_when_over(cast: Cast) -> None:
    client, notice = browser(cast.sponsor), sent(cast.sponsor)
    address = reverse("portal:notice_withdraw", args=[notice.pk])
    detail = reverse("portal:notice_detail", args=[notice.pk])
    client.get(address)
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.SUBMITTED
    client.post(address)
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.WITHDRAWN
    assert "ya no está en revisión" in client.post(address, follow=True).content.decode()
    assert "Retirada" in client.get(detail).content.decode()


def test_a_question_is_answered_once_while_the_clock_runs(cast: Cast) -> None:
    client, notice = browser(cast.sponsor), sent(cast.sponsor)
    question = Clarification.objects.create(
        notice=notice,
        question="¿Cuántas cajas?",
        asked_at=timezone.now(),
        asked_by_id=cast.executive.user_id,
    )
    address = reverse("portal:clarification_answer", args=[notice.pk, question.pk])
    assert (
        "¿Cuántas cajas?"
        in client.get(reverse("portal:notice_detail", args=[notice.pk])).content.decode()
    )
    assert client.post(address, {"answer": "  "}).status_code == 422
    assert browser(cast.outsider).post(address, {"answer": "x"}).status_code == 404
    client.post(address, {"answer": "Tres"})
    client.post(address, {"answer": "Cuatro"})
    question.refresh_from_db()
    due = notice.due_at
    notice.refresh_from_db()
    assert (question.answer, notice.due_at) == ("Tres", due)


def test_the_pdf_is_tagged_and_the_content_is_what_was_hashed(cast: Cast) -> None:
    import hashlib

    client, notice = (
        browser(cast.sponsor),
        sent(cast.sponsor, need="Comillas «» y #set *x* $y$ @z."),
    )
    pdf = client.get(reverse("portal:notice_receipt_pdf", args=[notice.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf.content or b"pdfuaid" in pdf.content
    content = client.get(reverse("portal:notice_content", args=[notice.pk])).content
    assert hashlib.sha256(content).hexdigest() == notice.content_sha256
    assert json.loads(content)["number"] == notice.number


def test_rates_are_those_of_the_level_and_say_when_they_are_made_up(cast: Cast) -> None:
    RewardRate.objects.update(is_demo=True)
    url = reverse("portal:rates")
    mediador = browser(cast.sponsor).get(url).content.decode()
    orientador = browser(cast.referrer).get(url).content.decode()
    assert "Impresoras fiscales" in mediador
    assert "Impresoras fiscales" not in orientador
    assert "7 %" in mediador.replace("\u00a0", " ")
    assert "5 %" in orientador.replace("\u00a0", " ")
    assert "Porcentajes de demostración" in mediador
    for other in (cast.reseller, cast.executive, cast.admin):
        assert browser(other).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_the_home_teaches_first_and_then_shows_figures(cast: Cast) -> None:
    client, url = browser(cast.sponsor), reverse("portal:home")
    assert "está a un minuto" in client.get(url).content.decode()
    sent(cast.sponsor, legal_name="Ferretería del Home")
    page = client.get(url).content.decode()
    assert "Ferretería del Home" in page
    assert "15 días hábiles" in page
    assert "informó la oportunidad" in page
    reseller = browser(cast.reseller).get(url).content.decode()
    assert "Beneficios del programa" in reseller
    assert "Avisar una oportunidad" not in reseller


def test_localities_are_suggested_by_province(cast: Cast) -> None:
    client, url = browser(cast.sponsor), reverse("portal:localities")
    names = client.get(url, {"province": "X"}).json()
    assert "La Cruz" in client.get(url, {"province": "X", "q": "La C"}).json()
    assert names == sorted(set(names), key=names.index)
    assert client.get(url, {"province": "?"}).json() == []
    assert client.get(url, {"province": "\x00"}).json() == []


def test_an_unknown_id_is_404_everywhere(cast: Cast) -> None:
    client = browser(cast.sponsor)
    assert client.get(reverse("portal:notice_detail", args=[999_999])).status_code == 404
    assert client.get(draft_url(uuid.uuid4(), "notice_review")).status_code == 404
    assert client.get("/portal/oportunidades/99999999999999999999999/").status_code == 404
