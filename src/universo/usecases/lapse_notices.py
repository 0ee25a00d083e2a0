"""The daily job records what the clock already made true: the term passed, dismissed (R-10, §5)."""

from datetime import datetime

from django.db import transaction

from universo.audit.operations import record
from universo.domain.lifecycle import NOTICE, check_move
from universo.evaluation import mails
from universo.identity.actor import SYSTEM
from universo.opportunities.models import Notice, NoticeStatus

BATCH = 50


def lapse_notices(now: datetime) -> int:
    """Record the notices whose due instant has come by `now`; return how many this call recorded.

    Batches, each in a transaction of its own, so a killed run leaves whole ones. Any number at a
    time and again: rows taken by another are skipped, and the move compares and sets.
    """
    total = 0
    while True:
        seen, recorded = _record_batch(now)
        total += recorded
        if seen < BATCH:
            return total


@transaction.atomic
def _record_batch(now: datetime) -> tuple[int, int]:
    overdue = Notice.objects.filter(status=NoticeStatus.SUBMITTED, due_at__lte=now)
    rows = overdue.select_related("author", "prospect", "partner", "terms").order_by(
        "due_at", "number"
    )
    batch = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:BATCH])
    return len(batch), sum(_record_lapse(notice, now) for notice in batch)


def _record_lapse(notice: Notice, now: datetime) -> bool:
    check_move(NOTICE, NoticeStatus.SUBMITTED, NoticeStatus.LAPSED)
    moved = Notice.objects.filter(
        pk=notice.pk, status=NoticeStatus.SUBMITTED, due_at__lte=now
    ).update(status=NoticeStatus.LAPSED, lapse_recorded_at=now, updated_at=now)
    if not moved:
        return False
    assert notice.due_at is not None
    record(
        actor=SYSTEM,
        now=now,
        name="opportunities.notice.lapsed",
        subject_kind="notice",
        subject_id=notice.pk,
        partner_may_read=True,
        reference=notice.reference,
        lapsed_at=notice.due_at.isoformat(),
    )
    mails.tell_lapsed(notice, now)
    return True
