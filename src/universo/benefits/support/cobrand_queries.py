"""Reading templates of co-branded material, a partner's brand, and what it made."""

from django.db.models import Count, Q, QuerySet

from universo.benefits.support.cobrand_models import MadeMaterial, MaterialTemplate, PartnerBrand
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole


def templates(actor: Actor) -> QuerySet[MaterialTemplate]:
    """Return the templates in use for people of partners; for administrators and auditors all of them,
    with how often each was taken."""
    rows = MaterialTemplate.objects.select_related("product")
    if actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN):
        return rows.annotate(times=Count("made"), partners=Count("made__partner", distinct=True))
    return rows.filter(is_active=True) if actor.partner_id is not None else rows.none()


def template(actor: Actor, template_id: int) -> MaterialTemplate:
    """Return one template. Raises NotPermitted if out of sight."""
    found = templates(actor).filter(pk=template_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def brand_of(actor: Actor) -> PartnerBrand | None:
    """Return what the actor's partner puts on material; None before it was written."""
    return PartnerBrand.objects.filter(partner_id=actor.partner_id or 0).first()


def made_by(actor: Actor) -> QuerySet[MadeMaterial]:
    """Return what the actor's partner made, the latest first."""
    rows = MadeMaterial.objects.select_related("template__product", "partner", "made_by")
    return rows.filter(Q(partner_id=actor.partner_id or 0))


def made(actor: Actor, made_id: int) -> MadeMaterial:
    """Return one piece of the actor's partner. Raises NotPermitted if out of sight."""
    found = made_by(actor).filter(pk=made_id).first()
    if found is None:
        raise NotPermitted("")
    return found
