"""The reseller's pages: only its leads, no contact data before it takes one, nothing typed is lost."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

import builders
import routing_cases as cases
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.opportunities.models import PresalesActivity
from universo.routing.models import Assignment, Progress

pytestmark = pytest.mark.django_db


def _client(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def _page(made: Assignment) -> str:
    return reverse("portal:lead_detail", args=[made.pk])


def test_the_offer_shows_the_need_and_hides_contact_and_sponsor(cast: Cast) -> None:
    made = cases.offered(cast)
    client = _client(cast.reseller)
    for url in (reverse("portal:lead_list"), _page(made)):
        text = client.get(url).content.decode()
        assert "El Tornillo" in text
        assert cases.SECRET not in text
        assert "Ferretería El Tornillo S.R.L." not in text
        assert cast.sponsor_partner.legal_name not in text
    assert "Punto de venta con facturación electrónica" in text
    assert "$\u00a01.500.000,00" in text


def test_taking_it_shows_them(cast: Cast) -> None:
    made = cases.offered(cast)
    client = _client(cast.reseller)
    answer = client.post(_page(made), {"action": "accept"}, follow=True)
    text = answer.content.decode()
    assert cases.SECRET in text
    assert cast.sponsor_partner.legal_name in text
    assert "La oportunidad queda a su cargo" in text


@pytest.mark.parametrize("who", ["rival_reseller", "outsider", "sponsor", "executive", "auditor"])
def test_anothers_lead_is_missing(cast: Cast, who: str) -> None:
    made = cases.offered(cast)
    client = _client(getattr(cast, who))
    for answer in (client.get(_page(made)), client.post(_page(made), {"action": "accept"})):
        assert answer.status_code == 404
        assert "El Tornillo" not in answer.content.decode()
    made.refresh_from_db()
    assert made.status == "OFFERED"


def test_a_visitor_is_sent_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.get(_page(cases.offered(cast))).status_code == 302


def test_declining_without_a_reason_says_so_and_with_one_goes_back(cast: Cast) -> None:
    made = cases.offered(cast)
    client = _client(cast.reseller)
    answer = client.post(_page(made), {"action": "decline", "decline-reason": " "})
    assert answer.status_code == 422
    client.post(_page(made), {"action": "decline", "decline-reason": "Sin gente."})
    made.refresh_from_db()
    assert (made.status, made.outcome_note) == ("DECLINED", "Sin gente.")


def test_progress_twice_is_once(cast: Cast) -> None:
    made, uid = cases.active(cast), uuid.uuid4()
    data = {"action": "progress", "progress-uid": uid, "progress-note": "Visita hecha."}
    client = _client(cast.reseller)
    for _twice in range(2):
        assert client.post(_page(made), data).status_code == 302
    assert Progress.objects.count() == 1
    assert "Visita hecha." in client.get(_page(made)).content.decode()


def test_losing_without_a_reason_keeps_what_was_typed(cast: Cast) -> None:
    made = cases.active(cast)
    data = {"action": "lost", "lost-loss_reason": "", "lost-note": "Compraron otra cosa."}
    answer = _client(cast.reseller).post(_page(made), data)
    assert answer.status_code == 422
    assert "Compraron otra cosa." in answer.content.decode()
    data = {"action": "lost", "lost-loss_reason": "OTHER", "lost-note": ""}
    answer = _client(cast.reseller).post(_page(made), data)
    assert "Cuente cuál fue el motivo." in answer.content.decode()
    made.refresh_from_db()
    assert made.status == "ACTIVE"


def test_a_late_click_is_told_how_the_lead_stands(cast: Cast) -> None:
    made = cases.active(cast)
    client = _client(cast.reseller)
    client.post(_page(made), {"action": "won", "won-note": ""})
    data = {"action": "lost", "lost-loss_reason": "NO_NEED", "lost-note": ""}
    answer = client.post(_page(made), data, follow=True)
    assert "ya se había marcado como ganada" in answer.content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"action": "fly"}, {"action": "progress", "progress-uid": "x"}]
)
def test_nonsense_is_no_error_of_the_server(cast: Cast, data: dict[str, str]) -> None:
    answer = _client(cast.reseller).post(_page(cases.active(cast)), data)
    assert answer.status_code in {404, 422}


def test_the_list_has_each_lead_under_its_tab(cast: Cast) -> None:
    cases.active(cast)
    client = _client(cast.reseller)
    url = reverse("portal:lead_list")
    assert "El Tornillo" in client.get(f"{url}?estado=en-curso").content.decode()
    assert "El Tornillo" not in client.get(f"{url}?estado=cerradas").content.decode()
    assert client.get(f"{url}?estado=nada&page=99").status_code == 200


def test_the_sponsor_logs_an_introduction(cast: Cast) -> None:
    notice = cases.notice(cast)
    client = _client(cast.sponsor)
    url = reverse("portal:presales_log", args=[notice.pk])
    assert client.get(url).status_code == 200
    data = {
        "uid": uuid.uuid4(),
        "kind": "INTRODUCTION",
        "on_date": "2020-01-01",
        "people": "Ana Sosa",
        "note": "Primer encuentro.",
    }
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "Primer encuentro." in answer.content.decode()
    assert client.post(url, {**data, "on_date": "no"}).status_code == 422
    today = notice_day()
    assert client.post(url, {**data, "on_date": today}).status_code == 302
    assert PresalesActivity.objects.get().people == "Ana Sosa"


def notice_day() -> str:
    from django.utils import timezone

    return timezone.localdate().isoformat()


def test_an_orientador_reads_why_nothing_is_asked_of_him(cast: Cast) -> None:
    notice = cases.notice(
        cast, level="REFERRER", partner=cast.referrer_partner, author_id=cast.referrer.user_id
    )
    text = _client(cast.referrer).get(reverse("portal:presales_log", args=[notice.pk]))
    assert "Como Orientador no se le pide nada más" in text.content.decode()
    assert b"<textarea" not in text.content


@pytest.mark.parametrize("who", ["outsider", "reseller", "referrer"])
def test_anothers_log_is_missing(cast: Cast, who: str) -> None:
    notice = cases.active(cast).notice
    url = reverse("portal:presales_log", args=[notice.pk])
    assert _client(getattr(cast, who)).get(url).status_code == 404


def test_a_draft_has_no_log(cast: Cast) -> None:
    draft = builders_draft(cast)
    url = reverse("portal:presales_log", args=[draft])
    assert _client(cast.sponsor).get(url).status_code == 404


def builders_draft(cast: Cast) -> int:
    from universo.usecases.save_draft import save_draft

    made = save_draft(actor=cast.sponsor, now=builders.NOON, uid=builders.new_uid(), data={})
    return int(made.pk)
