"""The story of a sponsor in the programme: every line that its people may read, by month (R-3)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from universo.audit.models import Event
from universo.identity.actor import Actor
from universo.insights.queries import own_notices
from universo.rewards.models import Settlement


def story_of(actor: Actor) -> QuerySet[Event]:
    """Return the lines about the organisation, its notices and its settlements, the latest first.

    Nothing for anybody who is not of a partner.
    """
    if actor.partner_id is None:
        return Event.objects.none()
    settled = Settlement.objects.filter(partner_id=actor.partner_id).values("pk")
    own = Q(subject_kind="notice", subject_id__in=own_notices(actor).values("pk"))
    own |= Q(subject_kind="settlement", subject_id__in=settled)
    own |= Q(subject_kind="partner", subject_id=actor.partner_id)
    return Event.objects.filter(own, partner_may_read=True).order_by("-at", "-id")


def began(actor: Actor) -> datetime | None:
    """Return the instant of the first line; None while there is none."""
    first = story_of(actor).order_by("at", "id").first()
    return first.at if first else None
