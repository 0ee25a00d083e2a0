"""A look-alike side by side, the matcher's figures, two companies tried against each other."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

import builders
from cast import Cast
from evaluating import evaluated, findings, known, send
from universo.audit.models import Event
from universo.customers.models import KnownCustomer, Prospect
from universo.evaluation.models import CheckKind, Finding, Judgement
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.matching.codes import CODES
from universo.opportunities.models import Notice
from universo.web.backoffice.evidence_sentences import SENTENCES
from universo.web.backoffice.likeness_words import pieces_of, sentence_of

CUIT = builders.cuit(61_040_056)
TRY = "/gestion/programa/comparador/probar/"
FIGURES = "/gestion/programa/comparador/"


def enter(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def fresh(sponsor: Actor, **changes: Any) -> Notice:
    return evaluated(sponsor, when=timezone.now() - timedelta(hours=1), **changes)


def twin(cast: Cast, **changes: Any) -> tuple[Notice, Finding]:
    """A notice with one earlier look-alike."""
    send(
        cast.referrer, when=timezone.now() - timedelta(days=1), cuit=CUIT,
        legal_name="Distribuidora Andina S.A.", phone="011 4743-2210", contact_name="Raúl Medina",
    )  # fmt: skip
    notice = fresh(
        cast.sponsor, cuit=CUIT, legal_name="Distribuidora Andina del Sur S.R.L.",
        phone="+54 11 4743 2210", web="", contact_name="Marta Ibáñez", **changes,
    )  # fmt: skip
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    return notice, finding


def address(notice: Notice, finding: Finding) -> str:
    return reverse("backoffice:notice_finding", args=[notice.pk, finding.pk])


ALL_CODES = [(kind, detail) for kind, details in CODES.items() for detail in details]


@pytest.mark.parametrize("code", ALL_CODES, ids="-".join)
def test_each_piece_of_evidence_has_a_sentence_in_both_languages(code: tuple[str, str]) -> None:
    kind, detail = code
    said = sentence_of({"kind": kind, "detail": detail})
    with translation.override("en"):
        english = sentence_of({"kind": kind, "detail": detail})
    assert said.endswith(".")
    assert said != english
    assert detail not in said.split()


def test_no_sentence_is_left_of_a_code_that_is_gone() -> None:
    assert set(SENTENCES) == set(ALL_CODES)


def test_a_code_that_nobody_knows_is_shown_and_breaks_nothing(cast: Cast) -> None:
    notice, finding = twin(cast)
    odd = [
        {"kind": "zodiac", "detail": "same_sign", "weight": 1.5},
        {"kind": "phone", "count": "x"},
    ]
    Finding.objects.filter(pk=finding.pk).update(evidence=odd, probability=None, outcome="odd")
    assert [piece.weight for piece in pieces_of(odd)] == [1.5, 0.0]
    for url in (address(notice, finding), reverse("backoffice:notice_detail", args=[notice.pk])):
        html = enter(cast.auditor).get(url).content.decode()  # who only looks searches nothing
        assert "zodiac: same sign" in html


def test_the_page_of_a_look_alike_says_all_in_its_tables(cast: Cast) -> None:
    notice, finding = twin(cast)
    html = enter(cast.executive).get(address(notice, finding)).content.decode()
    words = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    beside, why = re.findall(r"<table.*?</table>", words, flags=re.DOTALL)
    rows = {
        re.sub(r"<[^>]+>", "", row).split("\n")[1].strip(): re.sub(r"<[^>]+>|\s+", " ", row)
        for row in re.findall(r"<tr.*?</tr>", beside, flags=re.DOTALL)[1:]
    }
    assert "igual" in rows["CUIT"]
    assert "igual" in rows["Teléfono"]  # however it is written
    assert "parecido" in rows["Razón social"]
    assert "distinto" in rows["Contacto"]
    assert "<mark>Sur</mark>" in beside
    assert "El CUIT es el mismo" in why
    assert "El teléfono es el mismo" in why
    weights = [float(text.replace(",", ".").replace("\u2212", "-"))
               for text in re.findall(r'waterfall-weight">([^<]+)<', why)]  # fmt: skip
    total = re.search(r'<tfoot>.*?class="n">([^<]+)<', why, re.DOTALL)
    assert total
    shown = float(total[1].replace(",", ".").replace("\u2212", "-"))
    assert sum(weights) == pytest.approx(shown, abs=0.05 * len(weights) + 0.05)
    assert len(weights) == len(finding.evidence)
    assert "casi seguro" in words


def test_looking_at_a_look_alike_is_recorded(cast: Cast) -> None:
    notice, finding = twin(cast)
    assert enter(cast.executive).get(address(notice, finding)).status_code == 200
    assert Event.objects.filter(name="evaluation.notice.viewed", subject_id=notice.pk).count() == 1


def test_a_look_alike_of_another_notice_is_not_found_by_its_number(cast: Cast) -> None:
    _notice, finding = twin(cast)
    other = fresh(cast.sponsor, legal_name="Otra Distinta S.A.", phone="0351 422-7788")
    assert enter(cast.executive).get(address(other, finding)).status_code == 404
    assert (
        enter(cast.executive).get(f"/gestion/avisos/{other.pk}/parecidos/999/").status_code == 404
    )


def test_a_verdict_on_the_page_is_kept_and_shown(cast: Cast) -> None:
    notice, finding = twin(cast)
    client = enter(cast.executive)
    answer = client.post(address(notice, finding), {"verdict": "SAME"}, follow=True)
    assert "Su veredicto quedó registrado." in answer.content.decode()
    html = client.get(address(notice, finding)).content.decode()
    assert "Qué se dijo de este parecido" in html
    assert "Elena Ejecutiva" in html


def test_a_missed_notice_is_named_by_its_number(cast: Cast) -> None:
    first = send(cast.referrer, when=timezone.now() - timedelta(days=1), legal_name="Grupo Zonda S.A.",
                 phone="0351 422-7788")  # fmt: skip
    notice = fresh(cast.sponsor, legal_name="Almacenes del Litoral S.A.")
    client = enter(cast.executive)
    url = reverse("backoffice:notice_missed", args=[notice.pk, "DUPLICATES"])
    for typed in ("", "hola", "OP-999999", "\0", "9" * 19):
        answer = client.post(url, {"number": typed})
        assert answer.status_code == 422
        assert "callout" in answer.content.decode()
    answer = client.post(url, {"number": "OP-999999"})
    assert 'value="OP-999999"' in answer.content.decode()
    assert client.post(url, {"number": f"op-{first.number:06d}"}).status_code == 302
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    assert (finding.other_notice_id, finding.verdict) == (first.pk, "SAME")
    html = client.get(reverse("backoffice:notice_detail", args=[notice.pk])).content.decode()
    assert "la búsqueda no la había encontrado" in html


def test_a_missed_customer_is_searched_for_and_named(cast: Cast) -> None:
    customer = known(cast.admin, legal_name="Grupo Zonda S.A.")
    notice = fresh(cast.sponsor, legal_name="Almacenes del Litoral S.A.")
    client = enter(cast.executive)
    url = reverse("backoffice:notice_missed", args=[notice.pk, "CUSTOMERS"])
    assert "Grupo Zonda" in client.get(url, {"q": "zonda"}).content.decode()
    assert "Ningún cliente conocido" in client.get(url, {"q": "nadie así\0"}).content.decode()
    for odd in ("", "x", "9" * 30):
        assert client.post(url, {"customer_id": odd, "q": "zonda"}).status_code == 422
    assert client.post(url, {"customer_id": customer.pk}).status_code == 302
    assert findings(notice, CheckKind.CUSTOMERS)[0].known_customer_id == customer.pk


def test_only_the_executive_points_out_and_only_where_something_is_searched(cast: Cast) -> None:
    notice = fresh(cast.sponsor)
    assert (
        enter(cast.executive)
        .get(f"/gestion/avisos/{notice.pk}/controles/DATA/senalar/")
        .status_code
        == 404
    )
    url = reverse("backoffice:notice_missed", args=[notice.pk, "DUPLICATES"])
    for who in ("other_executive", "auditor", "admin", "sponsor"):
        assert enter(cast.everyone()[who]).get(url).status_code == 404


def test_the_figures_tell_verdicts_and_no_name_to_an_administrator(cast: Cast) -> None:
    assert "No hay veredictos" in enter(cast.admin).get(FIGURES).content.decode()
    notice, finding = twin(cast)
    enter(cast.executive).post(address(notice, finding), {"verdict": "DIFFERENT"})
    html = enter(cast.admin).get(FIGURES, {"meses": "3"}).content.decode()
    assert notice.reference in html
    assert "El CUIT es el mismo" in html
    for secret in ("Andina", "Medina", "4743", CUIT[2:10]):
        assert secret not in html
    assert address(notice, finding) not in html
    assert address(notice, finding) in enter(cast.auditor).get(FIGURES).content.decode()
    for odd in ("", "0", "99", "x", "\0"):
        assert enter(cast.admin).get(FIGURES, {"meses": odd}).status_code == 200


@pytest.mark.parametrize("who", ["executive", "finance", "channel_manager", "sponsor", "reseller"])
def test_the_matcher_does_not_exist_for_others(cast: Cast, who: str) -> None:
    client = enter(cast.everyone()[who])
    assert client.get(FIGURES).status_code == 404
    assert client.get(TRY).status_code == 404
    assert client.post(TRY, {"a-legal_name": "x", "b-legal_name": "y"}).status_code == 404


def sides(**changes: str) -> dict[str, str]:
    return {
        "a-legal_name": "Ferretería El Tornillo S.R.L.", "a-phone": "011 4743-2210",
        "b-legal_name": "EL TORNILLO FERRETERIA SRL", "b-phone": "+54 11 4743 2210",
        "act": "compare", **changes,
    }  # fmt: skip


def test_two_companies_are_tried_and_nothing_is_stored(cast: Cast) -> None:
    html = enter(cast.admin).post(TRY, sides()).content.decode()
    assert "El teléfono es el mismo" in html
    assert "Parece la misma empresa" in html
    assert "Sí: comparten una clave" in html
    assert "Ferretería El Tornillo S.R.L." in html
    html = enter(cast.admin).post(TRY, sides(**{"b-legal_name": "Zapatería Lila", "b-phone": ""}))
    assert "Parece otra empresa" in html.content.decode()
    assert "no comparten ninguna clave" in html.content.decode()
    stored = [
        model.__name__
        for model in (Prospect, KnownCustomer, Finding, Judgement, Event)
        if model.objects.exists()
    ]
    assert stored == []


def test_a_side_without_a_name_keeps_what_was_typed(cast: Cast) -> None:
    answer = enter(cast.admin).post(TRY, sides(**{"b-legal_name": " ", "b-street": 'Mitre 12"'}))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Escriba un nombre" in html
    assert 'value="Mitre 12&quot;"' in html
    assert 'value="011 4743-2210"' in html


@pytest.mark.parametrize(
    "hostile",
    [{"a-legal_name": "\0"}, {"a-legal_name": "'; drop table"}, {"a-cuit": "x" * 999},
     {"b-province": "ZZ"}, {"a-legal_name": "ñ" * 160, "b-legal_name": "%s%d{}"},
     {"act": "\0"}, {"act": "search", "a-phone": "+++"}, {"a-web": "http://[::1", "a-email": "@@"}],
)  # fmt: skip
def test_hostile_input_is_a_sentence_never_a_failure(cast: Cast, hostile: dict[str, str]) -> None:
    assert enter(cast.admin).post(TRY, sides(**hostile)).status_code in (200, 422)


def test_one_company_is_searched_among_the_known_customers_only(cast: Cast) -> None:
    known(cast.reseller, cast.reseller_partner.pk, legal_name="El Tornillo", phone="011 4743-2210")
    send(cast.sponsor, legal_name="Ferretería El Tornillo Secreto S.R.L.", phone="011 4743-2210")
    html = enter(cast.admin).post(TRY, sides(act="search")).content.decode()
    assert "Los más parecidos" in html
    assert "Norte Distribuciones" in html
    assert "Secreto" not in html  # notices are not the administrator's
    assert 'value="EL TORNILLO FERRETERIA SRL"' in html  # the other side is not lost
    html = enter(cast.admin).post(
        TRY, sides(act="search", **{"a-legal_name": "Qwxz Único", "a-phone": ""})
    )
    assert "Nadie parecido" in html.content.decode()
