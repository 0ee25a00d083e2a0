"""From a signed-in user to the Actor that queries and operations receive."""

from datetime import date
from typing import Any

from universo.identity.actor import VISITOR, Actor
from universo.identity.models import RoleGrant
from universo.partners.days import held_on, over_by
from universo.partners.models import Enrolment, Member


def actor_for(user: Any, day: date | None = None) -> Actor:
    """Return the Actor of a user: staff roles, or partner with what it is enrolled in on a local day.

    Without a day, in what it is enrolled without an end.
    """
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
    own = Enrolment.objects.filter(partner=member.partner)
    held = own.filter(until_date__isnull=True) if day is None else own.filter(held_on(day))
    levels = {row.category: row.level for row in held}
    former = set() if day is None else {row.category for row in own.filter(over_by(day))}
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        email=user.email,
        partner_id=member.partner_id,
        partner_name=str(member.partner),
        partner_categories=frozenset(levels),
        former_categories=frozenset(former - set(levels)),
        sponsor_level=levels.get("SPONSOR") or None,
        is_partner_admin=member.is_admin,
    )
