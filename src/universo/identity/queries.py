"""Reading people. Who may read whom is decided by the rooms that know what a person belongs to."""

from django.db.models import Exists, OuterRef, QuerySet

from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User
from universo.identity.roles import StaffRole


def visible_to(actor: Actor) -> QuerySet[User]:
    """Return the people that this actor may look up: Hasar's people see all, others themselves."""
    if actor.is_staff or actor.is_system:
        return User.objects.all()
    return User.objects.filter(pk=actor.user_id or 0)


def holders(role: StaffRole) -> QuerySet[User]:
    """Return the active people who hold a staff role today, by name."""
    grants = RoleGrant.objects.filter(user=OuterRef("pk"), role=role, revoked_at__isnull=True)
    return User.objects.filter(Exists(grants), is_active=True).order_by("full_name", "pk")


def executives(actor: Actor) -> QuerySet[User]:
    """Return the account executives; nobody for people outside Hasar."""
    if not (actor.is_staff or actor.is_system):
        return User.objects.none()
    return holders(StaffRole.ACCOUNT_EXECUTIVE)


def person_with_email(email: str) -> User | None:
    """Return whoever signs in with this address. For operations: never shown to a visitor."""
    return User.objects.filter(email=email.strip().lower()).first()
