"""What a channel does with its lead: takes it or not, reports progress, closes it (R-11)."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.rewards.operations import accrue_notice
from universo.routing import mails
from universo.routing.models import Assignment, AssignmentStatus, LossReason, Progress
from universo.routing.operations import (
    UnableToWork,
    add_progress,
    move,
    tidy,
    what_happened,
    workable,
)


@transaction.atomic
def accept_lead(*, actor: Actor, now: datetime, assignment_id: int) -> Assignment:
    """Take an offered lead; from now on its people see the customer's contact data.

    Twice is once. Raises NotPermitted for another's, Conflict when it was taken back or declined.
    """
    lead = _offered(actor, assignment_id)
    if move(lead, AssignmentStatus.ACTIVE, answered_at=now):
        _record(actor, now, lead, "accepted", sponsor_reads=True)
        mails.accepted(lead, now)
    return lead


@transaction.atomic
def decline_lead(*, actor: Actor, now: datetime, assignment_id: int, reason: str) -> Assignment:
    """Refuse an offered lead, with a reason; the channel managers choose again.

    Raises NotPermitted, Conflict, UnableToWork (field `reason`).
    """
    lead = _offered(actor, assignment_id)
    reason = tidy(reason, field="reason", needed=_("Say why you do not take this lead."))
    if lead.status == AssignmentStatus.ACTIVE:
        raise Conflict(what_happened(lead))
    if move(lead, AssignmentStatus.DECLINED, answered_at=now, closed_at=now, outcome_note=reason):
        _record(actor, now, lead, "declined", reason=reason)
        mails.declined(lead, now)
    return lead


@transaction.atomic
def report_progress(
    *, actor: Actor, now: datetime, uid: uuid.UUID, assignment_id: int, note: str
) -> Progress:
    """Add a report to a lead in progress; the same client id gives the first one back (protocol 5).

    Raises NotPermitted, Conflict, UnableToWork (field `note`).
    """
    lead = workable(actor, assignment_id)
    note = tidy(note, field="note", needed=_("Write what was done."))
    known = Progress.objects.filter(uid=uid).exists()
    if not known:
        # The row is held so that the lead cannot be closed or taken back under the report.
        lead = Assignment.objects.select_for_update(of=("self",)).get(pk=lead.pk)
        if lead.status != AssignmentStatus.ACTIVE:
            raise Conflict(what_happened(lead))
    report, is_new = add_progress(actor=actor, now=now, uid=uid, assignment=lead, note=note)
    if is_new:
        _record(actor, now, lead, "progress_reported", note=note)
    return report


@transaction.atomic
def win_lead(*, actor: Actor, now: datetime, assignment_id: int, note: str = "") -> Assignment:
    """Close a lead as won: from here its invoices earn the sponsor's reward (R-12).

    Twice is once. Raises NotPermitted, Conflict, UnableToWork (field `note`).
    """
    lead = workable(actor, assignment_id)
    note = tidy(note, field="note")
    if move(lead, AssignmentStatus.WON, closed_at=now, outcome_note=note):
        _record(actor, now, lead, "won", sponsor_reads=True)
        accrue_notice(actor=actor, now=now, notice_id=lead.notice_id)
        mails.closed(lead, now)
    return lead


@transaction.atomic
def lose_lead(
    *, actor: Actor, now: datetime, assignment_id: int, loss_reason: str, note: str = ""
) -> Assignment:
    """Close a lead as lost, with a reason; "another reason" must be told in the note.

    Raises NotPermitted, Conflict, UnableToWork (fields `loss_reason`, `note`).
    """
    lead = workable(actor, assignment_id)
    if loss_reason not in LossReason.values:
        raise UnableToWork(_("Choose why it was lost."), field="loss_reason")
    needed = _("Tell what the reason was.") if loss_reason == LossReason.OTHER else ""
    note = tidy(note, field="note", needed=needed)
    fields = {"loss_reason": loss_reason, "outcome_note": note}
    if move(lead, AssignmentStatus.LOST, closed_at=now, **fields):
        _record(actor, now, lead, "lost", sponsor_reads=True, loss_reason=loss_reason)
        mails.closed(lead, now)
    return lead


def _offered(actor: Actor, assignment_id: int) -> Assignment:
    lead = workable(actor, assignment_id)
    if lead.channel.partner_id is None:
        raise NotPermitted("")  # own staff's is in progress from the start: nothing to answer
    return lead


def _record(
    actor: Actor,
    now: datetime,
    lead: Assignment,
    event: str,
    *,
    sponsor_reads: bool = False,
    **data: Any,
) -> None:
    for kind, subject, partner_reads in (
        ("notice", lead.notice_id, sponsor_reads),
        ("assignment", lead.pk, True),
    ):
        record(
            actor=actor,
            now=now,
            name=f"routing.assignment.{event}",
            subject_kind=kind,
            subject_id=subject,
            partner_may_read=partner_reads,
            channel=lead.channel.name,
            **data,
        )
