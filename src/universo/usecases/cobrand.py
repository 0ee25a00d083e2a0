"""Co-branded material: Hasar keeps the templates, a partner its brand and what it makes (R-2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.queries import require_benefit
from universo.benefits.support import cobrand_queries, logos
from universo.benefits.support.choices import Colour, Layout
from universo.benefits.support.cobrand_models import MadeMaterial, MaterialTemplate, PartnerBrand
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.models import Partner
from universo.program.models import Product
from universo.usecases.ask_support import one_line

MOST_POINTS = 5


@dataclass(frozen=True, slots=True)
class TemplateData:
    """Hasar's words on one of the fixed layouts; `points` are lines, at most five."""

    layout: str
    colour: str
    headline: str
    body: str
    points: str = ""
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class BrandData:
    """Whom to call, and the bytes of a logo when another one was sent."""

    contact: str
    phone: str
    email: str
    website: str = ""
    logo: bytes = b""


@transaction.atomic
def keep_template(
    *, actor: Actor, now: datetime, data: TemplateData, template_id: int | None = None
) -> MaterialTemplate:
    """Add a template, or change one. Raises NotPermitted, InvalidInput (fields of TemplateData)."""
    _require_keeper(actor)
    values = _checked(data)
    if template_id is None:
        found = MaterialTemplate.objects.create(
            created_at=now, created_by_id=actor.user_id or 0, **values
        )
    else:
        found = cobrand_queries.template(actor, template_id)
        MaterialTemplate.objects.filter(pk=found.pk).update(**values)
        found.refresh_from_db()
    word = "added" if template_id is None else "changed"
    _told(actor, now, f"benefits.material_template.{word}", found)
    return found


@transaction.atomic
def switch_template(
    *, actor: Actor, now: datetime, template_id: int, is_active: bool
) -> MaterialTemplate:
    """Take a template out of use, or back. Raises NotPermitted."""
    _require_keeper(actor)
    found = cobrand_queries.template(actor, template_id)
    if found.is_active != is_active:
        MaterialTemplate.objects.filter(pk=found.pk).update(is_active=is_active)
        word = "back" if is_active else "withdrawn"
        _told(actor, now, f"benefits.material_template.{word}", found)
    return found


def keep_brand(*, actor: Actor, now: datetime, data: BrandData) -> PartnerBrand:
    """Keep a partner's contact and logo. The logo is written before the transaction, and removed when
    nothing was recorded; the one before goes afterwards.

    Raises NotPermitted without the benefit, InvalidInput (fields of BrandData), DomainError (`logo`).
    """
    require_benefit(actor, Service.SUPPORT, local_date(now))
    name = logos.store(logos.rewritten(data.logo)) if data.logo else ""
    try:
        found, before = _keep_brand(actor, now, data, name)
    except BaseException:
        if name:
            logos.drop(name)
        raise
    if name and before:
        logos.drop(before)
    return found


@transaction.atomic
def _keep_brand(
    actor: Actor, now: datetime, data: BrandData, name: str
) -> tuple[PartnerBrand, str]:
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=actor.partner_id or 0)
    values = _contact(data)
    before = PartnerBrand.objects.filter(partner=partner).first()
    old = before.logo_name if before else ""
    found, _new = PartnerBrand.objects.update_or_create(
        partner=partner,
        defaults={
            **values, "logo_name": name or old, "changed_at": now, "changed_by_id": actor.user_id or 0,
        },
    )  # fmt: skip
    record(
        actor=actor, now=now, name="benefits.brand.changed", subject_kind="partner",
        subject_id=partner.pk, partner_may_read=True,
    )  # fmt: skip
    return found, old


@transaction.atomic
def make_material(
    *, actor: Actor, now: datetime, uid: UUID, template_id: int, line: str
) -> MadeMaterial:
    """Make a piece of a template with the partner's own line; the same `uid` gives the first again.

    Raises NotPermitted, InvalidInput (field `line`), DomainError without a brand, Conflict for another
    body under `uid`.
    """
    require_benefit(actor, Service.SUPPORT, local_date(now))
    found = cobrand_queries.template(actor, template_id)
    Partner.objects.select_for_update(of=("self",)).get(pk=actor.partner_id or 0)
    text = one_line(line, 91)
    if len(text) > 90:
        raise InvalidInput({"line": [_("At most 90 characters.")]})
    known = MadeMaterial.objects.filter(uid=uid).first()
    if known is not None:
        if (known.partner_id, known.template_id, known.line) != (actor.partner_id, found.pk, text):
            raise Conflict(_("From this page something else was already recorded."))
        return known
    if cobrand_queries.brand_of(actor) is None:
        raise DomainError(_("First write your contact, and add your logo if you have one."))
    return MadeMaterial.objects.create(
        uid=uid, template=found, partner_id=actor.partner_id or 0, line=text, made_at=now,
        made_by_id=actor.user_id or 0,
    )  # fmt: skip


def _require_keeper(actor: Actor) -> None:
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")


def _told(actor: Actor, now: datetime, name: str, found: MaterialTemplate) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="program", subject_id=found.pk,
        headline=found.headline,
    )  # fmt: skip


def _checked(data: TemplateData) -> dict[str, Any]:
    errors: dict[str, list[Any]] = {}
    headline, body = one_line(data.headline, 61), one_line(data.body, 321)
    points = [one_line(text, 91) for text in data.points.splitlines() if text.strip()]
    if data.layout not in Layout.values:
        errors["layout"] = [_("Choose one of the list.")]
    if data.colour not in Colour.values:
        errors["colour"] = [_("Choose one of the list.")]
    if not 5 <= len(headline) <= 60:
        errors["headline"] = [_("Write 5 to 60 characters.")]
    if not 20 <= len(body) <= 320:
        errors["body"] = [_("Write 20 to 320 characters.")]
    if len(points) > MOST_POINTS or len("\n".join(points)) > 320:
        errors["points"] = [_("At most five lines, 320 characters in all.")]
    if data.product_id is not None and not Product.objects.filter(pk=data.product_id).exists():
        errors["product"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)
    return {
        "layout": data.layout, "colour": data.colour, "headline": headline, "body": body,
        "points": "\n".join(points), "product_id": data.product_id,
    }  # fmt: skip


def _contact(data: BrandData) -> dict[str, str]:
    errors: dict[str, list[Any]] = {}
    values = {
        "contact": one_line(data.contact, 61), "phone": one_line(data.phone, 31),
        "email": one_line(data.email, 81), "website": one_line(data.website, 61),
    }  # fmt: skip
    if not 2 <= len(values["contact"]) <= 60:
        errors["contact"] = [_("Write 2 to 60 characters.")]
    if not 6 <= len(values["phone"]) <= 30:
        errors["phone"] = [_("Write 6 to 30 characters.")]
    if len(values["website"]) > 60:
        errors["website"] = [_("At most 60 characters.")]
    try:
        validate_email(values["email"])
    except ValidationError:
        errors["email"] = [_("Type a mail address.")]
    if errors:
        raise InvalidInput(errors)
    return values
