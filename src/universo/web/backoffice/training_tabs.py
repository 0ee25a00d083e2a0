"""The parts of the training's pages for Hasar, and who keeps them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from universo.identity.roles import StaffRole
from universo.web.shared.access import staff

KEEPERS = staff(StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)


def tabs(chosen: str) -> list[dict[str, Any]]:
    """Return the tabs; `chosen` is the URL name of the open one."""
    parts = (
        ("training", _("Courses"), "graduation-cap"),
        ("training_sessions", _("Sessions"), "calendar-days"),
        ("training_certificates", _("Certificates"), "badge-check"),
        ("training_requirements", _("Requirements"), "list-checks"),
        ("training_goals", _("Goals"), "target"),
        ("training_figures", _("Figures"), "chart-column"),
    )
    return [
        {"label": label, "icon": icon, "url": reverse(f"backoffice:{name}"), "active": name == chosen}
        for name, label, icon in parts
    ]  # fmt: skip
