"""The parts of the technical material, as Hasar keeps it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs_of(here: str) -> list[dict[str, Any]]:
    """Return the tabs, with the one whose page it is marked."""
    parts = (
        ("library", _("Material"), "file-text"),
        ("library_downloads", _("Downloads"), "download"),
        ("library_searches", _("Searches in vain"), "search"),
    )
    return [
        {"label": label, "url": reverse(f"backoffice:{name}"), "icon": icon, "active": name == here}
        for name, label, icon in parts
    ]
