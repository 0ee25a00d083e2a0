"""Who sees and keeps which keys of the API: a partner's administrators those of its people."""

from django.db.models import QuerySet

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import ApiToken
from universo.identity.roles import CUSTOMER_SCOPES, SALES_SCOPES, Scope, StaffRole
from universo.partners.models import Member
from universo.program.choices import Category


def visible_to(actor: Actor) -> QuerySet[ApiToken]:
    """Return keys: all for administrators of the programme and auditors, a partner's for its
    administrators, one's own for anybody else."""
    rows = ApiToken.objects.select_related("user").order_by("-created_at", "-pk")
    if actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN):
        return rows
    if actor.partner_id is not None and actor.is_partner_admin:
        people = Member.objects.filter(partner_id=actor.partner_id).values("user_id")
        return rows.filter(user__in=people)
    return rows.filter(user_id=actor.user_id or 0)


def token(actor: Actor, token_id: int) -> ApiToken:
    """Return one key; NotPermitted when it is out of sight."""
    found = visible_to(actor).filter(pk=token_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def scopes_for(actor: Actor) -> list[Scope]:
    """Return what the actor may make a key for: the lists that he keeps, the sales that he registers.

    A key never makes another key.
    """
    if actor.scopes is not None or actor.user_id is None:
        return []
    keeps_lists = actor.has(StaffRole.PROGRAM_ADMIN) or (
        actor.is_partner_admin and actor.in_category(Category.RESELLER)
    )
    customers = CUSTOMER_SCOPES if keeps_lists else ()
    sales = SALES_SCOPES if actor.has(StaffRole.FINANCE) else ()
    return [*customers, *sales]


def partner_of(token_of: ApiToken) -> tuple[int, str] | None:
    """Return (id, name) of the partner whose person holds the key; None for people of Hasar."""
    found = Member.objects.select_related("partner").filter(user_id=token_of.user_id).first()
    return (found.partner_id, str(found.partner)) if found else None
