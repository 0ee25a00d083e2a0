"""To whom the mails about a lead go."""

from universo.identity.models import User
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.opportunities.models import Notice
from universo.partners.models import Member
from universo.routing.models import ExecutingChannel


def people_of_channel(channel: ExecutingChannel) -> list[User]:
    """Return the active people of the channel's reseller; none for Hasar's own staff."""
    if channel.partner_id is None:
        return []
    return people_of_partner(channel.partner_id)


def people_of_partner(partner_id: int) -> list[User]:
    """Return the active people of a partner, by name."""
    rows = Member.objects.filter(partner_id=partner_id, is_active=True, user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("user__full_name", "pk")]


def sponsor_of(notice: Notice) -> list[User]:
    """Return who sent the notice, or, when he left, the partner's administrators."""
    here = Member.objects.filter(
        partner_id=notice.partner_id, is_active=True, user__is_active=True
    ).select_related("user")
    author = [row.user for row in here.filter(user_id=notice.author_id)]
    return author or [row.user for row in here.filter(is_admin=True)]


def executive_of(notice: Notice) -> list[User]:
    """Return the account executive of the notice."""
    return [notice.executive] if notice.executive and notice.executive.is_active else []


def channel_managers() -> list[User]:
    """Return the people who choose channels."""
    return list(holders(StaffRole.CHANNEL_MANAGER))
