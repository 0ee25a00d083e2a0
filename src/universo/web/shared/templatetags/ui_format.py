"""Filters and tags that write amounts, dates and identifiers for people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from universo.web.shared import formatting

register = template.Library()


@register.filter
def money(minor: int | None, currency: str = "ARS") -> str:
    """`{{ amount_minor|money:currency }}`: `$ 1.234,56`. Nothing for None."""
    return "" if minor is None else formatting.money(int(minor), currency)


@register.filter
def money_brief(minor: int | None, currency: str = "ARS") -> str:
    """As `money`, without centavos when they are zero: for headline figures."""
    return "" if minor is None else formatting.money(int(minor), currency, brief=True)


@register.filter
def rate(basis_points: int | None) -> str:
    return "" if basis_points is None else formatting.rate(int(basis_points))


@register.filter
def quote(value: Decimal | None) -> str:
    """An exchange rate: `1.480,50`."""
    return "" if value is None else formatting.quote(value)


@register.filter
def number(value: int | None) -> str:
    return "" if value is None else formatting.number(int(value))


@register.filter
def day(value: date | None) -> str:
    return formatting.day(value) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    return formatting.short_day(value) if value else ""


@register.filter
def long_day(value: date | None) -> str:
    return formatting.long_day(value) if value else ""


@register.filter
def long_day_year(value: date | None) -> str:
    return formatting.long_day(value, year=True) if value else ""


@register.filter
def instant(value: datetime | None) -> str:
    return formatting.instant(value) if value else ""


@register.filter
def receipt_instant(value: datetime | None) -> str:
    return formatting.instant(value, seconds=True) if value else ""


@register.filter
def iso(value: date | None) -> str:
    return formatting.iso(value) if value else ""


@register.filter
def cuit(value: str | None) -> str:
    return formatting.cuit(value or "")


@register.filter
def initials(value: object) -> str:
    return formatting.initials(str(value or ""))


@register.simple_tag
def ago(value: datetime | None, now: datetime | None = None) -> SafeString | str:
    """`{% ago notice.received_at %}`: "hace 2 h", with the exact instant on hover."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        formatting.iso(value),
        formatting.instant(value, seconds=True),
        formatting.relative(value, now or timezone.now()),
    )
