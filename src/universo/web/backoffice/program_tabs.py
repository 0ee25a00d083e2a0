"""The parts of the programme's own pages, and the words that they share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from universo.program.choices import SponsorLevel

PARTS = (
    ("program", gettext_lazy("Summary"), "settings-2"),
    ("catalogue", gettext_lazy("Catalogue"), "package"),
    ("rates", gettext_lazy("Rates"), "percent"),
    ("entitlements", gettext_lazy("Benefits"), "sparkles"),
    ("terms", gettext_lazy("Terms"), "scroll-text"),
    ("calendar", gettext_lazy("Holidays"), "calendar-days"),
    ("matcher", gettext_lazy("Matcher"), "scale"),
    ("people", gettext_lazy("People of Hasar"), "users"),
    ("tokens", gettext_lazy("API keys"), "key-round"),
)
LEVEL_SLUGS = {"orientador": SponsorLevel.REFERRER, "mediador": SponsorLevel.INTRODUCER}
SLUG_OF = {str(level): slug for slug, level in LEVEL_SLUGS.items()}


def tabs_of(chosen: str) -> list[dict[str, Any]]:
    """Return the tabs of the programme's pages; `chosen` is the URL name of the open one."""
    return [
        {
            "label": label,
            "icon": icon,
            "url": reverse(f"backoffice:{name}"),
            "active": name == chosen,
        }
        for name, label, icon in PARTS
    ]


def policy_words() -> dict[str, str]:
    """Return how the codes of day policies and receipt rules are said (P-2)."""
    return {
        "NAC+DNL": _("National holidays and general days off do not count"),
        "NAC": _("Only national holidays do not count"),
        "A": _("A notice of a day off counts from the next day"),
        "B": _("A notice of a day off is taken as of the next business day"),
    }
