"""The automatic evidence for the four checks is gathered; people give the verdicts (R-8)."""

from datetime import datetime

from django.db import transaction

from universo.errors import NotPermitted
from universo.evaluation import evidence, look_alikes, operations, queries
from universo.evaluation.look_alikes import Found
from universo.evaluation.models import CheckKind
from universo.evaluation.standing import is_open
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.routing.models import AssignmentStatus
from universo.routing.queries import assignments_of

CLOSED = (AssignmentStatus.WON, AssignmentStatus.LOST)


@transaction.atomic
def evaluate_notice(*, now: datetime, notice_id: int) -> bool:
    """Gather the evidence of a notice and store it; return False when it is not open any more.

    Outside the sender's answer, which must not depend on what is found (protocol 7). Again and
    again it gives the same; verdicts and judgements stay.
    """
    rows = Notice.objects.select_related("partner", "prospect__province")
    notice = rows.select_for_update(of=("self",), no_key=True).filter(pk=notice_id).first()
    if notice is None or not is_open(notice, now):
        return False
    found: dict[str, Found] = {
        CheckKind.DATA: Found(evidence.data_rows(notice)),
        CheckKind.DUPLICATES: look_alikes.find_notices(notice, now, closed_sales),
        CheckKind.NEED: Found(evidence.need_rows(notice)),
        CheckKind.CUSTOMERS: look_alikes.find_customers(notice),
    }
    operations.store_evidence(notice=notice, now=now, found=found)
    return True


def search_again(*, actor: Actor, now: datetime, notice_id: int) -> bool:
    """Gather the evidence afresh for the executive who asks. Raises NotPermitted."""
    notice = queries.get_notice(actor, notice_id)
    if not queries.may_evaluate(actor, notice):
        raise NotPermitted("")
    return evaluate_notice(now=now, notice_id=notice_id)


def closed_sales(notice_ids: list[int]) -> set[int]:
    """Return which of these accepted notices protect nobody any more: won or lost (P-6)."""
    latest = assignments_of(notice_ids) if notice_ids else {}
    return {pk for pk, assignment in latest.items() if assignment.status in CLOSED}
