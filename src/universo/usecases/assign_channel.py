"""Choosing the executing channel of an accepted notice, at Hasar's exclusive discretion (R-11)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities.models import Notice
from universo.program.choices import CustomerProfile
from universo.routing import mails
from universo.routing.models import Assignment, AssignmentStatus, ExecutingChannel
from universo.routing.operations import CHOSEN_MEANWHILE, UnableToAssign, place, take_back, tidy
from universo.routing.queries import OPEN, assignment_of, notices_to_route, usable_channels
from universo.routing.suggestions import snapshot, suggestions


@transaction.atomic
def assign_channel(
    *,
    actor: Actor,
    now: datetime,
    notice_id: int,
    channel_id: int,
    profile: str,
    note: str = "",
    reason: str = "",
    replaces_id: int | None = None,
) -> Assignment:
    """Give an accepted notice to a channel; the ranking of that moment is kept with it (R-11).

    A reseller gets an offer, Hasar's own staff has it in progress at once. `replaces_id` names the
    open assignment that the chooser saw and takes back; one in progress needs a `reason`. Choosing
    again the channel that has it changes nothing. Raises NotPermitted, Conflict and UnableToAssign
    (`field`: profile, channel_id, note, reason).
    """
    notice = _notice(actor, notice_id)
    if profile not in CustomerProfile.values:
        raise UnableToAssign(_("Choose the customer's profile."), field="profile")
    channel = usable_channels(local_date(now)).filter(pk=channel_id).first()
    if channel is None:
        raise UnableToAssign(_("This channel does not take leads now."), field="channel_id")
    note, reason = tidy(note, field="note"), tidy(reason, field="reason")
    current = assignment_of(notice.pk)
    if current is not None and current.status in OPEN and current.channel_id == channel.pk:
        return current
    if current is not None and current.status != AssignmentStatus.DECLINED:
        _check_replaced(current, replaces_id)
        take_back(actor=actor, now=now, current=current, reason=reason)
        _tell_taken_back(actor, now, current)
    ranked = suggestions(notice, profile, local_date(now))
    made = place(
        actor=actor,
        now=now,
        notice=notice,
        channel=channel,
        profile=profile,
        ranking=snapshot(ranked),
        note=note,
    )
    rank = next((item.place for item in ranked if item.channel.pk == channel.pk), 0)
    _tell(actor, now, made, channel, rank)
    return made


def _notice(actor: Actor, notice_id: int) -> Notice:
    found = notices_to_route(actor).filter(pk=notice_id).first()
    if found is None or not actor.has(StaffRole.CHANNEL_MANAGER):
        raise NotPermitted("")
    return found


def _check_replaced(current: Assignment, replaces_id: int | None) -> None:
    if current.status not in OPEN:
        raise UnableToAssign(_("This opportunity is already closed: it was won or lost."))
    if current.pk != replaces_id:
        raise Conflict(CHOSEN_MEANWHILE)


def _tell_taken_back(actor: Actor, now: datetime, old: Assignment) -> None:
    record(
        actor=actor,
        now=now,
        name="routing.assignment.taken_back",
        subject_kind="notice",
        subject_id=old.notice_id,
        channel=old.channel.name,
        reason=old.outcome_note,
    )
    record(
        actor=actor,
        now=now,
        name="routing.assignment.taken_back",
        subject_kind="assignment",
        subject_id=old.pk,
        partner_may_read=True,
        channel=old.channel.name,
    )
    mails.taken_back(old, now)


def _tell(
    actor: Actor, now: datetime, made: Assignment, channel: ExecutingChannel, rank: int
) -> None:
    own = channel.partner_id is None
    name = "routing.assignment.started" if own else "routing.assignment.offered"
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="notice",
        subject_id=made.notice_id,
        partner_may_read=own,  # of an offer the sponsor learns once it is taken
        channel=channel.name,
        place=rank,
        profile=made.profile,
    )
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="assignment",
        subject_id=made.pk,
        partner_may_read=True,
        channel=channel.name,
    )
    if own:
        mails.own_staff(made, now)
    else:
        mails.new_lead(made, now)
