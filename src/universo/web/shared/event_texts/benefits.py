"""How the timeline tells what happens with the benefits of the programme (R-2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.benefits.choices import Asked, Service

WORDS = {**dict(Service.choices), **dict(Asked.choices)}
TEXTS: dict[str, Any] = {
    "benefits.entitlement.changed": _(
        "%(actor)s granted %(service)s to %(category)s %(level)s from %(from_date)s on: %(reason)s"
    ),
    "benefits.entitlement.ended": _(
        "%(actor)s ended %(service)s for %(category)s %(level)s from %(from_date)s on: %(reason)s"
    ),
}
