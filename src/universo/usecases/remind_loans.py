"""Partners are reminded of units to give back, before and after the day; keepers of the overdue."""

from datetime import datetime

from django.db import transaction

from universo.benefits.units import mails
from universo.benefits.units.choices import LoanStatus
from universo.benefits.units.models import Loan
from universo.domain.decision_clock import local_date
from universo.domain.unit_lending import reminder
from universo.program.clock import current_calendar
from universo.program.queries import terms_on


@transaction.atomic
def remind_loans(now: datetime) -> int:
    """Enqueue the reminders that belong to `now`; return how many mails are new; again gives none.

    The key of a mail has the last day in it: with more days granted the reminders begin anew.
    """
    today = local_date(now)
    _version, calendar = current_calendar(terms_on(today))
    rows = Loan.objects.filter(status=LoanStatus.OUT).select_related(
        "partner", "product", "hold__unit__product"
    )
    return sum(_remind(found, reminder(calendar, found.due_date, today), now) for found in rows)


def _remind(found: Loan, word: str, now: datetime) -> int:
    if not word:
        return 0
    key = f"{found.due_date.isoformat()}.{word}"
    if not word.startswith("late"):
        return mails.tell_partner(found, "before", now, key)
    new = mails.tell_partner(found, "overdue", now, key)
    return new + mails.tell_keepers(found, "overdue", now, key)
