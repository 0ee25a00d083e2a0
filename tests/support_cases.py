"""Funds, requests and evidence of support in selling, made the short way by the use cases."""

from datetime import date, datetime, timedelta
from typing import Any

import builders
from cast import Cast
from picture_cases import picture
from universo.benefits.support.cobrand_models import MadeMaterial, MaterialTemplate, PartnerBrand
from universo.benefits.support.keeping import Upload
from universo.benefits.support.models import Allotment, SupportRequest
from universo.benefits.support.visit_models import Visit
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User
from universo.partners.actors import actor_for
from universo.partners.models import Partner
from universo.usecases.arrange_visit import VisitData, ask_visit, confirm_visit
from universo.usecases.ask_support import RequestData, save_request, submit_request
from universo.usecases.cobrand import (
    BrandData,
    TemplateData,
    keep_brand,
    keep_template,
    make_material,
)
from universo.usecases.decide_support import approve_request, confirm_request
from universo.usecases.keep_fund import GrantData, grant_support
from universo.usecases.prove_support import Proof, book_request, hand_in, verify_request

NOON = builders.NOON
TODAY = local_date(NOON)
END_OF_YEAR = date(2026, 12, 31)
WHY = "Mostrar el punto de venta en la feria de comercio."
PDF = b"%PDF-1.4\n%%EOF\n"
PNG = picture()
CUIT = "30610400562"
SECOND = "asunta.segunda@example.com"


def second(role: str = "PROGRAM_ADMIN") -> Actor:
    """Return another administrator, who agrees or does not."""
    known = User.objects.filter(email=SECOND).first()
    if known is None:
        known = builders.user("Asunta Segunda", SECOND)
        RoleGrant.objects.create(user=known, role=role, granted_at=NOON)
    return actor_for(known)


def grant(
    cast: Cast, partner: Partner, amount: int = 10_000_000, at: datetime = NOON, **changes: Any
) -> Allotment:
    """Grant an amount to a partner until the end of the year."""
    values: dict[str, Any] = {
        "partner_ids": [partner.pk], "currency": "ARS", "amount_minor": amount,
        "expires_date": END_OF_YEAR, "reason": "Fondo del trimestre", **changes,
    }  # fmt: skip
    data = GrantData(**values)
    return grant_support(actor=cast.admin, now=at, uid=builders.new_uid(), data=data)


def draft(actor: Actor, at: datetime = NOON, **changes: Any) -> SupportRequest:
    """Write a request for half of 80.000: a stand and leaflets, from today on."""
    values: dict[str, Any] = {
        "kind": "EVENT", "title": "Feria de comercio de Rosario", "purpose": WHY,
        "place": "Rosario", "from_date": local_date(at), "to_date": local_date(at),
        "currency": "ARS", "lines": [("Stand", 6_000_000), ("Volantes", 2_000_000)], **changes,
    }  # fmt: skip
    uid = values.pop("uid", None) or builders.new_uid()
    return save_request(actor=actor, now=at, uid=uid, data=RequestData(**values))


def sent(actor: Actor, at: datetime = NOON, **changes: Any) -> SupportRequest:
    """Send a request."""
    return submit_request(actor=actor, now=at, request_id=draft(actor, at, **changes).pk)


def approved(
    cast: Cast, actor: Actor, amount: int = 4_000_000, at: datetime = NOON, **changes: Any
) -> SupportRequest:
    """Have a request approved, by two people when the limit asks for it."""
    made = sent(actor, at, **changes)
    made = approve_request(actor=cast.admin, now=at, request_id=made.pk, amount_minor=amount)
    if made.status == "SECOND":
        made = confirm_request(actor=second(), now=at, request_id=made.pk)
    return made


def proof(spent: tuple[int, ...] = (6_000_000, 2_000_000), **changes: Any) -> Proof:
    """What a partner hands in: an invoice for each line with money, and a photo."""
    values: dict[str, Any] = {
        "report": "Vinieron ochenta comerciantes en dos días.",
        "spent": dict(enumerate(spent, start=1)),
        "invoices": {
            n: Upload(f"factura-{n}.pdf", PDF + builders.new_uid().bytes)
            for n, amount in enumerate(spent, start=1)
            if amount
        },
        "photos": [Upload("stand.png", PNG)],
        **changes,
    }
    return Proof(**values)


def proven(cast: Cast, actor: Actor, at: datetime = NOON, **changes: Any) -> SupportRequest:
    """Have a request approved and its evidence handed in."""
    handed = changes.pop("proof", None) or proof()
    made = approved(cast, actor, at=at, **changes)
    return hand_in(actor=actor, now=at, request_id=made.pk, proof=handed)


def verified(cast: Cast, actor: Actor, at: datetime = NOON, **changes: Any) -> SupportRequest:
    """Have what was spent accepted as it is."""
    made = proven(cast, actor, at, **changes)
    accepted = {line.position: line.spent_minor or 0 for line in made.lines.all()}
    return verify_request(actor=cast.admin, now=at, request_id=made.pk, accepted=accepted)


def booked(cast: Cast, actor: Actor, at: datetime = NOON, **changes: Any) -> SupportRequest:
    """Have it booked by finance."""
    made = verified(cast, actor, at, **changes)
    return book_request(actor=cast.finance, now=at, request_id=made.pk, billed_cuit=CUIT)


def visit(cast: Cast, actor: Actor, **changes: Any) -> Visit:
    """Ask the partner's executive for a visit tomorrow, which he confirms."""
    Partner.objects.filter(pk=actor.partner_id).update(account_executive_id=cast.executive.user_id)
    values: dict[str, Any] = {
        "customer": "Ferretería La Tuerca", "place": "Rosario", "purpose": WHY, "minutes": 60,
        "times": [later(1), later(2)], **changes,
    }  # fmt: skip
    made = ask_visit(actor=actor, now=NOON, uid=builders.new_uid(), data=VisitData(**values))
    return confirm_visit(
        actor=cast.executive, now=NOON, visit_id=made.pk, begins_at=values["times"][0]
    )


def design(cast: Cast, **changes: Any) -> MaterialTemplate:
    """Keep a template of a flyer."""
    values: dict[str, Any] = {
        "layout": "FLYER_A4", "colour": "BRAND", "headline": "Facturación sin vueltas",
        "body": "Su comercio emite tickets con soporte local y equipos Hasar.",
        "points": "Soporte en el día", **changes,
    }  # fmt: skip
    return keep_template(actor=cast.admin, now=NOON, data=TemplateData(**values))


def brand(actor: Actor, **changes: Any) -> PartnerBrand:
    """Keep whom to call."""
    values: dict[str, Any] = {
        "contact": "Sergio", "phone": "0341 555-1234", "email": "ventas@example.com", **changes
    }  # fmt: skip
    return keep_brand(actor=actor, now=NOON, data=BrandData(**values))


def piece(actor: Actor, found: MaterialTemplate, line: str = "") -> MadeMaterial:
    """Make a piece of a template."""
    brand(actor)
    return make_material(
        actor=actor, now=NOON, uid=builders.new_uid(), template_id=found.pk, line=line
    )


def later(days: int) -> datetime:
    """Return noon so many days after today's."""
    return NOON + timedelta(days=days)
