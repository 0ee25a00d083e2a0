"""A visitor applies to join the programme, and confirms that the e-mail address is his (R-5).

Whoever applies reads the same answer whether or not the company or the address is already known;
what is known is told by mail to whom it belongs.
"""

import hashlib
import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.queries import holders, person_with_email
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners.application_data import (
    ApplicationData,
    clean,
    confirmation_token,
    token_hash,
)
from universo.partners.models import (
    Application,
    ApplicationState,
    KnownAddressApplication,
    Partner,
)
from universo.partners.queries import administrators_of
from universo.program.models import Terms
from universo.program.queries import terms_on

OTHER_DATA = _("An application with other data was already sent from this page.")


@transaction.atomic
def apply_to_join(
    *, actor: Actor, now: datetime, uid: UUID, data: ApplicationData
) -> Application | None:
    """Store an application and mail its link; a second sending of the same `uid` changes nothing.

    Raises InvalidInput (sentences by field), or Conflict when `uid` came with other data. Returns
    None when the address already has an account: then its owner is told, and only a digest is kept.
    """
    data = clean(data)
    terms = _accepted_terms(data.terms_version, local_date(now))
    if _was_of_known_address(uid, data):
        return None
    known = person_with_email(data.email)
    if known is not None and not Application.objects.filter(uid=uid).exists():
        KnownAddressApplication.objects.get_or_create(
            uid=uid, defaults={"content_sha256": _digest(data), "received_at": now}
        )
        enqueue_mail(
            key=f"application.known_account.{uid}",
            to=known.email,
            template="application_known_account",
            context={"name": known.full_name, "company": data.legal_name},
            now=now,
        )
        return None
    return _stored(actor, now, uid, data, terms)


def _was_of_known_address(uid: UUID, data: ApplicationData) -> bool:
    """Tell whether this `uid` was answered before for an address that has an account.

    Raises Conflict when it came with other data, just as for an address that has none.
    """
    earlier = KnownAddressApplication.objects.filter(uid=uid).first()
    if earlier is not None and earlier.content_sha256 != _digest(data):
        raise Conflict(OTHER_DATA)
    return earlier is not None


def _values(data: ApplicationData) -> dict[str, Any]:
    """Return what makes an application the same one, by the names of its columns."""
    return {
        "legal_name": data.legal_name,
        "cuit": data.cuit,
        "contact_name": data.contact_name,
        "email": data.email,
        "phone": data.phone,
        "province_id": data.province,
        "categories": list(data.categories),
        "sponsor_level": data.sponsor_level,
    }


def _digest(data: ApplicationData) -> str:
    return hashlib.sha256(json.dumps(_values(data), sort_keys=True).encode()).hexdigest()


def _accepted_terms(version: int, today: date) -> Terms:
    """Return the terms that were read; when others are in force they must be read again."""
    terms = terms_on(today)
    if terms.version != version:
        raise InvalidInput(
            {
                "accepts_terms": [
                    _("The terms changed meanwhile: please read and accept them again.")
                ]
            }
        )
    return terms


def _stored(
    actor: Actor, now: datetime, uid: UUID, data: ApplicationData, terms: Terms
) -> Application:
    values = _values(data)
    fixed = {
        "state": ApplicationState.RECEIVED,
        "terms_version": terms.version,
        "token_sha256": token_hash(confirmation_token(uid)),
        "received_at": now,
    }
    found, created = Application.objects.get_or_create(uid=uid, defaults={**values, **fixed})
    if not created:
        if any(getattr(found, name) != value for name, value in values.items()):
            raise Conflict(OTHER_DATA)
        return found
    _record_received(actor, now, found, data, terms)
    _mail_link(found, now, attempt=1)
    _tell_company(found, now)
    return found


def _record_received(
    actor: Actor, now: datetime, found: Application, data: ApplicationData, terms: Terms
) -> None:
    """Keep the evidence of what was accepted: version and hash of the text, address, origin."""
    record(
        actor=actor,
        now=now,
        name="partners.application.received",
        subject_kind="application",
        subject_id=found.pk,
        who=found.contact_name,
        terms_version=terms.version,
        terms_sha256=terms_digest(terms),
        electronic_address=found.email,
        client_ip=data.client_ip,
    )


def terms_digest(terms: Terms) -> str:
    """Return the SHA-256, hexadecimal, of a version's text and policies as they are now."""
    kept = model_to_dict(terms, exclude=["id", "created_by", "created_at"])
    said = json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def _mail_link(found: Application, now: datetime, *, attempt: int) -> None:
    enqueue_mail(
        key=f"application.confirm.{found.pk}.{attempt}",
        to=found.email,
        template="application_confirm",
        context={
            "name": found.contact_name,
            "company": found.legal_name,
            "token": confirmation_token(found.uid),
        },
        now=now,
    )


def _tell_company(found: Application, now: datetime) -> None:
    """Tell a partner's administrators, once a day at most, that somebody applies with its CUIT."""
    holder = Partner.objects.filter(cuit=found.cuit).first()
    if holder is None:
        return
    for address in administrators_of(holder.pk):
        enqueue_mail(
            key=f"application.known_company.{holder.pk}.{local_date(now).isoformat()}",
            to=address,
            template="application_known_company",
            context={"company": holder.legal_name},
            now=now,
        )


@transaction.atomic
def resend_confirmation(*, now: datetime, uid: UUID) -> None:
    """Mail the link again, at most once a minute; silent when there is nothing to confirm."""
    found = Application.objects.filter(uid=uid, state=ApplicationState.RECEIVED).first()
    if found is not None:
        _mail_link(found, now, attempt=2 + int(now.timestamp()) // 60)


@transaction.atomic
def confirm_application(*, now: datetime, token: str) -> Application:
    """Record that the mailbox is the applicant's, and tell the administrators; again is harmless.

    Raises NotPermitted when no application has this link.
    """
    found = application_of(token)
    changed = Application.objects.filter(pk=found.pk, state=ApplicationState.RECEIVED).update(
        state=ApplicationState.CONFIRMED, confirmed_at=now
    )
    found.refresh_from_db()
    if not changed:
        return found
    record(
        actor=Actor(user_id=None, name=found.contact_name),
        now=now,
        name="partners.application.confirmed",
        subject_kind="application",
        subject_id=found.pk,
        who=found.contact_name,
    )
    for person in holders(StaffRole.PROGRAM_ADMIN):
        enqueue_mail(
            key=f"application.waiting.{found.pk}",
            to=person.email,
            template="application_waiting",
            context={"company": found.legal_name, "application_id": found.pk},
            now=now,
        )
    return found


def application_of(token: str) -> Application:
    """Return the application of a confirmation link. Raises NotPermitted for an unknown one."""
    found = Application.objects.filter(token_sha256=token_hash(token)).first()
    if found is None:
        raise NotPermitted(_("This link is not valid."))
    return found
