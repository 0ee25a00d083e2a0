"""Hasar gives a course on a day: sessions, their changes, who was there (R-2)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.queries import allowed_of
from universo.benefits.training import mails, seats, typed
from universo.benefits.training.choices import SeatState
from universo.benefits.training.models import Course, Seat, Session
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.usecases.earn_certificate import earn
from universo.usecases.keep_courses import require_keeper

LONGEST = timedelta(days=7)
AHEAD = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class SessionData:
    """When, where, by whom and for how many; a place, a link, or both."""

    starts_at: datetime
    ends_at: datetime
    trainer: str
    places: int
    place: str = ""
    link: str = ""


@transaction.atomic
def add_session(
    *, actor: Actor, now: datetime, uid: UUID, course_id: int, data: SessionData
) -> Session:
    """Announce a session; the same `uid` gives the first one again.

    Raises NotPermitted, InvalidInput (fields of SessionData), Conflict when `uid` is another's.
    """
    require_keeper(actor)
    course = Course.objects.filter(pk=course_id, withdrawn_at__isnull=True).first()
    if course is None:
        raise NotPermitted("")
    values = _checked(data, now)
    known = Session.objects.filter(uid=uid).first()
    if known is not None:
        if (known.course_id, known.starts_at) != (course.pk, data.starts_at):
            raise Conflict(_("From this page something else was already recorded."))
        return known
    made = Session.objects.create(
        uid=uid, course=course, created_at=now, created_by_id=actor.user_id or 0, **values
    )
    note(actor, now, "benefits.session.added", made, places=made.places)
    return made


@transaction.atomic
def edit_session(*, actor: Actor, now: datetime, session_id: int, data: SessionData) -> Session:
    """Change a session; who has a seat is told when day or place change, who waits moves up.

    Raises NotPermitted, InvalidInput (fields of SessionData), Conflict when it was called off.
    """
    found, values = _locked(actor, session_id), _checked(data, now)
    _still_on(found)
    before = {name: getattr(found, name) for name in values}
    if before == values:
        return found
    highest = Seat.objects.filter(session=found, number__isnull=False).count()
    if data.places < highest:
        sentence = _("There are %(n)s people enrolled already.") % {"n": highest}
        raise InvalidInput({"places": [sentence]})
    _close_ranks(found, data.places)
    found.changes += 1
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=["changes", *values])
    note(actor, now, "benefits.session.edited", found, places=found.places)
    if any(before[name] != values[name] for name in values if name not in ("places", "trainer")):
        for seat in _living(found):
            mails.tell_seat(seat, "changed", now, f"changed.{found.changes}")
    tell_promoted(actor, now, found)
    return found


@transaction.atomic
def cancel_session(*, actor: Actor, now: datetime, session_id: int, reason: str) -> Session:
    """Call a session off and tell everybody why. Raises NotPermitted, InvalidInput (`reason`), Conflict."""
    found, why = _locked(actor, session_id), typed.reason_of(reason)
    _still_on(found)
    found.cancelled_at, found.cancelled_reason = now, why
    found.changes += 1
    found.save(update_fields=["cancelled_at", "cancelled_reason", "changes"])
    note(actor, now, "benefits.session.cancelled", found, reason=why)
    for seat in _living(found):
        mails.tell_seat(seat, "cancelled", now, reason=why)
    return found


@transaction.atomic
def mark_attendance(
    *, actor: Actor, now: datetime, session_id: int, present: Mapping[int, bool]
) -> Session:
    """Record who was there, by the seats' ids; who has now earned a certificate gets it.

    Raises NotPermitted, Conflict before it begins or when it was called off.
    """
    found = _locked(actor, session_id)
    _still_on(found)
    if now < found.starts_at:
        raise Conflict(_("Attendance is marked once the session has begun."))
    rows = Seat.objects.filter(session=found, state=SeatState.ENROLLED, pk__in=list(present))
    for seat in rows.select_related("user", "partner"):
        if seat.attended == present[seat.pk]:
            continue
        seat.attended, seat.marked_at, seat.marked_by_id = present[seat.pk], now, actor.user_id
        seat.save(update_fields=["attended", "marked_at", "marked_by"])
        if seat.attended:
            earn(actor=actor, now=now, user_id=seat.user_id, partner_id=seat.partner_id,
                 course_id=found.course_id)  # fmt: skip
    there = Seat.objects.filter(session=found, attended=True).count()
    note(actor, now, "benefits.session.attendance", found, there=there)
    return found


def tell_promoted(actor: Actor, now: datetime, found: Session) -> None:
    """Give free places to those who wait and may use the benefit today, and tell them, unless it has begun."""
    if now >= found.starts_at:
        return
    partner_ids = {seat.partner_id for seat in seats.waiting(found)}
    allowed = allowed_of(partner_ids, Service.TRAINING, local_date(now))
    for seat in seats.promote(found, now, allowed):
        mails.tell_seat(seat, "promoted", now)
        note(actor, now, "benefits.session.promoted", found, person=seat.user.full_name)


def note(actor: Actor, now: datetime, name: str, found: Session, **data: Any) -> None:
    """Tell the timeline of a session."""
    record(
        actor=actor, now=now, name=name, subject_kind="training_session", subject_id=found.pk,
        course=found.course.title, **data,
    )  # fmt: skip


def _locked(actor: Actor, session_id: int) -> Session:
    require_keeper(actor)
    found = seats.lock(session_id)
    if found is None:
        raise NotPermitted("")
    return found


def _still_on(found: Session) -> None:
    if found.cancelled_at is not None:
        raise Conflict(_("This session was called off."))


def _living(found: Session) -> list[Seat]:
    rows = Seat.objects.filter(session=found).exclude(state=SeatState.CANCELLED)
    return list(rows.select_related("user", "session__course"))


def _close_ranks(found: Session, places: int) -> None:
    """Give the seats beyond `places` numbers that are free below: the database compares them."""
    taken = {seat.number for seat in found.seats.filter(number__isnull=False)}
    free = iter(sorted(set(range(1, places + 1)) - taken))
    for seat in found.seats.filter(number__gt=places):
        Seat.objects.filter(pk=seat.pk).update(number=next(free))


def _checked(data: SessionData, now: datetime) -> dict[str, Any]:
    values = asdict(data)
    for name in ("trainer", "place", "link"):
        values[name] = typed.line(values[name])
    limits = {"trainer": (3, 120), "place": (0, 160), "link": (0, 500)}
    faults = {**typed.lengths(values, limits), **typed.links({"link": values["link"]})}
    faults |= typed.numbers({"places": data.places}, {"places": (1, 1000)})
    if not values["place"] and not values["link"]:
        faults.setdefault("place", [_("Say where: a place, a link, or both.")])
    if not now < data.starts_at < now + AHEAD:
        faults["starts_at"] = [_("Choose a moment to come, within two years.")]
    if not data.starts_at < data.ends_at <= data.starts_at + LONGEST:
        faults["ends_at"] = [_("It ends after it begins, within a week.")]
    if faults:
        raise InvalidInput(faults)
    return values
