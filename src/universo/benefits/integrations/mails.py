"""What people are told by mail about certifications; one template, told apart by `event`."""

from datetime import datetime
from typing import Any

from universo.benefits.integrations.models import Certification
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners.queries import addresses_of


def tell_keepers(found: Certification, now: datetime) -> None:
    """Tell the administrators of the programme that a version waits for its review."""
    addresses = [person.email for person in holders(StaffRole.PROGRAM_ADMIN)]
    _send(found, "asked", addresses, "backoffice:certification", found.pk, now)


def tell_partner(found: Certification, now: datetime, event: str = "") -> None:
    """Tell who asked and the partner's administrators how it was decided, or that it expires."""
    addresses = addresses_of(found.integration.partner_id, found.asked_by_id)
    page = "portal:integration"
    _send(found, event or found.status, addresses, page, found.integration_id, now)


def _send(
    found: Certification, event: str, addresses: Any, page: str, record_id: int, now: datetime
) -> None:
    for address in sorted(addresses):
        enqueue_mail(
            key=f"certification.{found.pk}.{event.lower()}",
            to=address,
            template="certification",
            context={
                "event": event,
                "software": found.integration.software,
                "version": found.version,
                "day": found.expires_date,
                "answer": found.answer,
                "page": page,
                "record_id": record_id,
            },
            now=now,
        )
