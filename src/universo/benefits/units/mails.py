"""What people are told by mail about a loan; one template, told apart by `event`."""

from datetime import datetime
from typing import Any

from universo.benefits.units.models import Loan
from universo.benefits.units.queries import KEEPERS
from universo.identity.queries import holders
from universo.notifications.models import Mail
from universo.notifications.operations import enqueue_mail
from universo.partners.queries import addresses_of


def tell_partner(found: Loan, event: str, now: datetime, key: str = "", **more: Any) -> int:
    """Write to who asked for the unit and to the partner's administrators; return how many are new."""
    addresses = addresses_of(found.partner_id, found.author_id)
    return _send(found, event, sorted(addresses), "portal:loan", now, key, more)


def tell_keepers(found: Loan, event: str, now: datetime, key: str = "", **more: Any) -> int:
    """Write to the people of Hasar who decide about loans; return how many mails are new."""
    addresses = {person.email for role in KEEPERS for person in holders(role)}
    return _send(found, event, sorted(addresses), "backoffice:loan", now, key, more)


def _send(
    found: Loan,
    event: str,
    addresses: list[str],
    page: str,
    now: datetime,
    key: str,
    more: dict[str, Any],
) -> int:
    unit = found.unit
    new = 0
    name = f"units.loan.{found.pk}.{key or event}"
    told = set(Mail.objects.filter(key=name).values_list("recipient", flat=True))
    for address in addresses:
        enqueue_mail(
            key=name,
            to=address,
            template="unit_loan",
            context={
                "event": event,
                "page": page,
                "loan": found,
                "partner": found.partner,
                "model": found.product,
                "serial": unit.serial if unit else "",
                **more,
            },
            now=now,
        )
        new += address.lower() not in told
    return new
