"""How the timeline tells what happens with the directory of partners and their badges (R-2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "benefits.listing.sent": _("%(actor)s sent version %(number)s of the page for the directory"),
    "benefits.listing.approved": _(
        "%(actor)s approved version %(number)s of the page for the directory"
    ),
    "benefits.listing.returned": _(
        "%(actor)s returned version %(number)s of the page for the directory: %(reason)s"
    ),
    "benefits.listing.taken_down": _(
        "%(actor)s took down version %(number)s of the page in the directory: %(reason)s"
    ),
    "benefits.listing.consented": _("%(actor)s wanted the company to be in the directory"),
    "benefits.listing.consent_withdrawn": _("%(actor)s took the company out of the directory"),
    "benefits.badge.made": _("%(actor)s made the badge of the company"),
    "benefits.badge.renewed": _("%(actor)s changed the code of the company's badge"),
    "benefits.skill.added": _("%(actor)s added the skill %(skill)s to the directory"),
    "benefits.skill.changed": _("%(actor)s changed the skill %(skill)s of the directory"),
    "benefits.skill.retired": _("%(actor)s offers the skill %(skill)s of the directory no longer"),
}
