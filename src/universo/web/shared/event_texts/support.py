"""How the timeline tells what happens with support in selling, its funds and visits (R-2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "benefits.support.submitted": _("%(actor)s asked for support: %(title)s, %(amount)s (%(reference)s)"),
    "benefits.support.cancelled": _("%(actor)s called off %(reference)s"),
    "benefits.support.half_approved": _(
        "%(actor)s approved %(reference)s up to %(amount)s; a second person has to agree"
    ),
    "benefits.support.approved": _(
        "%(actor)s approved %(reference)s up to %(amount)s; evidence by %(due_date)s"
    ),
    "benefits.support.returned": _("%(actor)s sent %(reference)s back: %(reason)s"),
    "benefits.support.declined": _("%(actor)s did not approve %(reference)s: %(reason)s"),
    "benefits.support.carried_out": _("%(actor)s handed in the evidence of %(reference)s: %(amount)s"),
    "benefits.support.more_asked": _("%(actor)s asked for more evidence of %(reference)s: %(reason)s"),
    "benefits.support.verified": _("%(actor)s verified %(reference)s: %(amount)s are paid back"),
    "benefits.support.reopened": _("%(actor)s sent the verification of %(reference)s back: %(reason)s"),
    "benefits.support.booked": _("%(actor)s booked %(amount)s of %(reference)s for the next settlement"),
    "benefits.support.taken_back": _("%(actor)s took back %(amount)s of %(reference)s: %(reason)s"),
    "benefits.support.lapsed": _("%(reference)s lapsed without evidence"),
    "benefits.support.ended": _("%(reference)s ended: %(reason)s"),
    "benefits.support.granted": _("%(actor)s granted support of %(amount)s until %(until_date)s: %(reason)s"),
    "benefits.support.expired": _("Support of %(amount)s expired"),
    "benefits.support_rules.changed": _(
        "%(actor)s changed the rules of support from %(from_date)s on. %(reason)s"
    ),
    "benefits.visit.asked": _("%(actor)s asked for a joint visit (%(reference)s)"),
    "benefits.visit.confirmed": _("%(actor)s confirmed the joint visit %(reference)s for %(when)s"),
    "benefits.visit.declined": _("%(actor)s cannot make the joint visit %(reference)s: %(reason)s"),
    "benefits.visit.cancelled": _("%(actor)s called off the joint visit %(reference)s"),
    "benefits.brand.changed": _("%(actor)s changed the logo or contact for material"),
    "benefits.material_template.added": _("%(actor)s added the template of material “%(headline)s”"),
    "benefits.material_template.changed": _("%(actor)s changed the template of material “%(headline)s”"),
    "benefits.material_template.withdrawn": _(
        "%(actor)s took the template of material “%(headline)s” out of use"
    ),
    "benefits.material_template.back": _(
        "%(actor)s put the template of material “%(headline)s” back in use"
    ),
}  # fmt: skip
