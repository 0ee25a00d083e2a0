"""How the timeline tells of the evaluation, the decision and the known customers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "opportunities.notice.accepted": _("%(actor)s accepted the notice."),
    "opportunities.notice.declined": _("%(actor)s declined the notice."),
    "opportunities.notice.lapsed": _("The term passed without an answer: dismissed."),
    "opportunities.clarification.asked": _("%(actor)s asked the sponsor."),
    "evaluation.notice.viewed": _("%(actor)s looked at the notice."),
    "evaluation.notice.rival_after_view": _(
        "It came within 72 hours after %(people)s looked at the notice %(other)s of the same customer."
    ),
    "evaluation.notice.decided": _("The grounds of the decision were kept."),
    "evaluation.data.passed": _("%(actor)s validated the data."),
    "evaluation.data.failed": _("%(actor)s could not validate the data."),
    "evaluation.data.reopened": _("%(actor)s reopened the check of the data."),
    "evaluation.duplicates.passed": _("%(actor)s found no duplicate."),
    "evaluation.duplicates.failed": _("%(actor)s found a duplicate."),
    "evaluation.duplicates.reopened": _("%(actor)s reopened the check of duplicates."),
    "evaluation.need.passed": _("%(actor)s certified the need."),
    "evaluation.need.failed": _("%(actor)s did not certify the need."),
    "evaluation.need.reopened": _("%(actor)s reopened the check of the need."),
    "evaluation.customers.passed": _("%(actor)s found that he is nobody's customer."),
    "evaluation.customers.failed": _("%(actor)s found that he is already a customer."),
    "evaluation.customers.reopened": _("%(actor)s reopened the check of customers."),
    "evaluation.finding.same": _("%(actor)s judged a look-alike to be the same."),
    "evaluation.finding.different": _("%(actor)s judged a look-alike to be another one."),
    "evaluation.finding.added": _("%(actor)s pointed out a look-alike that the search had missed."),
    "evaluation.finding.reopened": _("%(actor)s took back a judgement on a look-alike."),
    "customers.customer.recorded": _("%(actor)s added the customer %(customer)s."),
    "customers.customer.changed": _("%(actor)s changed the customer %(customer)s."),
}
