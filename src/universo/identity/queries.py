"""Reading people. Who may read whom is decided by the rooms that know what a person belongs to."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from universo.errors import NotPermitted
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


def staff_people(actor: Actor) -> QuerySet[User]:
    """Return the people of Hasar, those with access first, each with all grants in `roles_held`.

    For administrators of the programme and auditors; nobody for others.
    """
    if not (actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN)):
        return User.objects.none()
    grants = RoleGrant.objects.select_related("granted_by").order_by("-granted_at", "pk")
    return (
        User.objects.filter(Exists(RoleGrant.objects.filter(user=OuterRef("pk"))))
        .prefetch_related(Prefetch("grants", queryset=grants, to_attr="roles_held"))
        .order_by("-is_active", "full_name", "pk")
    )


def staff_person(actor: Actor, user_id: int) -> User:
    """Return one person of Hasar as `staff_people` does. Raises NotPermitted."""
    found = staff_people(actor).filter(pk=user_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def roles_of(person: User) -> list[str]:
    """Return the roles that a person of `staff_people` holds today, in the order of `StaffRole`."""
    held = {grant.role for grant in person.roles_held if grant.revoked_at is None}  # type: ignore[attr-defined]
    return [role for role in StaffRole.values if role in held]
