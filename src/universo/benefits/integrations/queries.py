"""Reading integrations and their certifications. What the actor may not see does not exist for him."""

from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet

from universo.benefits.integrations.choices import CertificationStatus
from universo.benefits.integrations.models import (
    Certification,
    Checklist,
    Evidence,
    Integration,
)
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.days import held_on
from universo.program.choices import Category

READERS = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)


def is_keeper(actor: Actor) -> bool:
    """Tell whether the actor certifies and keeps the checklists."""
    return actor.user_id is not None and actor.has(StaffRole.PROGRAM_ADMIN)


def visible_to(actor: Actor) -> QuerySet[Integration]:
    """Return the integrations of the actor's partner; all of them for Hasar's and auditors."""
    shown = Certification.objects.select_related("checklist", "decided_by", "asked_by")
    rows = Integration.objects.select_related("partner", "family", "product").prefetch_related(
        Prefetch("certifications", shown.prefetch_related("evidence"))
    )
    if actor.sees_everything or actor.has(*READERS):
        return rows
    return rows.filter(partner_id=actor.partner_id or 0)


def integration(actor: Actor, integration_id: int) -> Integration:
    """Return one integration. Raises NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=integration_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def certifications(actor: Actor) -> QuerySet[Certification]:
    """Return the certifications of visible integrations, those asked for last first."""
    rows = Certification.objects.select_related(
        "integration__partner", "integration__family", "integration__product",
        "checklist", "asked_by", "decided_by",
    ).prefetch_related("evidence")  # fmt: skip
    if actor.sees_everything or actor.has(*READERS):
        return rows
    return rows.filter(integration__partner_id=actor.partner_id or 0)


def certification(actor: Actor, certification_id: int) -> Certification:
    """Return one certification. Raises NotPermitted if out of sight."""
    found = certifications(actor).filter(pk=certification_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def evidence(actor: Actor, evidence_id: int) -> Evidence:
    """Return one file of a visible certification. Raises NotPermitted."""
    found = Evidence.objects.filter(pk=evidence_id, certification__in=certifications(actor)).first()
    if found is None:
        raise NotPermitted("")
    return found


def checklist_for(family_id: int, day: date) -> Checklist:
    """Return the checklist in force on a local day: the family's own, or that of all.

    Raises Checklist.DoesNotExist before the first.
    """
    rows = Checklist.objects.filter(valid_from__lte=day)
    return rows.filter(family_id=family_id).first() or rows.filter(family=None)[:1].get()


def checklists(actor: Actor) -> QuerySet[Checklist]:
    """Return the checklists of all times: they are no secret."""
    return Checklist.objects.select_related("family", "created_by")


def certified_of(partner_id: int, day: date) -> list[Certification]:
    """Return what may be told in public of a partner: certified on that day and meant for it.

    A partner that left the category is not told any more (R-1).
    """
    rows = Certification.objects.filter(
        held_on(day, "integration__partner__enrolments__"),
        integration__partner_id=partner_id,
        integration__partner__is_active=True,
        integration__partner__enrolments__category=Category.ISV,
        integration__is_public=True,
        status=CertificationStatus.CERTIFIED,
        expires_date__gt=day,
    ).select_related("integration__family", "integration__product")
    newest: dict[int, Certification] = {}
    for row in rows.order_by("asked_at", "pk").distinct():
        newest[row.integration_id] = row
    return list(newest.values())


def expiring(day: date, within_days: int) -> QuerySet[Certification]:
    """Return the certifications in force whose last day comes within some days."""
    last = day + timedelta(days=within_days)
    return Certification.objects.filter(
        Q(status=CertificationStatus.CERTIFIED), expires_date__gt=day, expires_date__lte=last
    ).select_related("integration__partner")
