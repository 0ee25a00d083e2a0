"""The parts of the training's pages for partners."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(chosen: str) -> list[dict[str, Any]]:
    """Return the tabs; `chosen` is the URL name of the open one."""
    parts = (
        ("training", _("Courses"), "graduation-cap"),
        ("training_sessions", _("Sessions"), "calendar-days"),
        ("training_certificates", _("Certificates"), "badge-check"),
        ("training_goals", _("Goals"), "target"),
    )
    return [
        {"label": label, "icon": icon, "url": reverse(f"portal:{name}"), "active": name == chosen}
        for name, label, icon in parts
    ]
