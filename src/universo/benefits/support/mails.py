"""What people are told by mail about a request or a visit; one template, told apart by `event`."""

from datetime import datetime
from typing import Any

from universo.benefits.support.models import SupportRequest
from universo.benefits.support.visit_models import Visit
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners.queries import addresses_of
from universo.rewards.wording import amount_text


def tell_partner(
    found: SupportRequest, event: str, now: datetime, key: str = "", **more: Any
) -> None:
    """Write to who made the request and to the partner's administrators."""
    page = "portal:support_request"
    _send(found, event, addresses_of(found.partner_id, found.author_id), page, now, key, more)


def tell_role(
    found: SupportRequest, role: StaffRole, event: str, now: datetime, key: str = ""
) -> None:
    """Write to the people of Hasar whose turn it is."""
    addresses = {person.email for person in holders(role)}
    _send(found, event, addresses, "backoffice:support_request", now, key, {})


def tell_executive(found: SupportRequest, now: datetime, key: str) -> None:
    """Ask the partner's executive for a word."""
    person = found.partner.account_executive
    if person is not None and person.is_active:
        page = "backoffice:support_request"
        _send(found, "advise", {person.email}, page, now, key, {})


def tell_of_visit(found: Visit, event: str, now: datetime, *, to_executive: bool) -> None:
    """Write about a joint visit: to the executive, or to the partner's people."""
    if to_executive:
        addresses, page = {found.executive.email}, "backoffice:support_visit"
    else:
        addresses, page = addresses_of(found.partner_id, found.author_id), "portal:support_visit"
    for address in sorted(addresses):
        enqueue_mail(
            key=f"support.visit.{found.pk}.{event}.{found.changes}",
            to=address,
            template="support_visit",
            context={
                "event": event,
                "page": page,
                "visit": found,
                "partner": found.partner,
                "reason": found.reason,
            },
            now=now,
        )


def _send(
    found: SupportRequest,
    event: str,
    addresses: set[str],
    page: str,
    now: datetime,
    key: str,
    more: dict[str, Any],
) -> None:
    for address in sorted(addresses):
        enqueue_mail(
            key=f"support.request.{found.pk}.{key or event}",
            to=address,
            template="support_request",
            context={
                "event": event,
                "page": page,
                "request_id": found.pk,
                "reference": found.reference,
                "title": found.title,
                "partner": found.partner,
                "reason": found.reason,
                "amount": amount_text(found.approved_minor, found.currency),
                "lapses": found.lapses_date,
                **more,
            },
            now=now,
        )
