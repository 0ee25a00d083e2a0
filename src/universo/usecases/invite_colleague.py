"""An organisation's administrator invites a colleague, who accepts and sets a password."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.identity.operations import create_person
from universo.identity.queries import person_with_email
from universo.notifications.operations import enqueue_mail
from universo.partners.application_data import new_token, token_hash
from universo.partners.models import Invitation, Member

INVITATION_DAYS = 7
LINK_NOT_VALID = _("This invitation is not valid any more. Ask for a new one.")


@transaction.atomic
def invite_colleague(
    *, actor: Actor, now: datetime, email: str, full_name: str, is_admin: bool = False
) -> Invitation:
    """Mail a colleague a link that works once, for seven days; an earlier one stops working.

    Raises NotPermitted for whoever is not an administrator of his organisation, DomainError with
    the field that is wrong, Conflict when the address has an account.
    """
    if actor.partner_id is None or not actor.is_partner_admin or actor.user_id is None:
        raise NotPermitted("")
    address, name = _checked(email, full_name)
    if person_with_email(address) is not None:
        raise Conflict(_("This address already has access to Universo."), field="email")
    earlier = Invitation.objects.filter(
        partner_id=actor.partner_id, email=address, accepted_at__isnull=True, expires_at__gt=now
    )
    earlier.update(expires_at=now)
    token, digest = new_token()
    made = Invitation.objects.create(
        partner_id=actor.partner_id,
        email=address,
        full_name=name,
        is_admin=is_admin,
        token_sha256=digest,
        created_at=now,
        created_by_id=actor.user_id,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    _record(actor, now, "partners.member.invited", actor.partner_id, who=name)
    enqueue_mail(
        key=f"invitation.{made.pk}",
        to=address,
        template="colleague_invited",
        context={
            "name": name,
            "host": actor.name,
            "company": actor.partner_name,
            "token": token,
            "days": INVITATION_DAYS,
        },
        now=now,
    )
    return made


def _checked(email: str, full_name: str) -> tuple[str, str]:
    address, name = email.strip().lower(), " ".join(full_name.split())
    if len(name) < 2 or len(name) > 120:
        raise DomainError(_("Write your colleague's name."), field="full_name")
    try:
        validate_email(address)
    except ValidationError as error:
        raise DomainError(
            _("Write a complete e-mail address, for example nombre@empresa.com.ar."), field="email"
        ) from error
    return address, name


@transaction.atomic
def accept_invitation(*, now: datetime, token: str, full_name: str, password: str) -> User:
    """Make the colleague's account with his password and his place in the organisation.

    Raises NotPermitted for a link that is unknown, used or expired, Conflict when the address got an
    account meanwhile, InvalidInput for a weak password, DomainError for an empty name.
    """
    found = open_invitation(now, token, lock=True)
    name = " ".join(full_name.split())
    if not 2 <= len(name) <= 120:
        raise DomainError(_("Write your name."), field="full_name")
    person = create_person(email=found.email, full_name=name, password=password)
    Member.objects.create(
        partner_id=found.partner_id, user=person, is_admin=found.is_admin, created_at=now
    )
    Invitation.objects.filter(pk=found.pk).update(accepted_at=now)
    actor = Actor(user_id=person.pk, name=name, partner_id=found.partner_id)
    _record(actor, now, "partners.member.joined", found.partner_id, who=name)
    return person


def open_invitation(now: datetime, token: str, *, lock: bool = False) -> Invitation:
    """Return the invitation of a link that still works. Raises NotPermitted otherwise."""
    rows = Invitation.objects.select_related("partner")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(
        token_sha256=token_hash(token),
        accepted_at__isnull=True,
        expires_at__gt=now,
        partner__is_active=True,
    ).first()
    if found is None:
        raise NotPermitted(LINK_NOT_VALID)
    return found


def _record(actor: Actor, now: datetime, name: str, partner_id: int, *, who: str) -> None:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="partner",
        subject_id=partner_id,
        partner_may_read=True,
        who=who,
    )
