"""Software companies are reminded, once, of a certification that expires soon."""

from datetime import datetime

from django.db import transaction

from universo.benefits.integrations import mails
from universo.benefits.integrations.queries import expiring
from universo.domain.decision_clock import local_date

WITHIN_DAYS = 45


@transaction.atomic
def remind_certifications(now: datetime) -> int:
    """Enqueue a mail for each one that expires soon; return how many those are; again sends none."""
    rows = list(expiring(local_date(now), WITHIN_DAYS).select_related("asked_by"))
    for row in rows:
        mails.tell_partner(row, now, "expires")
    return len(rows)
