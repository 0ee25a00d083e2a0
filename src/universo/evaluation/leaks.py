"""A rival's notice soon after somebody at Hasar looked into the first one: told to the auditor."""

from datetime import datetime, timedelta

from universo.audit.models import Event
from universo.audit.operations import record
from universo.evaluation.look_alikes import LookAlike
from universo.evaluation.operations import VIEWED
from universo.identity.actor import SYSTEM
from universo.matching.judge import SAME
from universo.opportunities.models import Notice

SOON = timedelta(hours=72)
FLAGGED = "evaluation.notice.rival_after_view"


def flag_rivals(*, notice: Notice, now: datetime, look_alikes: list[LookAlike]) -> int:
    """Add a line for each earlier notice of the same customer that was looked into shortly before.

    Within SOON before `notice` was received. The line names who looked, proves nothing by itself,
    and is said once for each pair, however often they are compared. Returns how many were added.
    """
    assert notice.received_at is not None
    same = {
        one.notice_id for one in look_alikes if one.outcome == SAME and one.notice_id is not None
    }
    earlier = Notice.objects.filter(pk__in=same, received_at__lt=notice.received_at)
    told = Event.objects.filter(name=FLAGGED, subject_kind="notice", subject_id=notice.pk)
    said = set(told.values_list("data__other", flat=True))
    added = 0
    for other in earlier.order_by("pk"):
        looked = Event.objects.filter(
            name=VIEWED,
            subject_kind="notice",
            subject_id=other.pk,
            at__lt=notice.received_at,
            at__gte=notice.received_at - SOON,
        )
        people = sorted(set(looked.values_list("actor_name", flat=True)))
        if people and other.reference not in said:
            record(
                actor=SYSTEM, now=now, name=FLAGGED, subject_kind="notice", subject_id=notice.pk,
                other=other.reference, people=", ".join(people),
            )  # fmt: skip
            added += 1
    return added
