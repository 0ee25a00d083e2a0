"""From a signed-in user to the Actor that queries and operations receive."""

from typing import Any

from universo.identity.actor import VISITOR, Actor
from universo.identity.models import RoleGrant
from universo.partners.models import Enrolment, Member


def actor_for(user: Any) -> Actor:
    """Return the Actor of a user as of now: staff roles, or partner with its open enrolments."""
    if not user.is_active:
        return VISITOR
    roles = frozenset(
        RoleGrant.objects.filter(user=user, revoked_at__isnull=True).values_list("role", flat=True)
    )
    if roles:
        return Actor(user_id=user.pk, name=user.full_name, email=user.email, roles=roles)
    member = (
        Member.objects.select_related("partner")
        .filter(user=user, is_active=True, partner__is_active=True)
        .first()
    )
    if member is None:
        return Actor(user_id=user.pk, name=user.full_name, email=user.email)
    enrolments = Enrolment.objects.filter(partner=member.partner, until_date__isnull=True)
    levels = {row.category: row.level for row in enrolments}
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        email=user.email,
        partner_id=member.partner_id,
        partner_name=str(member.partner),
        partner_categories=frozenset(levels),
        sponsor_level=levels.get("SPONSOR") or None,
        is_partner_admin=member.is_admin,
    )
