"""How the timeline tells what happens with demonstration units and their loans (R-2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.benefits.units.choices import Condition, Gone, LoanStatus

WORDS = {**dict(Condition.choices), **dict(Gone.choices), "SOLD": LoanStatus.SOLD.label}
TEXTS: dict[str, Any] = {
    "benefits.loan.requested": _("%(actor)s asked for %(model)s from %(from_date)s on (%(reference)s)"),
    "benefits.loan.withdrawn": _("%(actor)s took back the request %(reference)s"),
    "benefits.loan.approved": _(
        "%(actor)s approved %(reference)s: %(model)s %(serial)s until %(due_date)s"
    ),
    "benefits.loan.declined": _("%(actor)s did not approve %(reference)s: %(reason)s"),
    "benefits.loan.cancelled": _("%(actor)s called off %(reference)s: %(reason)s"),
    "benefits.loan.recalled": _("%(reference)s is to be back by %(due_date)s: %(reason)s"),
    "benefits.loan.unit_changed": _("%(actor)s reserved %(model)s %(serial)s for %(reference)s"),
    "benefits.loan.dispatched": _(
        "%(actor)s handed over %(model)s %(serial)s, to be back by %(due_date)s (%(reference)s)"
    ),
    "benefits.loan.returned": _(
        "%(actor)s took back %(model)s %(serial)s: %(condition)s (%(reference)s)"
    ),
    "benefits.loan.ended": _("%(actor)s ended %(reference)s: %(how)s. %(reason)s"),
    "benefits.loan.extension_asked": _(
        "%(actor)s asked for %(days)s business days more (%(reference)s): %(purpose)s"
    ),
    "benefits.loan.extended": _(
        "%(actor)s granted %(days)s business days more, until %(due_date)s (%(reference)s)"
    ),
    "benefits.loan.extension_refused": _(
        "%(actor)s granted no more days (%(reference)s): %(reason)s"
    ),
    "benefits.unit.added": _("%(actor)s took %(model)s %(serial)s into the stock"),
    "benefits.unit.edited": _("%(actor)s corrected %(model)s %(serial)s"),
    "benefits.unit.sent_to_repair": _(
        "%(actor)s sent %(model)s %(serial)s to repair until %(until_date)s: %(reason)s"
    ),
    "benefits.unit.back_from_repair": _("%(actor)s took back %(model)s %(serial)s from repair"),
    "benefits.unit.taken_out": _(
        "%(actor)s took %(model)s %(serial)s out of stock: %(how)s. %(reason)s"
    ),
    "benefits.lending_rules.changed": _(
        "%(actor)s changed the rules of lending from %(from_date)s on: %(units_at_a_time)s of a model"
        " at a time, %(months_between)s months between, %(longest_days)s business days and"
        " %(extension_days)s more. %(reason)s"
    ),
}  # fmt: skip
