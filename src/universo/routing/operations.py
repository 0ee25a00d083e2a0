"""Writing assignments: each inside the transaction of a use case, each with its compare-and-set."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.domain.lifecycle import ASSIGNMENT, IllegalMove, check_move
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities.models import Notice
from universo.routing.models import (
    Assignment,
    AssignmentStatus,
    ExecutingChannel,
    LossReason,
    Progress,
)
from universo.routing.queries import OPEN, visible_to

LOSS_REASONS = LossReason.choices
TEXT_LIMIT = 2_000
_SINCE = {
    AssignmentStatus.OFFERED: _("This lead has not been accepted yet."),
    AssignmentStatus.ACTIVE: _("This lead had already been accepted."),
    AssignmentStatus.DECLINED: _("This lead had already been declined."),
    AssignmentStatus.WON: _("This lead had already been marked as won."),
    AssignmentStatus.LOST: _("This lead had already been closed as lost."),
}
CHOSEN_MEANWHILE = _("Somebody chose a channel for this notice a moment ago. Look at it again.")
TAKEN_BACK = _("Hasar took this lead back in the meantime: it is no longer yours to work.")


class UnableToAssign(DomainError):
    """The notice or the channel does not admit this assignment."""


class UnableToWork(DomainError):
    """What is reported on a lead is not complete."""


def place(
    *,
    actor: Actor,
    now: datetime,
    notice: Notice,
    channel: ExecutingChannel,
    profile: str,
    ranking: list[dict[str, Any]],
    note: str,
) -> Assignment:
    """Store the choice: offered to a reseller, in progress at once for Hasar's own staff.

    `ranking` is what was suggested at that moment (R-11). Raises Conflict when the notice got
    another channel meanwhile: the unique index is the judge of the race.
    """
    own = channel.partner_id is None
    try:
        with transaction.atomic():
            return Assignment.objects.create(
                notice=notice,
                channel=channel,
                status=AssignmentStatus.ACTIVE if own else AssignmentStatus.OFFERED,
                profile=profile,
                ranking=ranking,
                note=note,
                offered_at=now,
                offered_by_id=person_of(actor),
                answered_at=now if own else None,
            )
    except IntegrityError as error:
        raise Conflict(CHOSEN_MEANWHILE) from error


def move(assignment: Assignment, new: str, **fields: Any) -> bool:
    """Move an assignment from the state that was read to `new`, by compare-and-set (house rule 5).

    Returns False when it already is there with the same fields (a double click). Raises Conflict
    that says how the lead stands, for an illegal move and when somebody was faster.
    """
    old = assignment.status
    if old != new:
        try:
            check_move(ASSIGNMENT, old, new)
        except IllegalMove as error:
            raise Conflict(what_happened(assignment)) from error
        rows = Assignment.objects.filter(pk=assignment.pk, status=old)
        if rows.update(status=new, **fields):
            assignment.refresh_from_db()
            return True
        assignment.refresh_from_db()
    return _already(assignment, new, fields)


def _already(assignment: Assignment, new: str, fields: Mapping[str, Any]) -> bool:
    words = {name: value for name, value in fields.items() if not name.endswith("_at")}
    same = all(getattr(assignment, name) == value for name, value in words.items())
    if assignment.status == new and not assignment.was_taken_back and same:
        return False
    raise Conflict(what_happened(assignment))


def what_happened(assignment: Assignment) -> Any:
    """Return the sentence that tells the loser of a race, or a late click, how the lead stands."""
    if assignment.was_taken_back:
        return TAKEN_BACK
    return _SINCE[AssignmentStatus(assignment.status)]


def take_back(*, actor: Actor, now: datetime, current: Assignment, reason: str) -> None:
    """Close an open assignment so that another channel may get the notice (R-11).

    One in progress needs a reason. Raises UnableToAssign without it, Conflict when the channel
    answered at this very moment.
    """
    if current.status == AssignmentStatus.ACTIVE and not reason:
        raise UnableToAssign(
            _("The channel is working on this lead: say why you take it back."), field="reason"
        )
    check_move(ASSIGNMENT, current.status, AssignmentStatus.DECLINED)
    rows = Assignment.objects.filter(pk=current.pk, status=current.status)
    if not rows.update(
        status=AssignmentStatus.DECLINED,
        closed_at=now,
        taken_back_by_id=actor.user_id,
        outcome_note=reason,
    ):
        current.refresh_from_db()
        raise Conflict(_("The channel answered a moment ago. Look at the notice again."))
    current.refresh_from_db()


def take_from_former(*, now: datetime, current: Assignment) -> bool:
    """Close an open assignment whose reseller left the category (R-1); False when it is not open."""
    rows = Assignment.objects.filter(pk=current.pk, status__in=OPEN)
    closed = rows.update(status=AssignmentStatus.DECLINED, closed_at=now, is_channel_gone=True)
    current.refresh_from_db()
    return bool(closed)


def workable(actor: Actor, assignment_id: int) -> Assignment:
    """Return an assignment that this actor works: of his reseller, or of Hasar's own staff.

    Own staff's are worked by channel managers and by the notice's executive (R-11). Raises
    NotPermitted for any other, as if it did not exist.
    """
    found = visible_to(actor).filter(pk=assignment_id).first()
    if found is None or not may_work(actor, found):
        raise NotPermitted("")
    return found


def may_work(actor: Actor, assignment: Assignment) -> bool:
    """Tell whether the actor reports progress and outcome of this (visible) assignment."""
    if assignment.channel.partner_id is not None:
        return actor.partner_id == assignment.channel.partner_id
    return actor.has(StaffRole.CHANNEL_MANAGER) or (
        actor.has(StaffRole.ACCOUNT_EXECUTIVE) and assignment.notice.executive_id == actor.user_id
    )


def add_progress(
    *, actor: Actor, now: datetime, uid: uuid.UUID, assignment: Assignment, note: str
) -> tuple[Progress, bool]:
    """Add a report; the same client id again gives the first one back (protocol 5).

    Returns (report, whether it is new). Raises Conflict when that id came with another body.
    """
    report, is_new = Progress.objects.get_or_create(
        uid=uid,
        defaults={
            "assignment": assignment,
            "note": note,
            "author_id": person_of(actor),
            "created_at": now,
        },
    )
    if not is_new and (report.assignment_id, report.note, report.author_id) != (
        assignment.pk,
        note,
        actor.user_id,
    ):
        raise Conflict(_("This form had already been sent with another text. Open it again."))
    return report, is_new


def person_of(actor: Actor) -> int:
    """Return the user id of a person. Raises NotPermitted for visitors and the system."""
    if actor.user_id is None:
        raise NotPermitted("")
    return actor.user_id


def tidy(text: str, *, field: str, needed: Any = "") -> str:
    """Return the text without blanks around it; `needed` is what to say when it is empty.

    Raises UnableToWork naming the field when it is missing or longer than TEXT_LIMIT characters.
    """
    found = text.replace("\x00", "").strip()
    if not found and needed:
        raise UnableToWork(needed, field=field)
    if len(found) > TEXT_LIMIT:
        raise UnableToWork(
            _("This text is too long: up to %(limit)s characters.") % {"limit": TEXT_LIMIT},
            field=field,
        )
    return found
