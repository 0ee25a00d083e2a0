"""Reading known customers: Hasar's own and those of each reseller (R-8, check 4)."""

from django.db.models import QuerySet

from universo.customers.models import KnownCustomer
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.models import Partner
from universo.program.choices import Category

KEEPERS = (StaffRole.ACCOUNT_EXECUTIVE, StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
HASAR = "hasar"


def visible_to(actor: Actor) -> QuerySet[KnownCustomer]:
    """Return the customers the actor may read: a reseller its own base, Hasar's people all."""
    rows = KnownCustomer.objects.select_related("province", "owner", "source")
    if actor.sees_everything or actor.has(*KEEPERS):
        return rows
    if actor.partner_id is not None and actor.in_category(Category.RESELLER):
        return rows.filter(owner_id=actor.partner_id)
    return rows.none()


def may_write(actor: Actor, owner_id: int | None) -> bool:
    """Tell whether the actor keeps this list: Hasar's (no `owner_id`) or its own as a reseller."""
    if owner_id is None:
        return actor.has(*KEEPERS)
    return actor.partner_id == owner_id and actor.in_category(Category.RESELLER)


def customer(actor: Actor, customer_id: int) -> KnownCustomer:
    """Return one customer; NotPermitted when it is out of sight."""
    found = visible_to(actor).filter(pk=customer_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def owners(actor: Actor) -> list[tuple[int, str]]:
    """Return (id, name) of the resellers whose customers the actor sees, by name."""
    if actor.partner_id is not None:
        return []
    partners = Partner.objects.in_bulk(owners_of(visible_to(actor)))
    return sorted(((pk, str(one)) for pk, one in partners.items()), key=lambda pair: pair[1])


def owners_of(rows: QuerySet[KnownCustomer]) -> list[int]:
    """Return the owners of rows, by jumps over the index: a list may hold a million."""
    ids = rows.select_related(None).order_by("owner_id").values_list("owner_id", flat=True)
    found: list[int] = []
    at = ids.filter(owner__isnull=False).first()
    while at is not None:
        found.append(at)
        at = ids.filter(owner_id__gt=at).first()
    return found
