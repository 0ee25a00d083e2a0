"""A notice as pairs for reading: of a draft that may be sent, and of one that was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from universo.opportunities.intake import current_offer, read_notice
from universo.opportunities.queries import items_of
from universo.program.choices import SponsorLevel, Timeframe
from universo.program.queries import catalogue, provinces
from universo.web.shared import formatting

Pairs = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Summary:
    """The notice in three blocks; `names` are the names in the catalogue by code."""

    title: str
    customer: Pairs
    contact: Pairs
    need: str
    asked: list[str]
    figures: Pairs
    names: Mapping[str, str]


def draft_summary(typed: Mapping[str, Any]) -> Summary:
    """Return a draft as it would be sent. Raises InvalidInput when it may not."""
    content = read_notice(typed, current_offer())
    names = {}
    for family in catalogue():
        names[family.code] = family.name
        names.update({product.code: product.name for product in family.products.all()})
    places = {province.letter: province.name for province in provinces()}
    return Summary(
        title=content.legal_name,
        customer=_customer(content, places.get(content.province, "")),
        contact=_contact(content),
        need=content.need,
        asked=[names[code] for code in (*content.families, *content.products) if code in names],
        figures=_figures(content.budget_minor, content.currency, content.timeframe, ""),
        names=names,
    )


def notice_summary(notice: Any) -> Summary:
    """Return a sent notice."""
    prospect = notice.prospect
    asked = items_of(notice)
    return Summary(
        title=prospect.legal_name,
        customer=_customer(prospect, str(prospect.province or "")),
        contact=_contact(prospect),
        need=notice.need,
        asked=[item.product or item.family for item in asked],
        figures=_figures(
            notice.budget_minor, notice.budget_currency, notice.estimated_timeframe, notice.level
        ),
        names={item.family_code: item.family for item in asked},
    )


def _customer(facts: Any, province: str) -> Pairs:
    place = ", ".join(part for part in (facts.locality, province) if part)
    return [
        (_("Legal name"), facts.legal_name),
        (_("Trade name"), facts.trade_name),
        (_("CUIT"), formatting.cuit(facts.cuit)),
        (_("Place"), place),
        (_("Web site"), facts.web),
    ]


def _contact(facts: Any) -> Pairs:
    return [
        (_("Whom to talk to"), facts.contact_name),
        (_("Position"), facts.contact_role),
        (_("Phone"), facts.phone),
        (_("E-mail"), facts.email),
    ]


def _figures(minor: int, currency: str, timeframe: str, level: str) -> Pairs:
    return [
        (_("Estimated budget"), formatting.money(minor, currency)),
        (_("Estimated term"), Timeframe(timeframe).label),
        (_("Level"), SponsorLevel(level).label if level else ""),
    ]
