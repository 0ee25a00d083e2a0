"""`{% load ui %}` gives a template every component, filter and field tag of the product."""

from __future__ import annotations

from django import template

from . import ui_blocks, ui_data, ui_format, ui_forms, ui_page

register = template.Library()
for _part in (ui_format, ui_blocks, ui_forms, ui_data, ui_page):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
