"""Who sees which partner, what administrators change on it, and its own people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

import builders
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.partners import operations, queries
from universo.partners.actors import actor_for
from universo.partners.models import Enrolment, Invitation, Member, Partner
from universo.usecases.invite_colleague import accept_invitation, invite_colleague

NOW = builders.NOON
TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def _names(actor: Actor) -> set[str]:
    return set(queries.visible_to(actor).values_list("legal_name", flat=True))


def test_each_one_sees_the_partners_that_concern_him(cast: Cast) -> None:
    everything = set(Partner.objects.values_list("legal_name", flat=True))
    for actor in (cast.admin, cast.auditor, cast.finance, cast.channel_manager):
        assert _names(actor) == everything
    assert _names(cast.executive) == {"Benítez Equipamientos S.R.L.", "Ferreyra Instalaciones"}
    assert _names(cast.outsider) == {"Ajena S.A."}
    with pytest.raises(NotPermitted):
        queries.partner(cast.executive, cast.outsider_partner.pk)
    with pytest.raises(NotPermitted):
        queries.partner(cast.outsider, cast.sponsor_partner.pk)
    assert not queries.people(cast.outsider, cast.sponsor_partner.pk)
    assert not queries.applications_visible_to(cast.executive)


def test_searching_by_name_cuit_category_and_state(cast: Cast) -> None:
    def found(**filters: str) -> set[str]:
        return {row.legal_name for row in queries.search(cast.admin, **filters)}

    assert found(text="benítez") == {"Benítez Equipamientos S.R.L."}
    assert found(text=cast.outsider_partner.cuit[2:]) == {"Ajena S.A."}
    assert found(category="RESELLER", executive=str(cast.executive.user_id)) == set()
    assert "Ajena S.A." in found(category="RESELLER")
    assert found(state="suspended") == set()
    assert found(text="\x00'; --") == set()


def test_the_executive_changes_and_the_new_one_is_told(cast: Cast) -> None:
    assert cast.other_executive.user_id
    operations.change_executive(
        actor=cast.admin,
        now=NOW,
        partner_id=cast.sponsor_partner.pk,
        executive_id=cast.other_executive.user_id,
    )
    assert "Benítez Equipamientos S.R.L." not in _names(cast.executive)
    assert Mail.objects.get().recipient == cast.other_executive.email
    event = Event.objects.get(name="partners.partner.executive_changed")
    assert (event.data["before"], event.data["after"]) == ("Elena Ejecutiva", "Óscar Otro")


def test_a_new_level_closes_the_row_and_opens_another_from_today(cast: Cast) -> None:
    operations.change_level(
        actor=cast.admin, now=NOW, partner_id=cast.sponsor_partner.pk, level="REFERRER"
    )
    rows = Enrolment.objects.filter(partner=cast.sponsor_partner).order_by("pk")
    assert [(row.level, row.since_date, row.until_date) for row in rows] == [
        ("INTRODUCER", date(2026, 1, 1), TODAY),
        ("REFERRER", TODAY, None),
    ]
    person = User.objects.get(pk=cast.sponsor.user_id)
    assert actor_for(person).sponsor_level == "REFERRER"


def test_the_day_of_a_change_is_that_of_buenos_aires(cast: Cast) -> None:
    late = NOW.replace(hour=2)  # still Sunday the 22nd in Buenos Aires
    made = operations.add_category(
        actor=cast.admin, now=late, partner_id=cast.sponsor_partner.pk, category="ISV"
    )
    assert made.since_date == date(2026, 11, 22)


def test_categories_are_added_and_ended(cast: Cast) -> None:
    where = {"actor": cast.admin, "now": NOW, "partner_id": cast.reseller_partner.pk}
    with pytest.raises(Conflict):
        operations.add_category(**where, category="RESELLER")
    with pytest.raises(DomainError) as refusal:
        operations.add_category(**where, category="SPONSOR")
    assert refusal.value.field == "level"
    with pytest.raises(Conflict):
        operations.end_category(**where, category="ISV")
    operations.add_category(**where, category="SPONSOR", level="REFERRER")
    operations.end_category(**where, category="RESELLER")
    person = User.objects.get(pk=cast.reseller.user_id)
    assert actor_for(person).partner_categories == {"SPONSOR"}


def test_a_suspended_partners_people_are_nobody(cast: Cast) -> None:
    where = {"actor": cast.admin, "now": NOW, "partner_id": cast.sponsor_partner.pk}
    with pytest.raises(DomainError):
        operations.set_active(**where, active=False)
    operations.set_active(**where, active=False, reason="Pidió una pausa.")
    person = User.objects.get(pk=cast.sponsor.user_id)
    assert actor_for(person).partner_id is None
    with pytest.raises(Conflict):
        operations.set_active(**where, active=False, reason="Otra vez.")
    operations.set_active(**where, active=True)
    assert actor_for(person).partner_id == cast.sponsor_partner.pk
    assert not Event.objects.filter(
        name__startswith="partners.partner.s", partner_may_read=True
    ).exists()


@pytest.mark.parametrize("role", ["executive", "auditor", "finance", "sponsor", "outsider"])
def test_only_administrators_change_partners(cast: Cast, role: str) -> None:
    where = {"actor": getattr(cast, role), "now": NOW, "partner_id": cast.sponsor_partner.pk}
    with pytest.raises(NotPermitted):
        operations.change_level(**where, level="REFERRER")
    with pytest.raises(NotPermitted):
        operations.set_active(**where, active=False, reason="Porque sí.")
    with pytest.raises(NotPermitted):
        operations.add_category(**where, category="ISV")


def _invite(cast: Cast, email: str = "matias@example.com", **options: object) -> str:
    """Invite and return the secret of the link, as the mail has it."""
    made = invite_colleague(
        actor=cast.sponsor, now=NOW, email=email, full_name="Matías Quiroga", **options
    )
    text = Mail.objects.get(key=f"invitation.{made.pk}").text
    return text.split("/invitacion/")[1].split("/")[0]


def test_an_invitation_works_once(cast: Cast) -> None:
    token = _invite(cast)
    assert not Invitation.objects.filter(token_sha256=token).exists()
    person = accept_invitation(
        now=NOW, token=token, full_name="Matías Quiroga", password=builders.PASSWORD
    )
    actor = actor_for(person)
    assert (actor.partner_id, actor.is_partner_admin) == (cast.sponsor_partner.pk, False)
    assert person.check_password(builders.PASSWORD)
    with pytest.raises(NotPermitted):
        accept_invitation(now=NOW, token=token, full_name="Otro Más", password="otra-clave-larga-1")


def test_an_invitation_works_for_seven_days(cast: Cast) -> None:
    token = _invite(cast)
    with pytest.raises(NotPermitted):
        accept_invitation(
            now=NOW + timedelta(days=7), token=token, full_name="Matías", password=builders.PASSWORD
        )
    last = NOW + timedelta(days=7, microseconds=-1)
    assert accept_invitation(
        now=last, token=token, full_name="Matías Q", password=builders.PASSWORD
    )


def test_a_new_invitation_replaces_the_earlier_one(cast: Cast) -> None:
    first, second = _invite(cast), _invite(cast)
    with pytest.raises(NotPermitted):
        accept_invitation(now=NOW, token=first, full_name="Matías", password=builders.PASSWORD)
    assert accept_invitation(now=NOW, token=second, full_name="Matías", password=builders.PASSWORD)


def test_a_weak_password_leaves_the_invitation_open(cast: Cast) -> None:
    token = _invite(cast)
    with pytest.raises(InvalidInput) as refusal:
        accept_invitation(now=NOW, token=token, full_name="Matías", password="corta")
    assert list(refusal.value.errors) == ["password"]
    assert Invitation.objects.get().accepted_at is None


def test_a_suspended_organisations_invitations_stop(cast: Cast) -> None:
    token = _invite(cast)
    Partner.objects.filter(pk=cast.sponsor_partner.pk).update(is_active=False)
    with pytest.raises(NotPermitted):
        accept_invitation(now=NOW, token=token, full_name="Matías", password=builders.PASSWORD)


def test_only_the_organisations_administrators_invite(cast: Cast) -> None:
    plain = replace(cast.sponsor, is_partner_admin=False)
    for actor in (plain, cast.admin, cast.executive):
        with pytest.raises(NotPermitted):
            invite_colleague(actor=actor, now=NOW, email="a@example.com", full_name="Ana")
    User.objects.filter(pk=cast.outsider.user_id).update(email="ignacio@example.com")
    with pytest.raises(Conflict) as refusal:
        _invite(cast, "Ignacio@example.com")
    assert refusal.value.field == "email"


def test_taking_access_away_and_giving_it_back(cast: Cast) -> None:
    colleague = builders.member(cast.sponsor_partner, "Rocío Paz")
    row = Member.objects.get(user_id=colleague.user_id)
    person = User.objects.get(pk=colleague.user_id)
    operations.set_member_active(actor=cast.sponsor, now=NOW, member_id=row.pk, active=False)
    assert actor_for(person).partner_id is None
    operations.set_member_active(actor=cast.sponsor, now=NOW, member_id=row.pk, active=True)
    assert actor_for(person).partner_id == cast.sponsor_partner.pk
    assert Event.objects.filter(name__startswith="partners.member.").count() == 2


def test_nobody_locks_himself_or_his_organisation_out(cast: Cast) -> None:
    own = Member.objects.get(user_id=cast.sponsor.user_id)
    with pytest.raises(Conflict):
        operations.set_member_active(actor=cast.sponsor, now=NOW, member_id=own.pk, active=False)
    # Somebody who was an administrator when the page was drawn, and is not any more.
    gone = replace(cast.sponsor, user_id=0)
    with pytest.raises(Conflict, match="al menos un administrador"):
        operations.set_member_active(actor=gone, now=NOW, member_id=own.pk, active=False)


def test_another_organisations_people_are_out_of_reach(cast: Cast) -> None:
    row = Member.objects.get(user_id=cast.sponsor.user_id)
    with pytest.raises(NotPermitted):
        operations.set_member_active(actor=cast.outsider, now=NOW, member_id=row.pk, active=False)
