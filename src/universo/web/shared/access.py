"""Who may open a page. Every view declares it; the middleware enforces it; an undeclared view is refused.

A page that a person may not open answers 404, as if it did not exist (PROGRAMME.md §4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from universo.identity.actor import VISITOR, Actor
from universo.identity.roles import StaffRole

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Access:
    """A rule: `allows(actor, method)`; `anonymous` pages need no sign-in."""

    name: str
    check: Callable[[Actor, str], bool]
    anonymous: bool = False

    def allows(self, actor: Actor, method: str) -> bool:
        """Tell whether this actor may use this HTTP method here."""
        return self.check(actor, method)

    def __call__(self, view: View) -> View:
        """Declare the rule on a view function or class-based view."""
        view.access = self  # type: ignore[attr-defined]
        return view


PUBLIC = Access("public", lambda actor, method: True, anonymous=True)
SIGNED_IN = Access("signed in", lambda actor, method: actor.user_id is not None)


def partner(*categories: str, admin: bool = False, former: bool = False) -> Access:
    """People of a partner; with categories, only of partners enrolled in one of them today (R-1).

    `former`: those that left one of them may go on reading, since what they did there still settles.
    """

    def check(actor: Actor, method: str) -> bool:
        if actor.partner_id is None or (admin and not actor.is_partner_admin):
            return False
        if not categories or any(actor.in_category(name) for name in categories):
            return True
        reads = former and method in SAFE_METHODS
        return reads and any(actor.was_in(name) for name in categories)

    label = ", ".join(categories) or "any category"
    return Access(f"partner ({label}{', administrators' if admin else ''})", check)


def staff(*roles: StaffRole) -> Access:
    """People of Hasar with one of these roles. Auditors may read, never write."""

    def check(actor: Actor, method: str) -> bool:
        if actor.has(*roles):
            return True
        return method in SAFE_METHODS and actor.has(StaffRole.AUDITOR)

    return Access(f"staff ({', '.join(roles) or 'auditor only'})", check)


ANY_STAFF = Access("any staff", lambda actor, method: actor.is_staff)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, as the middleware found it."""
    return getattr(request, "actor", VISITOR)
