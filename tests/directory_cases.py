"""Pages of the directory, consents and badges, made the short way by the use cases."""

from datetime import datetime
from typing import Any

import builders
from cast import Cast
from universo.benefits.directory.models import Badge, Skill, Version
from universo.benefits.directory.reading import PageData
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.usecases.describe_partner import give_consent, send_page
from universo.usecases.make_badge import make_badge
from universo.usecases.review_directory_page import approve_page

NOON = builders.NOON
TODAY = local_date(NOON)
HEADLINE = "Instalamos y atendemos cajas en todo el norte."
TEXT = (
    "Somos un equipo de doce personas que instala puntos de venta.\n\n"
    "Atendemos en el local, también los sábados."
)


def data(**changes: Any) -> PageData:
    """Return what a partner writes: all of Buenos Aires, one skill, a phone and a site."""
    values: dict[str, Any] = {
        "headline": HEADLINE,
        "text": TEXT,
        "website": "www.norte.example",
        "phone": "011 4117-8900",
        "provinces": ["B"],
        "skill_ids": [Skill.objects.get(code="redes").pk],
        **changes,
    }
    return PageData(**values)


def sent(actor: Actor, at: datetime = NOON, logo: bytes | None = None, **changes: Any) -> Version:
    """Send a page for review."""
    return send_page(actor=actor, now=at, uid=builders.new_uid(), data=data(**changes), logo=logo)


def shown(
    cast: Cast, actor: Actor, at: datetime = NOON, logo: bytes | None = None, **changes: Any
) -> Version:
    """Have a partner's page sent, approved and consented to: it is in the directory."""
    made = sent(actor, at, logo, **changes)
    give_consent(actor=actor, now=at)
    return approve_page(actor=cast.admin, now=at, version_id=made.pk)


def badge(actor: Actor) -> Badge:
    """Have the partner's badge."""
    return make_badge(actor=actor, now=NOON)
