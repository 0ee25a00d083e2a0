"""`{% load rewards %}`: the month of a settlement, its look, and how many partners."""

from datetime import date

from django import template
from django.utils.translation import ngettext

from universo.web.shared import formatting, reward_words

register = template.Library()


@register.filter
def month(period: date) -> str:
    """`{{ settlement.period|month }}`: `octubre de 2026`."""
    return reward_words.month_name(period)


@register.filter
def partners(count: int) -> str:
    """`{{ row.ready|partners }}`: `2 partners`; nothing for none."""
    if not count:
        return ""
    return ngettext("%(n)s partner", "%(n)s partners", count) % {"n": formatting.number(count)}
