"""What people are told by mail about joint plans; one template, told apart by `event`."""

from datetime import date, datetime

from universo.benefits.alliances.models import Plan
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.notifications.operations import enqueue_mail


def tell(found: Plan, event: str, to_partner: bool, now: datetime, key: str = "") -> int:
    """Write to the owner on one side; return 1 when the mail is new, 0 when it was written before."""
    person: User = found.partner_owner if to_partner else found.hasar_owner
    name = f"plan.{found.pk}.{key or event}"
    known = Mail.objects.filter(key=name, recipient=person.email.lower()).exists()
    enqueue_mail(
        key=name,
        to=person.email,
        template="plan",
        context={
            "event": event,
            "plan": found,
            "partner": found.partner,
            "page": "portal:plan" if to_partner else "backoffice:plan",
        },
        now=now,
    )
    return 0 if known else 1


def remind(found: Plan, day: date, now: datetime) -> int:
    """Remind both owners of the review; the key has its day, so that another day begins anew."""
    past = found.next_review_date < day
    key = f"{found.next_review_date.isoformat()}.{'past' if past else 'before'}"
    event = "review_past" if past else "review_before"
    return sum(tell(found, event, side, now, key) for side in (True, False))
