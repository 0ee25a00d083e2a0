"""How the timeline tells the life of a notice on the sponsor's side."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "opportunities.notice.submitted": _("%(actor)s notified the opportunity %(reference)s."),
    "opportunities.notice.withdrawn": _("%(actor)s withdrew the notice."),
    "opportunities.clarification.answered": _("%(actor)s answered the executive: %(note)s"),
}
