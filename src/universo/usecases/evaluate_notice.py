"""The automatic evidence for the four checks is gathered; people give the verdicts (R-8)."""

from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from universo.errors import NotPermitted
from universo.evaluation import evidence, leaks, look_alikes, queries, storing
from universo.evaluation.look_alikes import Found
from universo.evaluation.models import Check, CheckKind
from universo.evaluation.standing import is_open
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.routing.models import AssignmentStatus
from universo.routing.queries import assignments_of

CLOSED = (AssignmentStatus.WON, AssignmentStatus.LOST)
FRESH_FOR = timedelta(minutes=1)  # opened again within it, what was found stands
OPENING_LIMIT = "1500ms"  # of each question of a search that somebody waits for


@transaction.atomic
def evaluate_notice(*, now: datetime, notice_id: int) -> bool:
    """Gather the evidence of a notice and store it; return False when it is not open any more.

    Outside the sender's answer, which must not depend on what is found (protocol 7). Again and
    again it gives the same; verdicts and judgements stay.
    """
    notice = _rows().select_for_update(of=("self",), no_key=True).filter(pk=notice_id).first()
    return _gather(notice, now)


def _rows() -> QuerySet[Notice]:
    return Notice.objects.select_related("partner", "prospect__province")


def _gather(notice: Notice | None, now: datetime) -> bool:
    if notice is None or not is_open(notice, now):
        return False
    found: dict[str, Found] = {
        CheckKind.DATA: Found(evidence.data_rows(notice)),
        CheckKind.DUPLICATES: look_alikes.find_notices(notice, now, closed_sales),
        CheckKind.NEED: Found(evidence.need_rows(notice)),
        CheckKind.CUSTOMERS: look_alikes.find_customers(notice),
    }
    storing.store_evidence(notice=notice, now=now, found=found)
    rivals = found[CheckKind.DUPLICATES].look_alikes
    leaks.flag_rivals(notice=notice, now=now, look_alikes=rivals)
    return True


def open_for_evaluation(*, actor: Actor, now: datetime, notice_id: int) -> bool:
    """Compare afresh because its executive opens the notice (R-8); return whether it was done.

    What is derived is brought up to date, nothing that anybody said changes, so a page may do it
    while it is read. It is bounded, and it gives way: to a search of the last minute, to whoever is
    deciding the notice at this moment, to a busy database. What was stored is shown then. Raises
    NotPermitted for a notice that the actor does not see.
    """
    notice = queries.get_notice(actor, notice_id)
    if not queries.may_evaluate(actor, notice) or _is_fresh(notice_id, now):
        return False
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{OPENING_LIMIT}'")
            rows = _rows().select_for_update(of=("self",), no_key=True, skip_locked=True)
            return _gather(rows.filter(pk=notice_id).first(), now)
    except OperationalError:
        return False


def _is_fresh(notice_id: int, now: datetime) -> bool:
    recent = Check.objects.filter(notice=notice_id, evidence_at__gt=now - FRESH_FOR)
    return recent.count() == len(CheckKind.values)


def search_again(*, actor: Actor, now: datetime, notice_id: int) -> bool:
    """Gather the evidence afresh for the executive who asks. Raises NotPermitted."""
    notice = queries.get_notice(actor, notice_id)
    if not queries.may_evaluate(actor, notice):
        raise NotPermitted("")
    return evaluate_notice(now=now, notice_id=notice_id)


def compare_open_notices(now: datetime) -> int:
    """Compare every open notice afresh, each by itself; return how many.

    The lists of known customers grow meanwhile: the queue says of whom it speaks today.
    """
    waiting = Notice.objects.filter(queries.in_state(queries.OPEN, now)).order_by("due_at")
    ids = list(waiting.values_list("pk", flat=True))
    return sum(evaluate_notice(now=now, notice_id=pk) for pk in ids)


def closed_sales(notice_ids: list[int]) -> set[int]:
    """Return which of these accepted notices protect nobody any more: won or lost (P-6)."""
    latest = assignments_of(notice_ids) if notice_ids else {}
    return {pk for pk, assignment in latest.items() if assignment.status in CLOSED}
