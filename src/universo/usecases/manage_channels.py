"""Opening the channel of a reseller and changing a channel's rules (R-11)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from universo.audit.operations import record
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.routing.channels import channel, resellers_without_channel, store_new, store_rules
from universo.routing.models import ExecutingChannel


@transaction.atomic
def add_channel(
    *, actor: Actor, now: datetime, partner_id: int, rules: dict[str, Any]
) -> ExecutingChannel:
    """Open the channel of an enrolled reseller with its rules.

    Raises NotPermitted, InvalidInput (fields provinces, profiles, kinds), Conflict.
    """
    _only_managers(actor)
    partner = resellers_without_channel(actor).filter(pk=partner_id).first()
    if partner is None:
        raise NotPermitted("")
    made = store_new(partner=partner, rules=rules)
    record(
        actor=actor,
        now=now,
        name="routing.channel.added",
        subject_kind="partner",
        subject_id=partner.pk,
        channel=made.name,
    )
    return made


@transaction.atomic
def change_channel(
    *, actor: Actor, now: datetime, channel_id: int, rules: dict[str, Any]
) -> ExecutingChannel:
    """Change zones, profiles, kinds or the active flag of a channel; leads already given stay.

    Raises NotPermitted, InvalidInput (fields provinces, profiles, kinds).
    """
    _only_managers(actor)
    found = channel(actor, channel_id)
    changes = store_rules(found=found, rules=rules)
    if changes:
        record(
            actor=actor,
            now=now,
            name="routing.channel.changed",
            subject_kind="partner" if found.partner_id else "channel",
            subject_id=found.partner_id or found.pk,
            channel=found.name,
            changes=changes,
        )
    return found


def _only_managers(actor: Actor) -> None:
    if not actor.has(StaffRole.CHANNEL_MANAGER):
        raise NotPermitted("")
