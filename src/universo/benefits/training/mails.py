"""What people are told by mail about sessions, certificates and goals; `event` tells them apart."""

from datetime import datetime
from typing import Any

from universo.benefits.training.models import Certificate, GoalReached, Seat
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.models import Mail
from universo.notifications.operations import enqueue_mail
from universo.partners.queries import administrators_of


def tell_seat(seat: Seat, event: str, now: datetime, key: str = "", **more: Any) -> None:
    """Write to who has the seat, or had it."""
    enqueue_mail(
        key=f"training.seat.{seat.pk}.{key or event}",
        to=seat.user.email,
        template="training_session",
        context={"event": event, "session": seat.session, "person": seat.user.full_name, **more},
        now=now,
    )


def tell_holder(found: Certificate, event: str, now: datetime, key: str = "", **more: Any) -> int:
    """Write to the holder and to the partner's administrators; return how many mails are new."""
    addresses = {found.user.email, *administrators_of(found.partner_id)}
    name = f"training.certificate.{found.pk}.{key or event}"
    context = {"event": event, "certificate": found, **more}
    return _send(name, addresses, "training_certificate", context, now)


def tell_reached(found: GoalReached, event: str, now: datetime, **more: Any) -> int:
    """Write to the partner's administrators, of a new one to the programme's too; return how many."""
    addresses = set(administrators_of(found.partner_id))
    context = {
        "event": event,
        "reached": found,
        "goal": found.goal,
        "partner": found.partner,
        **more,
    }
    name = f"training.goal.{found.pk}.{event}"
    sent = _send(
        name, addresses, "training_goal", {**context, "page": "portal:training_goals"}, now
    )
    if event == "reached":
        staff = {person.email for person in holders(StaffRole.PROGRAM_ADMIN)} - addresses
        page = {"page": "backoffice:training_goals"}
        sent += _send(name, staff, "training_goal", {**context, **page}, now)
    return sent


def _send(
    name: str, addresses: set[str], template: str, context: dict[str, Any], now: datetime
) -> int:
    told = set(Mail.objects.filter(key=name).values_list("recipient", flat=True))
    for address in sorted(addresses):
        enqueue_mail(key=name, to=address, template=template, context=context, now=now)
    return len({address.lower() for address in addresses} - told)
