"""Hasar approves what partners say of themselves, returns it with a reason, or takes it down later (R-2)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.directory import mails
from universo.benefits.directory.choices import PageStatus
from universo.benefits.directory.models import Version
from universo.benefits.directory.queries import may_review
from universo.domain.lifecycle import IllegalMove, check_move
from universo.domain.page_review import PAGE
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Partner


@transaction.atomic
def approve_page(*, actor: Actor, now: datetime, version_id: int) -> Version:
    """Publish a version that waits; the one before is replaced. Raises NotPermitted, Conflict."""
    found = _locked(actor, version_id)
    _check(found, PageStatus.PUBLISHED)
    Version.objects.filter(listing=found.listing, status=PageStatus.PUBLISHED).update(
        status=PageStatus.REPLACED
    )
    _move(actor, now, found, PageStatus.PUBLISHED)
    _say(actor, now, "benefits.listing.approved", found)
    mails.tell_partner(found, "approved", now)
    return found


@transaction.atomic
def return_page(*, actor: Actor, now: datetime, version_id: int, reason: str) -> Version:
    """Send a version back with a reason; what is published stays.

    Raises NotPermitted, DomainError (field `reason`), Conflict.
    """
    return _refuse(actor, now, version_id, reason, PageStatus.RETURNED)


@transaction.atomic
def take_down_page(*, actor: Actor, now: datetime, version_id: int, reason: str) -> Version:
    """Show a published version no longer, with a reason. Raises as `return_page`."""
    return _refuse(actor, now, version_id, reason, PageStatus.TAKEN_DOWN)


def _refuse(actor: Actor, now: datetime, version_id: int, reason: str, status: str) -> Version:
    found = _locked(actor, version_id)
    said = " ".join(reason.replace("\0", "").split())[:400]
    if len(said) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    _move(actor, now, found, status, reason=said)
    event = "returned" if status == PageStatus.RETURNED else "taken_down"
    _say(actor, now, f"benefits.listing.{event}", found, reason=said)
    mails.tell_partner(found, event, now)
    return found


def _locked(actor: Actor, version_id: int) -> Version:
    """Return the version as it stands, with its partner locked: two people decide one after the other."""
    if not may_review(actor):
        raise NotPermitted("")
    partner_id = (
        Version.objects.filter(pk=version_id).values_list("listing__partner", flat=True).first()
    )
    if partner_id is None:
        raise NotPermitted("")
    Partner.objects.select_for_update().get(pk=partner_id)
    return Version.objects.select_related("listing__partner").get(pk=version_id)


def _check(found: Version, status: str) -> None:
    try:
        check_move(PAGE, found.status, status)
    except IllegalMove as error:
        if found.status == PageStatus.SUPERSEDED:
            said = _("The partner sent another version meanwhile: look at that one.")
        else:
            said = _("Somebody else did it a moment ago.")
        raise Conflict(said) from error


def _move(actor: Actor, now: datetime, found: Version, status: str, **values: Any) -> None:
    """Move by the machine and a compare-and-set. Raises Conflict when the race was lost."""
    _check(found, status)
    changed = Version.objects.filter(pk=found.pk, status=found.status).update(
        status=status, decided_at=now, decided_by_id=actor.user_id, **values
    )
    if not changed:
        raise Conflict(_("Somebody else did it a moment ago."))
    found.refresh_from_db()


def _say(actor: Actor, now: datetime, name: str, found: Version, **data: Any) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="partner",
        subject_id=found.listing.partner_id, partner_may_read=True, number=found.number, **data,
    )  # fmt: skip
