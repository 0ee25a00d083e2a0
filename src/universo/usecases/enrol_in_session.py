"""A person takes a seat in a session, waits for one, or leaves it: first come, first served (R-2)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.choices import Service
from universo.benefits.queries import require_benefit
from universo.benefits.training import mails, seats, session_queries
from universo.benefits.training.choices import SeatState
from universo.benefits.training.models import Seat, Session
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.usecases.hold_sessions import note, tell_promoted


@transaction.atomic
def enrol(*, actor: Actor, now: datetime, uid: UUID, session_id: int) -> Seat:
    """Take the lowest free seat, or a place on the waiting list; the same `uid` gives the first again.

    Raises NotPermitted without the benefit, Conflict when it has begun or was called off.
    """
    found = _locked(actor, now, session_id)
    known = Seat.objects.filter(uid=uid).first()
    if known is not None:
        if (known.session_id, known.user_id) != (found.pk, actor.user_id):
            raise Conflict(_("From this page something else was already recorded."))
        return known
    held = session_queries.own_seat(actor, found.pk)
    if held is not None:
        return held
    if not session_queries.may_enrol(actor, found):
        raise NotPermitted("")
    number = seats.free_number(found)
    made = Seat.objects.create(
        uid=uid, session=found, user_id=actor.user_id or 0, partner_id=actor.partner_id or 0,
        state=SeatState.ENROLLED if number else SeatState.WAITING, number=number, asked_at=now,
    )  # fmt: skip
    name = "enrolled" if number else "waiting"
    note(actor, now, f"benefits.session.{name}", found)
    mails.tell_seat(made, name, now)
    return made


@transaction.atomic
def leave(*, actor: Actor, now: datetime, session_id: int) -> Seat:
    """Leave one's seat or the waiting list; who waits first gets the seat and is told.

    Possible without the benefit too. Raises NotPermitted without a seat, Conflict when it has begun.
    """
    found = seats.lock(session_id)
    held = session_queries.own_seat(actor, session_id) if found else None
    if found is None or held is None:
        raise NotPermitted("")
    _before_it_begins(found, now)
    held.state, held.number, held.left_at = SeatState.CANCELLED, None, now
    held.save(update_fields=["state", "number", "left_at"])
    note(actor, now, "benefits.session.left", found)
    tell_promoted(actor, now, found)
    return held


def _locked(actor: Actor, now: datetime, session_id: int) -> Session:
    require_benefit(actor, Service.TRAINING, local_date(now))
    session_queries.session(actor, session_id)
    found = seats.lock(session_id)
    if found is None:
        raise NotPermitted("")
    _before_it_begins(found, now)
    return found


def _before_it_begins(found: Session, now: datetime) -> None:
    if found.cancelled_at is not None:
        raise Conflict(_("This session was called off."))
    if now >= found.starts_at:
        raise Conflict(_("This session has begun already."))
