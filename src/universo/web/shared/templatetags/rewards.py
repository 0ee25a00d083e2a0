"""`{% load rewards %}`: the month of a settlement, and its look."""

from datetime import date

from django import template

from universo.web.shared import reward_words

register = template.Library()


@register.filter
def month(period: date) -> str:
    """`{{ settlement.period|month }}`: `octubre de 2026`."""
    return reward_words.month_name(period)
