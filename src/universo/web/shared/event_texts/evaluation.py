"""How the timeline tells of the evaluation, the decision and the known customers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "opportunities.notice.accepted": _("%(actor)s accepted the notice."),
    "opportunities.notice.declined": _("%(actor)s declined the notice."),
    "opportunities.notice.lapsed": _("The term passed without an answer: dismissed."),
    "opportunities.clarification.asked": _("%(actor)s asked the sponsor."),
    "evaluation.notice.viewed": _("%(actor)s looked at the notice."),
    "evaluation.notice.decided": _("The grounds of the decision were kept."),
    "evaluation.check.decided": _("%(actor)s gave the verdict of a check."),
    "evaluation.finding.judged": _("%(actor)s judged a look-alike."),
    "customers.customer.recorded": _("%(actor)s added the customer %(customer)s."),
    "customers.customer.changed": _("%(actor)s changed the customer %(customer)s."),
    "customers.list.imported": _("%(actor)s imported a list of customers."),
}
