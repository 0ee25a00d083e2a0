"""What people are told by mail about a page of the directory; one template, told apart by `event`."""

from datetime import datetime

from universo.benefits.directory.models import Version
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners.queries import addresses_of


def tell_reviewers(version: Version, now: datetime) -> None:
    """Write to the programme's administrators that a page waits for them."""
    addresses = {person.email for person in holders(StaffRole.PROGRAM_ADMIN)}
    _send(version, "sent", sorted(addresses), now)


def tell_partner(version: Version, event: str, now: datetime) -> None:
    """Write to who sent the page and to the partner's administrators what became of it."""
    addresses = addresses_of(version.listing.partner_id, version.sent_by_id)
    _send(version, event, sorted(addresses), now)


def _send(version: Version, event: str, addresses: list[str], now: datetime) -> None:
    context = {"event": event, "version": version, "partner": version.listing.partner}
    for address in addresses:
        enqueue_mail(
            key=f"directory.page.{version.pk}.{event}", to=address, template="directory_page",
            context=context, now=now,
        )  # fmt: skip
