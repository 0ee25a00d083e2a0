"""What a partner has open of a benefit ends with the category that gave it (R-1).

Each row is locked and looked at again in a transaction of its own, so that a run may be repeated, and
comes to the same when a person was faster.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from universo.audit.operations import record
from universo.benefits import open_items
from universo.benefits.alliances import mails as plan_mails
from universo.benefits.alliances.choices import PlanStatus
from universo.benefits.choices import Service
from universo.benefits.integrations import mails as certification_mails
from universo.benefits.integrations.choices import CertificationStatus
from universo.benefits.open_items import Left
from universo.benefits.prices.choices import QuoteStatus
from universo.benefits.support import fund
from universo.benefits.support import mails as support_mails
from universo.benefits.support.choices import RequestStatus, VisitStatus
from universo.benefits.training import mails as training_mails
from universo.benefits.training import seats
from universo.benefits.training.choices import SeatState
from universo.benefits.units import holding
from universo.benefits.units import mails as unit_mails
from universo.benefits.units.choices import Answer, LoanStatus
from universo.domain.decision_clock import local_date
from universo.identity.actor import SYSTEM
from universo.program.choices import Category
from universo.usecases import (
    ask_for_unit,
    ask_support,
    plan_together,
    state_integration,
)
from universo.usecases.hold_sessions import note as note_session
from universo.usecases.hold_sessions import tell_promoted

End = Callable[[Any, datetime], None]


def end_open_items(left: Left, now: datetime) -> int:
    """End what a partner has open of what it left; return how much. Again ends nothing."""
    today, own = local_date(now), {"partner_id": left.partner_id}
    done = 0
    if Service.UNITS in left.services:
        done += _each(open_items.loans(today).filter(**own), _end_loan, now)
    if Service.PRICES in left.services:
        done += _each(open_items.quotes(today).filter(**own), _end_quote, now)
    if Service.SUPPORT in left.services:
        done += _each(open_items.requests(left.day).filter(**own), _end_request, now)
        done += _each(open_items.visits(today).filter(**own), _end_visit, now)
    if Service.TRAINING in left.services:
        done += _each_seat(open_items.seats(today).filter(**own), now)
    if left.category == Category.ALLIANCE:
        done += _each(open_items.plans().filter(**own), _end_plan, now)
    if left.category == Category.ISV:
        rows = open_items.reviews().filter(integration__partner_id=left.partner_id)
        done += _each(rows, _end_review, now)
    return done


def _why() -> str:
    return str(_("The company left the category that gives this benefit."))


def _each(rows: QuerySet[Any], end: End, now: datetime) -> int:
    """Do one after the other, those that are still open once they are locked."""
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            # Locked by its key alone, then judged: what a person did meanwhile is seen.
            rows.model.objects.select_for_update(of=("self",)).get(pk=pk)
            found = rows.filter(pk=pk).first()
            if found is not None:
                end(found, now)
                done += 1
    return done


def _end_loan(found: Any, now: datetime) -> None:
    """Refuse what was asked for, call off what was approved, and ask back what is out."""
    why, today = _why(), local_date(now)
    if found.status == LoanStatus.REQUESTED:
        ask_for_unit.move(found, found.status, LoanStatus.DECLINED, reason=why, decided_at=now)
        verb = "declined"
    elif found.status == LoanStatus.APPROVED:
        ask_for_unit.move(found, found.status, LoanStatus.CANCELLED, reason=why)
        holding.call_off(actor=SYSTEM, now=now, hold=found.hold)
        verb = "cancelled"
    else:
        asked = found.extensions.filter(answer=Answer.WAITING)
        asked.update(answer=Answer.REFUSED, answered_at=now, reason=why)
        due = min(found.due_date, max(today, found.dispatched_date or today))
        # Not its planned days: others are promised it once it is back.
        type(found).objects.filter(pk=found.pk).update(due_date=due)
        found.due_date, verb = due, "recalled"
    ask_for_unit.note(
        SYSTEM, now, f"benefits.loan.{verb}", found, reason=why, due_date=found.due_date.isoformat()
    )
    unit_mails.tell_partner(found, verb, now, reason=why)


def _end_quote(found: Any, now: datetime) -> None:
    found.status, found.withdrawn_at, found.withdrawn_reason = QuoteStatus.WITHDRAWN, now, _why()
    found.save(update_fields=["status", "withdrawn_at", "withdrawn_reason"])
    record(
        actor=SYSTEM, now=now, name="benefits.quote.withdrawn", subject_kind="quote",
        subject_id=found.pk, partner_may_read=True, reference=found.reference, reason=_why(),
    )  # fmt: skip


def _end_request(found: Any, now: datetime) -> None:
    """A draft is called off, what was sent is declined, and what was reserved is free again."""
    sent = found.status in (RequestStatus.SUBMITTED, RequestStatus.SECOND)
    reserved = found.status == RequestStatus.APPROVED
    new = RequestStatus.DECLINED if sent else RequestStatus.CANCELLED
    ask_support.move(found, new, reason=_why())
    if reserved:
        fund.settle(fund.Stamp(SYSTEM, now, local_date(now)), found, 0)
    if found.submitted_at is not None:
        ask_support.note(SYSTEM, now, "benefits.support.ended", found, reason=_why())
        support_mails.tell_partner(found, "ended", now)


def _end_visit(found: Any, now: datetime) -> None:
    rows = type(found).objects.filter(pk=found.pk)
    rows.update(status=VisitStatus.CANCELLED, changes=found.changes + 1, reason=_why())
    found.refresh_from_db()
    for kind, subject in (("visit", found.pk), ("partner", found.partner_id)):
        record(
            actor=SYSTEM, now=now, name="benefits.visit.cancelled", subject_kind=kind,
            subject_id=subject, partner_may_read=True, reference=found.reference,
        )  # fmt: skip
    for to_executive in (True, False):
        support_mails.tell_of_visit(found, "cancelled", now, to_executive=to_executive)


def _each_seat(rows: QuerySet[Any], now: datetime) -> int:
    """Give back seats and places on waiting lists of sessions to come; who waits moves up."""
    done = 0
    for session_id in sorted(set(rows.values_list("session_id", flat=True))):
        with transaction.atomic():
            session = seats.lock(session_id)
            if session is None or now >= session.starts_at:
                continue
            for seat in rows.filter(session=session).select_related("user", "session__course"):
                seat.state, seat.number, seat.left_at = SeatState.CANCELLED, None, now
                seat.save(update_fields=["state", "number", "left_at"])
                note_session(
                    SYSTEM, now, "benefits.session.freed", session, person=seat.user.full_name
                )
                training_mails.tell_seat(seat, "freed", now, reason=_why())
                done += 1
            tell_promoted(SYSTEM, now, session)
    return done


def _end_plan(found: Any, now: datetime) -> None:
    was = found.status
    new = PlanStatus.DECLINED if was == PlanStatus.PROPOSED else PlanStatus.CLOSED
    type(found).objects.filter(pk=found.pk).update(status=new, reason=_why())
    found.refresh_from_db()
    plan_together.note(SYSTEM, now, "ended", found, reason=_why())
    for to_partner in (True, False):
        plan_mails.tell(found, "closed", to_partner, now)


def _end_review(found: Any, now: datetime) -> None:
    type(found).objects.filter(pk=found.pk).update(
        status=CertificationStatus.DECLINED, decided_at=now, answer=_why()
    )
    found.refresh_from_db()
    state_integration.note(
        SYSTEM, now, "review_ended", found.integration, version=found.version, reason=_why()
    )
    certification_mails.tell_partner(found, now)
