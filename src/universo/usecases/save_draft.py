"""A sponsor's draft, kept as he types, and thrown away when he says so."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from universo.identity.actor import Actor
from universo.opportunities import operations
from universo.opportunities.models import Notice


@transaction.atomic
def save_draft(*, actor: Actor, now: datetime, uid: UUID, data: dict[str, Any]) -> Notice:
    """Keep a draft as typed, valid or not. Raises NotPermitted, Conflict once it was sent."""
    return operations.store_draft(actor=actor, now=now, uid=uid, data=data)


@transaction.atomic
def discard_draft(*, actor: Actor, uid: UUID) -> bool:
    """Throw a draft away; return whether there was one. Raises Conflict once it was sent."""
    return operations.discard_draft(actor=actor, uid=uid)
