"""An administrator keeps the people of Hasar and what each may do; nobody gives himself a role."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User
from universo.identity.operations import create_person, first_password_key
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail

LAST_ADMINISTRATOR = _("The programme needs at least one administrator.")
MIN_REASON = 5


@transaction.atomic
def invite_person(
    *, actor: Actor, now: datetime, email: str, full_name: str, roles: Iterable[str]
) -> User:
    """Add a person of Hasar with his roles and mail him a link to set his password.

    Raises NotPermitted, InvalidInput, Conflict when the address has an account already.
    """
    _administrator(actor)
    address, name = email.strip().lower(), " ".join(full_name.split())[:120]
    chosen = [role for role in StaffRole.values if role in set(roles)]
    _check_invitation(address, name, chosen)
    person = create_person(email=address, full_name=name)
    for role in chosen:
        _grant(actor, now, person, role)
    record(
        actor=actor,
        now=now,
        name="identity.person.invited",
        subject_kind="user",
        subject_id=person.pk,
        who=name,
        roles=chosen,
    )
    _mail_link(actor, now, person)
    return person


@transaction.atomic
def send_link_again(*, actor: Actor, now: datetime, user_id: int) -> None:
    """Mail the link again to somebody who has not set a password. Raises NotPermitted, Conflict."""
    person = _person(actor, user_id)
    if person.has_usable_password() or not person.is_active:
        raise Conflict(_("This person already has a password."))
    record(
        actor=actor,
        now=now,
        name="identity.person.invited_again",
        subject_kind="user",
        subject_id=person.pk,
        who=person.full_name,
    )
    _mail_link(actor, now, person)


@transaction.atomic
def grant_role(*, actor: Actor, now: datetime, user_id: int, role: str) -> RoleGrant:
    """Give a person of Hasar one more role, never oneself. Raises NotPermitted, DomainError, Conflict."""
    person = _other(actor, user_id)
    if role not in StaffRole.values:
        raise DomainError(_("Choose one of the list."), field="role")
    made = _grant(actor, now, person, role)
    record(
        actor=actor,
        now=now,
        name="identity.role.granted",
        subject_kind="user",
        subject_id=person.pk,
        who=person.full_name,
        role=role,
    )
    return made


@transaction.atomic
def revoke_role(*, actor: Actor, now: datetime, user_id: int, role: str) -> None:
    """Take a role away; it stays as history. Never one's own, never the last administrator's.

    Raises NotPermitted, Conflict.
    """
    person = _other(actor, user_id)
    if role == StaffRole.PROGRAM_ADMIN:
        _another_administrator(person)
    held = RoleGrant.objects.filter(user=person, role=role, revoked_at__isnull=True)
    if not held.update(revoked_at=now):
        raise Conflict(_("This person does not have that role any more."))
    record(
        actor=actor,
        now=now,
        name="identity.role.revoked",
        subject_kind="user",
        subject_id=person.pk,
        who=person.full_name,
        role=role,
    )


@transaction.atomic
def set_person_active(
    *, actor: Actor, now: datetime, user_id: int, active: bool, reason: str = ""
) -> None:
    """Close a person's access or open it again; his history stays. Never one's own.

    Raises NotPermitted, DomainError without a reason to close it, Conflict.
    """
    person = _other(actor, user_id)
    reason = reason.strip()[:240]
    if not active:
        if len(reason) < MIN_REASON:
            raise DomainError(_("Write the reason."), field="reason")
        _another_administrator(person)
    if not User.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
        raise Conflict(_("Somebody else did it a moment ago."))
    record(
        actor=actor,
        now=now,
        name="identity.person.reactivated" if active else "identity.person.deactivated",
        subject_kind="user",
        subject_id=person.pk,
        who=person.full_name,
        reason=reason,
    )


def _administrator(actor: Actor) -> None:
    if not actor.has(StaffRole.PROGRAM_ADMIN) or actor.user_id is None:
        raise NotPermitted("")


def _person(actor: Actor, user_id: int) -> User:
    """Lock a person of Hasar: somebody who has or had a role. Partners' people are not here."""
    _administrator(actor)
    found = User.objects.select_for_update().filter(pk=user_id).first()
    if found is None or not RoleGrant.objects.filter(user=found).exists():
        raise NotPermitted("")
    return found


def _other(actor: Actor, user_id: int) -> User:
    _lock_administrators()
    found = _person(actor, user_id)
    if found.pk == actor.user_id:
        raise Conflict(_("Nobody changes his own access: ask another administrator."))
    return found


def _lock_administrators() -> None:
    """Two administrators who remove each other at once come one after the other."""
    rows = RoleGrant.objects.filter(role=StaffRole.PROGRAM_ADMIN, revoked_at__isnull=True)
    list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _another_administrator(person: User) -> None:
    admins = set(holders(StaffRole.PROGRAM_ADMIN).values_list("pk", flat=True))
    if person.pk in admins and len(admins) == 1:
        raise Conflict(LAST_ADMINISTRATOR)


def _grant(actor: Actor, now: datetime, person: User, role: str) -> RoleGrant:
    try:
        with transaction.atomic():
            return RoleGrant.objects.create(
                user=person, role=role, granted_at=now, granted_by_id=actor.user_id
            )
    except IntegrityError as error:
        raise Conflict(_("This person already has that role."), field="role") from error


def _check_invitation(address: str, name: str, chosen: list[str]) -> None:
    errors: dict[str, list[object]] = {}
    try:
        validate_email(address)
    except ValidationError:
        errors["email"] = [_("Write a complete e-mail address, for example nombre@empresa.com.ar.")]
    if len(name) < 3:
        errors["full_name"] = [_("Write the name and the surname.")]
    if not chosen:
        errors["roles"] = [_("Choose at least one role.")]
    if errors:
        raise InvalidInput(errors)


def _mail_link(actor: Actor, now: datetime, person: User) -> None:
    uid, key = first_password_key(person)
    enqueue_mail(
        key=f"person.invited.{person.pk}.{int(now.timestamp())}",
        to=person.email,
        template="person_invited",
        context={
            "name": person.full_name,
            "host": actor.name,
            "uid": uid,
            "key": key,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        },
        now=now,
    )
