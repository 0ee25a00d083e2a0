"""Reading joint visits: a partner's own, an executive's own, all of them for administrators."""

from django.db.models import QuerySet

from universo.benefits.support.visit_models import Visit
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole


def visible_to(actor: Actor) -> QuerySet[Visit]:
    """Return the visits that the actor may see, the latest first."""
    rows = Visit.objects.select_related("partner", "author", "executive", "notice")
    if actor.partner_id is not None:
        return rows.filter(partner_id=actor.partner_id)
    if actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN):
        return rows
    return rows.filter(executive_id=actor.user_id or 0)


def visit(actor: Actor, visit_id: int) -> Visit:
    """Return one visit. Raises NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=visit_id).first()
    if found is None:
        raise NotPermitted("")
    return found
