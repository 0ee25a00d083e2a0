"""Whether the channels among which one chooses have the certified people that a sale asks for (R-11, R-2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from universo.benefits.training.goal_queries import Need, needs_of_many
from universo.routing.suggestions import Suggestion


def with_needs(
    notice: Any, ranked: Sequence[Suggestion], today: date
) -> list[tuple[Suggestion, list[Need]]]:
    """Return each channel with what the families of the notice ask of its partner; Hasar's own: nothing.

    It is shown and forbids nothing: the choice is Hasar's.
    """
    families = set(notice.items.values_list("family_id", flat=True))
    partners = {row.channel.partner_id for row in ranked if row.channel.partner_id is not None}
    found = needs_of_many(partners, today, families)
    return [(row, found.get(row.channel.partner_id or 0, [])) for row in ranked]
