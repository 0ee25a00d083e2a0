"""How the timeline tells what happens with the technical material (R-2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {}
TEXTS: dict[str, Any] = {
    "benefits.library_item.published": _("%(actor)s published %(title)s, version %(version)s"),
    "benefits.library_item.changed": _("%(actor)s changed what is said of %(title)s"),
    "benefits.library_item.withdrawn": _("%(actor)s withdrew %(title)s: %(reason)s"),
    "benefits.library_version.published": _("%(actor)s published version %(version)s of %(title)s"),
    "benefits.library_version.withdrawn": _(
        "%(actor)s withdrew version %(version)s of %(title)s: %(reason)s"
    ),
    "benefits.library_version.damaged": _(
        "The file of %(title)s, version %(version)s, is not what was published"
    ),
}
