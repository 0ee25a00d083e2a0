"""The channel manager's pages, and the executive's side of own staff's leads."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

import routing_cases as cases
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.opportunities.models import PresalesActivity
from universo.routing.models import Assignment, ExecutingChannel, Progress

pytestmark = pytest.mark.django_db
BOARD = "backoffice:routing"


def _client(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def _choice(cast: Cast, **changes: object) -> dict[str, object]:
    channel = cases.channel_of(cast.rival_reseller_partner)
    return {"profile": "RETAIL", "channel_id": channel.pk, "note": "", "reason": "", **changes}


def test_the_board_shows_what_waits_and_the_load(cast: Cast) -> None:
    cases.notice(cast)
    cases.offered(cast, cases.notice(cast))
    text = _client(cast.channel_manager).get(reverse(BOARD)).content.decode()
    assert text.count("row-title") == 1
    assert "Norte Distribuciones S.A." in text
    offered = _client(cast.channel_manager).get(reverse(BOARD) + "?estado=ofrecidas")
    assert offered.content.decode().count("row-title") == 1


def test_the_ranking_is_explained_and_any_channel_may_be_picked(cast: Cast) -> None:
    notice = cases.notice(cast)
    client = _client(cast.channel_manager)
    url = reverse("backoffice:routing_notice", args=[notice.pk])
    text = client.get(url + "?profile=RETAIL").content.decode()
    assert "1. Norte Distribuciones S.A." in text
    assert "Su zona incluye Buenos Aires." in text
    assert "Equipo propio de Hasar" in text
    assert client.post(url, _choice(cast)).status_code == 302
    made = Assignment.objects.get()
    assert made.channel.partner == cast.rival_reseller_partner
    assert made.ranking[0]["name"] == "Norte Distribuciones S.A."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"profile": ""}, "Elija el perfil del cliente."),
        ({"channel_id": ""}, "Elija un canal."),
        ({"channel_id": "x"}, 'class="field-error"'),
        ({"channel_id": 987654}, "Este canal no recibe oportunidades ahora."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    cast: Cast, change: dict[str, object], sentence: str
) -> None:
    url = reverse("backoffice:routing_notice", args=[cases.notice(cast).pk])
    answer = _client(cast.channel_manager).post(
        url, _choice(cast, note="Llamar temprano.", **change)
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Llamar temprano." in answer.content.decode()
    assert not Assignment.objects.exists()


def test_taking_back_what_is_in_progress_asks_for_a_reason(cast: Cast) -> None:
    lead = cases.active(cast)
    client = _client(cast.channel_manager)
    url = reverse("backoffice:routing_notice", args=[lead.notice_id])
    answer = client.post(url, _choice(cast, replaces=lead.pk))
    assert answer.status_code == 422
    assert "indique por qué se la retira" in answer.content.decode()
    answer = client.post(url, _choice(cast, replaces=lead.pk, reason="No llamó."))
    assert answer.status_code == 302
    assert set(Assignment.objects.values_list("status", flat=True)) == {"DECLINED", "OFFERED"}


def test_a_page_opened_before_somebody_chose_changes_nothing(cast: Cast) -> None:
    lead = cases.offered(cast)
    url = reverse("backoffice:routing_notice", args=[lead.notice_id])
    answer = _client(cast.channel_manager).post(url, _choice(cast, replaces=""), follow=True)
    assert "Alguien eligió un canal" in answer.content.decode()
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("who", ["executive", "finance", "admin", "sponsor", "reseller"])
def test_others_do_not_find_the_choice(cast: Cast, who: str) -> None:
    url = reverse("backoffice:routing_notice", args=[cases.notice(cast).pk])
    client = _client(getattr(cast, who))
    assert client.get(url).status_code == 404
    assert client.post(url, _choice(cast)).status_code == 404
    assert not Assignment.objects.exists()


def test_the_auditor_reads_and_does_not_write(cast: Cast) -> None:
    url = reverse("backoffice:routing_notice", args=[cases.notice(cast).pk])
    client = _client(cast.auditor)
    assert client.get(url).status_code == 200
    assert client.post(url, _choice(cast)).status_code == 404


@pytest.mark.parametrize("status", ["SUBMITTED", "DECLINED"])
def test_a_notice_that_is_not_accepted_is_missing(cast: Cast, status: str) -> None:
    url = reverse("backoffice:routing_notice", args=[cases.notice(cast, status).pk])
    assert _client(cast.channel_manager).get(url).status_code == 404


def test_the_executive_works_his_own_staffs_lead_and_sees_no_others(cast: Cast) -> None:
    lead = cases.offered(cast, to=None)
    url = reverse("backoffice:routing_assignment", args=[lead.pk])
    client = _client(cast.executive)
    data = {"action": "progress", "progress-uid": uuid.uuid4(), "progress-note": "Demo hecha."}
    assert client.post(url, data).status_code == 302
    assert Progress.objects.get().author_id == cast.executive.user_id
    assert client.post(url, {"action": "won", "won-note": ""}).status_code == 302
    lead.refresh_from_db()
    assert lead.status == "WON"
    other = _client(cast.other_executive)
    assert other.get(url).status_code == 404
    assert "El Tornillo" not in other.get(reverse(BOARD) + "?estado=cerradas").content.decode()
    assert "El Tornillo" in client.get(reverse(BOARD) + "?estado=cerradas").content.decode()


def test_staff_sees_a_resellers_lead_without_its_forms(cast: Cast) -> None:
    lead = cases.active(cast)
    url = reverse("backoffice:routing_assignment", args=[lead.pk])
    client = _client(cast.channel_manager)
    assert b'value="won"' not in client.get(url).content
    assert client.post(url, {"action": "won", "won-note": ""}).status_code == 404


def test_rules_of_a_channel_are_edited_on_their_page(cast: Cast) -> None:
    channel = cases.channel_of(cast.reseller_partner)
    client = _client(cast.channel_manager)
    assert "Buenos Aires" in client.get(reverse("backoffice:channel_list")).content.decode()
    url = reverse("backoffice:channel_edit", args=[channel.pk])
    data = {"kinds": ["SOFTWARE"], "provinces": ["X"], "profiles": []}
    assert client.post(url, data).status_code == 302
    found = ExecutingChannel.objects.get(pk=channel.pk)
    assert (found.is_active, found.provinces, found.profiles) == (False, ["X"], [])
    assert client.post(url, {**data, "kinds": []}).status_code == 422
    assert client.post(url, {**data, "provinces": ["ZZ"]}).status_code == 422
    assert _client(cast.executive).get(url).status_code == 404


def test_the_executive_logs_presales_on_his_notice(cast: Cast) -> None:
    from django.utils import timezone

    notice = cases.notice(cast, "ACCEPTED")
    url = reverse("backoffice:presales_log", args=[notice.pk])
    data = {
        "uid": uuid.uuid4(),
        "kind": "DEMO",
        "on_date": timezone.localdate().isoformat(),
        "people": "",
        "note": "Demo en el local.",
    }
    assert _client(cast.other_executive).post(url, data).status_code == 404
    assert _client(cast.channel_manager).post(url, data).status_code == 302
    assert PresalesActivity.objects.get().kind == "DEMO"


def test_the_block_of_the_notices_page_leads_to_its_channel(cast: Cast) -> None:
    from django.template.loader import render_to_string

    notice = cases.notice(cast)
    block = "backoffice/queue/_channel.html"
    assert "Todavía no se eligió un canal." in render_to_string(block, {"notice": notice})
    lead = cases.offered(cast, notice)
    shown = render_to_string(block, {"notice": notice})
    assert reverse("backoffice:routing_assignment", args=[lead.pk]) in shown
    assert "Executing" not in shown
