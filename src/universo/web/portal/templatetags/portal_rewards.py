"""`{% notice_rewards notice as found %}`: the rewards of one notice, for the sponsor's page of it."""

from typing import Any

from django import template
from django.template import Context

from universo.rewards import queries
from universo.rewards.ancestry import ancestries
from universo.web.portal.reward_links import sponsor_links
from universo.web.shared.access import actor_of
from universo.web.shared.reward_words import told

register = template.Library()
SHOWN = 20


@register.simple_tag(takes_context=True)
def notice_rewards(context: Context, notice: Any) -> dict[str, Any]:
    """Return `totals` by currency and the latest `rewards` of the notice, as the reader may see them."""
    actor = actor_of(context["request"])
    rows = queries.visible_to(actor).filter(notice_id=notice.pk).order_by("-occurred_date", "-id")
    return {
        "totals": queries.totals(actor, notice.pk),
        "rewards": [told(row, sponsor_links) for row in ancestries(rows[:SHOWN])],
        "count": rows.count(),
    }
