"""The executive's pages: queue, evaluation, decision; and the lists of known customers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import builders
from cast import Cast
from evaluating import evaluated, findings, known, pass_all, send
from universo.audit.models import Event
from universo.customers.models import KnownCustomer
from universo.evaluation.judging import judge_finding
from universo.evaluation.models import Check, CheckKind, Finding
from universo.evaluation.operations import UnableToDecide
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.usecases.decide_notice import decline_notice
from universo.usecases.evaluate_notice import evaluate_notice

QUEUE = "/gestion/avisos/"
CUIT = builders.cuit(61_040_056)


def enter(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def page(actor: Actor, url: str, status: int = 200) -> str:
    answer = enter(actor).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def fresh(sponsor: Actor, **changes: Any) -> Notice:
    """A notice sent an hour ago, so that its term runs now."""
    return evaluated(sponsor, when=timezone.now() - timedelta(hours=1), **changes)


def url(name: str, notice: Notice, *more: Any) -> str:
    return reverse(f"backoffice:{name}", args=[notice.pk, *more])


def test_the_queue_is_ordered_by_time_left(cast: Cast) -> None:
    now = timezone.now()
    early = send(cast.sponsor, when=now - timedelta(days=8), legal_name="Vence Antes S.A.")
    late = send(cast.sponsor, when=now - timedelta(hours=1), legal_name="Llega Después S.A.")
    html = page(cast.executive, QUEUE)
    assert html.index("Vence Antes") < html.index("Llega Después")
    assert early.reference in html
    assert late.reference in html


def test_eighty_open_notices_cost_as_many_questions_as_two(cast: Cast) -> None:
    def cost() -> int:
        client = enter(cast.executive)
        client.get(QUEUE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(QUEUE).status_code == 200
        return len(asked)

    for _one in range(2):
        fresh(cast.sponsor)
    few = cost()
    for _one in range(78):
        send(cast.sponsor, when=timezone.now() - timedelta(hours=2))
    assert page(cast.executive, QUEUE).count('class="row-title"') == 80
    assert cost() == few <= 16


def test_what_is_past_due_stands_among_the_lapsed_though_no_job_ran(cast: Cast) -> None:
    notice = send(cast.sponsor, when=timezone.now() - timedelta(days=60), legal_name="Vencida S.A.")
    assert "Vencida" not in page(cast.executive, QUEUE)
    assert "Vencida" in page(cast.executive, QUEUE + "?estado=vencidos")
    html = page(cast.executive, url("notice_detail", notice))
    assert "ya no se puede decidir" in html
    assert "Aceptar…" not in html


@pytest.mark.parametrize("text", ["tornillo", "OP-000001", "30-61040056-2"])
def test_searching(cast: Cast, text: str) -> None:
    fresh(cast.sponsor, cuit=CUIT, legal_name="Ferretería El Tornillo")
    fresh(cast.sponsor, legal_name="Otra Cosa S.A.")
    found = page(cast.executive, f"{QUEUE}?q={text.replace('30-61040056-2', CUIT)}")
    assert "El Tornillo" in found
    assert "Otra Cosa" not in found


PAGES = ["notice_detail", "notice_accept", "notice_decline", "notice_ask"]
POSTS = ["notice_search", "notice_pass_pending", "notice_accept", "notice_decline", "notice_ask"]


@pytest.mark.parametrize("who", ["other_executive", "sponsor", "reseller", "admin", "finance"])
def test_a_notice_does_not_exist_for_others(cast: Cast, who: str) -> None:
    notice = fresh(cast.sponsor)
    client = enter(cast.everyone()[who])
    for name in PAGES:
        assert client.get(url(name, notice)).status_code == 404
    for name in POSTS:
        assert client.post(url(name, notice)).status_code == 404
    assert (
        client.post(url("notice_verdict", notice, "DATA"), {"verdict": "PASSED"}).status_code == 404
    )


def test_the_auditor_reads_and_changes_nothing(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    html = page(cast.auditor, url("notice_detail", notice))
    assert "Aprueba" not in html
    assert "Elena Ejecutiva decide este aviso." in html
    for name in POSTS:
        assert enter(cast.auditor).post(url(name, notice)).status_code == 404


def test_looking_is_recorded_once(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    for _time in range(2):
        page(cast.executive, url("notice_detail", notice))
    assert Event.objects.filter(name="evaluation.notice.viewed", subject_id=notice.pk).count() == 1


def test_two_clicks_accept(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    client = enter(cast.executive)
    assert client.post(url("notice_pass_pending", notice)).status_code == 302
    answer = client.post(url("notice_accept", notice), {"note": "Adelante."}, follow=True)
    assert "El aviso quedó aceptado" in answer.content.decode()
    notice.refresh_from_db()
    assert (notice.status, notice.decision_note) == ("ACCEPTED", "Adelante.")


def test_accepting_too_early_says_what_is_missing(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    answer = enter(cast.executive).post(url("notice_accept", notice), {"note": "Mi nota."})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Decida los cuatro controles" in html
    assert "Mi nota." in html


def test_declining_without_a_note_keeps_the_reason(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    answer = enter(cast.executive).post(
        url("notice_decline", notice), {"reason": "DATA", "note": ""}
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Escriba una frase" in html
    assert re.search(r'value="DATA"[^>]*checked', html)


def test_deciding_after_somebody_else_says_who(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    pass_all(cast.executive, notice, timezone.now())
    client = enter(cast.executive)
    client.post(url("notice_accept", notice))
    answer = client.post(
        url("notice_decline", notice),
        {"reason": "OTHER", "note": "Ya no corresponde."},
        follow=True,
    )
    assert "Elena Ejecutiva ya aceptó este aviso" in answer.content.decode()


def test_a_refused_verdict_comes_back_at_its_check_with_the_note(cast: Cast) -> None:
    known(cast.admin, cuit=CUIT)
    notice = fresh(cast.sponsor, cuit=CUIT)
    answer = enter(cast.executive).post(
        url("notice_verdict", notice, "CUSTOMERS"), {"verdict": "PASSED", "note": "Lo llamé."}
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Indique primero" in html
    assert "Lo llamé." in html


@pytest.mark.parametrize("kind", ["DATA", "NADA", "NADA%00"])
@pytest.mark.parametrize("verdict", ["", "SI", "\0"])
def test_a_senseless_verdict_is_no_accident(cast: Cast, kind: str, verdict: str) -> None:
    notice = fresh(cast.sponsor)
    where = url("notice_detail", notice) + f"controles/{kind}/"
    answer = enter(cast.executive).post(where, {"verdict": verdict, "note": "\0x"})
    assert answer.status_code in {302, 404, 422}
    assert not Check.objects.filter(notice=notice).exclude(verdict="PENDING").exists()


def test_why_a_duplicate_is_alike_is_on_the_page(cast: Cast) -> None:
    send(cast.referrer, cuit=CUIT, when=timezone.now() - timedelta(days=1))
    notice = fresh(cast.sponsor, cuit=CUIT)
    html = page(cast.executive, url("notice_detail", notice))
    assert "1 aviso anterior parece del mismo cliente." in html
    assert "El CUIT es el mismo" in html
    assert "Parece la misma empresa" in html
    (found,) = findings(notice, CheckKind.DUPLICATES)
    client = enter(cast.executive)
    client.post(url("notice_finding", notice, found.pk), {"verdict": "DIFFERENT"})
    found.refresh_from_db()
    assert found.verdict == "DIFFERENT"


def test_a_finding_of_another_executives_notice_cannot_be_judged_by_its_number(cast: Cast) -> None:
    send(cast.sponsor, cuit=CUIT, when=timezone.now() - timedelta(days=1))
    theirs = fresh(cast.outsider, cuit=CUIT)
    mine = fresh(cast.sponsor, legal_name="Otra Distinta S.A.", phone="0351 422-7788")
    (found,) = findings(theirs, CheckKind.DUPLICATES)
    answer = enter(cast.executive).post(
        url("notice_finding", mine, found.pk), {"verdict": "DIFFERENT"}
    )
    assert answer.status_code == 404


def test_a_notice_is_compared_again_when_its_executive_opens_it(cast: Cast) -> None:
    send(cast.referrer, cuit=CUIT, when=timezone.now() - timedelta(hours=4))
    notice = send(cast.sponsor, cuit=CUIT, when=timezone.now() - timedelta(hours=3))
    page(cast.auditor, url("notice_detail", notice))  # only looks
    assert not Check.objects.filter(notice=notice).exists()
    html = page(cast.executive, url("notice_detail", notice))
    assert "1 aviso anterior parece del mismo cliente." in html
    compared = Check.objects.filter(notice=notice).values_list("evidence_at", flat=True)
    assert len(compared) == 4
    page(cast.executive, url("notice_detail", notice))
    assert list(compared.all()) == list(compared)  # within a minute what was found stands
    Check.objects.filter(notice=notice).update(evidence_at=timezone.now() - timedelta(minutes=2))
    page(cast.executive, url("notice_detail", notice))
    assert min(compared.all()) > timezone.now() - timedelta(minutes=1)


def test_english_speaks_english(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    client = enter(cast.executive)
    client.cookies["idioma"] = "en"
    assert "The four checks" in client.get(url("notice_detail", notice)).content.decode()


LIST = "/gestion/clientes/"


def test_a_base_is_seen_by_its_reseller_and_by_hasar_only(cast: Cast) -> None:
    mine = known(cast.reseller, cast.reseller_partner.pk, legal_name="Canario Amarillo S.A.")
    assert "Canario" in page(cast.reseller, "/portal/clientes/")
    assert "Canario" in page(cast.executive, LIST)
    assert "Canario" not in page(cast.rival_reseller, "/portal/clientes/")
    page(cast.rival_reseller, f"/portal/clientes/{mine.pk}/", 404)
    page(cast.sponsor, "/portal/clientes/", 404)
    page(cast.finance, LIST, 404)
    assert enter(cast.executive).post(f"{LIST}{mine.pk}/", {"legal_name": "x"}).status_code == 404
    assert "Canario" in page(cast.executive, f"{LIST}{mine.pk}/")


def test_a_customer_is_added_and_a_bad_one_kept_as_typed(cast: Cast) -> None:
    client = enter(cast.channel_manager)
    answer = client.post(LIST + "nuevo/", {"legal_name": "Nueva S.A.", "cuit": "30-11111111-1"})
    assert answer.status_code == 422
    assert "Nueva S.A." in answer.content.decode()
    client.post(
        LIST + "nuevo/", {"legal_name": "Nueva S.A.", "cuit": CUIT, "phone": "011 4555-1234"}
    )
    made = KnownCustomer.objects.get()
    assert (made.owner_id, made.external_id, made.phone) == (None, CUIT, "011 4555-1234")
    client.post(f"{LIST}{made.pk}/", {"legal_name": "Renombrada S.A.", "cuit": CUIT})
    made.refresh_from_db()
    assert made.legal_name == "Renombrada S.A."


def test_evidence_tells_a_customer_that_was_on_the_list_before(cast: Cast) -> None:
    notice = fresh(cast.sponsor, cuit=CUIT)
    known(cast.admin, cuit=CUIT)
    evaluate_notice(now=timezone.now(), notice_id=notice.pk)
    assert "1 cliente parecido" in page(cast.executive, QUEUE)


def test_a_customer_added_after_the_notice_is_no_proof_against_it(cast: Cast) -> None:
    notice = fresh(cast.sponsor, cuit=CUIT)
    known(cast.admin, cuit=CUIT)
    KnownCustomer.objects.update(recorded_at=notice.received_at + timedelta(seconds=1))
    evaluate_notice(now=timezone.now(), notice_id=notice.pk)
    assert "1 cliente parecido" not in page(cast.executive, QUEUE)
    shown = page(cast.executive, f"{QUEUE}{notice.pk}/")
    assert "1 cliente agregado después del aviso" in shown
    finding = Finding.objects.get(check_of__notice=notice, known_customer__isnull=False)
    judge_finding(actor=cast.executive, now=timezone.now(), finding_id=finding.pk, verdict="SAME")
    with pytest.raises(UnableToDecide):
        decline_notice(
            actor=cast.executive,
            clock=timezone.now,
            notice_id=notice.pk,
            reason="KNOWN_CUSTOMER",
            note="Ya es cliente de un revendedor.",
        )
