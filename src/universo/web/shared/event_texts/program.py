"""How the timeline tells what administrators do to the programme and to Hasar's own people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.identity.roles import StaffRole

WORDS = dict(StaffRole.choices)
TEXTS: dict[str, Any] = {
    "program.family.added": _("%(actor)s added the family %(what)s."),
    "program.family.changed": _("%(actor)s changed the family %(what)s."),
    "program.family.withdrawn": _("%(actor)s took the family %(what)s out of the offer."),
    "program.family.offered_again": _("%(actor)s offers the family %(what)s again."),
    "program.product.added": _("%(actor)s added the product %(what)s."),
    "program.product.changed": _("%(actor)s changed the product %(what)s."),
    "program.product.withdrawn": _("%(actor)s took the product %(what)s out of the offer."),
    "program.product.offered_again": _("%(actor)s offers the product %(what)s again."),
    "program.rate_change.proposed": _(
        "%(actor)s proposed %(rate_bp)s for %(what)s, level %(level)s, from %(from_date)s on."
    ),
    "program.rate_change.confirmed": _(
        "%(actor)s confirmed %(rate_bp)s for %(what)s, level %(level)s, from %(from_date)s on;"
        " %(proposed_by)s had proposed it."
    ),
    "program.rate_change.withdrawn": _(
        "%(actor)s withdrew the change to %(rate_bp)s for %(what)s, level %(level)s."
    ),
    "program.terms.published": _(
        "%(actor)s published version %(version)s of the terms, in force from %(from_date)s on."
    ),
    "program.calendar.day_added": _(
        "%(actor)s added %(date)s, %(what)s, to the holidays (version %(version)s): %(note)s"
    ),
    "program.calendar.day_changed": _(
        "%(actor)s changed %(date)s, %(what)s, in the holidays (version %(version)s): %(note)s"
    ),
    "program.calendar.day_removed": _(
        "%(actor)s removed %(date)s, %(what)s, from the holidays (version %(version)s): %(note)s"
    ),
    "identity.person.invited": _("%(actor)s gave %(who)s access, as %(roles)s."),
    "identity.person.invited_again": _("%(actor)s sent %(who)s the link again."),
    "identity.person.deactivated": _("%(actor)s closed the access of %(who)s: %(reason)s"),
    "identity.person.reactivated": _("%(actor)s opened the access of %(who)s again."),
    "identity.role.granted": _("%(actor)s gave %(who)s the role %(role)s."),
    "identity.role.revoked": _("%(actor)s took the role %(role)s away from %(who)s."),
}
