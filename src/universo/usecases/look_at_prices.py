"""That a partner's person looked at the prices is kept, once a day: what the benefit brings (R-2 b)."""

from datetime import datetime

from universo.benefits.prices.models import Look
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor


def count_look(*, actor: Actor, now: datetime) -> bool:
    """Keep that the actor looked at his prices today; tell whether it is the first time."""
    if actor.partner_id is None or actor.user_id is None:
        return False
    _row, made = Look.objects.get_or_create(
        user_id=actor.user_id, day=local_date(now), defaults={"partner_id": actor.partner_id}
    )
    return made
