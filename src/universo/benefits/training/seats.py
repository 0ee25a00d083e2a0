"""Seats of sessions: who has one, who waits. Call all of it with the session's row locked.

The database itself refuses a seat beyond the places (trigger `within_places`).
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from universo.benefits.training.choices import SeatState
from universo.benefits.training.models import Seat, Session
from universo.partners.models import Member


def lock(session_id: int) -> Session | None:
    """Lock a session, so that people come one after the other; None when there is none."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("course")
    return rows.filter(pk=session_id).first()


def free_number(session: Session) -> int | None:
    """Return the lowest seat that nobody has; None when all places are taken."""
    taken = set(
        Seat.objects.filter(session=session, state=SeatState.ENROLLED).values_list(
            "number", flat=True
        )
    )
    return next((one for one in range(1, session.places + 1) if one not in taken), None)


def waiting(session: Session) -> QuerySet[Seat]:
    """Return who waits, in the order in which they asked: those who still are of their partner."""
    still = Member.objects.filter(
        user_id=OuterRef("user_id"), partner_id=OuterRef("partner_id"), is_active=True
    )
    rows = Seat.objects.filter(
        Exists(still), session=session, state=SeatState.WAITING,
        user__is_active=True, partner__is_active=True,
    )  # fmt: skip
    return rows.select_related("user", "partner").order_by("pk")


def promote(session: Session, now: datetime, allowed: Collection[int]) -> list[Seat]:
    """Give the free places to those who wait, in the order in which they asked; return who got one.

    `allowed`: the partners that may use the benefit; the others' people go on waiting.
    """
    promoted = []
    for seat in waiting(session).filter(partner_id__in=allowed):
        number = free_number(session)
        if number is None:
            break
        seat.state, seat.number, seat.promoted_at = SeatState.ENROLLED, number, now
        seat.save(update_fields=["state", "number", "promoted_at"])
        promoted.append(seat)
    return promoted
