"""How benefits, who may use them, and what is missing for it are said to people (R-2)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from universo.benefits.catalogue import BENEFITS
from universo.benefits.choices import Service
from universo.domain.entitlement import Answer, Condition, Missing
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import Category, SponsorLevel


@dataclass(frozen=True, slots=True)
class Told:
    """A service on a page: its code, how it is called, what it is, its icon."""

    code: str
    label: Any
    text: Any
    icon: str


@dataclass(frozen=True, slots=True)
class Column:
    """A category of the table, or a level of sponsors."""

    category: str
    level: str
    label: Any


_SLUGS = ("material", "precios", "unidades", "mencion", "apoyo", "capacitacion")
SERVICES = {
    slug: Told(service, told.title, told.text, told.icon)
    for slug, service, told in zip(_SLUGS, Service.values, BENEFITS, strict=True)
}
# Where a partner uses each service, and where Hasar runs it: the page and whose work it is.
PAGES: dict[str, str] = {
    Service.LIBRARY: "portal:library",
    Service.PRICES: "portal:prices",
    Service.UNITS: "portal:units",
    Service.DIRECTORY: "portal:directory",
    Service.SUPPORT: "portal:support",
    Service.TRAINING: "portal:training",
}
OFFICE: dict[str, tuple[str, frozenset[str]]] = {
    Service.LIBRARY: (
        "backoffice:library",
        frozenset({StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER}),
    ),
    Service.PRICES: (
        "backoffice:prices",
        frozenset({StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER}),
    ),
    Service.UNITS: (
        "backoffice:units",
        frozenset({StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER}),
    ),
    Service.DIRECTORY: ("backoffice:directory", frozenset({StaffRole.PROGRAM_ADMIN})),
    Service.SUPPORT: (
        "backoffice:support",
        frozenset({StaffRole.PROGRAM_ADMIN, StaffRole.FINANCE, StaffRole.ACCOUNT_EXECUTIVE}),
    ),
    Service.TRAINING: (
        "backoffice:training",
        frozenset({StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER}),
    ),
}
SLUG_OF = {told.code: slug for slug, told in SERVICES.items()}
COLUMNS = {
    "revendedor": Column(Category.RESELLER, "", Category.RESELLER.label),
    "isv": Column(Category.ISV, "", gettext_lazy("ISV")),
    "promotor": Column(Category.SPONSOR, "", gettext_lazy("Sponsor, any level")),
    "orientador": Column(Category.SPONSOR, SponsorLevel.REFERRER, SponsorLevel.REFERRER.label),
    "mediador": Column(Category.SPONSOR, SponsorLevel.INTRODUCER, SponsorLevel.INTRODUCER.label),
    "aliado": Column(Category.ALLIANCE, "", Category.ALLIANCE.label),
}


def asked_words(asked: str, amount: int) -> str:
    """Return a condition in words; empty when there is none."""
    if asked == Condition.MONTHS:
        said = ngettext(
            "%(count)d month in the category", "%(count)d months in the category", amount
        )
    elif asked == Condition.WON:
        said = ngettext(
            "%(count)d sale won in the last year", "%(count)d sales won in the last year", amount
        )
    elif asked == Condition.CERTIFIED:
        said = ngettext("%(count)d certified person", "%(count)d certified people", amount)
    elif asked == Condition.NOTHING_OVERDUE:
        return _("no demonstration unit kept past its day")
    else:
        return ""
    return said % {"count": amount}


def missing_words(way: Missing, held: frozenset[str], level: str | None) -> str:
    """Return what one way to a benefit still asks of a partner that holds these categories."""
    parts = []
    if way.category not in held:
        parts.append(_("Join as %(category)s") % {"category": Category(way.category).label})
    if way.level and way.level != level:
        parts.append(_("have the level %(level)s") % {"level": SponsorLevel(way.level).label})
    asked = asked_words(way.condition, way.amount)
    if asked:
        have = _("%(asked)s (today: %(have)d)") % {"asked": asked, "have": way.have}
        parts.append(have if way.category in held else asked)
    return "; ".join(parts)


def ways_words(actor: Actor, answer: Answer) -> list[str]:
    """Return each way to a benefit that the actor's partner lacks, the nearest first."""
    held, level = actor.partner_categories, actor.sponsor_level
    return [missing_words(way, held, level) for way in answer.missing]
