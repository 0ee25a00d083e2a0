"""Reading sessions: those to come, their seats, a person's own (R-2)."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from universo.benefits.training.choices import SeatState
from universo.benefits.training.models import Course, Seat, Session
from universo.benefits.training.queries import courses_visible_to, is_keeper
from universo.errors import NotPermitted
from universo.identity.actor import Actor


def sessions_visible_to(actor: Actor) -> QuerySet[Session]:
    """Return the sessions of visible courses, with `enrolled` and `waiting`.

    A person also sees those of courses no longer for him in which he has a seat.
    """
    rows = Session.objects.select_related("course").annotate(
        enrolled=Count("seats", filter=Q(seats__state=SeatState.ENROLLED)),
        waiting=Count("seats", filter=Q(seats__state=SeatState.WAITING)),
    )
    if actor.sees_everything or is_keeper(actor):
        return rows
    own = Seat.objects.filter(user_id=actor.user_id or 0).values("session_id")
    return rows.filter(Q(course__in=courses_visible_to(actor).values("pk")) | Q(pk__in=own))


def session(actor: Actor, session_id: int) -> Session:
    """Return one session; NotPermitted if out of sight."""
    found = sessions_visible_to(actor).filter(pk=session_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def may_enrol(actor: Actor, found: Session) -> bool:
    """Tell whether a session is of a course for the actor: of others he sees what he had a seat in."""
    return courses_visible_to(actor).filter(pk=found.course_id).exists()


def coming(actor: Actor, now: datetime, of: Course | None = None) -> QuerySet[Session]:
    """Return the sessions to come that were not called off, the next first."""
    rows = sessions_visible_to(actor).filter(ends_at__gt=now, cancelled_at__isnull=True)
    return (rows.filter(course=of) if of else rows).order_by("starts_at", "pk")


def past(actor: Actor, now: datetime) -> QuerySet[Session]:
    """Return the sessions that ended or were called off, the latest first."""
    rows = sessions_visible_to(actor).filter(Q(ends_at__lte=now) | Q(cancelled_at__isnull=False))
    return rows.order_by("-starts_at", "-pk")


def seats_of(actor: Actor, session_id: int) -> QuerySet[Seat]:
    """Return the living seats of a session: all for keepers, those of his partner for others."""
    rows = Seat.objects.filter(session=session(actor, session_id)).exclude(
        state=SeatState.CANCELLED
    )
    if actor.partner_id is not None:
        rows = rows.filter(partner_id=actor.partner_id)
    return rows.select_related("user", "partner").order_by("state", "pk")


def own_seat(actor: Actor, session_id: int) -> Seat | None:
    """Return the actor's own living seat in a session, if he has one."""
    rows = Seat.objects.filter(session_id=session_id, user_id=actor.user_id or 0)
    return rows.exclude(state=SeatState.CANCELLED).first()


def own_seats(actor: Actor, sessions: list[Session]) -> dict[int, Seat]:
    """Return the actor's own living seats by session."""
    rows = Seat.objects.filter(session__in=sessions, user_id=actor.user_id or 0)
    return {row.session_id: row for row in rows.exclude(state=SeatState.CANCELLED)}


def ahead_of(seat: Seat) -> int:
    """Return how many wait before this one."""
    waiting = Seat.objects.filter(session_id=seat.session_id, state=SeatState.WAITING)
    return waiting.filter(pk__lt=seat.pk).count()


def attended(user_id: int, course_id: int, after: datetime | None = None) -> bool:
    """Tell whether a person was at a session of a course, of those that ended after an instant."""
    rows = Seat.objects.filter(user_id=user_id, session__course_id=course_id, attended=True)
    if after is not None:
        rows = rows.filter(session__ends_at__gt=after)
    return rows.exists()
