"""People of Hasar: nobody gives himself a role, and an administrator always remains."""

import pytest
from django.db import IntegrityError, transaction

import builders
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User
from universo.identity.queries import roles_of, staff_people, staff_person
from universo.notifications.models import Mail
from universo.partners.actors import actor_for
from universo.usecases.manage_people import (
    grant_role,
    invite_person,
    revoke_role,
    send_link_again,
    set_person_active,
)

NOW = builders.NOON


@pytest.fixture
def second(cast: Cast) -> Actor:
    return builders.staff("Sara Segunda", "PROGRAM_ADMIN")


def invite(
    cast: Cast, email: str = "Nora@hasar.example", roles: tuple[str, ...] = ("FINANCE",)
) -> User:
    return invite_person(
        actor=cast.admin, now=NOW, email=email, full_name=" Nora  Nueva ", roles=roles
    )


def test_invited_he_has_his_roles_and_a_link(cast: Cast) -> None:
    person = invite(cast, roles=("FINANCE", "AUDITOR", "UNKNOWN"))
    assert (person.email, person.full_name) == ("nora@hasar.example", "Nora Nueva")
    assert not person.has_usable_password()
    assert actor_for(person).roles == {"FINANCE", "AUDITOR"}
    mail = Mail.objects.get(recipient="nora@hasar.example")
    assert "/cuenta/" in mail.text
    assert "Adriana Administra" in mail.text
    assert set(RoleGrant.objects.filter(user=person).values_list("granted_by", flat=True)) == {
        cast.admin.user_id
    }


@pytest.mark.parametrize(
    ("email", "roles", "field"), [("nora", ("FINANCE",), "email"), ("n@x.example", (), "roles")]
)
def test_what_is_missing_is_said(
    cast: Cast, email: str, roles: tuple[str, ...], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        invite(cast, email, roles)
    assert field in refused.value.errors


def test_an_address_with_an_account_is_not_invited(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        invite(cast, cast.finance.email)
    assert refused.value.field == "email"


def test_the_link_goes_again_until_there_is_a_password(cast: Cast) -> None:
    person = invite(cast)
    send_link_again(actor=cast.admin, now=NOW.replace(minute=30), user_id=person.pk)
    assert Mail.objects.filter(recipient=person.email).count() == 2
    person.set_password("otra-clave-larga-9")
    person.save()
    with pytest.raises(Conflict):
        send_link_again(actor=cast.admin, now=NOW, user_id=person.pk)


def test_nobody_changes_his_own_access(cast: Cast, second: Actor) -> None:
    me = cast.admin.user_id or 0
    with pytest.raises(Conflict):
        grant_role(actor=cast.admin, now=NOW, user_id=me, role="FINANCE")
    with pytest.raises(Conflict):
        revoke_role(actor=cast.admin, now=NOW, user_id=me, role="PROGRAM_ADMIN")
    with pytest.raises(Conflict):
        set_person_active(actor=cast.admin, now=NOW, user_id=me, active=False, reason="Me voy ya")
    assert roles_of(staff_person(second, me)) == ["PROGRAM_ADMIN"]


def test_the_database_refuses_a_role_given_to_oneself(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        RoleGrant.objects.create(
            user_id=cast.admin.user_id,
            role="FINANCE",
            granted_at=NOW,
            granted_by_id=cast.admin.user_id,
        )


def test_the_last_administrator_stays(cast: Cast, second: Actor) -> None:
    """One whose role was just taken away still believes to hold it: he cannot take the last one."""
    revoke_role(actor=cast.admin, now=NOW, user_id=second.user_id or 0, role="PROGRAM_ADMIN")
    for act in (
        lambda: revoke_role(
            actor=second, now=NOW, user_id=cast.admin.user_id or 0, role="PROGRAM_ADMIN"
        ),
        lambda: set_person_active(
            actor=second, now=NOW, user_id=cast.admin.user_id or 0, active=False, reason="Venganza"
        ),
    ):
        with pytest.raises(Conflict):
            act()


def test_granted_and_revoked_it_stays_as_history(cast: Cast) -> None:
    who = cast.executive.user_id or 0
    grant_role(actor=cast.admin, now=NOW, user_id=who, role="FINANCE")
    with pytest.raises(Conflict):
        grant_role(actor=cast.admin, now=NOW, user_id=who, role="FINANCE")
    revoke_role(actor=cast.admin, now=NOW, user_id=who, role="FINANCE")
    with pytest.raises(Conflict):
        revoke_role(actor=cast.admin, now=NOW, user_id=who, role="FINANCE")
    found = RoleGrant.objects.get(user_id=who, role="FINANCE")
    assert found.revoked_at == NOW
    assert list(Event.objects.values_list("name", flat=True)) == [
        "identity.role.granted",
        "identity.role.revoked",
    ]


def test_a_closed_access_needs_a_reason_and_opens_again(cast: Cast) -> None:
    who = cast.finance.user_id or 0
    with pytest.raises(DomainError) as refused:
        set_person_active(actor=cast.admin, now=NOW, user_id=who, active=False)
    assert refused.value.field == "reason"
    set_person_active(actor=cast.admin, now=NOW, user_id=who, active=False, reason="Se fue")
    assert actor_for(User.objects.get(pk=who)).roles == frozenset()
    set_person_active(actor=cast.admin, now=NOW, user_id=who, active=True)
    assert actor_for(User.objects.get(pk=who)).roles == {"FINANCE"}


def test_people_of_partners_are_not_people_of_hasar(cast: Cast) -> None:
    who = cast.sponsor.user_id or 0
    with pytest.raises(NotPermitted):
        grant_role(actor=cast.admin, now=NOW, user_id=who, role="AUDITOR")
    assert who not in {person.pk for person in staff_people(cast.admin)}


def test_only_administrators(cast: Cast) -> None:
    target = cast.other_executive.user_id or 0
    for name, actor in cast.everyone().items():
        if name == "admin":
            continue
        with pytest.raises(NotPermitted):
            invite_person(
                actor=actor, now=NOW, email="x@y.example", full_name="Xx Yy", roles=["AUDITOR"]
            )
        with pytest.raises(NotPermitted):
            grant_role(actor=actor, now=NOW, user_id=target, role="AUDITOR")
        assert bool(staff_people(actor)) == (name == "auditor")
