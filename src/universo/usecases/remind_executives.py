"""Executives are warned at set days: the internal target (P-11b), and 5, 2 and 1 days before the end."""

from datetime import date, datetime

from django.db import transaction

from universo.domain.decision_clock import local_date
from universo.evaluation import mails
from universo.opportunities.models import Notice, NoticeStatus

DAYS_LEFT = (1, 2, 5)


@transaction.atomic
def remind_executives(now: datetime) -> int:
    """Enqueue the reminders due at `now` and return how many are new; again gives none.

    A run that was missed is made up for by the next one, once for each set number of days.
    """
    waiting = Notice.objects.filter(status=NoticeStatus.SUBMITTED, due_at__gt=now)
    rows = waiting.select_related("executive", "partner", "prospect", "terms").order_by("due_at")
    return sum(_remind(notice, now) for notice in rows)


def _remind(notice: Notice, now: datetime) -> bool:
    days = [date.fromisoformat(day) for day in notice.counted_dates]
    today = local_date(now)
    left = sum(1 for day in days if day >= today)
    bucket = _bucket(notice, len(days), left)
    if not bucket or notice.executive is None:
        return False
    return mails.remind(notice, notice.executive, now, bucket=bucket, days_left=left)


def _bucket(notice: Notice, total: int, left: int) -> str:
    for days in DAYS_LEFT:
        if left <= days:
            return f"left{days}"
    target = notice.terms.internal_target_days if notice.terms else 0
    # On the day of the target that day itself is still among those left.
    return "target" if target and left <= total - target + 1 else ""
