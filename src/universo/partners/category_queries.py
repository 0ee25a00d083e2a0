"""Reading requests about categories, and what a partner is and was in."""

from datetime import date

from django.db.models import QuerySet

from universo.domain.membership import Membership, Spell, membership_on
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.category_models import CategoryRequest, RequestStatus
from universo.partners.models import Enrolment
from universo.program.choices import Category


def visible_to(actor: Actor) -> QuerySet[CategoryRequest]:
    """Return the requests of the actor's organisation; all for administrators and auditors."""
    rows = CategoryRequest.objects.select_related("partner", "asked_by", "decided_by")
    if actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN):
        return rows
    return rows.filter(partner_id=actor.partner_id or 0)


def request(actor: Actor, request_id: int) -> CategoryRequest:
    """Return one request; NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=request_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def waiting(actor: Actor) -> QuerySet[CategoryRequest]:
    """Return the visible requests without an answer, the oldest first."""
    return visible_to(actor).filter(status=RequestStatus.WAITING).order_by("asked_at", "pk")


def membership_of(partner_id: int, day: date) -> Membership:
    """Return what a partner holds on a local day, with the ends fixed, and what it held before."""
    rows = Enrolment.objects.filter(partner_id=partner_id)
    return membership_on((Spell(row.category, row.since_date, row.until_date) for row in rows), day)


def joinable(partner_id: int, day: date) -> list[str]:
    """Return the categories that a partner neither holds on a local day nor begins later."""
    rows = Enrolment.objects.filter(partner_id=partner_id)
    taken = {row.category for row in rows if row.until_date is None or row.until_date > day}
    return [name for name in Category.values if name not in taken]


def closing_since(partner_id: int, period: date) -> date | None:
    """Return since when a partner is no sponsor any more, for the settlement of a month.

    One of that month or later is a closing one: what is owed still settles (R-1). None while it is a
    sponsor, never was, or for an earlier month.
    """
    rows = list(Enrolment.objects.filter(partner_id=partner_id, category=Category.SPONSOR))
    if not rows or any(row.until_date is None for row in rows):
        return None
    left = max(row.until_date for row in rows if row.until_date)
    return left if period >= left.replace(day=1) else None
