"""«Mi empresa»: what people of a partner read about it, and what its administrator does."""

import pytest
from django.test import Client

import builders
from cast import Cast
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.partners.models import Invitation, Member

PROFILE = "/portal/empresa/"
pytestmark = pytest.mark.django_db


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def test_it_shows_the_own_organisation_and_nobody_elses(cast: Cast) -> None:
    page = _as(cast.sponsor).get(PROFILE).content.decode()
    assert "Benítez Equipamientos S.R.L." in page
    assert "Promotor · Mediador" in page
    assert cast.executive.name in page
    assert cast.executive.email in page
    for stranger in ("Ajena S.A.", "Ignacio Ajeno", "Ferreyra"):
        assert stranger not in page


@pytest.mark.parametrize("who", ["admin", "executive", "auditor"])
def test_people_of_hasar_have_no_company_there(cast: Cast, who: str) -> None:
    assert _as(getattr(cast, who)).get(PROFILE).status_code == 404


def test_a_visitor_is_sent_to_sign_in(db: None) -> None:
    assert Client().get(PROFILE).headers["Location"] == f"/cuenta/login/?next={PROFILE}"


def test_the_administrator_invites(cast: Cast) -> None:
    client = _as(cast.sponsor)
    data = {"full_name": "Rocío Paz", "email": "rocio@example.com"}
    page = client.post(f"{PROFILE}invitar/", data, follow=True).content.decode()
    assert "Enviamos la invitación a rocio@example.com." in page
    assert "Invitaciones en espera" in page
    assert Mail.objects.get().recipient == "rocio@example.com"
    wrong = client.post(f"{PROFILE}invitar/", {"full_name": "Rocío Paz", "email": "rocio"})
    assert wrong.status_code == 422
    assert 'value="Rocío Paz"' in wrong.content.decode()
    User.objects.filter(pk=cast.outsider.user_id).update(email="ignacio@example.com")
    taken = client.post(f"{PROFILE}invitar/", {**data, "email": "ignacio@example.com"})
    assert "ya tiene acceso a Universo" in taken.content.decode()


def test_a_plain_colleague_neither_invites_nor_takes_away(cast: Cast) -> None:
    client = _as(builders.member(cast.sponsor_partner, "Matías Quiroga"))
    page = client.get(PROFILE).content.decode()
    assert "Invitar a un colega" not in page
    assert "Quitar el acceso" not in page
    data = {"full_name": "Rocío Paz", "email": "rocio@example.com"}
    assert client.post(f"{PROFILE}invitar/", data).status_code == 404
    boss = Member.objects.get(user_id=cast.sponsor.user_id)
    assert client.post(f"{PROFILE}personas/{boss.pk}/", {"active": "0"}).status_code == 404
    assert not Invitation.objects.exists()


def test_access_is_taken_away_and_given_back(cast: Cast) -> None:
    colleague = builders.member(cast.sponsor_partner, "Matías Quiroga")
    row = Member.objects.get(user_id=colleague.user_id)
    admin, his = _as(cast.sponsor), _as(colleague)
    assert his.get(PROFILE).status_code == 200
    admin.post(f"{PROFILE}personas/{row.pk}/", {"active": "0"})
    assert his.get(PROFILE).status_code == 404  # at once, in the session he had open
    admin.post(f"{PROFILE}personas/{row.pk}/", {"active": "1"})
    assert his.get(PROFILE).status_code == 200
    own = Member.objects.get(user_id=cast.sponsor.user_id)
    page = admin.post(f"{PROFILE}personas/{own.pk}/", {"active": "0"}, follow=True)
    assert "No puede quitarse el acceso a usted mismo" in page.content.decode()


def test_other_organisations_people_do_not_exist(cast: Cast) -> None:
    row = Member.objects.get(user_id=cast.sponsor.user_id)
    client = _as(cast.outsider)
    assert client.post(f"{PROFILE}personas/{row.pk}/", {"active": "0"}).status_code == 404
    assert client.post(f"{PROFILE}personas/999999/", {"active": "0"}).status_code == 404
