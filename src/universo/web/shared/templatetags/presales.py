"""Blocks of a notice's page: `{% presales_block notice log_url %}` and `{% channel_block notice %}`."""

from typing import Any

from django import template
from django.template import Context

from universo.routing.queries import assignment_of
from universo.web.shared.access import actor_of
from universo.web.shared.presales import presales_context

register = template.Library()


@register.inclusion_tag("shared/leads/presales.html", takes_context=True)
def presales_block(context: Context, notice: Any, log_url: str) -> dict[str, Any]:
    """Show the log of a notice that the reader sees already, and a way to add to it if he may."""
    return presales_context(actor_of(context["request"]), notice, log_url)


@register.inclusion_tag("shared/leads/channel.html")
def channel_block(notice: Any) -> dict[str, Any]:
    """Show Hasar's people the channel of a notice that they see already, with its link."""
    accepted = notice.status == "ACCEPTED"
    return {
        "is_accepted": accepted,
        "assignment": assignment_of(notice.pk) if accepted else None,
    }
