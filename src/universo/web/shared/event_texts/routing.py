"""How the timeline tells what happened to executing channels, leads and the pre-sales log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "routing.assignment.offered": _("%(actor)s offered the opportunity to %(channel)s."),
    "routing.assignment.started": _("%(actor)s left the opportunity with %(channel)s."),
    "routing.assignment.accepted": _("%(channel)s took the opportunity."),
    "routing.assignment.declined": _("%(channel)s did not take the opportunity: %(reason)s"),
    "routing.assignment.taken_back": _("%(actor)s took the opportunity back from %(channel)s."),
    "routing.assignment.channel_gone": _(
        "The opportunity came back from %(channel)s, which left the category."
    ),
    "routing.assignment.progress_reported": _("%(channel)s reported progress: %(note)s"),
    "routing.assignment.won": _("%(channel)s closed the sale: the opportunity was won."),
    "routing.assignment.lost": _("%(channel)s closed the opportunity as lost."),
    "routing.channel.added": _("%(actor)s opened the executing channel %(channel)s."),
    "routing.channel.changed": _("%(actor)s changed the rules of the channel %(channel)s."),
    "opportunities.presales.logged": _("%(actor)s added to the pre-sales log."),
}
