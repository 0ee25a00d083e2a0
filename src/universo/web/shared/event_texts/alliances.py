"""How the timeline tells joint plans (R-1)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "benefits.plan.proposed": _("%(actor)s proposed the joint plan «%(title)s»"),
    "benefits.plan.agreed": _("%(actor)s agreed to the joint plan «%(title)s»"),
    "benefits.plan.declined": _(
        "%(actor)s did not agree to the joint plan «%(title)s»: %(reason)s"
    ),
    "benefits.plan.reviewed": _("%(actor)s recorded the review of %(on_date)s of «%(title)s»"),
    "benefits.plan.ended": _("The joint plan «%(title)s» ended: %(reason)s"),
    "benefits.plan.closed": _("%(actor)s closed the joint plan «%(title)s»: %(reason)s"),
}
