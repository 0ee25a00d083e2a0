"""`{% load presales %}{% presales_block notice log_url %}`: the joint pre-sales log of a notice."""

from typing import Any

from django import template
from django.template import Context

from universo.web.shared.access import actor_of
from universo.web.shared.presales import presales_context

register = template.Library()


@register.inclusion_tag("shared/leads/presales.html", takes_context=True)
def presales_block(context: Context, notice: Any, log_url: str) -> dict[str, Any]:
    """Show the log of a notice that the reader sees already, and a way to add to it if he may."""
    return presales_context(actor_of(context["request"]), notice, log_url)
